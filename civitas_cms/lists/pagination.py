"""The pages of a long list."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from typing_extensions import override

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")  # each written in one way, so that no page has two URLs


def page_number(values: Mapping[str, str]) -> int:
    """Return the number of the page that query parameters ask for, the first unless they say otherwise.

    Raises InvalidPage for what is no number.
    """
    number = values.get("page") or "1"
    if not PAGE_NUMBER.fullmatch(number):
        raise PageNotAnInteger(number)
    return int(number)


def numbers_to_offer(page: Page[Any]) -> list[str | int]:
    """Return the numbers of the pages to link to from ``page``, with gaps where there are many."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


class KeyPaginator(Paginator):
    """Pages of ``rows``, of which there are ``count``: the last page takes hardly longer than the first.

    The primary keys of a page come from an index alone, and only its rows are then fetched, with all that they bring
    along. Behind the middle, the index is read from its other end.
    """

    def __init__(self, rows: QuerySet, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count

    @override
    def page(self, number: int | str) -> Page[Any]:
        """Return the page with this number; raises InvalidPage if there is none."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        rows: Any = self.object_list
        keys = rows
        if first > self.count - last:
            keys, first, last = keys.reverse(), self.count - last, self.count - first
        return Page(rows.filter(pk__in=keys.values("pk")[first:last]), number, self)
