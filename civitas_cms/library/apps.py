"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Pictures and documents, chosen or uploaded from any form."""

    name = "civitas_cms.library"
    verbose_name = _("Library")
