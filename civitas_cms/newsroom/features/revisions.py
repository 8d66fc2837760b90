"""Keeping revisions of all that is saved in the admin, and leaving what is public to those who may publish."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from civitas_cms.publishing.models import RevisionEvent, item_of
from civitas_cms.publishing.revisions import saving
from civitas_cms.publishing.revisions.working_copies import working_copy_of
from civitas_cms.publishing.workflow.permissions import is_open


def change_url(item):
    """Return the URL of the admin's page where ``item`` is changed."""
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


class RevisionsAdmin:
    """The page of an item, or of something that belongs to one: each save makes a revision of the whole item."""

    def has_change_permission(self, request, obj=None):
        """Let those who may not publish change only what is not public, or a working copy of it."""
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        """Let those who may not publish delete only what is not public."""
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)

    def save_model(self, request, obj, form, change):
        """Save, after what was there before is kept."""
        stored = self.model._base_manager.filter(pk=obj.pk).first() if change else None
        items = {item.pk: item for row in (stored, obj) if row and (item := item_of(row)) and item.pk}
        for item in items.values():
            if not is_open(request.user, item):
                raise PermissionDenied
            saving.save_state_as_found(item)
        super().save_model(request, obj, form, change)

    def log_addition(self, request, obj, message):
        """Keep what has been made, with all that was saved with it."""
        if item := item_of(obj):
            saving.save_revision(item, request.user, RevisionEvent.CREATED if item is obj else RevisionEvent.CHANGED)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Keep what has been changed, with all that was saved with it."""
        if item := item_of(obj):
            saving.save_revision(item, request.user)
        return super().log_change(request, obj, message)

    def delete_model(self, request, obj):
        """Delete, after what was there is kept."""
        item = item_of(obj)
        copy = working_copy_of(item) if item is obj else None
        if item is obj and item:
            saving.save_revision(item, request.user, RevisionEvent.DELETED)
        elif item:
            saving.save_state_as_found(item)
        super().delete_model(request, obj)
        if item and item is not obj:
            saving.save_revision(item, request.user)
        if copy:
            text = _("There were unpublished changes to it. They are a draft of their own now: {}.")
            messages.warning(request, format_html(text, format_html('<a href="{}">{}</a>', change_url(copy), copy)))

    def delete_queryset(self, request, queryset):
        """Delete many, each as if it were alone."""
        for obj in queryset:
            self.delete_model(request, obj)


def _may_touch(user, obj):
    item = obj and item_of(obj)
    return item is None or is_open(user, item)
