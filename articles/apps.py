"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """News and event reports."""

    name = "articles"
    verbose_name = _("news")
