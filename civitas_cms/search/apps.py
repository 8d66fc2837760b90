"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The search: one index over everything public."""

    name = "civitas_cms.search"
    verbose_name = _("search")

    def ready(self) -> None:
        """Follow the changes of everything that is found."""
        from . import indexing, named, newsroom_search  # noqa: F401, PLC0415 - they need the models

        indexing.follow_changes()
        post_migrate.connect(named.follow_named, sender=self)
        post_migrate.connect(indexing.rebuild_if_outdated, sender=self)
