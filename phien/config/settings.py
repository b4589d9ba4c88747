"""All settings, from the environment. Every name read here is listed in docs/operations.md."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from phien.plumbing.caching import cache_headers
from phien.plumbing.logs import for_django

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("PHIEN_DATA", BASE_DIR / "var"))
DEBUG = os.environ.get("PHIEN_DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-commands-that-sign-nothing-" + "0" * 32)
BUYER_COOKIE_KEY = os.environ.get("BUYER_COOKIE_KEY", SECRET_KEY)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "*").split(",")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]


def _database(url: str) -> dict[str, object]:
    """Django's form of `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "phien",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        # Asked again every few seconds: by itself a pool waits ever longer, and after an outage of 40 s the
        # pages stayed away for another 23 s (seen).
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 16, "timeout": 3, "reconnect_timeout": 2}},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # no connection that a restarted database has forgotten
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///phien")
DATABASES = {"default": _database(DATABASE_URL)}
NATS_URL = os.environ.get("NATS_URL", "")

INSTALLED_APPS = [
    "phien.plumbing",
    "phien.activity",
    "phien.coops",
    "phien.catalog",
    "phien.stock",
    "phien.sheets",
    "phien.orders",
    "phien.payments",
    "phien.shipping",
    "phien.checkout",
    "phien.comments",
    "phien.live",
    "phien.audience",
    "phien.office",
    "phien.office.selling",
    "phien.office.sessions",
    "phien.office.reports",
    "phien.shopfront",
    "phien.shopfront.orders",
    "phien.shopfront.live",
    "phien.config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "phien.plumbing.middleware_watch.health",
    "phien.plumbing.middleware_watch.watched",
    "phien.plumbing.middleware.remote_address",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random against BREACH; phones are on slow 3G
    "phien.plumbing.middleware.content_security_policy",
    "phien.plumbing.middleware.no_null_characters",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "phien.plumbing.middleware.refusals",
]

ROOT_URLCONF = "phien.config.urls"
WSGI_APPLICATION = "phien.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["phien.plumbing.templatetags.phien"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# Letters: to a mail server where one is named, else as files that can be read.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("EMAIL_SECURITY", "tls") == "ssl"
EMAIL_USE_TLS = os.environ.get("EMAIL_SECURITY", "tls") == "tls"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Chợ Phiên <cho-phien@localhost>")
REMIND_MINUTES = int(os.environ.get("REMIND_MINUTES", "60"))  # before a live, its followers are told
KEEP_BUYERS_YEARS = int(os.environ.get("KEEP_BUYERS_YEARS", "3"))  # name, phone and address of an order

# Only sign-in limits stand in it. In the database, so that all web processes count together: in the memory of
# each a guesser would have that many times as many tries, and all of them again after a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "coops_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300 many addresses would push each other out
    }
}

# Signing in: by login name, phone or e-mail (allauth); people are made by invitation only.
AUTH_USER_MODEL = "coops.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "phone", "email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "phien.coops.adapter.PersonAdapter"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Chợ Phiên"
MFA_TOTP_TOLERANCE = 1  # one code before and after: cheap phones' clocks are off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or not SECURE
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("hi", "हिन्दी")]
# Each house, or part of one, keeps its own words.
LOCALE_PATHS = [str(path) for path in sorted(BASE_DIR.glob("phien/**/locale"))]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60 * 24 * 30  # addresses carry a digest
WHITENOISE_ADD_HEADERS_FUNCTION = cache_headers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "phien.plumbing.versions.VersionedStorage"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the edge replaces what clients send
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = for_django()
