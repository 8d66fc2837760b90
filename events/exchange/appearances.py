"""Who would appear in a session, beside who does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from events.models import Appearance, Organisation, Session, SessionItem, Speaker

from . import entries
from .people import People, name_of
from .plan import Change, PlannedSession


def plan_appearances(
    wanted: Iterable[entries.Person] | None,
    planned: PlannedSession,
    people: People,
    item: SessionItem | None = None,
) -> list[Change]:
    """Plan who appears in a session, or in an ``item`` of it; return what changes.

    Roles that the source does not know stay, and where it knows nobody, everybody does.
    """
    if not wanted:
        return []
    is_known = planned.session.pk and (item is None or item.pk)
    present = [
        each for each in (planned.session.appearances.all() if is_known else ()) if each.item_id == (item and item.pk)
    ]
    here: dict[str, Speaker] = {}
    for appearance in present:
        name = name_of(appearance.speaker)
        if name in here and here[name] != appearance.speaker:
            here.pop(name)
        else:
            here[name] = appearance.speaker
    before = [str(appearance) for appearance in present]
    kept: list[Appearance] = []
    for person in wanted:
        speaker = people.find(person, here)
        kept.append(
            _appearance(
                person,
                speaker,
                [each for each in present if each not in kept],
                Appearance(session=planned.session, item=item, speaker=speaker),
                planned,
                people.organisation(person.organisation),
            )
        )
    roles = {person.role for person in wanted if person.role} or {Appearance.Role.SPEAKER}
    # Sources know nothing of those who are named nowhere, or have withdrawn here.
    superfluous = [each for each in present if each not in kept and each.takes_part()]
    planned.dropped += [each for each in superfluous if each.role in roles]
    rest = [each for each in present if each not in kept and each not in planned.dropped]
    _put_in_order(kept, present, planned)
    after = [str(appearance) for appearance in [*kept, *rest]]
    is_affiliation_changed = any(appearance in planned.appearances for appearance in kept if appearance.pk)
    if not is_known or (before == after and not is_affiliation_changed):
        return []
    return [Change(_("people"), ", ".join(before), ", ".join(after))]


def _appearance(
    person: entries.Person,
    speaker: Speaker,
    present: list[Appearance],
    new: Appearance,
    planned: PlannedSession,
    organisation: Organisation | None,
) -> Appearance:
    """Return the appearance of a person: the one that is there, with the organisation that the source names."""
    same = [each for each in present if each.speaker == speaker and person.role in (None, each.role)]
    if not same:
        new.role = person.role or Appearance.Role.SPEAKER
        new.position_then, new.organisation_then = person.position[:200], organisation
        planned.appearances.append(new)
        return new
    appearance = same[0]
    if organisation and appearance.organisation_then != organisation:
        appearance.organisation_then = organisation
        planned.appearances.append(appearance)
    if person.position and appearance.position_then != person.position[:200]:
        appearance.position_then = person.position[:200]
        if appearance not in planned.appearances:
            planned.appearances.append(appearance)
    return appearance


def _put_in_order(kept: list[Appearance], present: list[Appearance], planned: PlannedSession) -> None:
    """Let appearances have the order of the source, which may say it within each role only."""
    there = [each for each in present if each in kept]
    known = [each for each in kept if each.pk]
    if all([a for a in known if a.role == role] == [a for a in there if a.role == role] for role in Appearance.Role):
        first = max((each.order for each in present), default=-1) + 1
        for order, appearance in enumerate((each for each in kept if each.pk is None), start=first):
            appearance.order = order
        kept[:] = [*there, *(each for each in kept if each.pk is None)]
        return
    for order, appearance in enumerate(kept):
        if appearance.order != order:
            appearance.order = order
            if appearance not in planned.appearances:
                planned.appearances.append(appearance)


def double_bookings(planned: Iterable[PlannedSession]) -> Iterator[tuple[Speaker, Session, Session]]:
    """Yield who would be in two places at once, with the two sessions."""
    sessions_of: dict[int, list[tuple[datetime, datetime, Session, Speaker]]] = defaultdict(list)
    for each in planned:
        session = each.session
        if not session.takes_place:
            continue
        rows = [*(session.appearances.all() if session.pk else ()), *each.appearances]
        there = [row for row in rows if row not in each.dropped and not row.is_withdrawn]
        for speaker in {id(row.speaker): row.speaker for row in there}.values():
            times = session.starts.astimezone(UTC), session.ends.astimezone(UTC)
            sessions_of[speaker.pk or -id(speaker)].append((*times, session, speaker))
    for bookings in sessions_of.values():
        bookings.sort(key=lambda booking: booking[0])
        for (_start, end, one, speaker), (start, _end, other, _speaker) in pairwise(bookings):
            if start < end:
                yield speaker, one, other
