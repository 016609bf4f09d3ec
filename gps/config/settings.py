"""The one settings file: safe by default, secrets and addresses from the environment.

=======================  ==========================================================================================
variable                 meaning
=======================  ==========================================================================================
GPS_SECRET_KEY           required, unless GPS_DEMO or GPS_DEBUG is set
DATABASE_URL             ``postgres://…`` in production; by default SQLite in ``var/gps.sqlite3``
GPS_ALLOWED_HOSTS        host names, separated by commas; loopback by default
GPS_DEMO                 1: demonstration data may be loaded, a banner says so; never in production
GPS_DEBUG                1: Django's own error pages, for developers
GPS_HTTPS                0: cookies and redirects also work without TLS (demonstration and tests)
GPS_BRAND                ``etat`` turns the State brand on, reserved to State services; ``neutre`` by default
GPS_DSA_CHECK_DIGIT      1: an issued DSA takes the check digit too (rule N3)
GPS_EXCISE_FORM          ``european`` lets the reference data hold any EU excise number (rule N10)
GPS_REGULARISATION_DAYS  delay before a regularisation is overdue (rule T3), 10 by default
GPS_SAU_DTI, GPS_SAU_EDI telephone numbers of the help desk (rule F8)
GPS_PUBLIC_URL           where people reach GPS: written in mails, on certificates, in the copy of the météo
GPS_PROOF_KEY            secret under which the keys that sign the papers are kept; GPS_SECRET_KEY by default
GPS_PROOF_KEYS           copy of /verifier/cles.json, to verify signatures while the database is away; none by default
GPS_CHECKS_DISTANT_KM    two checks of a paper this far apart are flagged, 300 by default (rule V1)…
GPS_CHECKS_DISTANT_HOURS …when they are fewer hours apart, 3 by default
GPS_IMPORT_MAX_MB        size of the largest file of numbers that is taken, 50 by default (rule I3)
GPS_IMPORTS_KEPT_DAYS    how long such a file and its report are kept, 1095 (three years) by default (rule I4)
GPS_GAMMA_URL            where the stand-in for GAMM@ answers, for the demonstration's links to it; none by default
GPS_METEO_EXPORT         folder in which the worker keeps a copy of the météo, to be hosted apart; none by default
GPS_MAIL_FROM            sender of mails, ``GPS <gps@example.fr>``
GPS_SMTP_HOST            mail server; ``localhost`` by default. The demonstration sends nothing, it shows its mails
GPS_SMTP_TLS             ``starttls`` by default, ``tls`` from the first byte on, ``none``
GPS_SMTP_PORT            587, 465 or 25 by default, after GPS_SMTP_TLS
GPS_SMTP_USER, _PASSWORD account on the mail server, if it asks for one
GPS_BEHIND_PROXY         1: trust X-Forwarded-Proto and the last X-Forwarded-For, set by one's own reverse proxy
GPS_DB_POOL              0: no connection pool on PostgreSQL
GPS_API_PER_MINUTE       requests that one key of the API may make in a minute, 600 by default
GPS_API_REFUSED_PER_MINUTE  requests without a valid key from one address in a minute, 30 by default
GPS_RELEASE              0: serve static files without ``collectstatic``
=======================  ==========================================================================================
"""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def _flag(name: str, default: bool = False) -> bool:
    """Read a yes-or-no variable: 1, true, yes, oui."""
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "oui"}


# --- What GPS is told by its deployment -------------------------------------------------------------------------

DEMO = _flag("GPS_DEMO")
DEBUG = _flag("GPS_DEBUG")
HTTPS = _flag("GPS_HTTPS", default=not (DEMO or DEBUG))

