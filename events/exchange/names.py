"""Names of people as programmes have them: many in one field, with titles, identifiers and organisations."""

import re

from civitas_cms.publishing.plain_text import clean_line
from events import names

from .entries import Person

MAX_NAME_LENGTH = 200
TITLES = re.compile(
    r"((?:(?:dr|prof|ph\.?d|mag|dipl\.-ing|ing|pr|m\.?a|m\.?sc|b\.?sc|mr|mrs|ms|herr|frau|hon|rev)\.?(?:\s|$)\s*"
    r"|(?:professor|h\.c\.|univ\.-prof\.|rer\. nat\.)\s+)+)",
    re.IGNORECASE,
)
FORMS_OF_ADDRESS = {"mr", "mrs", "ms", "herr", "frau"}
#: Small words within family names; these few are only so where a field has nothing but names, and not in sentences.
PARTICLES = names.PARTICLES | {"vom", "zur", "des", "les"}
EMAIL = re.compile(r"\s*[<(\[]?\s*(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[>)\]]?")
ORGANISATION = re.compile(r"(.+?)\s*(?:\((.+)\)|\[(.+)\])$")
WITH_NUMBER = re.compile(r"\s*(\d+)\s*:\s*(.+)", re.DOTALL)
BETWEEN_NUMBERED = re.compile(r"\s*[,;|\n]\s*(?=\d+\s*:)")
SEPARATORS = re.compile(r"\s*[;|\n\r]+\s*")
CONJUNCTION = re.compile(r"\s+(?:&|and|und|et|e|y|en|og|och|i|και)\s+", re.IGNORECASE)


def read_people(text: str, role: str | None = None) -> list[Person]:
    """Return whom ``text`` names, as in "Ana Twin (Pier Ltd.); Example, Rui" or "1:Rui Example, 2:Ana Twin"."""
    if WITH_NUMBER.match(text):
        pieces = BETWEEN_NUMBERED.split(text.strip())
    else:
        pieces = [part for piece in SEPARATORS.split(text) for part in _split_list(piece)]
    people = [read_person(piece, role) for piece in pieces]
    return list(dict.fromkeys(person for person in people if person.name))


def _split_list(text: str) -> list[str]:
    """Return what commas and conjunctions separate, unless they are within one name, as in "Twin, Ana"."""
    parts = [part for part in _outside_brackets(EMAIL.sub("", text) if "," in text else text) if part.strip()]
    plain = [ORGANISATION.sub(r"\1", part.strip()) for part in parts]
    if len(parts) == 2 and all(len(part.split()) == 1 or _is_particle_name(part) for part in plain):
        parts = [text]  # a family name and a given name
    result: list[str] = []
    for part in parts:
        pieces = CONJUNCTION.split(part)
        result += pieces if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces) else [part]
    return result


def _is_particle_name(text: str) -> bool:
    """Tell whether ``text`` is a family name with its particles, as in "van der Muster"."""
    return all(word.casefold() in PARTICLES for word in text.split()[:-1])


def _outside_brackets(text: str) -> list[str]:
    """Split ``text`` at commas that are not in brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def read_person(text: str, role: str | None = None, source_id: str = "") -> Person:
    """Return the person whom ``text`` names; the name is empty if it names nobody. E-mail addresses are left out."""
    if not source_id and (found := WITH_NUMBER.fullmatch(text)):
        source_id, text = found[1], found[2]
    text, organisation = clean_line(EMAIL.sub("", text)).strip(" ,;"), ""
    if found := ORGANISATION.fullmatch(text):
        text, organisation = found[1].strip(), (found[2] or found[3]).strip()
    title, given, family = split_name(text)
    return Person(
        name=f"{given} {family}".strip(),
        source_id=source_id,
        given_name=given,
        family_name=family,
        academic_title=title,
        organisation=organisation[:MAX_NAME_LENGTH],
        role=role,
    )


def split_name(name: str) -> tuple[str, str, str]:
    """Return academic title, given name and family name. A single name, or that of a group, is a family name.

    "Twin, Ana" has the family name first; particles as in "van der" belong to the family name.
    """
    name, title = clean_line(name)[:MAX_NAME_LENGTH], ""
    if (found := TITLES.match(name)) and found.end() < len(name):
        name, title = name[found.end() :], found[1].strip()
        title = " ".join(word for word in title.split() if word.casefold().rstrip(".") not in FORMS_OF_ADDRESS)
    if "," in name:
        family, _comma, given = (part.strip() for part in name.partition(","))
        return (title[:50], given[:100], family[:100]) if family else (title[:50], "", given[:100])
    words = name.split()
    if len(words) < 2 or any(not re.search(r"\w", word) for word in words):  # "Vous / You" is no person's name
        return title[:50], "", name[:100]
    start = next((n for n, word in enumerate(words[1:-1], 1) if word in PARTICLES), len(words) - 1)
    return title[:50], " ".join(words[:start])[:100], " ".join(words[start:])[:100]
