"""What lists of items have in common: who has begun each, who has changed it last and when, and which are mine."""

from django.contrib import admin
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from civitas_cms.postgresql.folding import Fold
from civitas_cms.publishing.models import Publishable

from .colleagues import name_of

#: What ``author`` shows, for the database to sort by.
_AUTHORS_NAME = Fold(
    Coalesce(
        NullIf(Trim(Concat("created_by__first_name", Value(" "), "created_by__last_name")), Value("")),
        "created_by__username",
    )
)


class MineFilter(admin.SimpleListFilter):
    """What the person has begun, or changed last."""

    title = _("whose")
    parameter_name = "mine"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.user = request.user

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("begun", _("Begun by me")), ("changed", _("Begun or last changed by me"))]

    def queryset(self, request, queryset):
        """Return what was chosen."""
        match self.value():
            case "begun":
                return queryset.filter(created_by=self.user)
            case "changed":
                return queryset.filter(Q(created_by=self.user) | Q(updated_by=self.user))
        return queryset


@admin.display(description=_("author"), ordering=_AUTHORS_NAME, empty_value="–")
def author(item: Publishable) -> str:
    """Name who has begun the item."""
    return name_of(item.created_by)


@admin.display(description=_("last change"), ordering="updated_at")
def last_change(item: Publishable) -> str:
    """Show on which day the item was changed last (today: when), and by whom."""
    at = timezone.localtime(item.updated_at)
    when = time_format(at, "TIME_FORMAT") if at.date() == timezone.localdate() else date_format(at, "DATE_FORMAT")
    return format_html("{}<br>{}", when, name_of(item.updated_by)) if item.updated_by else when
