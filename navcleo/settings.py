"""All settings, from the environment; `.env` beside manage.py fills the gaps. The README has the table of them."""

from __future__ import annotations

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

VERSION = "0.1.0"

SECRET_KEY = env.str("SECRET_KEY", default="")
FERNET_KEYS = env.list("FERNET_KEYS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "navcleo.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "simple_history",
    "import_export",
    "axes",
    "django_q",
    "edi",
    "connectors",
    "audit",
    "navcleo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "navcleo.middleware.ContentSecurityPolicy",
    "navcleo.middleware.Forbidden",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "navcleo.urls"
WSGI_APPLICATION = "navcleo.wsgi.application"
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
            ],
        },
    },
]

# SQLite needs WAL and IMMEDIATE: a transaction that reads first and writes later is otherwise refused without waiting.
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'navcleo.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    Path(str(_database["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    _database["TEST"] = {"NAME": env.str("SQLITE_TEST_NAME", default="") or None}
else:
    _database.setdefault("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How long a lost answer stays undecided (booking rule 1.1): NAV may queue a call 8 minutes and work on it 8 more.
NAV_SETTLE_SECONDS = env.int("NAV_SETTLE_SECONDS", default=1200)
READ_TIMEOUT_SECONDS = env.float("READ_TIMEOUT_SECONDS", default=60)
CHANGE_TIMEOUT_SECONDS = env.float("CHANGE_TIMEOUT_SECONDS", default=660)
CONNECT_TIMEOUT_SECONDS = env.float("CONNECT_TIMEOUT_SECONDS", default=5)
RETRY_BASE_SECONDS = env.float("RETRY_BASE_SECONDS", default=30)
CLAIM_SECONDS = env.int("CLAIM_SECONDS", default=900)
LANES_PER_NAV_USER = env.int("LANES_PER_NAV_USER", default=4)
WORK_WORKERS = env.int("WORK_WORKERS", default=4)
PROCESS_SECONDS = env.int("PROCESS_SECONDS", default=60)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Delivery only: retries, back-off and attempts live in our rows. retry > timeout x (1 + ceil((queue_limit + 1) / workers)).
_Q_SHARED = {
    "orm": "default",
    "bulk": 1,
    "queue_limit": 2,
    "guard_cycle": 0.5,
    "poll": 0.5,
    "timeout": 1500,
    "retry": 3600,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 100,
    "max_rss": 600_000,
}
Q_CLUSTER = {
    **_Q_SHARED,
    "name": "work",
    "workers": WORK_WORKERS,
    "retry": max(3600, 1500 * (1 - (-3 // max(WORK_WORKERS, 1))) + 100),
    "ALT_CLUSTERS": {"clock": {**_Q_SHARED, "workers": 3, "retry": 4600}},
}

SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # pyx12 logs partners' data at ERROR level; our own problems are values.
    "loggers": {"pyx12": {"handlers": [], "propagate": False}},
}
