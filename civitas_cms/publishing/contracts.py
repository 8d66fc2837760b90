"""What the rooms below ask of models above them: a model promises it by inheriting from one of these classes.

What delivery asks of them is in ``civitas_cms.delivery.contracts``, and with a page's URL in ``OwnsAddress``.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeAlias, TypedDict, cast, runtime_checkable

from django.db import models
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime, MayBeHidden


class PublicPeriod(TypedDict):
    """When visitors see something, as arguments of a ``SearchDocument``."""

    public_from: AwareDatetime | None
    public_until: AwareDatetime | None


#: Periods apart from each other, each from an instant until before another (None: for good).
Periods: TypeAlias = Sequence[tuple[AwareDatetime, AwareDatetime | None]]

#: The beginning of what has always been public.
ALWAYS = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """What is found of an item, as plain text: by editors always.

    ``public_from`` and ``public_until`` are instants: visitors find it from the first (None: never) and until the
    second (None: for good), and within that only in the ``public_periods``, if there are any. ``names`` are what it is
    found by besides its text; no excerpt shows them.
    ``date`` is the day by which newer things come before older ones; None for what has no age, such as a person.
    ``tags`` and ``projects`` are names by their slugs: filters offer them.
    """

    title: str
    url: str
    summary: str = ""
    body: str = ""
    names: str = ""
    date: datetime.date | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    public_from: AwareDatetime | None = ALWAYS
    public_until: AwareDatetime | None = None
    public_periods: Periods | None = None


class Searchable:
    """A model that the search finds, for visitors or editors: inherit from it and define ``search_document``."""

    @classmethod
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups that lead from the model to the rows whose words or dates its documents contain.

        As in ``"appearances__speaker"``: when a row on the way changes, the document is made anew.
        """
        return ()

    @classmethod
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return the rows with the primary ``keys``, with all that ``search_document`` needs, in few queries."""
        return cast(type[models.Model], cls)._base_manager.filter(pk__in=keys)

    def search_document(self) -> SearchDocument | None:
        """Return what is found, or None if nobody shall find it as it is."""
        raise NotImplementedError


class LinkedInTexts:
    """A model whose rows texts lead to by themselves, such as a file: inherit from it and define ``links_in_texts``."""

    def links_in_texts(self) -> tuple[str, ...]:
        """Return what the HTML of a text that leads to it contains; what an index may ask for comes first."""
        raise NotImplementedError


class HasSearchDependents:
    """A model whose rows decide what visitors find of rows of other models, as a page that offers documents."""

    #: Whether other tables say which these are, and no column of its own: then they are the same before it is saved.
    dependents_are_linked: ClassVar[bool] = False

    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return what depends on the row: models that are ``Searchable``, each with the primary keys of its rows."""
        raise NotImplementedError

    @classmethod
    def search_dependents_of(cls, rows: Iterable[Any]) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return what depends on any of ``rows``; for models of which many are written at once, in few queries."""
        for row in rows:
            yield from row.search_dependents()


class HasNamesakes:
    """A model of which several rows may have one name: who chooses one is told which is which."""

    #: Lookups to the related rows that ``distinction`` needs.
    distinguished_by: ClassVar[Sequence[str]] = ()

    def distinction(self) -> str:
        """Return what tells it from others of its name, as in “Mayor, Ghent”; empty for nothing."""
        raise NotImplementedError


class Mergeable:
    """A model of which two rows may turn out to be one thing: editors can merge them."""

    #: Fields that the row which stays keeps as they are, or settles by itself: nobody is asked.
    settled_in_merge: ClassVar[Collection[str]] = ("slug",)

    def settle_merge(self, gone: Any) -> None:
        """Take over from ``gone``, which is about to go, what nobody is asked for; the row is saved afterwards."""


class Snapshotted:
    """A model whose rows are kept in revisions, as items or as parts of one, with parts of their own."""

    @classmethod
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the names of the relations to the rows that belong to one, those that others refer to first."""
        return ()


@runtime_checkable
class KnowsPublic(Protocol):
    """A manager of what visitors see at some times, or not at all."""

    def public(self, at: AwareDatetime | None = None) -> models.QuerySet[Any]:
        """Return what visitors may see at the moment ``at``."""


@runtime_checkable
class KnowsWithdrawn(Protocol):
    """A manager that remembers what visitors could see."""

    def withdrawn(self, at: AwareDatetime | None = None) -> models.QuerySet[Any]:
        """Return what visitors could see before ``at``, and no longer can."""


class PartOfItem(MayBeHidden):
    """A model whose rows belong to an item: they are public with it, and its revisions have them."""

    #: The foreign key to the item.
    publishable: ClassVar[str]

    @classmethod
    @override
    def hidden_rows(cls, prefix: str = "") -> models.Q:
        item = cast(type[models.Model], cls)._meta.get_field(cls.publishable).related_model
        return cast(type[MayBeHidden], item).hidden_rows(f"{prefix}{cls.publishable}__")


def joined(*texts: object) -> str:
    """Return those of ``texts`` that are not empty, one a line."""
    return "\n".join(str(text) for text in texts if text)
