"""One search over all that a person may see in the newsroom, drafts too: found as visitors find, grouped by kind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.newsroom.links import admin_url, change_url
from civitas_cms.newsroom.pages import newsroom_page
from civitas_cms.publishing.contracts import Searchable
from civitas_cms.publishing.kinds import kind_of, kinds
from civitas_cms.publishing.models import Publishable

from . import queries
from .models import STEMS

SHOWN_OF_A_KIND = 6
COUNTED_TOGETHER = 500  # if more are found, of each kind only so many are counted as the next says
COUNTED_OF_A_KIND = 100
IS_CUT = f"(SELECT count(*) > {COUNTED_TOGETHER} FROM few)"
NEWEST = "ORDER BY date DESC NULLS FIRST, id DESC LIMIT"
# Of each kind first what has the words in its title, then the newest. What is found seldom is found by the index of
# words; of what is found often, the newest are looked up by the index of dates, and nobody counts them all.
FIND = f"""
    WITH few AS MATERIALIZED (
        SELECT id FROM {queries.TABLE} WHERE content_type_id = ANY(%(kinds)s) AND vector @@ %(query)s::tsquery
        LIMIT {COUNTED_TOGETHER} + 1
    ),
    found AS MATERIALIZED (
        SELECT id, content_type_id AS kind, date, words @@ %(query)s::tsquery AS is_titled FROM (
            SELECT id FROM few WHERE NOT {IS_CUT}
            UNION SELECT newest.id FROM unnest(%(kinds)s) AS wanted (type) CROSS JOIN LATERAL (
                (SELECT id FROM {queries.TABLE}
                WHERE {IS_CUT} AND content_type_id = type AND vector @@ %(query)s::tsquery {NEWEST} {COUNTED_OF_A_KIND})
                UNION ALL (SELECT id FROM {queries.TABLE}
                WHERE {IS_CUT} AND content_type_id = type AND words @@ %(query)s::tsquery {NEWEST} {SHOWN_OF_A_KIND})
            ) AS newest
        ) AS candidate JOIN {queries.TABLE} USING (id) WHERE NOT %(excludes)s OR vector @@ %(query)s::tsquery
    ),
    numbered AS (
        SELECT id, count(*) OVER (PARTITION BY kind) AS number,
            row_number() OVER (PARTITION BY kind ORDER BY is_titled DESC, date DESC NULLS FIRST, id DESC) AS place
        FROM found
    )
    SELECT content_type_id, object_id, number, {IS_CUT} AND number >= {COUNTED_OF_A_KIND},
        ts_headline('{STEMS}', title, %(terms)s::tsquery, %(whole)s),
        ts_headline('{STEMS}', left(body, 20000), %(terms)s::tsquery, %(fragments)s)
    FROM numbered JOIN {queries.TABLE} AS entry USING (id)
    WHERE place <= {SHOWN_OF_A_KIND}
    ORDER BY content_type_id, place
"""


@dataclass
class Hit:
    """Something found; ``title`` and ``fragment`` are safe HTML in which what was looked for is marked."""

    row: Model
    url: str
    title: SafeString
    fragment: str

    @property
    def is_copy(self) -> bool:
        """Whether it is a working copy."""
        return isinstance(self.row, Publishable) and bool(self.row.working_copy_of_id)

    @property
    def effective_state(self) -> Any:
        """How it stands; None for what has no such state."""
        return self.row.effective_state() if isinstance(self.row, Publishable) else None


@dataclass
class Group:
    """What was found of one kind: the first of ``number``, or more if ``is_cut``, and the URL of the list with all."""

    name: str
    number: int
    is_cut: bool
    url: str
    hits: list[Hit] = field(default_factory=list)


def find(text: str, models: Sequence[type[Model]]) -> list[Group]:
    """Return what of ``models`` has the words of ``text`` (as ``queries.clean`` returns it), in the order of these.

    Raises TooSlowError. The number of queries depends on the kinds found only.
    """
    types = {ContentType.objects.get_for_model(model).pk: model for model in models}
    with queries.patiently() as cursor:
        values = queries.values_for(text) | queries.HEADLINES | {"kinds": list(types)}
        values |= queries.terms_of(cursor, values)
        cursor.execute(FIND, values)
        found = defaultdict(list)
        for kind, *hit in cursor:
            found[kind].append(hit)
    groups = []
    for kind, model in types.items():
        if not (hits := found[kind]):
            continue
        related = ["updated_by"] if issubclass(model, Publishable) else []
        keys = [key for key, *_rest in hits]
        rows = {row.pk: row for row in model._base_manager.select_related(*related).filter(pk__in=keys)}
        _key, number, is_cut, *_texts = hits[0]
        group = Group(_name_of(model), number, is_cut, f"{admin_url(model, 'changelist')}?{urlencode({'q': text})}")
        for key, _number, _is_cut, title, fragment in hits:
            if key in rows:
                marked = queries.as_diff(fragment) if queries.START in fragment else ""
                group.hits.append(Hit(rows[key], change_url(rows[key]), queries.as_diff(title), marked))
        groups.append(group)
    return groups


def _name_of(model: type[Model]) -> str:
    """Return what the newsroom's navigation calls the rows of ``model``."""
    navigation = kind_of(model).navigation
    return str((navigation and navigation.name) or capfirst(model._meta.verbose_name_plural))


@newsroom_page("search")
def search_view(request: HttpRequest) -> HttpResponse:
    """Show what is found of ``q`` among all that the person may see; 400 if it is too long, 503 if that takes long."""
    text, status, problem, groups, correction = queries.clean(request.GET.get("q", "")), 200, "", [], ""
    site = admin.site._registry
    models = [
        kind.model
        for kind in kinds()
        if issubclass(kind.model, Searchable) and kind.model in site and site[kind.model].has_view_permission(request)
    ]
    if len(text) > queries.MAX_QUERY_LENGTH:
        text, status = text[: queries.MAX_QUERY_LENGTH], 400
        problem = _("This is too long to look for. Try it with the few words that matter most.")
    elif text:
        try:
            groups = find(text, models)
            correction = "" if groups else queries.did_you_mean(text)
        except queries.TooSlowError:
            status, problem = 503, _("This takes too long to find. Try it with words that say more.")
    context = admin.site.each_context(request) | {
        "title": _("Search"),
        "query": text,
        "problem": problem,
        "groups": groups,
        "correction": correction,
        "number": sum(group.number for group in groups),
        "is_cut": any(group.is_cut for group in groups),
    }
    return TemplateResponse(request, "admin/search.html", context, status=status)
