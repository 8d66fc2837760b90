"""The programme in the admin: a page for each day with its sessions, and a page for each session with its people."""

# ruff: noqa: ANN201

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from civitas_cms.newsroom.autocompletes import BulkFormSet
from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.features.edit_conflicts import EditConflicts
from civitas_cms.newsroom.features.revisions import Revisions
from civitas_cms.newsroom.links import admin_url, change_url
from civitas_cms.newsroom.model_admin import NewsroomAdmin, NewsroomInline
from civitas_cms.publishing.models import words_on_ambiguous
from events.models import Appearance, Day, Room, Session, SessionItem, SessionLink, Track
from events.programme import (
    double_bookings,
    rearranging,
    room_clashes,
    sessions_of_neighbouring_days,
    set_appearances,
)

from .session_forms import (
    NEEDED_TO_CHANGE_PEOPLE,
    ROLES_ON_THE_DAYS_PAGE,
    SessionForm,
    SessionItemForm,
    SessionPageForm,
    words_on_room,
)


def zone_note(day):
    """Say in which time zone the times of ``day`` are."""
    return _("All times are local: %(zone)s.") % {"zone": day.conference.timezone}


def warn_of_double_bookings(request, day):
    """Tell the editor who is in two places at once, and which times come twice."""
    for session in day.sessions.select_related("conference", "day"):
        for instant in session.ambiguous_times:
            messages.warning(request, words_on_ambiguous(instant, session))
    for speaker, first, second in double_bookings(day):
        where = {"speaker": speaker, "first": _named(first), "second": _named(second)}
        messages.warning(request, _("%(speaker)s is in two places at once: %(first)s and %(second)s.") % where)


def _named(session):
    times = f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}"
    return f"“{session.title}” ({session.day.date:%-d %B}, {times}, {session.conference.title})"


