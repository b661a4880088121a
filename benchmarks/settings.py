# SPDX-License-Identifier: EUPL-1.2
"""Settings of the benchmarks: those of production, with what only stands between a measurement and its page.

Durability stays on, since a commit is part of what a write costs. `benchmarks/__main__.py` points PORTAAL_VAR at a
temporary directory and DATABASE_URL at a database of this run.
"""

from portaal.settings import *  # noqa: F403
from portaal.settings import ALLOWED_HOSTS, STORAGES

SECRET_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Users of the benchmarks log in by force_login.
PORTAAL_MFA_VERPLICHT = False
# No collectstatic; names of static files are a look-up in a dictionary either way.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "ERROR"}}
