"""The one statement that answers a search: what is found, in the best order, and what filters offer of it.

Its effort is bounded, however much there is. What a text finds seldom is found by the index of words, all of it. Of
what it finds often, the newest are looked up by the index of dates, and besides them the newest that have it in their
titles: these *candidates* are ranked, and are what filters offer. How many more there are nobody counts.
"""

from collections.abc import Collection

from civitas_cms.lists.filters import MAX_FACET_OPTIONS

from .models import STEMS, IndexEntry

TABLE = IndexEntry._meta.db_table
IS_PUBLIC = """public_from <= %(now)s AND (public_until IS NULL OR public_until > %(now)s)
    AND (public_periods IS NULL OR public_periods @> %(now)s::timestamptz)"""
#: What each filter asks of an entry.
CONDITIONS = {
    "kind": "kind = %(kind)s",
    "year": "date >= make_date(%(year)s::integer, 1, 1) AND date < make_date(%(year)s::integer + 1, 1, 1)",
    "tag": "jsonb_exists(tags, %(tag)s)",
    "project": "jsonb_exists(projects, %(project)s)",
}
#: What an entry has of each filter. A function that returns several is quickest in the list of what is selected.
VALUES = {
    "kind": "kind",
    "year": "date_part('year', date)",
    "tag": "jsonb_object_keys(tags)",
    "project": "jsonb_object_keys(projects)",
}
#: What the values of a filter are called, where they have names besides.
TITLES = {
    name: f"(SELECT {name}s ->> value FROM {{rows}} WHERE jsonb_exists({name}s, value) LIMIT 1)"  # noqa: S608
    for name in ("tag", "project")
}
FACET = "NULL::bigint, NULL, NULL::date, NULL, NULL"  # in place of what only a hit has


def search_statement(chosen: Collection[str]) -> str:
    """Return the statement for a search with values for the filters ``chosen``.

    Its rows are "cut" (1 if there are more than the candidates), "found" and "total" (without and with what is chosen),
    and the names of filters, each with value, title and number; and "hit", with the kind, the title, the place and all
    that is shown of it.
    """
    every = "found" if chosen else "selected"
    columns = "kind, tags, projects, ts_rank(vector, %(query)s::tsquery, 1) AS rank"
    parts = [_candidates("selected", f"{_all_of(chosen)} AND {IS_PUBLIC}", columns)]
    if chosen:
        parts.insert(0, _candidates("found", IS_PUBLIC, columns))
    # Something new counts up to twice as much as something old; after two years a third of that is left. What has no
    # age (people, partners, pages) counts as new.
    parts.append("""
        ranked AS MATERIALIZED (
            SELECT id, row_number() OVER best AS place FROM (
                SELECT id, date, rank * (1 + exp(-greatest(0, coalesce(%(today)s::date - date, 0)) / 730.0)) AS score
                FROM selected
            ) AS scored WINDOW best AS (ORDER BY score DESC, date DESC NULLS LAST, id DESC)
            ORDER BY place LIMIT %(per_page)s OFFSET %(offset)s
        )
    """)
    facets = " UNION ALL ".join(_facet(name, chosen, every) for name in CONDITIONS)
    return f"""
        WITH {", ".join(parts)}
        SELECT 'cut', '', '', 1, {FACET} WHERE {_is_cut("selected")}
        UNION ALL SELECT 'found', '', '', count(*), {FACET} FROM {every}
        UNION ALL SELECT 'total', '', '', count(*), {FACET} FROM selected
        UNION ALL {facets}
        UNION ALL (
            SELECT 'hit', kind, ts_headline('{STEMS}', title, %(terms)s::tsquery, %(whole)s), place,
                object_id, url, date,
                ts_headline('{STEMS}', summary, %(terms)s::tsquery, %(whole)s),
                ts_headline('{STEMS}', left(body, 20000), %(terms)s::tsquery, %(fragments)s)
            FROM ranked JOIN {TABLE} USING (id)
        )
    """  # noqa: S608 - put together from what stands above


def _all_of(names):
    return " AND ".join(CONDITIONS[name] for name in sorted(names)) or "true"


def _candidates(name: str, condition: str, columns: str) -> str:
    """Return the expressions ``name``, with the ``columns`` of the candidates, and ``name``_few, by which they are cut.

    The index of words tells whether there are few: how often words stand together, nobody can guess.
    """
    matching = f"{condition} AND vector @@ %(query)s::tsquery"  # what takes longest comes last
    newest = "ORDER BY date DESC NULLS FIRST, id DESC LIMIT %(ranked)s"
    is_many = _is_cut(name)
    return f"""
        {name}_few AS MATERIALIZED (
            SELECT id FROM {TABLE} WHERE {matching} LIMIT %(ranked)s + 1
        ),
        {name} AS MATERIALIZED (
            SELECT id, date, {columns} FROM (
                SELECT id FROM {name}_few WHERE NOT {is_many}
                UNION (SELECT id FROM {TABLE} WHERE {matching} AND {is_many} {newest})
                UNION (
                    SELECT id FROM {TABLE} WHERE words @@ %(query)s::tsquery AND {condition} AND {is_many} {newest} / 2
                )
            ) AS candidate JOIN {TABLE} USING (id) WHERE NOT %(excludes)s OR vector @@ %(query)s::tsquery
        )
    """  # noqa: S608 - put together from what stands above


def _is_cut(name: str) -> str:
    """Return the expression that tells whether there are more than the candidates ``name``."""
    return f"(SELECT count(*) > %(ranked)s FROM {name}_few)"  # noqa: S608 - put together from what stands above


def _facet(name, chosen, every):
    """Return the query for what the filter offers, whatever its own value is.

    Without numbers where there are more than the candidates; then also years that only others have.
    """
    others = _all_of(set(chosen) - {name})
    rows = every if name in chosen else "selected"
    title = TITLES[name].format(rows=rows) if name in TITLES else "''"
    counted = f"""(
        SELECT '{name}', value::text, {title}, CASE WHEN NOT {_is_cut(rows)} THEN number END, {FACET} FROM (
            SELECT value, count(*) AS number FROM (SELECT {VALUES[name]} AS value FROM {rows} WHERE {others}) AS entry
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MAX_FACET_OPTIONS}
        ) AS most
    )"""  # noqa: S608 - put together from what stands above
    if name != "year":
        return counted
    return f"""{counted} UNION ALL (
        SELECT 'year', year::text, '', NULL, {FACET} FROM (
            SELECT generate_series(date_part('year', max(date))::integer, date_part('year', min(date))::integer, -1)
                AS year
            FROM {TABLE} WHERE {IS_PUBLIC} AND {_is_cut(rows)}
            LIMIT {MAX_FACET_OPTIONS}
        ) AS existing
        WHERE EXISTS (
            SELECT FROM {TABLE} WHERE vector @@ %(query)s::tsquery AND {IS_PUBLIC} AND {others}
            AND date >= make_date(year, 1, 1) AND date < make_date(year + 1, 1, 1)
        )
    )"""  # noqa: S608 - put together from what stands above