SECRET_KEY = os.environ.get("GPS_SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEMO or DEBUG):
        raise ImproperlyConfigured("GPS_SECRET_KEY doit être définie (50 caractères au hasard au moins).")
    SECRET_KEY = "demonstration seulement : cette clé est publique, aucune donnée réelle ne doit la rencontrer"

ALLOWED_HOSTS = os.environ.get("GPS_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

STATE_BRAND = os.environ.get("GPS_BRAND", "neutre") == "etat"
DSA_CHECK_DIGIT = _flag("GPS_DSA_CHECK_DIGIT")
EXCISE_FORM = os.environ.get("GPS_EXCISE_FORM", "french")
REGULARISATION_DELAY = timedelta(days=int(os.environ.get("GPS_REGULARISATION_DAYS", "10")))
REMIND_BEFORE = timedelta(days=3)
SAU_DTI = os.environ.get("GPS_SAU_DTI", "09 702 80 100")
SAU_EDI = os.environ.get("GPS_SAU_EDI", "09 702 80 200")
IMPORT_MAX_BYTES = int(os.environ.get("GPS_IMPORT_MAX_MB", "50")) * 1024 * 1024
IMPORTS_KEPT = timedelta(days=int(os.environ.get("GPS_IMPORTS_KEPT_DAYS", "1095")))
GAMMA_URL = os.environ.get("GPS_GAMMA_URL", "").rstrip("/") if DEMO else ""
METEO_EXPORT = os.environ.get("GPS_METEO_EXPORT", "")
PROOF_KEY = os.environ.get("GPS_PROOF_KEY") or SECRET_KEY
PROOF_KEYS_FILE = os.environ.get("GPS_PROOF_KEYS", "")
CHECKS_DISTANT_KM = int(os.environ.get("GPS_CHECKS_DISTANT_KM", "300"))
CHECKS_DISTANT_WITHIN = timedelta(hours=int(os.environ.get("GPS_CHECKS_DISTANT_HOURS", "3")))
CHECKS_KEPT = timedelta(days=365)
API_PER_MINUTE = int(os.environ.get("GPS_API_PER_MINUTE", "600"))
API_REFUSED_PER_MINUTE = int(os.environ.get("GPS_API_REFUSED_PER_MINUTE", "30"))
PUBLIC_URL = os.environ.get("GPS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

# --- Django -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "gps.config",
    "gps.jobs",
    "gps.accounts",
    "gps.outages",
    "gps.documents",
    "gps.paperwork",
    "gps.exchange",
    "gps.notices",
    "gps.web",
    "gps.api",
    *(["gps.demo"] if DEMO else []),
    "dsfr",
    "widget_tweaks",  # which the templates of dsfr use
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django.forms",  # last: FORM_RENDERER then finds the templates of dsfr before Django's
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "gps.web.middleware.clock",
    "gps.api.middleware.machines",  # the API needs none of what follows
    "gps.web.middleware.bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "gps.web.middleware.actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gps.web.middleware.private_pages",
    "gps.web.middleware.refusals",
]

ROOT_URLCONF = "gps.config.urls"
WSGI_APPLICATION = "gps.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gps.web.context.site",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DSFR_MARK_OPTIONAL_FIELDS = True

# --- Database ---------------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{ROOT / 'var' / 'gps.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A transaction takes the write lock when it begins: two writers never deadlock, and a commit is durable.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
elif _flag("GPS_DB_POOL", default=True):
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts and sessions --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["gps.accounts.backend.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:portal"
LOGOUT_REDIRECT_URL = "web:login"
SESSION_COOKIE_AGE = 12 * 3600  # an outage lasts a working day: nobody should have to sign in again during one
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gps.web.views.errors.csrf_failure"

# --- Mail -------------------------------------------------------------------------------------------------------

# Whoever tries the demonstration may type anybody's address: its mails are kept to be read, and go nowhere.
EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if DEMO else 'smtp'}.EmailBackend"
SMTP_HOST_GIVEN = bool(os.environ.get("GPS_SMTP_HOST"))
SMTP_TLS = os.environ.get("GPS_SMTP_TLS", "starttls" if SMTP_HOST_GIVEN else "none")
if SMTP_TLS not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("GPS_SMTP_TLS vaut starttls, tls ou none.")
EMAIL_HOST = os.environ.get("GPS_SMTP_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("GPS_SMTP_PORT") or {"starttls": 587, "tls": 465, "none": 25}[SMTP_TLS])
EMAIL_HOST_USER = os.environ.get("GPS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GPS_SMTP_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_TLS == "starttls", SMTP_TLS == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("GPS_MAIL_FROM", "GPS <gps@localhost>")

# --- Web --------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
BEHIND_PROXY = _flag("GPS_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # ten lines of goods, with many packages each (Table 1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "var" / "static"
RELEASE = _flag("GPS_RELEASE", default=not (DEMO or DEBUG or "PYTEST_VERSION" in os.environ))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if RELEASE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not RELEASE

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"fontTools": {"level": "WARNING"}, "pikepdf": {"level": "WARNING"}},
}
