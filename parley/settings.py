"""Every setting of Parley; what differs between machines comes from the environment.

Safe on the internet by default. PARLEY_LOCAL=1 is for one person's machine: plain http on the loopback address.
"""

import os
from pathlib import Path

from django.utils.csp import CSP

from parley.lib import database
from parley.lib.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = os.environ.get("PARLEY_LOCAL") == "1"
DEBUG = False

SECRET_KEY = secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if LOCAL else os.environ.get("PARLEY_HOSTS", "localhost").split(",")
CSRF_TRUSTED_ORIGINS = [] if LOCAL else [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "parley",
    "negotiations",
    "tariffs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parley.lib.addresses.NamesSomething",
    "parley.screens.KeptAfterLogOut",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "parley.lib.access.ReadersOnlyRead",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parley.lib.permanent.PermanentPages",
]

ROOT_URLCONF = "parley.urls"
WSGI_APPLICATION = "parley.wsgi.application"
APPEND_SLASH = True

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
                "parley.lib.http.page_settings",
            ],
            "builtins": [
                "parley.lib.templatetags.parley",
                "parley.templatetags.review",
                "negotiations.templatetags.statements",
                "negotiations.templatetags.talks",
            ],
        },
    }
]
FORM_RENDERER = "parley.lib.forms.ParleyRenderer"

DATABASES = {"default": database.connection()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # In the database, so that every process counts the same log-in attempts.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "parley_cache",
    }
}

AUTH_USER_MODEL = "parley.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "parley.lib.access.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Attempts are counted by the address that the connection comes from, unless the
# administrator says how many proxies of their own stand in front.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PARLEY_PROXIES", "0"))

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = os.environ.get("PARLEY_TIME_ZONE", "UTC")
USE_TZ = True

MARKING = os.environ.get("PARLEY_MARKING", "")  # for whom the papers are, printed on each of them

FETCH = os.environ.get("PARLEY_FETCH") == "1"  # whether pages of sources may be fetched, through a guard

STATIC_URL = "/static/"
STATIC_ROOT = None if LOCAL else Path(os.environ.get("PARLEY_STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_SSL_REDIRECT = not LOCAL
SECURE_PROXY_SSL_HEADER = None if LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "parley.views.unsaved.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20  # a pasted page of 5 MB, or one carried along in letters
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a round with many positions is one form

SIMPLE_HISTORY_DATE_INDEX = True
SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"private": {"()": "parley.lib.quiet.PrivateAddresses"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PARLEY_LOG_LEVEL", "WARNING")},
}
