"""Conferences in the admin, with their days, rooms, tracks and partners on one page."""

# ruff: noqa: ANN201

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civitas_cms.newsroom.autocompletes import BulkFormSet
from civitas_cms.newsroom.columns import IN_PANEL
from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.features.duplicating import Duplicating
from civitas_cms.newsroom.model_admin import NewsroomInline, PublishableAdmin
from civitas_cms.publishing.models import refuse_skipped
from events.board.views import BoardPages
from events.models import Conference, ConferenceOrganisation, ConferenceProject, Day, Room, Session, Track
from events.programme import rearranging

from .importing import Importing
from .whole import Again, AsAWhole


class DayForm(ConstraintForm):
    """A day on its conference's page. ``moved_by`` is by how much the conference's first day moves in the same form."""

    left_to_formset = frozenset({"date"})  # two days with one date

    def __init__(self, *args, moved_by=timedelta(0), **kwargs):
        super().__init__(*args, **kwargs)
        self.moved_by = moved_by

    def clean_date(self):
        """Let a date that the editor left alone move with the conference."""
        date = self.cleaned_data["date"]
        return date + self.moved_by if self.instance.pk and "date" not in self.changed_data else date

    def changes_row(self):
        """Tell whether the day will not stay as it is: it may only move along."""
        return super().changes_row() or bool(self.moved_by)


class DayFormSet(BulkFormSet):
    """The days of a conference. Those whose dates the editor leaves alone move with the conference's first day."""

    @cached_property
    def stored(self):
        """Return the conference as it is stored; None for a new one."""
        return Conference.objects.filter(pk=self.instance.pk).first()

    @property
    def moved_by(self):
        """By how much the form moves the first day of a conference that is saved already."""
        return (
            self.instance.starts_on - self.stored.starts_on if self.stored and self.instance.starts_on else timedelta(0)
        )

    @property
    def changes_time_zone(self):
        """Whether the form lets the times of a conference that is saved already be in another time zone."""
        return bool(self.stored) and self.instance.timezone != self.stored.timezone

    def get_form_kwargs(self, index):
        """Tell the forms by how much the conference moves."""
        return super().get_form_kwargs(index) | {"moved_by": self.moved_by}

    def _construct_form(self, index, **kwargs):
        form = super()._construct_form(index, **kwargs)
        form.instance.conference = self.instance  # as it is in the form, with its new dates
        return form

    def clean(self):
        """Refuse two days on one date and dates that lack the hour of a session, beside the date.

        Days are not deleted together with their sessions.
        """
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.sessions.exists():
                message = _("%(day)s has sessions. Delete them, or the day, on the day's own page.")
                raise ValidationError(message % {"day": form.instance})
        dates = set()
        for form in self.forms:
            date = getattr(form, "cleaned_data", {}).get("date")
            if date and form not in self.deleted_forms:
                if date in dates:
                    form.add_error("date", _("Another day of the conference has this date."))
                    raise ValidationError(_("Two days have the same date."))
                dates.add(date)
        if self.moved_by or self.changes_time_zone or any("date" in form.changed_data for form in self.initial_forms):
            self._refuse_skipped_times()

    def _refuse_skipped_times(self):
        """Refuse dates on which clocks skip the time of a session, which is not in this form."""
        form_of = {form.instance.pk: form for form in self.initial_forms if form not in self.deleted_forms}
        for session in Session.objects.filter(day__in=form_of):
            form = form_of[session.day_id]
            session.day, session.conference = form.instance, self.instance
            for instant in (session.starts, session.ends):
                try:
                    refuse_skipped(instant)
                except ValidationError as error:
                    form.add_error("date", f"“{session}”: {' '.join(error.messages)}")

    def save_existing_objects(self, commit=True):
        """Save what was changed, and the days that only moved along."""
        saved = super().save_existing_objects(commit)
        for form in self.initial_forms if self.moved_by else []:
            if not form.has_changed() and form not in self.deleted_forms:
                saved.append(self.save_existing(form, form.instance, commit=commit))
        return saved


