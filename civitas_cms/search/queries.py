"""What visitors look for, and what the index answers.

In SQL, because it says in one piece what the database shall do: find by index, rank few, highlight a page of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import itemgetter
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from civitas_cms.publishing.kinds import HitDetails, SearchKind, kinds, search_kinds

from .indexing import CONTROL_CHARACTERS, INVISIBLE_CHARACTERS, WORD
from .models import STEMS, WORDS, Word, parts_of
from .statement import CONDITIONS, IS_PUBLIC, TABLE, search_statement

MAX_QUERY_LENGTH = 200  # characters of a query
STATEMENT_TIMEOUT = "2s"  # how long the database may look for an answer
RANKED = 500  # how many matches, the newest, are ranked and counted; as many more whose titles match
PER_PAGE = 20
SUGGESTIONS = 8
SUGGESTED_FROM = 200  # how many matches, the newest, they are chosen from
SIMILAR_WORDS = 12  # how many are compared with one that is not found
#: How alike, of 1, the words of an address are to a title that is offered instead: "login" is no "Logo".
MIN_LIKENESS_OF_ADDRESS = 0.6
START, STOP = "\x02", "\x03"  # around what was found; no indexed text has these characters

QUERY = "search_query(%(text)s, %(head)s, %(last)s)"  # see ``SearchFor``
#: What is looked for. Asked beforehand: a planner that knows it knows how often it is found.
TERMS = f"SELECT query::text, replace(query::text, '&', '|') FROM (SELECT {QUERY} AS query) AS asked"
# Of what has the same title, such as the sessions of several conferences, the latest; what is minor last. Of very many,
# only the newest are looked at: who types on will find the others. Titles are stored apart from their rows, beside the
# vectors: as a new text each is fetched once, and not for each comparison.
SUGGEST = f"""
    SELECT title, url, kind FROM (
        SELECT DISTINCT ON (title || '', kind) title || '' AS title, url, kind, date FROM (
            SELECT id, title, url, kind, date FROM {TABLE}
            WHERE words @@ (websearch_to_tsquery('{WORDS}', search_fold_query(%(head)s)) && search_beginning(%(last)s))
                AND {IS_PUBLIC}
            ORDER BY date DESC NULLS FIRST, id DESC LIMIT {SUGGESTED_FROM}
        ) AS newest
        ORDER BY title || '', kind, date DESC NULLS LAST, id DESC
    ) AS named
    ORDER BY kind = ANY(%(minor)s), length(title), date DESC NULLS FIRST, title
    LIMIT {SUGGESTIONS}
"""
IS_WORD = f"EXISTS (SELECT FROM {TABLE} WHERE vector @@ plainto_tsquery('{STEMS}', {{word}}) AND {IS_PUBLIC})"
# For each word that visitors find nowhere: those that they do find and that are most like it.
SIMILAR = f"""
    SELECT typed, fold(typed), folded, written FROM unnest(%(words)s::text[]) AS typed CROSS JOIN LATERAL (
        SELECT folded, written FROM {Word._meta.db_table} WHERE folded %% fold(typed)
        ORDER BY similarity(folded, fold(typed)) DESC, folded LIMIT {SIMILAR_WORDS}
    ) AS similar_word
    WHERE NOT {IS_WORD.format(word="fold(typed)")} AND {IS_WORD.format(word="folded")}
"""
LIKELY = f"""
    SELECT title, url, kind FROM {TABLE}
    WHERE fold(%(text)s) <%% folded_title AND {IS_PUBLIC}
        AND word_similarity(fold(%(text)s), folded_title) >= {MIN_LIKENESS_OF_ADDRESS}
    ORDER BY word_similarity(fold(%(text)s), folded_title) DESC, date DESC NULLS LAST, id LIMIT 5
"""
MARKS = f"StartSel={START}, StopSel={STOP}"
#: How the database marks what was found: in a text as a whole, and in pieces of it.
HEADLINES = {
    "whole": f"{MARKS}, HighlightAll=true",
    "fragments": f'{MARKS}, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=" … "',
}


class TooSlowError(Exception):
    """The database has not found an answer in time."""


@dataclass
class Hit:
    """Something found, with what was looked for marked in its texts (safe HTML)."""

    kind: SearchKind
    key: int
    url: str
    date: object
    title: SafeString
    summary: SafeString
    fragment: str
    details: HitDetails | None = None


@dataclass
class Answer:
    """A page of what was found.

    ``found``: how many there are; ``total``: how many with the filters that were chosen; ``options``: what the filters
    offer, by their names, as value, name and number. ``is_cut``: there are more than ``total``, and nobody has counted
    them, nor what the filters lead to.
    """

    hits: list[Hit] = field(default_factory=list)
    found: int = 0
    total: int = 0
    is_cut: bool = False
    options: dict[str, list[tuple[str, str, int | None]]] = field(default_factory=dict)


def clean(text: str) -> str:
    """Return what somebody typed without characters that nobody sees, and with single spaces."""
    return " ".join(CONTROL_CHARACTERS.sub(" ", INVISIBLE_CHARACTERS.sub("", text)).split())


def find(text: str, chosen: Mapping[str, str], page: int = 1) -> Answer:
    """Return a page of what visitors may see now and ``text`` (as ``clean`` returns it) looks for, the best first.

    ``chosen``: values of filters by name. Raises TooSlowError if the database does not find it in time.
    """
    values = values_for(text) | HEADLINES | dict(chosen)
    values |= {"ranked": RANKED, "per_page": PER_PAGE, "offset": (page - 1) * PER_PAGE}
    answers = defaultdict(list)
    with patiently() as cursor:
        values |= terms_of(cursor, values)
        cursor.execute(search_statement(chosen), values)
        for name, *row in cursor:
            answers[name].append(row)
    return _answer(answers)


def terms_of(cursor: CursorWrapper, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the statements need besides ``values_for`` a text.

    ``query``: what is looked for, and ``excludes``: whether some of it must not be there; ``terms``: what is marked,
    each wherever it is, also where not all of them are.
    """
    cursor.execute(TERMS, values)
    query, terms = cursor.fetchone()
    return {"query": query, "terms": terms, "excludes": "!" in query}


