"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class LibraryConfig(AppConfig):
    """Pictures and documents, chosen or uploaded from any form."""

    name = "civitas_cms.library"
    verbose_name = _("Library")

    @override
    def ready(self) -> None:
        """Let files go with their rows, however these are deleted."""
        from .files import HasFile, forget_file  # noqa: PLC0415 - models are not there before

        for model in self.get_models():
            if issubclass(model, HasFile):
                post_delete.connect(forget_file, sender=model)
