"""What plain pages add to the site as a whole, and where editors find what else is around all pages."""

from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.redirects import Redirect
from civitas_cms.publishing.kinds import Kind, Navigation, Section, register

from .models import MenuItem, Page, SiteSettings

register(Kind(Page, navigation=Navigation(Section.WRITE)))
register(Kind(MenuItem, navigation=Navigation(Section.SITE, name=_("Menus"))))
register(Kind(Redirect, navigation=Navigation(Section.SITE)))
register(Kind(SiteSettings, navigation=Navigation(Section.SITE, name=_("Settings"))))
