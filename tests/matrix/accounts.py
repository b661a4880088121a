# SPDX-License-Identifier: EUPL-1.2
"""What is expected below /accounts/: the same of all who are logged in: nobody gets at another's account."""

from tests.matrix import roles as r
from tests.matrix.roles import Answer, Case, Rule

MOVED, UNAUTHORISED = 301, 401


def split(public: Answer, signed_in: Answer) -> Rule:
    """One answer for the public, one for everybody else."""

    def rule(case: Case) -> Answer:
        return signed_in if case.signed_in else public

    return rule


def own(answer: Answer) -> Rule:
    """One's own account: the public logs in first."""
    return split(r.LOGIN, answer)


def all_(answer: Answer) -> Rule:
    """The same for everybody."""
    return split(answer, answer)


# {route: (GET and HEAD, POST)}. A 404 of one's own: a second factor that the account does not have. A 403: there is
# nothing to prove oneself with again.
ACCOUNTS: dict[str, tuple[Rule, Rule]] = {
    "account_login": (split(r.OK, r.FOUND), split(r.INCOMPLETE, r.FOUND)),
    "account_logout": (split(r.FOUND, r.OK), all_(r.FOUND)),
    "account_inactive": (all_(r.OK), all_(r.NOT_ALLOWED)),
    # Nobody signs up: the page says so.
    "account_signup": (split(r.OK, r.FOUND), split(r.OK, r.FOUND)),
    "account_reauthenticate": (own(r.FORBIDDEN), own(r.FORBIDDEN)),
    # Instead of the page of django-allauth, on which one could add an address.
    "account_email": (own(r.OK), all_(r.NOT_ALLOWED)),
    # With a link that the portal did not make.
    "berichten-uit": (all_(r.NOT_FOUND), all_(r.NOT_FOUND)),
    "account_email_verification_sent": (all_(r.OK), all_(r.NOT_ALLOWED)),
    "account_change_password": (own(r.FOUND), own(r.FOUND)),
    "account_set_password": (own(r.OK), own(r.INCOMPLETE)),
    "account_reset_password": (all_(r.OK), all_(r.INCOMPLETE)),
    "account_confirm_login_code": (own(r.FOUND), own(r.FOUND)),
    "account_confirm_email": (all_(r.OK), all_(r.NOT_FOUND)),
    "account_reset_password_from_key_done": (all_(r.OK), all_(r.NOT_ALLOWED)),
    "account_reset_password_from_key": (all_(r.OK), all_(r.INCOMPLETE)),
    "account_reset_password_done": (all_(r.OK), all_(r.NOT_ALLOWED)),
    "mfa_index": (own(r.OK), own(r.NOT_ALLOWED)),
    "mfa_authenticate": (own(r.FOUND), own(r.FOUND)),
    "mfa_reauthenticate": (own(r.FORBIDDEN), own(r.FORBIDDEN)),
    "mfa_activate_totp": (own(r.OK), own(r.INCOMPLETE)),
    "mfa_deactivate_totp": (own(r.NOT_FOUND), own(r.NOT_FOUND)),
    "mfa_view_recovery_codes": (own(r.NOT_FOUND), own(r.NOT_ALLOWED)),
    "mfa_generate_recovery_codes": (own(r.OK), own(r.INCOMPLETE)),
    "mfa_download_recovery_codes": (own(r.NOT_FOUND), own(r.NOT_FOUND)),
    "mfa_list_webauthn": (own(r.OK), own(r.NOT_ALLOWED)),
    "mfa_add_webauthn": (own(r.OK), own(r.INCOMPLETE)),
    "mfa_reauthenticate_webauthn": (own(r.FORBIDDEN), own(r.FORBIDDEN)),
    "mfa_remove_webauthn": (own(r.NOT_FOUND), own(r.NOT_FOUND)),
    "mfa_edit_webauthn": (own(r.NOT_FOUND), own(r.NOT_FOUND)),
    "socialaccount_login_cancelled": (all_(r.OK), all_(r.NOT_ALLOWED)),
    "socialaccount_login_error": (all_(UNAUTHORISED), all_(r.NOT_ALLOWED)),
    "socialaccount_signup": (all_(r.LOGIN), all_(r.LOGIN)),
    "socialaccount_connections": (own(r.OK), own(r.INCOMPLETE)),
    "accounts/social/login/cancelled/": (all_(MOVED), all_(MOVED)),
    "accounts/social/login/error/": (all_(MOVED), all_(MOVED)),
    "accounts/social/signup/": (all_(MOVED), all_(MOVED)),
    "accounts/social/connections/": (all_(MOVED), all_(MOVED)),
    "openid_connect_login": (all_(r.NOT_FOUND), all_(r.NOT_FOUND)),
    "openid_connect_callback": (all_(r.NOT_FOUND), all_(r.NOT_FOUND)),
    "usersessions_list": (own(r.OK), own(r.FOUND)),
}
# What stands in an address that is not made from its name alone.
PATHS = {
    "berichten-uit": "/accounts/berichten/uit/abc/",
    "account_confirm_email": "/accounts/confirm-email/abc/",
    "account_reset_password_from_key": "/accounts/password/reset/key/1-abc/",
    "openid_connect_login": "/accounts/oidc/nergens/login/",
    "openid_connect_callback": "/accounts/oidc/nergens/login/callback/",
    "mfa_remove_webauthn": "/accounts/2fa/webauthn/keys/1/remove/",
    "mfa_edit_webauthn": "/accounts/2fa/webauthn/keys/1/edit/",
}
PATHS |= {name: f"/{name}" for name in ACCOUNTS if name.startswith("accounts/")}
