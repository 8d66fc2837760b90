"""What pages say about themselves to search engines."""

from django.http import HttpRequest
from jinja2 import pass_context

from civitas_cms.publishing.kinds import kind_of

from . import schema_org


@pass_context
def structured_data(context, item=None, besides=(), **shown):
    """Describe what the page shows: ``item``, or the whole site on the home page. It asks the database nothing.

    ``besides`` are further items that the page shows in full; ``shown`` is what the item's kind needs to describe it.
    """
    absolute, site = absolute_for(context["request"]), context["site"]
    if item is None:
        return schema_org.script(schema_org.website(site, absolute))
    things = [_description(item)(item, site, absolute, **shown)]
    things += [_description(other)(other, site, absolute) for other in besides]
    return schema_org.script(*things, schema_org.breadcrumbs(_trail(item), absolute))


def _description(item):
    return kind_of(type(item)).describe or schema_org.web_page


def _trail(item):
    """Return where the page of ``item`` lies, as pairs of name and path, up to itself."""
    kind = kind_of(type(item))
    above = _trail(kind.parent(item)) if kind.parent else []
    if kind.list_page:
        above.append((kind.list_page.title, kind.list_page.path))
    return [*above, (str(item), item.get_absolute_url())]


def list_structured_data(request, title, path, above=None):
    """Describe where the list with this ``title`` lies, which begins at ``path``; ``above``: the item it belongs to."""
    trail = [*(_trail(above) if above else ()), (title, path)]
    return schema_org.script(schema_org.breadcrumbs(trail, absolute_for(request)))


def absolute_for(request: HttpRequest) -> schema_org.Absolute:
    """Return what ``request.build_absolute_uri`` is, but quick for paths: a programme has dozens of URLs."""
    origin = f"{request.scheme}://{request.get_host()}"

    def absolute(url):
        is_path = url.startswith("/") and not url.startswith("//")
        return origin + url if is_path else request.build_absolute_uri(url)

    return absolute