class ChoiceWithinConference:
    """Offer the rooms and tracks of the day's conference, and the items of the session; plain lists serve best."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Narrow the choice to ``request.conference_id`` and ``request.session_id``, which our admin views set."""
        if db_field.name == "item":
            session_id = getattr(request, "session_id", None)
            kwargs["queryset"] = SessionItem.objects.filter(session=session_id).order_by("order", "pk")
        if db_field.name in ("room", "track"):
            conference_id = getattr(request, "conference_id", None)
            places = db_field.remote_field.model.objects.filter(conference=conference_id)
            kwargs["queryset"] = places.order_by("order", "name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SessionFormSet(BulkFormSet):
    """The sessions of a day; ``may_change_people`` says whether the editor may change who appears in them."""

    may_change_people = False

    def _construct_form(self, index, **kwargs):
        form = super()._construct_form(index, **kwargs)
        form.instance.day = self.instance
        form.instance.conference = self.instance.conference
        return form

    def clean(self):
        """Refuse two sessions in one room at one time, beside the room."""
        super().clean()
        kept = [form for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        form_of = {id(form.instance): form for form in kept}
        prefetch_related_objects([self.instance.conference], "rooms")
        clashes = room_clashes([*(form.instance for form in kept), *sessions_of_neighbouring_days(self.instance)])
        for room, *pair in clashes:
            for one, other in (pair, pair[::-1]):
                if id(one) in form_of:
                    form_of[id(one)].add_error("room", words_on_room(room, other))
        if clashes:
            raise ValidationError(_("Two sessions are in the same room at the same time."))

    def save(self, commit=True):
        """Save the sessions and who speaks in and moderates them."""
        with rearranging():
            sessions = super().save(commit)
            for form in self.forms:
                if form.instance.pk and form not in self.deleted_forms:
                    for name, role in ROLES_ON_THE_DAYS_PAGE.items():
                        if self.may_change_people and name in form.changed_data:
                            set_appearances(form.instance, role, form.in_chosen_order(name))
        return sessions


class SessionInline(NewsroomInline, ChoiceWithinConference, admin.StackedInline):
    """The sessions of a day, each in a few lines."""

    model = Session
    form = SessionForm
    formset = SessionFormSet
    show_change_link = True
    verbose_name_plural = _("sessions")

    def get_fields(self, request, obj=None):
        """Offer speakers and moderators to those who may change them; show them to everybody else."""
        people = tuple(ROLES_ON_THE_DAYS_PAGE) if self._may_change_people(request, obj) else ("people",)
        return [
            ("starts_at", "ends_at", "starts_next_day", "ends_next_day"),
            ("title", "kind"),
            ("room", "track", "status"),
            people,
        ]

    def get_readonly_fields(self, request, obj=None):
        """Show people as words to those who may not change them."""
        return [] if self._may_change_people(request, obj) else ["people"]

    def get_formset(self, request, obj=None, **kwargs):
        """Tell the formset whether it may change people."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.may_change_people = self._may_change_people(request, obj)
        return formset

    def _may_change_people(self, request, obj):
        return self.has_change_permission(request, obj) and request.user.has_perms(NEEDED_TO_CHANGE_PEOPLE)

    @admin.display(description=_("people"))
    def people(self, session):
        """Name everybody in the session with their roles."""
        return ", ".join(map(str, session.appearances.all())) if session.pk else ""

    def get_queryset(self, request):
        """Bring the people along."""
        appearances = Appearance.objects.select_related("speaker__organisation")
        rows = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("appearances", appearances), "further_rooms__room")


class Programme(Feature):
    """What belongs to a conference. What belongs to a working copy is not found: it is reached from there."""

    def searched(self, request, queryset):
        """Search among what belongs to originals."""
        return queryset.filter(conference__working_copy_of=None)

    def context(self, request, obj, context):
        """Say how the conference stands: what is saved here may be public at once."""
        return {"conference": obj.conference if obj and obj.pk else None}


class WithinConference(NewsroomAdmin):
    """What belongs to a conference, in whose history it is."""

    features = [Programme, Revisions, EditConflicts, *NewsroomAdmin.features]
    change_form_template = "admin/programme/change_form.html"

    def history_view(self, request, object_id, extra_context=None):
        """Lead to the history of the conference, which has that of all its parts."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self.answer_for_missing(request, object_id)
        return HttpResponseRedirect(admin_url(row.conference, "history", row.conference_id))


class BelongsToConference(WithinConference):
    """What is reached from its conference, leads back there, and does not clutter the admin's first page."""

    def response_post_save_add(self, request, obj):
        """Go back to the conference."""
        return HttpResponseRedirect(change_url(obj.conference))

    def response_post_save_change(self, request, obj):
        """Go back to the conference."""
        return HttpResponseRedirect(change_url(obj.conference))

    def has_module_permission(self, request):
        """Keep it off the admin's first page."""
        return False


@admin.register(Day)
class DayAdmin(BelongsToConference):
    """A day with its sessions."""

    list_display = ["date", "title", "conference", "number_of_sessions"]
    list_select_related = ["conference"]
    search_fields = ["title", "conference__title"]
    date_hierarchy = "date"
    ordering = ["-date"]
    autocomplete_fields = ["conference"]
    inlines = [SessionInline]

    def get_queryset(self, request):
        """Count the sessions of each day."""
        return super().get_queryset(request).select_related("conference").annotate(session_count=Count("sessions"))

    def get_fieldsets(self, request, obj=None):
        """Say in which time zone the times are, and let a day stay with its conference."""
        if obj is None:
            return [(None, {"fields": ["conference", "date", "title", "audience", "summary"]})]
        fields = ["conference_link", "date", "title", "audience", "summary"]
        return [(None, {"fields": fields, "description": zone_note(obj)})]

    def get_readonly_fields(self, request, obj=None):
        """Show a link to the conference."""
        return ["conference_link"]

    def get_inlines(self, request, obj):
        """Offer sessions once the day is saved: before that, its conference's rooms are not known."""
        return self.inlines if obj else []

    def get_object(self, request, object_id, from_field=None):
        """Remember the conference, whose rooms and tracks the sessions may choose from."""
        day = super().get_object(request, object_id, from_field)
        request.conference_id = day and day.conference_id
        return day

    @admin.display(description=_("conference"))
    def conference_link(self, day):
        """Lead back to the conference."""
        url = reverse("admin:events_conference_change", args=[day.conference_id])
        return format_html('<a href="{}">{}</a>', url, day.conference)

    @admin.display(description=_("sessions"), ordering="session_count")
    def number_of_sessions(self, day):
        """How many sessions the day has."""
        return day.session_count

    def save_parts(self, request, form, formsets, change):
        """Save the sessions, and warn of people in two places at once."""
        super().save_parts(request, form, formsets, change)
        warn_of_double_bookings(request, form.instance)


class SessionItemInline(NewsroomInline, admin.StackedInline):
    """What a session consists of: posters, short talks."""

    model = SessionItem
    form = SessionItemForm
    formset = BulkFormSet
    autocomplete_fields = ["materials"]

    def get_fields(self, request, obj=None):
        """Offer speakers to those who may change them."""
        people = ["speaking"] if request.user.has_perms(NEEDED_TO_CHANGE_PEOPLE) else []
        return [("title", "order"), *people, "abstract", ("starts_after", "minutes"), "materials"]

    def get_queryset(self, request):
        """Bring the people along."""
        appearances = Appearance.objects.select_related("speaker__organisation")
        return super().get_queryset(request).prefetch_related(Prefetch("appearances", appearances), "materials")


class AppearanceInline(ChoiceWithinConference, NewsroomInline, admin.TabularInline):
    """The people in a session, with what they were then."""

    model = Appearance
    autocomplete_fields = ["speaker", "organisation_then"]

    def get_fields(self, request, obj=None):
        """Ask in which item somebody is, if the session has any."""
        item = ["item"] if obj and obj.items.exists() else []
        return ["speaker", "role", *item, "position_then", "organisation_then", "order", "is_withdrawn"]

    def get_queryset(self, request):
        """Bring along what rows are labelled with."""
        return super().get_queryset(request).select_related("speaker", "organisation_then")


class SessionLinkInline(NewsroomInline, admin.TabularInline):
    """Pages elsewhere that belong to a session."""

    model = SessionLink


@admin.register(Session)
class SessionAdmin(ChoiceWithinConference, WithinConference):
    """A session with its abstract, materials and people."""

    list_display = ["title", "when", "conference", "kind", "status"]
    list_filter = ["kind", "status"]
    list_select_related = ["conference", "day"]
    date_hierarchy = "day__date"
    ordering = ["-day__date", "starts_at"]
    autocomplete_fields = ["day", "materials", "picture"]
    form = SessionPageForm
    inlines = [SessionItemInline, AppearanceInline, SessionLinkInline]

    @cached_property
    def _when_and_where(self):
        times = ("starts_at", "ends_at", "starts_next_day", "ends_next_day")
        return [times, ("room", "track"), ("further_rooms", "in_all_rooms"), "status"]

    def get_fieldsets(self, request, obj=None):
        """Offer rooms and tracks once the conference is known, and say in which time zone the times are."""
        if obj is None:
            first = ["day", "title", "kind", ("starts_at", "ends_at", "starts_next_day", "ends_next_day")]
            return [(None, {"fields": first, "description": _("Times are local to the conference.")})]
        return [
            (None, {"fields": ["day_link", "title", "subtitle", "slug", ("kind", "languages")]}),
            (_("When and where"), {"fields": self._when_and_where, "description": zone_note(obj.day)}),
            (_("Abstract"), {"fields": ["abstract", "picture"]}),
            (
                _("To watch and to read"),
                {"fields": ["no_recording", ("livestream_url", "recording_url"), "licence", "materials"]},
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        """Show a link to the day."""
        return ["day_link"] if obj else []

    def get_object(self, request, object_id, from_field=None):
        """Remember the conference, whose rooms and tracks can be chosen."""
        session = super().get_object(request, object_id, from_field)
        request.conference_id, request.session_id = session and session.conference_id, session and session.pk
        return session

    @admin.display(description=_("when"), ordering="day__date")
    def when(self, session):
        """Show the day's date and the time, local to the conference."""
        return f"{date_format(session.day.date)}, {time_format(session.starts_at)}"

    def response_post_save_change(self, request, obj):
        """Go back to the day, or to a list that was searched or filtered."""
        if self.get_preserved_filters(request):
            return super().response_post_save_change(request, obj)
        return HttpResponseRedirect(change_url(obj.day))

    @admin.display(description=_("day"))
    def day_link(self, session):
        """Lead back to the day and the conference."""
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>',
            reverse("admin:events_day_change", args=[session.day_id]),
            session.day,
            reverse("admin:events_conference_change", args=[session.conference_id]),
            session.conference,
        )

    def save_parts(self, request, form, formsets, change):
        """Save the people, and warn of those in two places at once."""
        super().save_parts(request, form, formsets, change)
        warn_of_double_bookings(request, form.instance.day)


@admin.register(Room)
class RoomAdmin(BelongsToConference):
    """Rooms, for links from elsewhere in the admin."""

    list_display = ["name", "conference", "order"]
    list_select_related = ["conference"]
    search_fields = ["name", "conference__title"]
    autocomplete_fields = ["conference"]


@admin.register(Track)
class TrackAdmin(BelongsToConference):
    """Tracks, for links from elsewhere in the admin."""

    list_display = ["name", "conference", "order"]
    list_select_related = ["conference"]
    search_fields = ["name", "conference__title"]
    autocomplete_fields = ["conference"]
