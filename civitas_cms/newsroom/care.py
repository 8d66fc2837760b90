"""What needs care, found behind the desk: it takes long where there is much."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from .desk import Place, panels
from .pages import newsroom_page


@newsroom_page("care")
def care_view(request: HttpRequest) -> HttpResponse:
    """List what lacks something; the desk fetches the lists from here."""
    found = panels(request, admin.site, [Place.CARE])[Place.CARE]
    context = admin.site.each_context(request) | {
        "title": _("Needs care"),
        "care": [panel for panel in found if panel.entries or panel.problem],
    }
    return TemplateResponse(request, "admin/care.html", context)
