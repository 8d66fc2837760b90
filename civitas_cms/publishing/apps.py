"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What all published things share; it has no models of its own."""

    name = "civitas_cms.publishing"
    verbose_name = _("publishing")

    def ready(self):
        """Let tables that a migration has made note their changes."""
        from .generation import install_triggers  # noqa: PLC0415 - models are loaded only now

        post_migrate.connect(install_triggers, sender=self)
