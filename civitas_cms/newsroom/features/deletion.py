"""Deleting in the admin, in an editor's words: what goes with an item, what is in its way, and how it comes back."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import NestedObjects, unquote
from django.db import models, router
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import HasVisibility
from civitas_cms.publishing.models import item_of
from civitas_cms.publishing.revisions.snapshots import part_models

PLACES_NAMED = 20  # places that a page names where something is still needed


class DeletionAdmin:
    """The pages that ask before something is deleted."""

    def get_deleted_objects(self, objs, request):
        """Return what deleting ``objs`` means, as Django's admin asks for it.

        These are their names, the numbers of other things that go with them by what these are called, the kinds of
        thing that the person may not delete, and links to where ``objs`` are still needed. Connections that are no
        thing to an editor (such as an article's to its tags) are left out.
        """
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        parts, registered = part_models(self.model), self.admin_site._registry
        numbers, forbidden = {}, set()
        for model, rows in collector.model_objs.items():
            admin = registered.get(model)
            if admin and not all(admin.has_delete_permission(request, row) for row in rows):
                forbidden.add(model._meta.verbose_name)
            number = len(rows) - (len(objs) if model is self.model else 0)
            if number and (admin or model in parts):
                label = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
                numbers[label] = numbers.get(label, 0) + number
        return [str(obj) for obj in objs], numbers, forbidden, self._links_to(request, collector.protected)

    def delete_view(self, request, object_id, extra_context=None):
        """Say whether visitors see it now, and what it belongs to, in whose history it stays."""
        obj = self.get_object(request, unquote(object_id))
        item = obj and item_of(obj)
        context = {"is_public": isinstance(obj, HasVisibility) and obj.is_public()}
        if item and item is not obj:
            names = f"admin:{item._meta.app_label}_{item._meta.model_name}"
            context |= {"whole": item, "whole_history": reverse(f"{names}_history", args=[item.pk])}
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def response_delete(self, request, obj_display, obj_id):
        """Say how to undo it, where that is possible."""
        response = super().response_delete(request, obj_display, obj_id)
        if IS_POPUP_VAR not in request.POST and (url := self.url_of_deleted()):
            link = format_html('<a href="{}">{}</a>', url, _("Recently deleted"))
            messages.info(request, format_html(_("If that was a mistake, find it under {}."), link))
        return response

    def url_of_deleted(self):
        """Return the URL where deleted items of this kind are recovered; empty if they are gone for good."""
        try:
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_deleted")
        except NoReverseMatch:
            return ""

    def _links_to(self, request, rows):
        """Return links to some of ``rows``, or to what they belong to, each once."""
        rows = sorted(rows, key=lambda row: (row._meta.label, -row.pk))
        links = list(dict.fromkeys(self._link_to(request, row) for row in rows[:PLACES_NAMED]))
        if len(rows) > PLACES_NAMED:
            links.append(_("and %(count)s more") % {"count": len(rows) - PLACES_NAMED})
        return links

    def _link_to(self, request, row):
        """Name what ``row`` is, or belongs to, and lead there if the person may see it."""
        admin = self.admin_site._registry.get(type(row))
        while admin is None and (owner := _owner(row)):
            row = owner
            admin = self.admin_site._registry.get(type(row))
        kind = capfirst(row._meta.verbose_name)
        if admin is None or not admin.has_view_permission(request, row):
            return format_html("{}: {}", kind, row)
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        return format_html('{}: <a href="{}">{}</a>', kind, url, row)


def _owner(row):
    """Return what ``row`` belongs to and is deleted with, or None."""
    for field in row._meta.concrete_fields:
        if field.many_to_one and field.remote_field.on_delete is models.CASCADE:
            return getattr(row, field.name)
    return None
