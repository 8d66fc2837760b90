"""Settings of CIVITAS CMS, read from the environment (https://12factor.net/config).

Safe when nothing is set: without DEBUG the site refuses to start until SECRET_KEY and ALLOWED_HOSTS are given.
docs/operators.md lists every variable.
"""

import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env
from js_asset import Script

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = sys.argv[1:2] == ["test"]

env = Env()


def required_in_production(name: str, hint: str, development: str) -> str:
    """Return the variable ``name``; where it is missing, ``development`` with DEBUG, else a clear refusal to start."""
    if value := env.str(name, default=""):
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(
        f"{name} is not set. {hint} On your own machine, set DEBUG=true instead ('make run' does)."
    )


# What this installation is ------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required_in_production(
    "SECRET_KEY",
    "Give it a long random text that nobody else knows.",
    development="insecure-and-only-for-development",
)
ALLOWED_HOSTS = [
    host.strip()
    for host in required_in_production(
        "ALLOWED_HOSTS",
        "Name the site's host names, separated by commas.",
        development="localhost,127.0.0.1,[::1]",
    ).split(",")
]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Where what the site makes while it runs is kept: uploads and, in development, the database.
DATA_DIR = env.path("DATA_DIR", default=BASE_DIR / ".data")

# What makes the identities of all content (in calendars, feeds, structured data) this site's own. Never change it: only
# a copy of the database that becomes another site needs another one.
SITE_UUID = env.uuid("SITE_UUID", default=uuid5(NAMESPACE_DNS, "civitas-cms"))

# Applications -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "articles.apps.TagsConfig",  # django-taggit: first, because our page for tags replaces its own in the admin
    "articles.apps.ArticlesConfig",
    "events",
    "civitas_cms.pages",
    "civitas_cms.search",
    "civitas_cms.library",
    "civitas_cms.newsroom",
    "civitas_cms.publishing",
    "civitas_cms.discovery",
    "civitas_cms.demo",
    "civitas_cms.postgresql",
    "civitas_cms.apps.ProjectConfig",
    "content_editor",
    "django_prose_editor",
    "js_asset",
    "imagefield",
    "django_countries",
    "solo",
    "sortedm2m",
    "timezone_field",
    "csp",
    "civitas_cms.newsroom.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django_permissions_policy.PermissionsPolicyMiddleware",  # first, because static files have it too
    "civitas_cms.delivery.hosts.refuse_unknown_hosts",
    "django.middleware.security.SecurityMiddleware",
    "civitas_cms.delivery.language.ActivateSiteLanguage",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "civitas_cms.delivery.failures.FailureMiddleware",
    "civitas_cms.delivery.redirects.redirect_moved_pages",
]

ROOT_URLCONF = "civitas_cms.urls"
WSGI_APPLICATION = "civitas_cms.wsgi.application"

