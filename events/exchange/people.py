"""Who the people of a source are: those who are here already, or new ones. None are doubled or joined silently."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from civitas_cms.publishing.models import identity_of, merges_of, successors
from events.models import Organisation, Speaker

from .entries import Person
from .kinds import simple
from .plan import Action, Change, Line, label_of
from .slugs import FreeSlugs

PERSON = "person"
#: What of somebody who is not public yet follows the source.
FOLLOWING = ("academic_title", "given_name", "family_name", "biography")


def name_of(person: Person | Speaker) -> str:
    """Return by what names are compared."""
    return simple(person.name)


@dataclass
class People:
    """Finds speakers, and makes those whom nobody knows yet; nothing is saved."""

    source: str
    #: Whether the source knows its people by identifiers of its own, and not by ours.
    adopts: bool = True
    lines: list[Line] = field(default_factory=list)
    new: list[Speaker] = field(default_factory=list)
    changed: list[Speaker] = field(default_factory=list)
    new_organisations: list[Organisation] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Load everybody's names."""
        self._speakers = list(Speaker.objects.select_related("organisation").order_by("pk"))
        self._by_identity = {str(identity_of(speaker.uuid.hex)): speaker for speaker in self._speakers}
        self._by_origin = {(each.source, each.source_id): each for each in self._speakers if each.source_id}
        self._know_merged()
        self._by_name: dict[str, list[Speaker]] = defaultdict(list)
        for speaker in self._speakers:
            self._by_name[name_of(speaker)].append(speaker)
        self._organisations: dict[str, Organisation] = {}
        for organisation in Organisation.objects.order_by("-pk"):
            for name in filter(None, (organisation.full_name, organisation.name)):
                self._organisations[simple(name)] = organisation
        self._slugs = FreeSlugs(Speaker.objects.values_list("slug", flat=True))
        self._organisation_slugs = FreeSlugs(Organisation.objects.values_list("slug", flat=True))
        self._known: dict[tuple[str, str], Speaker] = {}
        self._given: set[int] = set()
        #: By name, the identifiers and organisations with which the source has it; and how many people these are.
        self._named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._identifiers: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._best: dict[tuple[str, str], Person] = {}

    def _know_merged(self) -> None:
        """Let those who were merged into somebody be found by what others know them by."""
        merges = merges_of(Speaker).values_list("gone_id", "record__row")
        rows = dict(merges)
        remaining = {speaker.pk: speaker for speaker in self._speakers}
        for gone, kept in successors(Speaker, rows).items() if rows else ():
            if speaker := remaining.get(kept):
                row = rows[gone]
                self._by_identity.setdefault(str(identity_of(UUID(row["uuid"]).hex)), speaker)
                if row["source_id"]:
                    self._by_origin.setdefault((row["source"], row["source_id"]), speaker)

    def expect(self, people: Iterable[Person]) -> None:
        """Learn whom the source names: two identifiers with one name are two people."""
        people = list(people)
        for person in people:
            self._named[name_of(person)].add((person.source_id, simple(person.organisation)))
        for person in people:
            key = self._key(person)
            self._identifiers[name_of(person)].add(key)
            if key not in self._best or _knowledge(person) > _knowledge(self._best[key]):
                self._best[key] = person

    def organisation(self, name: str) -> Organisation | None:
        """Return the organisation of this name, a new one if there is none; None without a name."""
        if not simple(name):
            return None
        if simple(name) not in self._organisations:
            organisation = Organisation(name=name[:200])
            organisation.slug = self._organisation_slugs.take(organisation.name, "organisation")
            self._organisations[simple(name)] = organisation
            self.new_organisations.append(organisation)
            self.lines.append(Line(Action.CREATED, "organisation", organisation.name))
        return self._organisations[simple(name)]

    def find(self, person: Person, in_session: Mapping[str, Speaker]) -> Speaker:
        """Return who ``person`` is. ``in_session`` has, by name, those who are in the session of ours already."""
        key = self._key(person)
        if key not in self._known:
            best = self._best.get(key, person)  # where it says most of somebody
            speaker, note = self._find(best, in_session)
            self._given.add(id(speaker))
            self._known[key] = speaker
            self._report(best, speaker, note)
        return self._known[key]

    def _key(self, person: Person) -> tuple[str, str]:
        """Return what tells people of the source apart: identifiers, or else name and organisation."""
        if person.source_id:
            return ("identifier", person.source_id)
        name, organisation = name_of(person), simple(person.organisation)
        named = self._named[name]
        identifiers = {key for key, theirs in named if key and (not theirs or organisation in ("", theirs))}
        if len(identifiers) == 1:  # named with an identifier elsewhere in the file
            return ("identifier", next(iter(identifiers)))
        organisations = {theirs for _key, theirs in named if theirs}
        if not organisation and not identifiers and len(organisations) == 1:
            organisation = organisations.pop()
        return (name, organisation)

    def _find(self, person: Person, in_session: Mapping[str, Speaker]) -> tuple[Speaker, str]:
        """Return the speaker, who may be new, and what there is to know about the choice."""
        known = self._by_identity.get(person.source_id) or self._by_origin.get((self.source, person.source_id))
        if known and person.source_id:
            return known, ""
        present = in_session.get(name_of(person))
        if present and id(present) not in self._given and self._fits(person, present):
            return self._adopt(present, person), ""
        candidates = [each for each in self._by_name[name_of(person)] if self._is_possible(person, each)]
        fitting = [each for each in candidates if self._fits(person, each)]
        exact = [each for each in fitting if person.organisation and each.organisation]
        if len(exact) == 1 or (len(fitting) == 1 and len(self._identifiers[name_of(person)]) < 2):
            fitting = exact or fitting
            note = _("Taken for %(name)s, who is here already.") % {"name": _described(fitting[0])}
            return self._adopt(fitting[0], person), note
        note = ""
        if candidates or len(self._identifiers[name_of(person)]) > 1:
            others = ", ".join(_described(each) for each in candidates) or _("in the same file")
            note = _("Somebody else has this name (%(others)s): a new person, because it may be another.") % {
                "others": others
            }
        return self._make(person), note

    def _is_possible(self, person: Person, speaker: Speaker) -> bool:
        """Tell whether a speaker of the same name could be meant: not whom the source knows by another identifier."""
        is_another = bool(person.source_id and speaker.source_id and speaker.source == self.source)
        return not is_another and id(speaker) not in self._given

    def _fits(self, person: Person, speaker: Speaker) -> bool:
        """Tell whether the organisations of both are the same, or that of one of them is not known."""
        theirs, organisation = simple(person.organisation), speaker.organisation
        return (
            not theirs or organisation is None or theirs in (simple(organisation.name), simple(organisation.full_name))
        )

    def _adopt(self, speaker: Speaker, person: Person) -> Speaker:
        """Let a speaker be known by the identifier of the source from now on, if it is known by none yet."""
        if (
            self.adopts
            and person.source_id
            and not speaker.source_id
            and (self.source, person.source_id) not in self._by_origin
        ):
            speaker.source, speaker.source_id = self.source, person.source_id
            self.changed.append(speaker)
        return speaker

    def _make(self, person: Person) -> Speaker:
        speaker = Speaker(
            given_name=person.given_name,
            family_name=person.family_name or person.name[:100],
            academic_title=person.academic_title[:50],
            position=person.position[:200],
            organisation=self.organisation(person.organisation),
            biography=_clean(person.biography),
            source=self.source if person.source_id else "",
            source_id=person.source_id,
        )
        speaker.slug = self._slugs.take(speaker.name, "speaker")
        self.new.append(speaker)
        return speaker

    def _report(self, person: Person, speaker: Speaker, note: str) -> None:
        if speaker.pk is None:
            self.lines.append(Line(Action.CREATED, PERSON, speaker.name, note=note))
            return
        changes = self._follow(person, speaker)
        action = Action.CHANGED if changes else Action.UNCHANGED
        self.lines.append(Line(action, PERSON, speaker.name, tuple(changes), note))

    def _follow(self, person: Person, speaker: Speaker) -> list[Change]:
        """Let a speaker who came from this source, and is not public yet, be as it says; return what changes."""
        if (speaker.source, speaker.source_id) != (self.source, person.source_id) or speaker.public_periods:
            return []
        changes = []
        for name in FOLLOWING:
            value = _clean(person.biography) if name == "biography" else getattr(person, name)
            if value and value != getattr(speaker, name):
                label = label_of(Speaker, name)
                changes.append(Change(label, str(getattr(speaker, name)), value))
                setattr(speaker, name, value)
        if changes and speaker not in self.changed:
            self.changed.append(speaker)
        return changes


def _knowledge(person: Person) -> tuple[bool, int]:
    """Return how much the source says of somebody in one place."""
    return bool(person.organisation), len(person.biography)


def _clean(biography: str) -> str:
    field_: Any = Speaker._meta.get_field("biography")
    return field_.clean_text(biography) if biography else ""


def _described(speaker: Speaker) -> str:
    """Return a name with what distinguishes its bearer."""
    return ", ".join(filter(None, [speaker.name, speaker.distinction()]))
