"""The log of the newsroom: who did what, and when. It is Django's own, which every page here writes to."""

import csv
from datetime import date, datetime, time

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from civitas_cms.newsroom.model_admin import NewsroomAdmin

from .models import LogAction

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
ROWS_AT_ONCE = 2_000


class ChoiceFilter(admin.SimpleListFilter):
    """Narrows the log by the value of a field, among ``lookups``."""

    def queryset(self, request, queryset):
        """Return the entries with the value; all of them for an unknown one."""
        known = [str(value) for value, _name in self.lookup_choices]
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() in known else queryset


class PersonFilter(ChoiceFilter):
    """Who it was."""

    title = _("person")
    parameter_name = "user"

    def lookups(self, request, model_admin):
        """Return all accounts, those that have ended too."""
        return get_user_model().objects.order_by("username").values_list("pk", "username")


class KindFilter(ChoiceFilter):
    """What kind of thing it was done with."""

    title = _("kind")
    parameter_name = "content_type"

    def lookups(self, request, model_admin):
        """Return the kinds that have pages in the newsroom."""
        types = ContentType.objects.get_for_models(*model_admin.admin_site._registry)
        names = [(kind.pk, capfirst(model._meta.verbose_name)) for model, kind in types.items()]
        return sorted(names, key=lambda name: str(name[1]))


class ActionFilter(ChoiceFilter):
    """What was done."""

    title = _("action")
    parameter_name = "action_flag"

    def lookups(self, request, model_admin):
        """Return what the log knows."""
        return LogAction.choices


class DatesFilter(admin.ListFilter):
    """From which day to which, in the newsroom's time zone."""

    title = _("dates")
    template = "admin/log/dates_filter.html"
    PARAMETERS = ["from", "until"]

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.others = [(name, values[-1]) for name, values in params.items() if name not in self.expected_parameters()]
        self.days = {name: plausible_day(params.pop(name, [""])[-1]) for name in self.expected_parameters()}

    def has_output(self):
        """Tell that it is always of use."""
        return True

    def expected_parameters(self):
        """Return the query parameters."""
        return self.PARAMETERS

    def choices(self, changelist):
        """Return what its form shows."""
        others = [item for item in changelist.get_filters_params().items() if item[0] not in self.expected_parameters()]
        return [{"first": self.days["from"], "last": self.days["until"], "others": others}]

    def queryset(self, request, queryset):
        """Return the entries of those days."""
        if first := self.days["from"]:
            queryset = queryset.filter(action_time__gte=timezone.make_aware(datetime.combine(first, time.min)))
        if last := self.days["until"]:
            queryset = queryset.filter(action_time__lte=timezone.make_aware(datetime.combine(last, time.max)))
        return queryset


def plausible_day(text: str) -> date | None:
    """Return the day that ``text`` writes as 2026-11-28; None for anything else, and for years that nobody means."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1990 <= day.year <= 2100 else None


@admin.register(LogEntry)
class LogAdmin(NewsroomAdmin):
    """What was done in the newsroom, the latest first. Nobody can change it."""

    features = []
    list_display = ["when", "user", "action", "kind", "item", "message"]
    list_display_links = None
    list_filter = [DatesFilter, PersonFilter, KindFilter, ActionFilter]
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER  # counting a million entries for each choice takes too long
    list_select_related = ["user", "content_type"]
    ordering = ["-action_time", "-pk"]
    actions = None

    def has_add_permission(self, request):
        """Leave it to what is done."""
        return False

    def has_change_permission(self, request, obj=None):
        """Leave it as it is."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Leave it as it is."""
        return False

    def get_urls(self):
        """Add the file to download."""
        return [path("csv/", self.admin_site.admin_view(self.csv_view), name="admin_logentry_csv"), *super().get_urls()]

    def csv_view(self, request):
        """Answer with the entries that the filters leave, as a CSV file (RFC 4180)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries = self.get_changelist_instance(request).get_queryset(request)
        columns = [self.when, self.person, self.action, self.kind, str, self.message]
        names = [_("when"), _("person"), _("action"), _("kind"), _("item"), _("what was done")]
        writer = csv.writer(Echo())
        rows = (
            [entry.object_repr if column is str else column(entry) for column in columns]
            for entry in entries.iterator(ROWS_AT_ONCE)
        )
        lines = (writer.writerow([harmless(cell) for cell in row]) for rows in ([names], rows) for row in rows)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="log-{timezone.localdate():%Y-%m-%d}.csv"'
        return response

    @admin.display(description=_("when"), ordering="action_time")
    def when(self, entry):
        """Show date and time, to be sorted."""
        return f"{timezone.localtime(entry.action_time):%Y-%m-%d %H:%M:%S}"

    def person(self, entry):
        """Name who did it."""
        return entry.user.get_username()

    @admin.display(description=_("action"))
    def action(self, entry):
        """Say what was done."""
        return LogAction(entry.action_flag).label if entry.action_flag in LogAction else ""

    @admin.display(description=_("kind"))
    def kind(self, entry):
        """Say what kind of thing it was done with."""
        return capfirst(entry.content_type.name) if entry.content_type else ""

    @admin.display(description=_("item"))
    def item(self, entry):
        """Name what it was done with, and lead there."""
        url = entry.get_admin_url()
        return format_html('<a href="{}">{}</a>', url, entry.object_repr) if url else entry.object_repr

    @admin.display(description=_("what was done"))
    def message(self, entry):
        """Say it in words."""
        return entry.get_change_message()


class Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def harmless(cell: object) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_BEGINNINGS) else text
