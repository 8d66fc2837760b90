"""The pages of what is named: what visitors see of it, and the release of partners that writers have added."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.models import Released
from civitas_cms.publishing.workflow.permissions import has_permission

from .owned import OwnedAdmin


class VisibilityFilter(admin.SimpleListFilter):
    """What visitors see now, what they do not, and what an editor has not released."""

    title = _("visibility")
    parameter_name = "visibility"

    def lookups(self, request, model_admin):
        """Return the choices."""
        choices = [("public", _("Visitors see it")), ("hidden", _("Nothing public names it"))]
        waits = [("waiting", _("Not released"))] if issubclass(model_admin.model, Released) else []
        return [*choices, *waits]

    def queryset(self, request, queryset):
        """Return what was chosen."""
        public = queryset.model._default_manager.public().values("pk")
        match self.value():
            case "public":
                return queryset.filter(pk__in=public)
            case "hidden":
                return queryset.exclude(pk__in=public)
            case "waiting" if issubclass(queryset.model, Released):
                return queryset.filter(is_released=False)
        return queryset


class NamedAdmin(OwnedAdmin):
    """What the pages of people, partners and tags have in common."""

    @admin.display(description=_("visibility"))
    def visibility(self, obj):
        """Show whether visitors see it, and what it waits for."""
        if obj.is_public():
            return _("Visitors see it")
        return _("Not released") if isinstance(obj, Released) else _("Nothing public names it")


class ReleasedAdmin(NamedAdmin):
    """What the pages of partners have in common: who may change them all releases what others have added, for good."""

    actions = ["release"]

    def get_list_filter(self, request):
        """Add the visibility."""
        return [*super().get_list_filter(request), VisibilityFilter]

    def get_fieldsets(self, request, obj=None):
        """Show whether it is released, once it is there."""
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (_("For visitors"), {"fields": ["is_released"]})] if obj else fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Let only those release it who may change all of them."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj and not obj.is_released and self._may_release(request) else [*fields, "is_released"]

    @admin.action(description=_("Release"), permissions=["change"])
    def release(self, request, queryset):
        """Let visitors see them, each as if it were saved alone."""
        waiting = queryset.filter(is_released=False)
        for obj in waiting:
            obj.is_released = True
            obj.save()
            self.log_change(request, obj, [{"changed": {"fields": [str(_("released"))]}}])
        self.message_user(request, _("%(number)s released.") % {"number": len(waiting)})

    def save_model(self, request, obj, form, change):
        """Save; what is added by somebody who does not decide waits for who does."""
        if not change:
            obj.is_released = self._may_release(request)
        super().save_model(request, obj, form, change)

    def _may_release(self, request):
        return has_permission(request.user, "change", self.model)