def _answer(rows):
    searched = search_kinds()
    hits = [
        Hit(
            kind=searched[kind],
            key=key,
            url=url,
            date=date,
            title=as_diff(title),
            summary=as_diff(summary),
            fragment=as_diff(fragment) if START in fragment else "",  # else it is only how the text begins
        )
        for kind, title, _place, key, url, date, summary, fragment in sorted(rows["hit"], key=itemgetter(2))
    ]
    _add_details(hits)
    ((*_texts, found, _key, _url, _date, _summary, _body),) = rows["found"]
    options = {name: [(value, title, number) for value, title, number, *_rest in rows[name]] for name in CONDITIONS}
    numbers = {value: number for value, _title, number in options["kind"]}
    options["kind"] = [(key, str(kind.label), numbers[key]) for key, kind in searched.items() if key in numbers]
    years = {year: number for year, _title, number in reversed(options["year"]) if year}
    options["year"] = [(year, year, years[year]) for year in sorted(years, reverse=True)]
    is_cut = bool(rows["cut"])
    total = min(rows["total"][0][2], RANKED) if is_cut else rows["total"][0][2]
    return Answer(hits, found, total, is_cut, options)


def _add_details(hits):
    """Give the hits of a page what their kinds show besides; one query for each kind that has such."""
    for kind in kinds():
        if kind.hit_details and (found := [hit for hit in hits if hit.kind is kind.search]):
            details = kind.hit_details([hit.key for hit in found])
            for hit in found:
                hit.details = details.get(hit.key)


def suggest(text: str) -> list[dict[str, str]]:
    """Return title, URL and kind of what may be meant by someone who is still typing ``text``."""
    values = values_for(text)
    if not values["last"]:
        return []
    with patiently() as cursor:
        cursor.execute(SUGGEST, values)
        return _named(cursor)


def likely(path: str) -> list[dict[str, str]]:
    """Return title, URL and kind of what somebody may have meant who came to ``path``, where there is no page.

    The last part of a URL is made of the words of a title. Nothing where it is no words, or if it takes too long.
    """
    words = clean(re.sub(r"[\W_]+", " ", path.rstrip("/").rpartition("/")[2]))[:MAX_QUERY_LENGTH]
    if "." in path or not re.search(r"[^\W\d]{4}", words):
        return []
    try:
        with patiently() as cursor:
            cursor.execute(LIKELY, values_for(words))
            return _named(cursor)
    except TooSlowError:
        return []  # the page that says so is good without them


def _named(rows):
    searched = search_kinds()
    return [{"title": title, "url": url, "kind": str(searched[kind].label)} for title, url, kind in rows]


def did_you_mean(text: str) -> str:
    """Return ``text`` with words that visitors find in place of similar ones that they do not find, or nothing."""
    # By what was typed: similar words as they are written, by folded ones.
    similar: dict[str, dict[str, str]] = defaultdict(dict)
    folded = {}
    with patiently() as cursor:
        cursor.execute(SIMILAR, values_for(text) | {"words": WORD.findall(text)})
        for typed, folded[typed], word, written in cursor:
            similar[typed][word] = written

    def correct(match):
        typed = match[0]
        close = typed in similar and get_close_matches(folded[typed], similar[typed], n=1, cutoff=0.7)
        return similar[typed][close[0]] if close else typed

    corrected = WORD.sub(correct, text)
    return corrected if corrected != text else ""


def as_diff(text: str) -> SafeString:
    """Return ``text`` as HTML, with ``<mark>`` around what the database has marked."""
    # Escaped as a whole, and only then marked: no text can bring elements of its own.
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308


def values_for(text: str) -> dict[str, Any]:
    """Return what every query needs: the text, and its last word apart if it may be the beginning of a longer one."""
    now = timezone.now()
    head, last = parts_of(text)
    minor = [key for key, kind in search_kinds().items() if kind.is_minor]
    return {
        "text": text,
        "head": head,
        "last": last,
        "now": now,
        "today": timezone.localdate(now),
        "minor": minor,
    }


@contextmanager
def patiently() -> Iterator[CursorWrapper]:
    """Give a cursor whose queries are broken off when they take too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The planner takes comparing a vector for cheap, and forgets that each must be fetched from where long
            # values are kept: for words that are in many texts, it would read all of them instead of the index. And
            # to compile a statement takes longer than it runs.
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),"
                " set_config('jit', 'off', true),"
                " set_config('pg_trgm.word_similarity_threshold', '0.45', true),"
                " set_config('pg_trgm.similarity_threshold', '0.25', true)",
                [STATEMENT_TIMEOUT],
            )
            yield cursor
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == "57014":  # query_canceled
            raise TooSlowError from error
        raise
