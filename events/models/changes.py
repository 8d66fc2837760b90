"""What has changed of a programme that visitors know: what is new, has moved, or does not take place."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.db.models import Min, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime, HiddenWith
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.publishing.models import Identified
from civitas_cms.publishing.plain_text import LineField

from .status import EventStatus

if TYPE_CHECKING:
    from .conference import Conference

#: How long a session says that it is new, or has moved.
MARKED_FOR = timedelta(days=7)
#: Within which time several changes of a session are one for visitors: editors try things out.
ONE_CHANGE_WITHIN = timedelta(minutes=15)

MAX_ROOM_NAMES_LENGTH = 500  # characters

#: What an editor sees of a session at one time: as snapshots have it.
Seen: TypeAlias = dict[str, Any]


class ProgrammeChangeQuerySet(PrefetchingQuerySet["ProgrammeChange"]):
    """Questions asked of changes."""

    def next_change(self, after: AwareDatetime) -> AwareDatetime | None:
        """Return the first instant after ``after`` at which a session loses its mark."""
        first = self.filter(made_at__gt=after - MARKED_FOR).order_by().aggregate(first=Min("made_at"))["first"]
        return first and first + MARKED_FOR


class ProgrammeChange(HiddenWith, Identified):
    """A change of a session that visitors had seen, or could have.

    ``date`` and ``starts_at`` are local to the conference, as they were after the change; the ``former_`` ones and
    ``former_room`` are as before, and empty for what is new.
    """

    class Kind(models.TextChoices):
        """What has happened to the session."""

        NEW = "new", _("New")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")
        RESUMED = "resumed", _("Takes place after all")
        GONE = "gone", _("No longer in the programme")

    hidden_with = "conference"

    conference = models.ForeignKey("events.Conference", on_delete=models.CASCADE, related_name="changes")
    session = models.ForeignKey("events.Session", on_delete=models.SET_NULL, null=True, related_name="changes")
    title = LineField(max_length=250)
    kind = ChoiceField(choices=Kind)
    made_at = models.DateTimeField()
    date = models.DateField()
    starts_at = models.TimeField()
    room = LineField(max_length=MAX_ROOM_NAMES_LENGTH, blank=True)
    former_date = models.DateField(null=True)
    former_starts_at = models.TimeField(null=True)
    former_room = LineField(max_length=MAX_ROOM_NAMES_LENGTH, blank=True)

    objects = ProgrammeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "date", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="new", former_date=None, former_starts_at=None)
                | ~Q(kind="new") & Q(former_date__isnull=False, former_starts_at__isnull=False),
                name="programme_change_knows_what_was_before",
            )
        ]
        indexes = [models.Index(fields=["conference", "-made_at"], name="change_latest_first")]

    def __str__(self) -> str:
        return f"{self.shown_title}: {self.words}"

    @property
    def shown_title(self) -> str:
        """What the session is called now, or was when it went."""
        return self.session.title if self.session else self.title

    @property
    def words(self) -> str:
        """What has happened, as in "Moved to Room 2, 14:30"."""
        whole = [date_format(self.date, "l j F"), f"{self.starts_at:%H:%M}", self.room]
        if self.kind == self.Kind.MOVED:
            moved_day, moved_time = self.date != self.former_date, self.starts_at != self.former_starts_at
            parts = [
                self.room if self.room != self.former_room else "",
                date_format(self.date, "l j F") if moved_day else "",
                f"{self.starts_at:%H:%M}" if moved_day or moved_time else "",
            ]
            place = ", ".join(filter(None, parts))
            return gettext("Moved to %(place)s") % {"place": place} if place else gettext("Has no room at the moment")
        if self.kind in (self.Kind.NEW, self.Kind.RESUMED):
            return f"{self.get_kind_display()}: {', '.join(filter(None, whole))}"
        return str(self.get_kind_display())


def note_programme_changes(
    conference: "Conference", before: dict[str, Any], after: dict[str, Any], at: AwareDatetime
) -> None:
    """Keep what has changed for visitors at ``at`` of the programme between two snapshots of a public conference.

    A programme that is there for the first time is no change, nor is one that moves with its conference.
    """
    then, now = _seen(before), _seen(after)
    if not then or conference.is_over or then == now:
        return
    earlier = {
        change.session_id: change
        for change in ProgrammeChange.objects.filter(conference=conference, made_at__gt=at - ONE_CHANGE_WITHIN)
        if change.session_id
    }
    superseded, changes = [], []
    for key in sorted({*then, *now}):
        one, other = then.get(key), now.get(key)
        if one == other:
            continue
        if change := earlier.get(key):
            superseded.append(change.pk)
            one = _before(change, one)
        if changed := _change(conference, key, one, other, at):
            changes.append(changed)
    ProgrammeChange.objects.filter(pk__in=superseded).delete()
    ProgrammeChange.objects.bulk_create(changes)


def _seen(snapshot: dict[str, Any]) -> dict[int, Seen]:
    """Return where and when each session of a snapshot is, by its key; pauses are none of them."""
    content = snapshot["content"]
    days = {part["key"]: part["fields"]["date"] for part in content["parts"].get("days", [])}
    rooms = {part["key"]: part["fields"]["name"] for part in content["parts"].get("rooms", [])}
    first = date.fromisoformat(content["fields"]["starts_on"])
    seen = {}
    for session in content["parts"].get("sessions", []):
        fields = session["fields"]
        waits_for_place = fields.get("is_unplaced", False)  # nobody sees it yet
        if fields["kind"] == "break" or waits_for_place or fields["day"] not in days:
            continue
        day = date.fromisoformat(days[fields["day"]])
        keys = [fields["room"], *(each["fields"]["room"] for each in session["parts"].get("further_rooms", []))]
        names = [rooms[key] for key in keys if key in rooms]
        if fields.get("in_all_rooms") and not names:
            names = [gettext("All rooms")]
        seen[session["key"]] = {
            "title": fields["title"],
            "status": fields["status"],
            "date": day,
            "day_of_conference": (day - first).days,
            "starts_at": time.fromisoformat(fields["starts_at"]),
            "room": [keys, fields.get("in_all_rooms", False)],
            "room_name": ", ".join(names)[:MAX_ROOM_NAMES_LENGTH],
        }
    return seen


def _before(change: ProgrammeChange, seen: Seen | None) -> Seen | None:
    """Return what visitors saw of a session before ``change``, a moment ago; ``seen`` is what they see since."""
    if change.kind == ProgrammeChange.Kind.NEW or seen is None:
        return None
    former = seen | {"date": change.former_date, "starts_at": change.former_starts_at, "room_name": change.former_room}
    former |= {"day_of_conference": seen["day_of_conference"] + (former["date"] - seen["date"]).days, "room": None}
    if former["room_name"] == seen["room_name"]:
        former["room"] = seen["room"]
    if change.kind in (ProgrammeChange.Kind.CANCELLED, ProgrammeChange.Kind.POSTPONED):
        former["status"] = EventStatus.AS_PLANNED
    elif change.kind == ProgrammeChange.Kind.RESUMED:
        former["status"] = EventStatus.CANCELLED
    return former


def _change(
    conference: "Conference", key: int, then: Seen | None, now: Seen | None, at: AwareDatetime
) -> ProgrammeChange | None:
    kind = _kind_of_change(then, now)
    shown = now or then
    if kind is None or shown is None:
        return None
    change = ProgrammeChange(
        conference=conference,
        session_id=key if now else None,
        title=shown["title"],
        kind=kind,
        made_at=at,
        date=shown["date"],
        starts_at=shown["starts_at"],
        room=shown["room_name"],
    )
    if then and kind != ProgrammeChange.Kind.NEW:
        change.former_date, change.former_starts_at = then["date"], then["starts_at"]
        change.former_room = then["room_name"]
    return change


def _kind_of_change(then: Seen | None, now: Seen | None) -> ProgrammeChange.Kind | None:
    called_off = {
        EventStatus.CANCELLED: ProgrammeChange.Kind.CANCELLED,
        EventStatus.POSTPONED: ProgrammeChange.Kind.POSTPONED,
    }
    if then is None:
        return ProgrammeChange.Kind.NEW if now and now["status"] not in called_off else None
    if now is None:
        return ProgrammeChange.Kind.GONE
    if now["status"] in called_off:
        return called_off[now["status"]] if now["status"] != then["status"] else None
    if then["status"] in called_off:
        return ProgrammeChange.Kind.RESUMED
    return ProgrammeChange.Kind.MOVED if _place(then) != _place(now) else None


def _place(seen: Seen) -> tuple[Any, ...]:
    """Return where and when a session is, which stays when its conference moves or its room gets another name."""
    return seen["day_of_conference"], seen["starts_at"], seen["room"]


def marks(changes: Iterable[ProgrammeChange]) -> dict[int, ProgrammeChange]:
    """Return by the keys of sessions the latest of ``changes``, the latest first, but for what its status says."""
    found: dict[int, ProgrammeChange] = {}
    for change in changes:
        if change.session_id:
            found.setdefault(change.session_id, change)
    marked = (ProgrammeChange.Kind.NEW, ProgrammeChange.Kind.MOVED, ProgrammeChange.Kind.RESUMED)
    return {key: change for key, change in found.items() if change.kind in marked}