class DayInline(NewsroomInline, admin.TabularInline):
    """Days, each with the way to its sessions."""

    model = Day
    form = DayForm
    formset = DayFormSet
    fields = ["date", "title", "audience", "programme"]
    readonly_fields = ["programme"]
    verbose_name_plural = _("days: save a new one, then open its sessions")

    def get_queryset(self, request):
        """Count the sessions of each day."""
        return super().get_queryset(request).annotate(session_count=Count("sessions"))

    @admin.display(description=_("programme"))
    def programme(self, day):
        """Lead to the day's page, where its sessions are edited."""
        if not day.pk:
            return _("after saving")
        label = ngettext("%(count)s session", "%(count)s sessions", day.session_count) % {"count": day.session_count}
        return format_html(
            '<a class="programme-link" href="{}">{}</a>', reverse("admin:events_day_change", args=[day.pk]), label
        )


class RoomInline(NewsroomInline, admin.TabularInline):
    """Rooms at the venue."""

    model = Room


class TrackInline(NewsroomInline, admin.TabularInline):
    """Threads of sessions."""

    model = Track


class OrganisationInline(NewsroomInline, admin.TabularInline):
    """Organisations with their part in the conference."""

    model = ConferenceOrganisation
    fields = ["organisation", "role", "order"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request):
        """Bring along what rows are labelled with."""
        return super().get_queryset(request).select_related("organisation")


class ProjectInline(NewsroomInline, admin.TabularInline):
    """Projects with their part in the conference."""

    model = ConferenceProject
    fields = ["project", "role", "order"]
    autocomplete_fields = ["project"]

    def get_queryset(self, request):
        """Bring along what rows are labelled with."""
        return super().get_queryset(request).select_related("project")


@admin.register(Conference)
class ConferenceAdmin(PublishableAdmin):
    """Conferences with all that belongs to them but their sessions, which have a page for each day."""

    features = [
        *(Again if feature is Duplicating else feature for feature in PublishableAdmin.features),
        BoardPages,
        Importing,
        AsAWhole,
    ]

    list_display = ["title", "visibility", "dates", "city", "number_of_sessions", "status"]
    list_filter = [*PublishableAdmin.list_filter, "kind", "status", "format"]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on", "-pk"]
    autocomplete_fields = ["lead_picture"]
    fieldsets = [
        (None, {"fields": ["title", "tagline", "summary", "description"]}),
        (
            _("When and how"),
            {
                "fields": [("starts_on", "ends_on"), "timezone", "format", "status", "status_note"],
                "classes": [IN_PANEL],
            },
        ),
        (
            _("Where"),
            {
                "fields": ["venue_name", "venue_address", ("city", "country"), ("latitude", "longitude")],
                "classes": [IN_PANEL],
            },
        ),
        (
            _("Taking part"),
            {
                "fields": [
                    ("registration_url", "registration_closes_on"),
                    "livestream_url",
                    "website",
                    "hashtag",
                    "contact_email",
                ],
                "classes": [IN_PANEL],
            },
        ),
        (_("Lead picture"), {"fields": ["lead_picture"], "classes": [IN_PANEL]}),
        PublishableAdmin.publication_fieldset,
        (_("Kind and address"), {"fields": ["kind", "slug"], "classes": [IN_PANEL]}),
        PublishableAdmin.history_fieldset,
    ]
    fields_saved_by_button = frozenset({"starts_on", "ends_on", "timezone"})  # days and their sessions move along
    inlines = [DayInline, RoomInline, TrackInline, OrganisationInline, ProjectInline]

    def get_queryset(self, request):
        """Count the sessions of each conference, without a grouping: grouped rows cannot be locked."""
        sessions = Session._base_manager.filter(conference=OuterRef("pk")).order_by().values("conference")
        number = Coalesce(Subquery(sessions.values(number=Count("pk"))), 0)
        return super().get_queryset(request).annotate(session_count=number)

    @admin.display(description=_("dates"), ordering="starts_on")
    def dates(self, conference):
        """Write the first and the last day as briefly as can be: "27–28 April 2027"."""
        first, last = conference.starts_on, conference.ends_on
        if first == last:
            return date_format(first)
        same = (
            "j"
            if (first.year, first.month) == (last.year, last.month)
            else "j M"
            if first.year == last.year
            else "j M Y"
        )
        return f"{date_format(first, same)}–{date_format(last)}"

    @admin.display(description=_("sessions"), ordering="session_count")
    def number_of_sessions(self, conference):
        """How many sessions the programme has."""
        return conference.session_count

    def save_parts(self, request, form, formsets, change):
        """Save days, rooms, tracks and partners in one go."""
        with rearranging():
            super().save_parts(request, form, formsets, change)
