"""What the desk says about the site as a whole."""

from itertools import groupby

from django.utils.translation import gettext as _

from civitas_cms.newsroom.desk import ENTRIES_PER_PANEL, Entry, Panel, Place, change_url, panel

from .broken_links import broken_links


@panel(Place.CARE)
def links_to_pages_that_are_gone(request, site):
    """List the items with links to pages of this site that visitors cannot see."""
    models = frozenset(model for model, its_admin in site._registry.items() if its_admin.has_change_permission(request))
    if not models:
        return None
    links = broken_links(models, request.get_host())
    pages = [
        (page, [link.path for link in found]) for page, found in groupby(links, lambda link: (link.model, link.key))
    ]
    pages = pages[: ENTRIES_PER_PANEL + 1]
    titles = _titles([page for page, _paths in pages])
    entries = [
        Entry(
            title=titles.get((model, key), ""),
            url=change_url(model._meta.label_lower, key),
            kind=str(model._meta.verbose_name).capitalize(),
            note=", ".join(paths),
        )
        for (model, key), paths in pages
    ]
    return Panel(_("Links that lead nowhere"), entries)


def _titles(pages):
    """Return what the pages are called: one query for each model, of which there are few."""
    titles = {}
    for model in {model for model, _key in pages}:
        found = model.objects.in_bulk([key for other, key in pages if other is model])
        titles |= {(model, key): str(item) for key, item in found.items()}
    return titles
