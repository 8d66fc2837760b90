"""What a model says about itself so that visitors find it, without knowing anything of the search."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

#: The beginning of what has always been public.
ALWAYS = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """What visitors find of an item, as plain text.

    ``public_from`` and ``public_until`` are instants: it is found from the first and until the second (None: for good).
    ``date`` is the day by which newer things come before older ones; None for what has no age, such as a person.
    ``tags`` and ``projects`` are names by their slugs: filters offer them.
    """

    title: str
    url: str
    summary: str = ""
    body: str = ""
    date: datetime.date | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    public_from: datetime.datetime = ALWAYS
    public_until: datetime.datetime | None = None


class Searchable:
    """A model that visitors find in the search: inherit from it and define ``search_document``."""

    @classmethod
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups that lead from the model to the rows whose words or dates its documents contain.

        As in ``"appearances__speaker"``: when a row on the way changes, the document is made anew.
        """
        return ()

    @classmethod
    def search_items(cls, keys: Iterable[int]) -> Iterable[models.Model]:
        """Return the rows with the primary ``keys``, with all that ``search_document`` needs, in few queries."""
        return cls._base_manager.filter(pk__in=keys)

    def search_document(self) -> SearchDocument | None:
        """Return what visitors find, or None if they shall not find it as it is."""
        raise NotImplementedError


def joined(*texts: str) -> str:
    """Return those of ``texts`` that are not empty, one a line."""
    return "\n".join(str(text) for text in texts if text)
