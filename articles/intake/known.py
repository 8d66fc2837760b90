"""The names that the site knows, as plain data: the rules ask these and never the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .words import folded, plain


@dataclass(frozen=True)
class KnownPerson:
    """A person of the site."""

    key: int
    given_name: str
    family_name: str
    position: str = ""
    organisation: str = ""

    @property
    def name(self) -> str:
        """The name as people say it."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class KnownThing:
    """An organisation, project, conference, session, tag or picture, by what texts may call it."""

    key: int
    name: str
    other_names: tuple[str, ...] = ()
    website: str = ""
    years: tuple[int, ...] = ()
    belongs_to: int | None = None


@dataclass(frozen=True)
class Known:
    """All that a text may name."""

    people: Sequence[KnownPerson] = ()
    organisations: Sequence[KnownThing] = ()
    projects: Sequence[KnownThing] = ()
    conferences: Sequence[KnownThing] = ()
    sessions: Sequence[KnownThing] = ()
    tags: Sequence[KnownThing] = ()
    pictures: Sequence[KnownThing] = ()
    _index: dict[str, Mapping[str, KnownThing]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def people_by_name(self) -> dict[str, list[KnownPerson]]:
        """The people by their names, folded; several may share one."""
        people: dict[str, list[KnownPerson]] = {}
        for person in self.people:
            people.setdefault(folded(person.name), []).append(person)
        return people

    def organisation(self, name: str) -> KnownThing | None:
        """Return the organisation that is called ``name``, or None."""
        return self._by_name("organisations").get(plain(name))

    def picture(self, caption: str) -> KnownThing | None:
        """Return the picture with this title or caption, or None."""
        return self._by_name("pictures").get(plain(caption))

    def _by_name(self, kind: str) -> Mapping[str, KnownThing]:
        if kind not in self._index:
            things: Sequence[KnownThing] = getattr(self, kind)
            self._index[kind] = {
                plain(name): thing for thing in reversed(things) for name in (*thing.other_names, thing.name) if name
            }
        return self._index[kind]
