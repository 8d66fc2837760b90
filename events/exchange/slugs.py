"""Slugs of many new rows at once, without a question to the database for each."""

from collections.abc import Iterable
from itertools import chain, count

from civitas_cms.publishing.slugs import ROOM_FOR_NUMBER, make_slug

MAX_LENGTH = 200


class FreeSlugs:
    """Gives each row a slug that no other has, as ``SlugField`` does; ``taken`` are those that there are."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def take(self, text: str, otherwise: str) -> str:
        """Return a free slug made of ``text``, or of ``otherwise`` if there is nothing in it; it is taken then."""
        wanted = make_slug(text, MAX_LENGTH) or otherwise
        stem = wanted[: MAX_LENGTH - ROOM_FOR_NUMBER]
        slug = next(each for each in chain([wanted], (f"{stem}-{n}" for n in count(2))) if each not in self._taken)
        self._taken.add(slug)
        return slug
