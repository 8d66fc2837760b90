"""Where editors find the people who work with the site."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.kinds import Kind, Navigation, Section, register

register(Kind(User, navigation=Navigation(Section.ACCOUNTS)))
register(Kind(Group, navigation=Navigation(Section.ACCOUNTS, name=_("Roles"))))
register(Kind(LogEntry, navigation=Navigation(Section.ACCOUNTS, name=_("Log"))))
