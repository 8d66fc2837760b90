"""App configuration."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    """The project itself: what sees all rooms."""

    name = "civitas_cms"

    def ready(self) -> None:
        """Keep the roles in step with their table after each migration."""
        from . import roles  # noqa: PLC0415 - it needs the models

        # Once for all apps, after the last of them: by then, the others' permissions are there.
        last = [configuration for configuration in apps.get_app_configs() if configuration.models_module][-1]
        post_migrate.connect(roles.keep_in_step, sender=last)
