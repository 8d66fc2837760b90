"""Names of people, as they are typed: which part is the family name."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# Letters that Unicode does not take apart.
PLAIN_LETTERS = str.maketrans("łøđıςæœ’‑", "lodisao'-")


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Return ``text`` in small letters without accents, so that "Lemaître" and "LEMAITRE" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each)).translate(PLAIN_LETTERS)


def _set(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


#: Small words within family names.
PARTICLES = _set(
    "van von der den de del della di da do dos das du la le los las ter ten te zu af al el bin ibn ben ní ni nic "
    "mac mc ó o ua uí san st y e i und d' de' delle degli dei dal vande vander av"
)
#: The second name of these is a given name where two family names are usual.
GIVEN_SECONDS = _set(
    "josé maría maria luis carlos antonio juan manuel ángel isabel carmen jesús teresa paulo miguel pedro josefa "
    "pilar dolores fernando francisco javier luísa luisa ana rosa elena beatriz joao joão clara sofia"
)
#: Family names that show that there are two.
IBERIAN = _set(
    "garcía fernández gonzález rodríguez lópez martínez sánchez pérez martín gómez ruiz díaz hernández álvarez "
    "jiménez moreno muñoz romero navarro torres domínguez vázquez ramos gil serrano molina castro ortega rubio "
    "marín sanz iglesias núñez medina garrido cortés castillo vidal santos herrera peña flores cruz vega fuentes "
    "silva ferreira pereira oliveira costa rodrigues martins fernandes gonçalves gomes lopes marques alves almeida "
    "ribeiro pinto carvalho teixeira moreira correia mendes nunes soares vieira monteiro cardoso rocha puig ferrer "
    "soler"
)
#: What stands before names and is earned.
ACADEMIC_TITLES = _set("dr dr. prof prof. professor ir ir. ing ing. dipl.-ing. mag mag. phd")


class NameParts(NamedTuple):
    """A name as the database keeps it."""

    given_name: str
    family_name: str


def parts_of_name(name: str, has_two_family_names: bool = False) -> NameParts:
    """Return given and family name of ``name``.

    Particles belong to the family name ("van der Berg"), names in capital letters are family names, and with
    ``has_two_family_names``, or where the names show it, there are two, as in Spain and Portugal.
    """
    words = name.split()
    if len(words) < 2:
        return NameParts("", name)
    capitals = [index for index, word in enumerate(words) if len(word) > 2 and word.isupper()]
    if capitals and len(capitals) < len(words):
        recased = [word.title() if index in capitals else word for index, word in enumerate(words)]
        rest = [word for index, word in enumerate(recased) if index not in capitals]
        return NameParts(" ".join(rest), " ".join(recased[index] for index in capitals))
    particles = PARTICLES - GIVEN_SECONDS
    start = next((index for index in range(1, len(words) - 1) if folded(words[index]) in particles), None)
    if start is None:
        start = len(words) - (2 if _has_two_family_names(words, has_two_family_names) else 1)
    elif (folded(words[start]) in ("y", "e", "i", "und") and start > 1) or (
        start > 2 and _has_two_family_names([*words[:start], words[-1]], has_two_family_names)
    ):
        start -= 1
    return NameParts(" ".join(words[:start]), " ".join(words[start:]))


def _has_two_family_names(words: Sequence[str], usual: bool) -> bool:
    if len(words) < 3 or folded(words[-2]) in GIVEN_SECONDS or words[-2].endswith("."):
        return False
    second = folded(words[-2])
    return usual or len(words) > 3 or second in IBERIAN or second.endswith("ez")


def split_title(name: str) -> tuple[str, str]:
    """Return the academic title before ``name`` and the rest: "Prof. Dr" and "Ana Berg"."""
    words = name.split()
    number = next((index for index, word in enumerate(words) if folded(word) not in ACADEMIC_TITLES), 0)
    return " ".join(words[:number]), " ".join(words[number:])
