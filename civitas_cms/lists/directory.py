"""Directories: lists of what has a name, with a search, the letters that names begin with, and filters."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Case, Count, Expression, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Left
from typing_extensions import override

from .facets import Facet, Option
from .filters import Filter, RelationFilter, UnknownValueError, counted
from .views import PublicListView

MAX_TEXT_LENGTH = 100  # characters that a name is looked for with
MAX_LETTERS = 200  # how many letters are offered: enough for the alphabets of Europe together
#: The value for names that begin with no letter, and the characters of ASCII that are none.
OTHER = "other"
NO_LETTER = r"^[ -@\[-`{-~]"


class NameFilter(Filter):
    """Narrows a list to what has all words of a text in one of ``fields``, as people write them, also within words."""

    def __init__(self, name: str, label: Any, fields: Sequence[str]):
        super().__init__(name, label)
        self.fields = fields

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in value.split():
            rows = rows.filter(Q(*((f"{field}__contains_folded", word) for field in self.fields), _connector=Q.OR))
        return rows

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str:
        if len(value) > MAX_TEXT_LENGTH or not value.isprintable() or not value.strip():
            raise UnknownValueError(value)
        return f"“{value.strip()}”"

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        return []


class LetterFilter(Filter):
    """Narrows a list to names that begin with a letter; ``sort_key``: the expression by which they are sorted.

    All scripts are offered, one after another, each in its own order.
    """

    def __init__(self, name: str, label: Any, sort_key: Expression | F):
        super().__init__(name, label)
        self.sort_key = sort_key

    def _with_initial(self, rows):
        initial = Case(
            When(directory_key__regex=NO_LETTER, then=Value(OTHER)),
            default=Left("directory_key", 1),
            output_field=TextField(),
        )
        return rows.alias(directory_key=self.sort_key).alias(initial=initial)

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return self._with_initial(rows).filter(initial=value)

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str | QuerySet[Any]:
        """Return the letter as it stands in a register, if any name begins with it."""
        if value != OTHER and not (len(value) == 1 and value.isprintable()):
            raise UnknownValueError(value)
        return self.narrow(rows, value).order_by().values_list(Value(_shown(value), output_field=TextField()))[:1]

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        return [counted(self._with_initial(rows), F("initial"), limit=MAX_LETTERS)]

    @override
    def options(self, counts: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, int]]:
        """Return the letters, script by script."""
        found = sorted((script_of(value), value, number) for value, _name, _rank, number in counts if value)
        return [(value, _shown(value), number) for _script, value, number in found]


def _shown(letter: str) -> str:
    return "#" if letter == OTHER else letter.upper()


def script_of(letter: str) -> tuple[int, str]:
    """Return the script of a letter, so that Latin comes first and what is no letter last."""
    if letter == OTHER:
        return (2, "")
    script = unicodedata.name(letter, "OTHER").split()[0]
    return (0 if script == "LATIN" else 1, script)


class LinkFilter(RelationFilter):
    """Narrows a list by what other rows link it with, such as people by the conferences of their appearances.

    ``links`` returns the rows that link and that visitors may see; ``key`` is their foreign key to the list's rows, and
    ``path`` leads from them to what is chosen, one of those that ``public`` returns.
    """

    def __init__(
        self,
        name: str,
        label: Any,
        links: Callable[[], QuerySet[Any]],
        key: str,
        path: str,
        public: Callable[[], QuerySet[Any]],
        title: str,
        *,
        is_offered: bool = True,
    ):
        super().__init__(name, label, path, public, title, is_offered=is_offered)
        self.links = links
        self.key = key

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=self.links().order_by().filter((f"{self.path}__slug", value)).values(self.key))

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        if not self.is_offered:
            return []
        links = self.links().filter(
            (f"{self.path}__in", self.public()), (f"{self.key}__in", rows.order_by().values("pk"))
        )
        number = Count(self.key, distinct=True)
        return [counted(links, F(f"{self.path}__slug"), self._title(f"{self.path}__"), number=number)]


class DirectoryView(PublicListView):
    """A list of names. Its ``filters`` are the NameFilter ``q``, the LetterFilter ``letter``, and others."""

    template_name = "directory.html"
    own_filters: ClassVar = ("q", "letter")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the letters by script, apart from what else narrows the list."""
        context = super().get_context_data(**kwargs)
        facets: Sequence[Facet] = context["facets"]
        letters = next((facet for facet in facets if facet.name == "letter"), None)
        values = self.selection.values
        return context | {
            "facets": [facet for facet in facets if facet.name not in self.own_filters],
            "letters": letters,
            "scripts": _by_script(letters.options) if letters else [],
            "text": values.get("q", ""),
            "kept_values": [(name, value) for name, value in values.items() if name not in self.own_filters],
        }


def _by_script(options: Iterable[Option]) -> list[list[Option]]:
    scripts: dict[tuple[int, str], list[Option]] = {}
    for option in options:
        scripts.setdefault(script_of(option.value), []).append(option)
    return list(scripts.values())
