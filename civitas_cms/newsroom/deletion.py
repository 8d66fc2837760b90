"""Deleting in the admin, in an editor's words: what goes with an item, what is in its way, and where it stays."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.db import models, router
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import HasVisibility
from civitas_cms.publishing.models import item_of
from civitas_cms.publishing.revisions.snapshots import part_models

from .links import admin_url, change_url
from .usage import texts_with_links_to

PLACES_NAMED = 20  # places that a page names where something is still needed


def deleted_objects(admin: ModelAdmin, objs: Collection[models.Model], request: HttpRequest) -> tuple:
    """Return what deleting ``objs`` means, as Django's admin asks for it.

    These are their names, the numbers of other things that go with them by what these are called, the kinds of
    thing that the person may not delete, and links to where ``objs`` are still needed. Connections that are no
    thing to an editor (such as an article's to its tags) are left out.
    """
    collector = NestedObjects(using=router.db_for_write(admin.model), origin=objs)
    collector.collect(objs)
    parts, registered = part_models(admin.model), admin.admin_site._registry
    numbers: dict[Any, int] = {}
    forbidden: set[str] = set()
    found: dict[type[models.Model], set[models.Model]] = collector.model_objs
    for model, rows in found.items():
        other = registered.get(model)
        if other and not all(other.has_delete_permission(request, row) for row in rows):
            forbidden.add(model._meta.verbose_name)
        number = len(rows) - (len(objs) if model is admin.model else 0)
        if number and (other or model in parts):
            label = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            numbers[label] = numbers.get(label, 0) + number
    needed = [*collector.protected, *texts_with_links_to(objs, PLACES_NAMED + 1)]
    links = links_to(admin.admin_site, request, needed, _usage_url(objs))
    return [str(obj) for obj in objs], numbers, forbidden, links


def deletion_context(obj: models.Model | None) -> dict:
    """Return what the page that asks says of ``obj``: if visitors see it now, and what it belongs to."""
    item = obj and item_of(obj)
    context: dict[str, Any] = {"is_public": isinstance(obj, HasVisibility) and obj.is_public()}
    if item and item is not obj:
        context |= {"whole": item, "whole_history": admin_url(item, "history", item.pk)}
    return context


def _usage_url(objs):
    """Return the URL of the page that says where the only one of ``objs`` is used; None if there is none."""
    if len(objs) != 1:
        return None
    (obj,) = objs
    try:
        return admin_url(obj, "usage", obj.pk)
    except NoReverseMatch:
        return None


def links_to(
    site: AdminSite, request: HttpRequest, rows: Iterable[models.Model], usage_url: str | None = None
) -> list[Any]:
    """Return links to some of ``rows``, or to what they belong to, each once; ``usage_url`` leads to all."""
    rows = sorted(rows, key=lambda row: (row._meta.label, -row.pk))
    links = list(dict.fromkeys(_link_to(site, request, row) for row in rows[:PLACES_NAMED]))
    if len(rows) > PLACES_NAMED:
        more = _("and %(count)s more") % {"count": len(rows) - PLACES_NAMED}
        links.append(format_html('<a href="{}">{}</a>', usage_url, more) if usage_url else more)
    return links


def _link_to(site: AdminSite, request: HttpRequest, row: Any) -> Any:
    """Name what ``row`` is, or belongs to, and lead there if the person may see it."""
    admin = site._registry.get(type(row))
    while admin is None and (owner := _owner(row)):
        row = owner
        admin = site._registry.get(type(row))
    kind = capfirst(row._meta.verbose_name)
    if admin is None or not admin.has_view_permission(request, row):
        return format_html("{}: {}", kind, row)
    return format_html('{}: <a href="{}">{}</a>', kind, change_url(row), row)


def _owner(row: models.Model) -> Any:
    """Return what ``row`` belongs to and is deleted with, or None."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            return getattr(row, field.name)
    return None
