"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What all published things share."""

    name = "civitas_cms.publishing"
    verbose_name = _("publishing")

    def ready(self) -> None:
        """Let tables that a migration has made note their changes, and this process see its own changes at once.

        Learn the readiness checks of all apps, and what they add to the site.
        """
        from civitas_cms.delivery.content_changes import install_triggers  # noqa: PLC0415 - models are loaded only now
        from civitas_cms.delivery.content_version import look_after_saving  # noqa: PLC0415 - models are loaded only now

        from .models.naming import install_naming_triggers  # noqa: PLC0415 - models are loaded only now
        from .revisions import saving  # noqa: F401, PLC0415 - models are loaded only now
        from .workflow import general_checks  # noqa: F401, PLC0415 - models are loaded only now

        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(install_naming_triggers, sender=self)
        for change in (post_save, post_delete, m2m_changed):
            change.connect(look_after_saving)
        autodiscover_modules("readiness", "discovery")
