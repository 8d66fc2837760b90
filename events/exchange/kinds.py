"""Which of our kinds of session a word of another program means."""

import re
from collections.abc import Mapping
from typing import Any

from anyascii import anyascii

from events.models import EventStatus, Session

Kind = Session.Kind
#: The beginnings of words, folded, from the most telling; a longer word for something else must come before.
WORDS = {
    Kind.KEYNOTE: "keynote opening-keynote eroffnungsvortrag hauptvortrag",
    Kind.BREAK: (
        "break pause kaffee coffee lunch mittag fruhstuck breakfast dinner abendessen dejeuner pranzo almuerzo "
        "cafe-pause tea"
    ),
    Kind.WORLD_CAFE: "world-cafe weltcafe world-kaffee",
    Kind.PANEL: (
        "panel podium diskussion discussion debate debatte table-ronde roundtable round-table runder-tisch mesa-redonda"
    ),
    Kind.WORKSHOP: "workshop werkstatt atelier seminar tutorial hands-on training taller laboratorio lab hackathon",
    Kind.PLENARY: "plenary plenum pleniere plenar plenaria general-assembly vollversammlung",
    Kind.CEREMONY: (
        "ceremony opening closing eroffnung abschluss zeremonie award preisverleihung verleihung ceremonie ouverture"
    ),
    Kind.VISIT: "visit site-visit excursion exkursion fuhrung besichtigung tour visite field-trip study-visit",
    Kind.NETWORKING: (
        "networking network empfang reception social party meetup meet-up concert konzert dj performance "
        "get-together apero"
    ),
    Kind.TALK: (
        "talk vortrag lecture presentation prasentation conference-talk expose impuls speech lightning paper "
        "contribution vorlesung demo podcast referat beitrag"
    ),
}
SIMPLE = re.compile(r"[^a-z0-9]+")
STATUS = {
    EventStatus.CANCELLED: "cancel abgesagt annul entfallt storniert withdrawn cancelado annullato",
    EventStatus.POSTPONED: "postpone verschoben report aplazado tentative rinviato",
    EventStatus.FULL: "full fully-booked ausgebucht complet sold-out completo",
    EventStatus.AS_PLANNED: "as-planned confirmed bestatigt geplant scheduled accepted planned",
}


def simple(word: str) -> str:
    """Return ``word`` in small Latin letters and digits, with hyphens between: how words are compared here."""
    return SIMPLE.sub("-", anyascii(word).lower()).strip("-")


def kind_of(word: str | None, chosen: Mapping[str, str] | None = None) -> str:
    """Return the kind that ``word`` means, by what somebody has ``chosen`` for it before; empty if nobody knows."""
    text = simple(word or "")
    if chosen and chosen.get(text) in Kind.values:
        return chosen[text]
    if text.replace("-", "_") in Kind.values:
        return text.replace("-", "_")
    labels = {simple(str(kind.label)): kind for kind in Kind}
    return labels.get(text) or _first(text, WORDS)


def status_of(word: str | None) -> str:
    """Return the status that ``word`` means; empty if nobody knows."""
    text = simple(word or "")
    return text.replace("-", "_") if text.replace("-", "_") in EventStatus.values else _first(text, STATUS)


def _first(text: str, words: Mapping[Any, str]) -> str:
    """Return for what one of ``words`` begins in ``text``."""
    return (
        next(
            (
                str(kind)
                for kind, starts in words.items()
                for start in starts.split()
                if f"-{text}".find(f"-{start}") >= 0
            ),
            "",
        )
        if text
        else ""
    )
