"""What a visitor has selected of a list, and what else there is to select: each value with how many rows it leads to.

Whatever else is selected narrows the numbers of a filter, its own value does not: choosing another replaces it.

All that is to be counted is counted in one query, and kept while its content is the same: where nothing else is
selected, by one worker for all. A number depends on the values of the other filters only, so that most of them are
there already when somebody follows a link.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import IntegerField, QuerySet, Value

from civitas_cms.delivery.content_cache import ContentCache

from .facets import FilterState
from .filters import Everything, Filter, UnknownValueError

MAX_COUNTS_KEPT = 2_000  # how many counts, each of one filter of a list, a process keeps
ALL_ROWS = Everything()

#: What has been counted, by list, filter and the values of all others; and what values are called.
counts = ContentCache(MAX_COUNTS_KEPT)


class Selection(FilterState):
    """The rows that a visitor has selected from ``rows``, all those of a list.

    ``values`` are those of the query parameters; ``path`` is the list's, and tells it from all others. Raises
    UnknownValueError for a value that a filter does not have.
    """

    def __init__(self, rows: QuerySet, filters: Sequence[Filter], values: Mapping[str, str], path: str):
        super().__init__(filters, values, path)
        self.all_rows = rows
        self.names = self._find_names()
        self.options = self._count()
        self.total = self.options[ALL_ROWS.name][0][2] or 0

    @property
    def rows(self) -> QuerySet:
        """What is selected."""
        return self._narrowed()

    def _narrowed(self, without=None):
        rows = self.all_rows
        for each in self.filters:
            value = self.values.get(each.name, each.default)
            if value and each is not without:
                rows = each.narrow(rows, value)
        return rows

    def _find_names(self):
        """Return what the chosen values are called, by the names of their filters."""
        chosen = {each: self.values[each.name] for each in self.filters if each.name in self.values}
        keys = {each: (self.path, each.name, value) for each, value in chosen.items()}
        names = {each: name for each in chosen if (name := counts.get(keys[each])) is not None}
        with counts.making() as keep:
            found = {each: each.name_of(self.all_rows, chosen[each]) for each in chosen.keys() - names.keys()}
            questions = {each: name for each, name in found.items() if not isinstance(name, str)}
            found |= {each: name for each, (name,) in _ask(questions.items())}
            for each, name in found.items():
                if not isinstance(name, str):
                    raise UnknownValueError(chosen[each])
                keep(keys[each], name)
        return {each.name: name for each, name in (names | found).items()}

    def _count(self):
        """Return what each filter offers, by its name, as value, name and number."""
        by_key = {self._key_without(each): each for each in (*self.filters, ALL_ROWS)}

        def count(keys):
            counted = {by_key[key]: [] for key in keys}
            questions = [(each, query) for each in counted for query in each.count(self._narrowed(without=each))]
            for each, row in _ask(questions):
                counted[each].append(row)
            return {key: by_key[key].options(counted[by_key[key]]) for key in keys}

        # What visitors can make up by choosing several values is not shared: the others would hardly ask for it.
        of_all = [key for key in by_key if key == (self.path, by_key[key].name)]
        options = counts.get_or_make(by_key, count, shared=of_all)
        return {by_key[key].name: offered for key, offered in options.items()}

    def _key_without(self, each):
        others = (item for item in self.values.items() if item[0] != each.name)
        return (self.path, each.name, *others)


def _ask(questions: Iterable[tuple[Filter, QuerySet]]) -> Iterator[tuple[Filter, tuple]]:
    """Yield the rows of all querysets, each with its filter; by one query."""
    questions = list(questions)
    numbered = [
        query.annotate(question=Value(number, output_field=IntegerField()))
        for number, (_each, query) in enumerate(questions)
    ]
    if numbered:
        first, *others = numbered
        for *row, number in first.union(*others, all=True).order_by() if others else first:
            yield questions[number][0], tuple(row)