TEMPLATES = [
    {
        # The public site. Its templates are compiled, and take a tenth of the time of those in Django's language.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "site"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "civitas_cms.delivery.jinja.environment",
            # What the rooms above lend to templates, by the name that templates call it.
            "functions": {
                "card_places": "civitas_cms.lists.rhythm.card_places",
                "list_structured_data": "civitas_cms.discovery.page_metadata.list_structured_data",
                "picture_element": "civitas_cms.library.elements.picture_element",
                "preview_picture": "civitas_cms.library.elements.preview_picture",
                "share_links": "civitas_cms.discovery.sharing.share_links",
                "structured_data": "civitas_cms.discovery.page_metadata.structured_data",
            },
            "filters": {"plain_text": "civitas_cms.publishing.rich_text.plain_text"},
            "context_processors": ["civitas_cms.pages.context_processors.site"],
        },
    },
    {
        # The admin.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civitas_cms.pages.context_processors.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "civitas_cms.newsroom.form_renderer.FormRenderer"
# The script that starts the editors of rich text.
DJANGO_PROSE_EDITOR_PRESETS = {
    "text": [Script("django_prose_editor/editor.js", type="module"), Script("js/admin-texts.js", type="module")]
}

# Data ---------------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else {"ENGINE": "civitas_cms.postgresql.backend", "NAME": "postgres"}
}
# Whether the database plans the queries of public pages once for each connection; not behind a pooler that gives each
# transaction another one.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)
# How many seconds a request may wait for one answer of the database; 0 sets no limit. Commands have none.
STATEMENT_TIMEOUT = env.int("STATEMENT_TIMEOUT", default=10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How many bytes of finished pages each worker process keeps in its memory; 0 keeps none.
PAGE_CACHE_SIZE = env.int("PAGE_CACHE_SIZE", default=0 if DEBUG else 64 * 1024 * 1024)
# A Redis through which the workers share finished pages; without one each keeps its own.
CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL must name a Redis: redis://host:6379/0, rediss://… or unix:///path.")
# Where a shared cache before the site (Varnish, a CDN) is told which pages have changed: it may keep all others.
PURGE_URL = env.str("PURGE_URL", default="")
PURGE_TOKEN = env.str("PURGE_TOKEN", default="")
if PURGE_URL and not PURGE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("PURGE_URL must be the address of a shared cache: http://… or https://….")

# For how many days every revision is kept; after that, prune_revisions leaves those that matter. Empty: for ever.
REVISIONS_KEPT_DAYS = int(days) if (days := env.str("REVISIONS_KEPT_DAYS", default="730")) else None

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Language and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "civitas_cms.delivery.formats"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Brussels")
USE_I18N = True
USE_TZ = True

# The language by whose word stems visitors search: the name of one of PostgreSQL's text search configurations.
# After a change, run rebuild_search.
SEARCH_CONFIGURATION = env.str("SEARCH_CONFIGURATION", default="english")

# Files --------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Made by collectstatic, from the code alone: a container image has it inside, apart from DATA_DIR.
STATIC_ROOT = env.path("STATIC_ROOT", default=DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "civitas_cms.newsroom.bundles.BundleFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "civitas_cms.library.storage.WholeFilesStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# The largest files that editors may upload, in bytes, and the largest pictures, in pixels.
MAX_PICTURE_SIZE = env.int("MAX_PICTURE_SIZE", default=25 * 1024 * 1024)
MAX_PICTURE_PIXELS = env.int("MAX_PICTURE_PIXELS", default=60_000_000)
MAX_DOCUMENT_SIZE = env.int("MAX_DOCUMENT_SIZE", default=50 * 1024 * 1024)

IMAGEFIELD_BIN_DEPTH = 2  # it means nothing to us, but imagefield warns where it is missing

# A day with fifty sessions is one form with many fields, and an article may have long texts, each with a limit that its
# form names. These are for a form as a whole, without its files; the second in bytes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# E-mail -------------------------------------------------------------------------------------------------------------

# The server through which the newsroom tells people what concerns them; without one, only their desks do.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, of how it reads "smtps"
        _mail = env.dj_email_url("EMAIL_URL")
    if EMAIL_URL.startswith("smtps://"):  # which the library takes for STARTTLS
        _mail |= {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True, "EMAIL_PORT": _mail["EMAIL_PORT"] or 465}
    if "EMAIL_BACKEND" not in _mail:
        raise ImproperlyConfigured(
            "EMAIL_URL must be smtps://user:password@host:465, or begin with submission:// or smtp://."
        )
    vars().update(_mail | {"EMAIL_TIMEOUT": _mail["EMAIL_TIMEOUT"] or 10})  # seconds that somebody may wait for it
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Where links in e-mails lead, and from whom they come.
SITE_URL = env.str("SITE_URL", default=f"https://{ALLOWED_HOSTS[0].removeprefix('.')}").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"newsroom@{ALLOWED_HOSTS[0].removeprefix('.')}")

# Tags ---------------------------------------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# Security -----------------------------------------------------------------------------------------------------------

# Scripts and styles come from our own files only. The nonce serves the import map of the admin's block editor.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        # Players of embedded videos, loaded only after the visitor has asked for one.
        "frame-src": [
            "https://www.youtube-nocookie.com",
            "https://player.vimeo.com",
            "https://audiovisual.ec.europa.eu",
        ],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # also for whoever comes with an address elsewhere to go on to

# What neither our pages nor what they embed ask of a browser.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
        *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial"),
        *("usb", "xr-spatial-tracking"),
    )
}

# Whether a proxy in front always sets X-Forwarded-Proto and X-Forwarded-For itself; else visitors could forge them.
BEHIND_PROXY = not DEBUG and env.bool("BEHIND_PROXY", default=False)
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
    CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logging ------------------------------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "": {"handlers": ["console"], "level": "WARNING"},
        "django": {"handlers": [], "level": "WARNING"},  # its own handlers would say everything twice
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "civitas_cms.sign_in": {"level": "INFO"},
    },
}
if TESTING:
    TEST_RUNNER = "tests.runner.Runner"
    # Tests provoke errors on purpose; what they log would only hide the real ones.
    LOGGING["loggers"][""]["level"] = "CRITICAL"
    for name in ("django.request", "django.security", "civitas_cms.sign_in"):
        LOGGING["loggers"][name] = {"level": "CRITICAL"}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # What tests upload disappears with them.
    _uploads = TemporaryDirectory(prefix="civitas-cms-test-")
    MEDIA_ROOT = Path(_uploads.name)
