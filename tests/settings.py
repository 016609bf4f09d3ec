"""The settings under test: the project's own, with fixed answers to what a deployment decides.

They are found by pytest-django and by mypy, so a bare `pytest` works too. Whatever GPS_* the developer's shell holds is
forgotten: a suite gives the same verdict everywhere. DATABASE_URL alone stays, it chooses the database of the round.
"""

import os
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("GPS_")]:
    del os.environ[name]
os.environ |= {
    "GPS_DEMO": "1",
    "GPS_HTTPS": "0",
    "GPS_DB_POOL": "0",
    "GPS_SECRET_KEY": "a key for the tests, which protects nothing",
}

from gps.config.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as the service has: WAL and IMMEDIATE mean nothing in memory. Each run has its own, removed at its end.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"gps-test-{run}.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace(
        "FULL", "OFF"
    )

# Static files are looked up when asked for: not all of them before each test, and nothing need have been collected.
WHITENOISE_AUTOREFRESH = True
