"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Plain pages, menus, site settings, and the kinds of block that pages and articles are made of."""

    name = "civitas_cms.pages"
    verbose_name = _("Pages and site")
