"""The last parts of URLs, made of names in any script: there is one way, for models, forms and tags."""

import unicodedata
from collections.abc import Collection, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from anyascii import anyascii
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.text import slugify
from typing_extensions import override

if TYPE_CHECKING:
    DjangoSlugField = models.SlugField[str, str]
else:
    DjangoSlugField = models.SlugField

ROOM_FOR_NUMBER = 10  # characters


def make_slug(text: str, max_length: int = 200) -> str:
    """Return ``text`` in Latin letters, digits and hyphens, at most ``max_length``: "klima" for "Κλίμα".

    Emoji go by their names ("bike"), as signs do where there is nothing else ("plus-sign"). Empty only where nothing
    has a name.
    """
    slug = slugify(anyascii(text).replace(":", " ")) or slugify(" ".join(unicodedata.name(sign, "") for sign in text))
    return slug[:max_length].strip("-_")


def free_slug(rows: models.QuerySet[Any], wanted: str, max_length: int = 200, reserved: Collection[str] = ()) -> str:
    """Return the slug ``wanted``, or the first with a number behind it that none of ``rows`` has or is ``reserved``."""
    stem = wanted[: max_length - ROOM_FOR_NUMBER]
    taken = {*rows.filter(slug__startswith=stem).values_list("slug", flat=True), *reserved}
    return next(slug for slug in chain([wanted], (f"{stem}-{number}" for number in count(2))) if slug not in taken)


class SlugField(DjangoSlugField):
    """A slug that is never empty: left empty, it is made of the fields ``populate_from``.

    It is free among all rows, or among those with the same ``unique_within`` (the name of a foreign key), and never
    one of ``reserved``, at whose address something else is.
    """

    #: What the database accepts, as a regular expression: what else could not stand in a URL.
    accepted = "^[-a-zA-Z0-9_]+$"

    def __init__(
        self,
        *arguments: Any,
        populate_from: Sequence[str] = ("title",),
        unique_within: str = "",
        reserved: Collection[str] = (),
        **options: Any,
    ) -> None:
        self.populate_from, self.unique_within, self.reserved = populate_from, unique_within, reserved
        super().__init__(*arguments, **{"max_length": 200, "blank": True} | options)

    def make_free(self, row: models.Model) -> str:
        """Return a free slug for ``row``, made of its other fields, or of what it is."""
        options = row._meta
        text = " ".join(filter(None, (str(getattr(row, name)) for name in self.populate_from)))
        others = type(row)._base_manager.exclude(pk=row.pk)
        if self.unique_within:
            others = others.filter(**{self.unique_within: getattr(row, self.unique_within)})
        limit = self.max_length or 0
        wanted = make_slug(text, limit) or make_slug(str(options.verbose_name), limit)
        return free_slug(others, wanted, limit, self.reserved)

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        slug = super().pre_save(model_instance, add)
        if slug == "":
            slug = self.make_free(model_instance)
            setattr(model_instance, self.attname, slug)
        return slug

    @override
    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        return f"{connection.ops.quote_name(str(self.column))} ~ '{self.accepted}'"
