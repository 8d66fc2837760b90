"""Keeping revisions of all that is saved in the admin, and leaving what is public to those who may publish."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _

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
        stored = self.admin.model._base_manager.filter(pk=obj.pk).first() if change else None
        items = {item.pk: item for row in (stored, obj) if row and (item := item_of(row)) and item.pk}
        for item in items.values():
            if not is_open(request.user, item):
                raise PermissionDenied
            saving.save_state_as_found(item)

    def after_save(self, request, obj, form, formsets, change):
        """Keep what has been made or changed, with all that was saved with it."""
        item = item_of(obj)
        if item is obj and not change:
            saving.save_revision(item, request.user, RevisionEvent.CREATED)
        elif item and (not change or form.has_changed() or any(formset.has_changed() for formset in formsets)):
            saving.save_revision(item, request.user)
        if item:
            saving.end_sitting(item)

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
