# SPDX-License-Identifier: EUPL-1.2
"""Settings of the tests: those of production, with what would only cost time or leave traces switched off.

`tests/conftest.py` points PORTAAL_VAR at a temporary directory and DATABASE_URL at the database of this run.
"""

from portaal.settings import *  # noqa: F403
from portaal.settings import DATABASES, STORAGES, VAR_DIR

SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Users of tests log in by force_login; the tests of login switch this on.
PORTAAL_MFA_VERPLICHT = False
# Pages are tested without collectstatic; the hashed names are tried by the browser tests, on the real server.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file and not memory: threads then have connections of their own, with the locking of production.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
