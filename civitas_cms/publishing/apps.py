"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What all published things share; it has no tables of its own."""

    name = "civitas_cms.publishing"
    verbose_name = _("publishing")
