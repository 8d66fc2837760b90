"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Conferences, programmes, people and partners."""

    name = "events"
    verbose_name = _("Events, people and partners")
