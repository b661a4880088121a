# SPDX-License-Identifier: EUPL-1.2
"""Settings of the portal: production by default, changed through the environment only.

What one tries with `make start` is what runs in production: DEBUG off, hashed static files and a
Content-Security-Policy without inline code. `PORTAAL_HTTPS=1` adds what only makes sense over https
(Secure and `__Host-` cookies, HSTS, redirect). The table of variables stands in the README.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portaal.lib.api import conf as api_conf
from portaal.lib.client_ip import parse_networks
from portaal.lib.oidc import is_loopback, parse_providers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAAL_VAR", BASE_DIR / "var"))


def env_bool(name: str) -> bool:
    """True when the variable is set to 1, true, yes or ja."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "ja"}


def env_list(name: str, default: str = "") -> list[str]:
    """Comma separated variable as a list, without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def load_secret_key() -> str:
    """The key from the environment, or one made at first start and kept in `var/secret_key` (mode 600)."""
    if key := os.environ.get("PORTAAL_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key)
    return key


DEBUG = env_bool("PORTAAL_DEBUG")
HTTPS = env_bool("PORTAAL_HTTPS")
SECRET_KEY = load_secret_key()
SECRET_KEY_FALLBACKS = env_list("PORTAAL_OLD_SECRET_KEYS")
ALLOWED_HOSTS = env_list("PORTAAL_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("PORTAAL_TRUSTED_ORIGINS")
INTERNAL_IPS: list[str] = []
# Where the portal is found: the beginning of addresses in e-mail that no request gave rise to.
PORTAAL_URL = (
    os.environ.get("PORTAAL_URL")
    or next((origin for origin in CSRF_TRUSTED_ORIGINS if "*" not in origin), "")
    or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
).rstrip("/")
# Addresses or networks of our own proxies; X-Forwarded-For is believed from these only (portaal.lib.client_ip).
TRUSTED_PROXIES = env_list("PORTAAL_TRUSTED_PROXIES")
parse_networks(tuple(TRUSTED_PROXIES))  # a faulty one stops the portal here

INSTALLED_APPS = [
    "partijen.beheer.apps.BeheerConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "drf_spectacular",
    "rest_framework",
    "portaal.lib.apps.LibConfig",
    "partijen",
    "wijken",
    "corporaties",
    "afspraken",
    "monitoring",
]

SPECTACULAR_SETTINGS = {
    **api_conf.SPECTACULAR_SETTINGS,
    # Names of choices that more than one resource calls by the same attribute.
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "afspraken.statussen.Status",
        "LeveringStatusEnum": "corporaties.models.Levering.Status",
        "FaseEnum": "afspraken.statussen.Fase",
        "ProjectFaseEnum": "corporaties.models.Vastgoedproject.Fase",
    },
}

MIDDLEWARE = [
    "portaal.lib.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portaal.lib.middleware.BrowserPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portaal.lib.security_log.SecurityLogMiddleware",
    "portaal.lib.middleware.FormCharsetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "partijen.bewaard.KeptTextMiddleware",
    "partijen.middleware.SessionLimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partijen.middleware.SecondFactorMiddleware",
    "partijen.middleware.AccountPagesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "portaal.lib.middleware.GoneMiddleware",
    "partijen.middleware.AsPublicMiddleware",
]

ROOT_URLCONF = "portaal.urls"
FORM_RENDERER = "portaal.lib.forms.PortaalRenderer"
WSGI_APPLICATION = "portaal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "monitoring.context_processors.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portaal.lib.templatetags.portaal"],
        },
    }
]

# SQLite: IMMEDIATE transactions, so that concurrent writers wait instead of failing; no WAL before 3.51.3 (ADR 0006).
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'portaal.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "partijen.Gebruiker"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "partijen.wachtwoorden.UserAttributeSimilarityValidator"},
    {"NAME": "partijen.wachtwoorden.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "werkbank"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "partijen.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "partijen.adapters.user_display"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# login_failed counts codes of a second factor per account; guessing passwords is limited by axes below.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key", "login": "60/m/ip", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Also how long the link of an invitation works.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

# Coordinators and beheerders reach nothing unpublished before they logged in with a second factor.
PORTAAL_MFA_VERPLICHT = True
MFA_ADAPTER = "partijen.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "partijen.mfa_forms.AuthenticateForm",
    "reauthenticate": "partijen.mfa_forms.ReauthenticateForm",
    "activate_totp": "partijen.mfa_forms.ActivateTotpForm",
    "add_webauthn": "partijen.mfa_forms.AddWebAuthnForm",
    "edit_webauthn": "partijen.mfa_forms.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = "Afsprakenportaal"
# Addresses are entered by who invites: nobody can lock another out by claiming one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer security keys over https, and on localhost also over http.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS and all(is_loopback(host) for host in ALLOWED_HOSTS)

# Nobody signs up: an account of elsewhere opens the account here with the same confirmed address (partijen.adapters).
SOCIALACCOUNT_ADAPTER = "partijen.adapters.SocialAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# A form that ends at another site is refused by our Content-Security-Policy; a link is not. What it starts is bound
# to this browser by the state in its session.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": parse_providers(os.environ.get("PORTAAL_OIDC_PROVIDERS", "")),
    }
}

# Hosts of one's own network, or of this machine, that may log people in although their address is not public.
OIDC_PRIVATE_HOSTS = env_list("PORTAAL_OIDC_PRIVATE_HOSTS")

# The same for what webhooks are sent to (monitoring.services.webhooks).
WEBHOOK_PRIVATE_HOSTS = env_list("PORTAAL_WEBHOOK_PRIVATE_HOSTS")

# Guessing passwords: 5 failures per account and address in 15 minutes, and a looser limit for all accounts together
# from one address. Kept in the database, so every worker and server counts the same.
AXES_HANDLER = "partijen.limits.LoginLimits"
AXES_FAILURE_LIMIT = 5
AXES_ADDRESS_LIMIT = 30
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "partijen.limits.account_key"
AXES_CLIENT_IP_CALLABLE = "portaal.lib.client_ip.client_ip"
AXES_LOCKOUT_CALLABLE = "partijen.limits.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email", "csrfmiddlewaretoken", "next"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

REST_FRAMEWORK = api_conf.REST_FRAMEWORK | {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The key first: its scheme is the one a 401 names in WWW-Authenticate.
        "partijen.api.authentication.SleutelAuthentication",
        "portaal.lib.api.authentication.SessionAuthentication",
    ]
}

# Codes of second factors that were used, and limits of allauth: shared by all workers. The API counts in memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portaal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Whatever happens a session ends 12 hours after login, and after 3 hours without a request (partijen.middleware).
SESSION_ENGINE = "partijen.sessies"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 3 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Who logged in last with a browser: text typed in a form whose session had ended is given back to him alone.
LAST_LOGIN_COOKIE_NAME = "vorige"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Not in a cookie: it would be the only one without the prefix __Host-.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessie", "__Host-csrf"
    LAST_LOGIN_COOKIE_NAME = "__Host-vorige"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env_bool("PORTAAL_TRUST_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# How long login data stays after it served: `verwijder_inloggegevens` takes it away, docs/privacy.md says why so long.
BEWAARTERMIJNEN = {
    "inlogpogingen": timedelta(days=30),  # to see an attack that spreads over weeks; locking itself takes 15 minutes
    "uitnodigingen": timedelta(days=90),  # who never came: the link works for three days and can be sent again
    "berichten": timedelta(days=400),  # which notice was sent when, to know what is new in the next
    "webhookberichten": timedelta(days=30),  # what a system was told, to find out why it missed something
    "laatst_ingelogd": timedelta(days=400),  # a cycle of prestatieafspraken takes a year
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands"))]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["portaal.lib.formats"]
APPEND_SLASH = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

EMAIL_URL = urlsplit(os.environ.get("PORTAAL_EMAIL_URL", ""))
if EMAIL_URL.hostname:
    EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname, EMAIL_URL.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_URL.username or "", EMAIL_URL.password or ""
    EMAIL_USE_TLS = EMAIL_URL.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
SECURITY_CONTACT = os.environ.get("PORTAAL_SECURITY_CONTACT", "mailto:security@afsprakenportaal.example")
DEFAULT_FROM_EMAIL = os.environ.get("PORTAAL_FROM_EMAIL", "portaal@afsprakenportaal.example")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"mask": {"()": "portaal.lib.log_filters.MaskSecretPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It names addresses; portaal.security tells the same without them.
        "axes": {"level": "CRITICAL"},
    },
}

# Several resources have a `status` or `fase`, each with its own words.
SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"] = {
    "StatusEnum": "afspraken.statussen.Status",
    "AanvraagstatusEnum": "wijken.statussen.Aanvraagstatus",
    "FaseEnum": "afspraken.statussen.Fase",
    "ProjectfaseEnum": "corporaties.models.Vastgoedproject.Fase",
    "EenheidEnum": "corporaties.models.cijfer.Eenheid",
    "DoeleenheidEnum": "afspraken.models.doel.Doeleenheid",
    "ZienswijzesoortEnum": "monitoring.models.Zienswijze.Soort",
}

FIXTURES_DIR = BASE_DIR / "fixtures"
# Part of the ETag of public pages: a new release shows at once. Set it to the commit in a deployment.
BUILD = os.environ.get("PORTAAL_BUILD") or str(
    max((int(path.stat().st_mtime) for path in (BASE_DIR / "templates").rglob("*.html")), default=0)
)
