"""How visitors narrow the programme of a day.

A page has all sessions of its conference already, so they are narrowed and counted here, and not in the database.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.lists.facets import Facet, FilterState
from civitas_cms.lists.filters import MAX_FACET_OPTIONS, Filter, UnknownValueError

from .models import Session

#: The value of a filter that only says yes.
YES = "yes"


class SessionFilter(Filter):
    """Narrows sessions to those that have a value among ``pairs``: what they are filtered by, as value and name."""

    def __init__(
        self,
        name: str,
        label: str | Promise,
        pairs: Callable[[Session], Iterable[tuple[str, str]]],
        *,
        most_first: bool = False,
    ) -> None:
        super().__init__(name, label)
        self.pairs = pairs
        self.most_first = most_first

    def has(self, session: Session, value: str) -> bool:
        """Tell whether ``session`` has the value."""
        return any(value == own for own, _name in self.pairs(session))


def _track(session):
    return [(str(session.track_id), session.track.name)] if session.track else []


def _room(session):
    return [(str(room.pk), room.name) for room in session.taken_rooms]


def _kind(session):
    return [] if session.is_break else [(session.kind, str(session.get_kind_display()))]


def _language(session):
    return session.language_pairs


def _people(session):
    return {(each.speaker.slug, each.speaker.name) for each in session.appearances.all()}


def _slides(session):
    return [(YES, str(_("With slides")))] if session.materials.all() else []


def _recorded(session):
    return [(YES, str(_("Recorded")))] if session.recording_url else []


FILTERS = (
    SessionFilter("track", _("Track"), _track),
    SessionFilter("room", _("Room"), _room),
    SessionFilter("kind", _("Kind"), _kind),
    SessionFilter("language", _("Language"), _language),
    SessionFilter("person", _("People"), _people, most_first=True),
    SessionFilter("slides", _("With slides"), _slides),
    SessionFilter("recorded", _("Recorded"), _recorded),
)
FILTER_NAMES = tuple(each.name for each in FILTERS)


class ProgrammeSelection(FilterState):
    """What is selected of ``sessions``, those of a day; ``known`` are all of the conference, whose values there are.

    Raises UnknownValueError for a value that no session of the conference has.
    """

    def __init__(
        self, sessions: Sequence[Session], known: Sequence[Session], values: Mapping[str, str], path: str
    ) -> None:
        super().__init__(FILTERS, values, path)
        self.all_sessions = sessions
        for each in FILTERS:
            if each.name in self.values:
                self.names[each.name] = _name_of(each, known, self.values[each.name])
        self.sessions = self._narrowed()
        self.total = len(self.sessions)
        self.options = {each.name: _count(each, self._narrowed(without=each)) for each in FILTERS}

    def _narrowed(self, without=None):
        chosen = [
            (each, self.values[each.name]) for each in FILTERS if each.name in self.values and each is not without
        ]
        return [session for session in self.all_sessions if all(each.has(session, value) for each, value in chosen)]

    @override
    def facets(self) -> list[Facet]:
        """Return the filters with what they offer, but for those that would narrow nothing."""
        facets = [self._facet(each) for each in self.filters]
        return [
            facet
            for facet in facets
            if facet.chosen or len(facet.options) > 1 or any(option.number < self.total for option in facet.options)
        ]

    def url_on(self, path: str) -> str:
        """Return the URL of the page at ``path``, such as that of another day, with what is chosen here."""
        return path + self.url().removeprefix(self.path)


def _name_of(each, sessions, value):
    for session in sessions:
        for own, name in each.pairs(session):
            if own == value:
                return name
    raise UnknownValueError(value)


def _count(each, sessions):
    """Return value, name and number of what the filter offers: those of the most sessions, or all in their order."""
    numbers = Counter(pair for session in sessions for pair in each.pairs(session))
    if each.most_first:
        pairs = sorted(numbers, key=lambda pair: (-numbers[pair], pair[1].casefold()))[:MAX_FACET_OPTIONS]
    else:
        pairs = sorted(numbers, key=lambda pair: _natural_order(pair[1]))
    return [(value, name, numbers[value, name]) for value, name in pairs]


def _natural_order(name):
    """Return what "Room 2" is sorted by, so that it comes before "Room 10"."""
    return [(part.isdigit(), int(part) if part.isdigit() else part) for part in re.split(r"(\d+)", name.casefold())]
