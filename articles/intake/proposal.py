"""What an article would be made of, as plain data."""

from dataclasses import asdict, dataclass, field
from typing import Any

from .known import KnownThing
from .people import Person
from .words import plain

Block = dict[str, Any]


@dataclass
class Understood:
    """What was understood of a text. ``left_out`` has what is in no other place, each with the reason.

    A block is a mapping: its ``kind`` is text (``html``), quote (``words``, ``speaker``, ``position``,
    ``organisation``), table, picture, video or link. Its speaker is in ``people`` by the same name.
    """

    title: str = ""
    strapline: str = ""
    summary: str = ""
    kind: str = "news"
    language: str = "en"
    blocks: list[Block] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    author_organisation: dict[str, Any] | None = None
    authors: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)
    conferences: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def thing_of(thing: KnownThing | None) -> dict[str, Any] | None:
    """Return what the site knows as plain data."""
    return {"name": thing.name, "id": thing.key} if thing else None


def speaker_of(person: Person) -> dict[str, str]:
    """Return who speaks, as the text says it, or as the site writes the same; what the text leaves open, it fills."""
    position, organisation = person.position, person.organisation
    if len(person.known) == 1:
        known = person.known[0]
        said = plain(f"{position} {organisation}")
        if said in ("", plain(known.position)):
            position, organisation = known.position, known.organisation
        elif plain(known.position) == plain(position):
            position, organisation = known.position, organisation or known.organisation
    return {"speaker": person.name, "position": position, "organisation": organisation}
