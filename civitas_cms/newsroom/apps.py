"""App configuration."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """What all pages of the newsroom share."""

    default = True
    name = "civitas_cms.newsroom"
    verbose_name = _("newsroom")

    def ready(self):
        """Follow what happens to items: people are told, and comments stay with what they are about."""
        from . import activity, care, waiting  # noqa: F401, PLC0415 - models are loaded only now
        from .comments import keep_of_dropped_copies  # noqa: PLC0415 - models are loaded only now

        keep_of_dropped_copies()


class AdminConfig(django_admin.AdminConfig):
    """Makes the newsroom the admin that apps register with."""

    default = False
    default_site = "civitas_cms.newsroom.site.NewsroomSite"

    def ready(self):
        """Let apps register what they have to say on the desk."""
        super().ready()
        autodiscover_modules("desk")
