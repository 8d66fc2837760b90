"""Which column of a table is what: by its heading, in several languages, or as somebody has chosen before."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .kinds import simple

#: What a column may be, with its name for people.
FIELDS: dict[str, str | Promise] = {
    "date": _("Date"),
    "day": _("Day (its number, or its date)"),
    "start": _("Start"),
    "end": _("End"),
    "time": _("Start and end"),
    "duration": _("Duration"),
    "title": _("Title"),
    "subtitle": _("Subtitle"),
    "kind": _("Kind"),
    "room": _("Room"),
    "track": _("Track"),
    "speakers": _("Speakers"),
    "moderators": _("Moderators"),
    "panellists": _("Panellists"),
    "hosts": _("Hosts"),
    "organisation": _("Organisation of the speakers"),
    "position": _("Position of the speakers"),
    "languages": _("Languages"),
    "abstract": _("Abstract"),
    "description": _("Description, after the abstract"),
    "links": _("Links"),
    "no_recording": _("Must not be recorded"),
    "licence": _("Licence"),
    "livestream_url": _("Livestream"),
    "recording_url": _("Recording"),
    "status": _("Status"),
    "part_of": _("Part of (a title: the row is an item of that session)"),
    "starts_after": _("Starts after (minutes)"),
    "id": _("Identifier"),
    "slug": _("Address"),
}
#: Headings as ``simple`` writes them; a heading that begins with one of these words, and no other, is taken too.
HEADINGS = {
    "date": "date datum fecha data dato tag-datum imerominia",
    "day": "day tag jour dia giorno dag conference-day",
    "start": (
        "start beginn begin from von start-time starts starts-at begins startzeit debut inicio inizio anfang de "
        "heure-de-debut"
    ),
    "end": "end ende to bis end-time ends ends-at endzeit fin fine schluss finish heure-de-fin",
    "time": "time uhrzeit zeit when slot heure horaire hora orario timeslot time-slot",
    "duration": "duration dauer lange length duree duracion durata minutes minuten min",
    "title": (
        "title titel session talk event name thema titre titulo titolo presentation session-title programmpunkt "
        "was beitrag topic subject"
    ),
    "subtitle": "subtitle untertitel sous-titre subtitulo sottotitolo",
    "kind": "kind type art format session-type typ category kategorie genre tipo session-format veranstaltungsart",
    "room": "room raum ort location venue saal salle sala place stage buhne aula where wo hall lieu",
    "track": "track strang stream schiene strand thread parcours bereich themenstrang linie eje",
    "speakers": (
        "speaker speakers vortragende vortragender referent referenten referentin referierende redner rednerin "
        "people person personen presenter presenters intervenant intervenants intervenante ponente ponentes "
        "relatore relatori author authors mit who wer"
    ),
    "moderators": (
        "moderator moderators moderation moderateur chair chairs sitzungsleitung moderatrice moderador moderatore"
    ),
    "panellists": "panellist panellists panelist panelists podium diskutanten panel",
    "hosts": "host hosts gastgeber gastgeberin hote",
    "organisation": (
        "organisation organization affiliation institution company firma organisme organizacion organizzazione employer"
    ),
    "position": "position function funktion job-title role rolle poste fonction cargo",
    "languages": "language languages sprache sprachen langue idioma lingua lang",
    "abstract": "abstract zusammenfassung summary kurzbeschreibung resume resumen short-description teaser",
    "description": "description beschreibung inhalt details long-description descripcion descrizione text",
    "links": (
        "links link url file datei file-url material materials materialien website attachments anhang slides "
        "folien lien"
    ),
    "no_recording": (
        "no-recording do-not-record keine-aufzeichnung optout opt-out must-not-be-recorded nicht-aufzeichnen"
    ),
    "licence": "licence license lizenz recording-license",
    "livestream_url": "livestream stream-url streaming live-url",
    "recording_url": "recording aufzeichnung video recording-url video-url mitschnitt",
    "status": "status state zustand",
    "part_of": "part-of teil-von partie-de parte-de parte-di belongs-to gehort-zu",
    "starts_after": "starts-after beginnt-nach",
    "id": "id guid uuid code nr nummer number key session-id identifier kennung",
    "slug": "slug address adresse",
}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings.split()}
#: Without these, rows are no sessions.
NEEDED = ("title",)


def recognise(headings: Sequence[str], chosen: Mapping[str, str] | None = None) -> list[str]:
    """Return for each of ``headings`` the field that it is for, or an empty text; each field once.

    What somebody has ``chosen`` before, by the simple form of a heading, comes first.
    """
    simple_headings = [simple(heading) for heading in headings]
    fields = [(chosen or {}).get(heading) for heading in simple_headings]
    taken = {field for field in fields if field}
    result = [field if field in FIELDS else ("" if field == "" else None) for field in fields]
    for find in (_exact, _beginning):
        for number, heading in enumerate(simple_headings):
            if result[number] is None and (field := find(heading)) and field not in taken:
                result[number] = field
                taken.add(field)
    return [field or "" for field in result]


def _exact(heading: str) -> str:
    return FIELD_OF.get(heading, "")


def _beginning(heading: str) -> str:
    words = heading.split("-")
    return next(
        (FIELD_OF[start] for n in range(len(words) - 1, 0, -1) if (start := "-".join(words[:n])) in FIELD_OF), ""
    )
