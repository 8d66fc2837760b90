"""What the library adds to the site as a whole."""

from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.kinds import NEWSROOM_ONLY, Kind, Navigation, SearchKind, Section, register

from .models import Document, Picture

navigation = Navigation(Section.LIBRARY, quick_action=_("Add a picture"))
register(Kind(Picture, search=NEWSROOM_ONLY, navigation=navigation))
found = SearchKind("document", _("Documents"), is_minor=True)
register(Kind(Document, search=found, navigation=Navigation(Section.LIBRARY)))
