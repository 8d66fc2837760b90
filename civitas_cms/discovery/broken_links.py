"""Links on public pages that lead to pages of ours that are gone. Nothing is asked of other sites.

The number of queries is constant: one for each field that may have links, one for what is public, one for redirects.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Model, Q, TextField, Value
from django.urls import Resolver404, resolve
from django.utils import timezone

from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.delivery.redirects import Redirect
from civitas_cms.pages.blocks import LinkBlock
from civitas_cms.pages.models import MenuItem
from civitas_cms.publishing.contracts import PartOfItem
from civitas_cms.publishing.kinds import kinds
from civitas_cms.publishing.models import Publishable, is_public
from civitas_cms.publishing.rich_text import RichTextField, rich_text_fields_of
from civitas_cms.search.models import IndexEntry

PATH = r'(/(?!/)[^"#?]*)'


@dataclass(frozen=True)
class BrokenLink:
    """A link on the page of ``model``'s row ``key`` that leads nowhere."""

    model: type[Model]
    key: int
    path: str


@content_cache(maxsize=4)
def broken_links(models: frozenset[type[Model]], host: str) -> list[BrokenLink]:
    """Return the broken links on public pages of ``models``, by model and row; found anew when content has changed.

    ``host`` is the name of this site, with its port where it needs one: links may also begin with it.
    """
    links = [link for model in _models_with_links() for link in _links_of(model, host) if link.model in models]
    if MenuItem in models:
        items = MenuItem.objects.visible().filter(address__startswith="/").values_list("pk", "address")
        links += [BrokenLink(MenuItem, key, re.split("[?#]", address)[0]) for key, address in items]
    gone = _gone({link.path for link in links})
    broken = {link for link in links if link.path in gone}
    return sorted(broken, key=lambda link: (link.model._meta.label, link.key, link.path))


def _models_with_links():
    return [model for model in apps.get_models() if _fields_with_links(model)]


def _fields_with_links(model):
    fields = rich_text_fields_of(model)
    return [*fields, model._meta.get_field("url")] if issubclass(model, LinkBlock) else fields


def _links_of(model, host):
    """Return the links of ``model`` to our pages, as those of the page that shows them: one query for each field."""
    owner = model.publishable if issubclass(model, PartOfItem) else ""
    rows = model.objects.order_by()
    if owner or issubclass(model, Publishable):
        rows = rows.filter(is_public(prefix=owner and f"{owner}__"))
    # A block stands on its parent's page.
    page = model._meta.get_field(owner).related_model if owner == "parent" else model
    key = f"{owner}_id" if owner == "parent" else "pk"
    origin = f"https?://{re.escape(host)}"
    for field in _fields_with_links(model):
        is_text = isinstance(field, RichTextField)
        beginnings = ('href="/', f"://{host}/") if is_text else (f"://{host}/",)
        pattern = f'href="(?:{origin})?{PATH}' if is_text else f"^{origin}{PATH}"
        paths = Func(
            F(field.name), Value(pattern), Value("g"), function="regexp_matches", output_field=ArrayField(TextField())
        )
        has_links = Q(*[(f"{field.name}__contains", beginning) for beginning in beginnings], _connector=Q.OR)
        found = rows.filter(has_links).values_list(key, paths)
        yield from (BrokenLink(page, number, path) for number, (path,) in found)


def _gone(paths: set[str]) -> set[str]:
    """Return those of ``paths`` at which visitors find nothing, and from which no redirect redirect."""
    wanted = {path: path if path.endswith("/") else f"{path}/" for path in paths}
    # The search index knows the pages of these kinds: what is not in it is not public.
    searchable = {kind.name for kind in kinds() if kind.search}
    nowhere, indexed = set(), set()
    for path in paths:
        match = _resolved(path) or _resolved(wanted[path])
        if match is None:
            nowhere.add(path)
        elif match.url_name in searchable:
            indexed.add(path)
    now = timezone.now()
    public = set(
        IndexEntry.objects.filter(url__in=[wanted[path] for path in indexed], public_from__lte=now)
        .filter(Q(public_until=None) | Q(public_until__gt=now))
        .values_list("url", flat=True)
    )
    gone = nowhere | {path for path in indexed if wanted[path] not in public}
    beginnings = {beginning for path in gone for beginning in _beginnings(wanted[path])}
    moved = set(Redirect.objects.filter(old_path__in=beginnings).values_list("old_path", flat=True))
    return {path for path in gone if not moved & set(_beginnings(wanted[path]))}


def _resolved(path):
    try:
        return resolve(path)
    except Resolver404:
        return None


def _beginnings(path):
    """Return ``path`` and the paths above it: a redirect from one of them holds for all below it."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[:length]) + "/" for length in range(2, len(parts) + 1)]
