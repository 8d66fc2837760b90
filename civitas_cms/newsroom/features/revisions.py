"""Keeping revisions of all that is saved in the admin, and leaving what is public to those who may publish."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import participant
from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.models import RevisionEvent, item_of
from civitas_cms.publishing.revisions import saving
from civitas_cms.publishing.revisions.working_copies import working_copy_of
from civitas_cms.publishing.workflow.permissions import is_open

from . import Feature


class Revisions(Feature):
    """The page of an item, or of something that belongs to one: each save makes a revision of the whole item."""

    def permits(self, request, action, obj):
        """Let those who may not publish touch only what is not public, or a working copy of it."""
        item = item_of(obj)
        return item is None or is_open(request.user, item)

    def before_save(self, request, obj, form, change):
        """Keep what was there before; what moves from one item to another changes both."""
        is_part = change and item_of(obj) is not obj
        stored = self.admin.model._base_manager.filter(pk=obj.pk).first() if is_part else None
        items = {item for row in (stored, obj) if row and (item := item_of(row)) and item.pk}
        form.found = {}
        for item in sorted(items, key=lambda item: item.pk):
            if not is_open(request.user, item):
                raise PermissionDenied
            with participant(saving.AsFound) as found:
                latest, snapshot = found.take(item)
            form.found[item] = saving.save_state_as_found(item, snapshot, latest)

    def after_save(self, request, obj, form, formsets, change):
        """Keep what has been made or changed, with all that was saved with it."""
        item = item_of(obj)
        if item is None:
            return
        latest = form.found.get(item)
        if item is obj and not change:
            latest = saving.save_revision(item, request.user, RevisionEvent.CREATED)
        elif not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            latest = saving.save_revision(item, request.user, latest=latest)
        saving.end_sitting(latest)

    def before_delete(self, request, obj):
        """Keep what was there; tell what becomes of changes that nobody has published."""
        item = item_of(obj)
        if item is not obj:
            if item:
                saving.save_state_as_found(item)
            return
        copy = working_copy_of(item)
        saving.save_revision(item, request.user, RevisionEvent.DELETED)
        if copy:
            text = _("There were unpublished changes to it. They are a draft of their own now: {}.")
            messages.warning(request, format_html(text, format_html('<a href="{}">{}</a>', change_url(copy), copy)))

    def after_delete(self, request, obj):
        """Keep what the item is without what was deleted."""
        item = item_of(obj)
        if item and item is not obj:
            saving.save_revision(item, request.user)
