"""Keeping the index: what has changed, what depends on it, and writing it anew in the same transaction."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any
from unicodedata import normalize

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ForeignObjectRel, Model, Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from tqdm import tqdm

from civitas_cms.delivery.unit_of_work import participant
from civitas_cms.postgresql.pending_migrations import has_pending_migrations
from civitas_cms.publishing.contracts import HasSearchDependents, Searchable
from civitas_cms.publishing.kinds import kind_of
from civitas_cms.publishing.revisions import many_rows

from .configuration import set_dictionaries
from .models import IndexEntry, Word

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: Soft hyphens, and what has neither width nor a meaning of its own.
INVISIBLE_CHARACTERS = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
WORD = re.compile(r"[^\W_]{3,60}")
LOCKS = 256  # for new words: enough that two saves at once seldom have the same, and few beside what PostgreSQL has
#: What somebody else is learning at this moment, they will have learned: nobody waits for the end of what they do.
LEARN = f"""
    WITH heard AS MATERIALIZED (
        SELECT DISTINCT ON (1) fold(word) AS folded, word FROM unnest(%(words)s::text[]) AS word ORDER BY 1, 2
    ), new AS MATERIALIZED (
        SELECT * FROM heard
        WHERE NOT EXISTS (SELECT FROM {Word._meta.db_table} AS known WHERE known.folded = heard.folded)
    )
    INSERT INTO {Word._meta.db_table} (folded, written)
    SELECT folded, word FROM new
    WHERE %(all)s OR pg_try_advisory_xact_lock(hashtext('{Word._meta.db_table}'), abs(hashtext(folded) %% {LOCKS}))
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - the name of a table of ours
BATCH = 500  # items to make documents of at once
WRITTEN = [
    "title",
    "summary",
    "body",
    "names",
    "url",
    "date",
    "tags",
    "projects",
    "public_from",
    "public_until",
    "public_periods",
]


@cache
def findable_models() -> list[Any]:
    """Return the models that visitors or editors find."""
    return [model for model in apps.get_models() if issubclass(model, Searchable)]


@cache
def paths_from() -> dict[type[Model], list[tuple[Any, str, str | None]]]:
    """Return, by model, where its rows are used: the model of the document and the lookup from there.

    The third is the name of the foreign key where the row itself has it, so that nobody need be asked.
    """
    paths: dict[type[Model], list[tuple[Any, str, str | None]]] = defaultdict(list)
    for document in findable_models():
        paths[document].append((document, "pk", "pk"))
        for source in document.search_sources():
            model, lookup = document, []
            for name in source.split("__"):
                field = model._meta.get_field(name)
                lookup.append(name)
                model = field.related_model
                is_part = isinstance(field, ForeignObjectRel) and field.one_to_many and len(lookup) == 1
                path = (document, "__".join(lookup), field.field.attname if is_part else None)
                if path not in paths[model]:
                    paths[model].append(path)
    return dict(paths)


class Changes:
    """What has changed in a unit of work; ``finish`` brings the index up to date with it."""

    def __init__(self):
        self.documents = defaultdict(set)  # keys by model: to be written anew
        self.sources = defaultdict(set)  # keys by model: what uses them is yet to be found out
        self.leaving = defaultdict(set)  # keys by model: noted already, all together
        self.rows = defaultdict(dict)  # by model and key: what depends on them is yet to be found out

    def note(self, row: Model) -> None:
        """Note that ``row`` is new or has changed, perhaps once more."""
        self._note_use(type(row), [row])
        self.leaving[type(row)].discard(row.pk)
        self.rows[type(row)][row.pk] = row

    def note_rows(self, model: type[Model], rows: Sequence[Model]) -> None:
        """Note that ``rows``, all of ``model``, are new or have changed."""
        self.leaving[model] -= {row.pk for row in rows}
        self._note_use(model, rows)
        self.rows[model] |= {row.pk: row for row in rows}

    def _note_use(self, model: type[Model], rows: Sequence[Model]) -> None:
        for document, _lookup, key in paths_from().get(model, ()):
            if key:
                self.documents[document].update(getattr(row, key) for row in rows)
            else:
                self.sources[model].update(row.pk for row in rows)

    def note_dependents(self, rows: Mapping[type[Model], Sequence[Model]]) -> None:
        """Note what ``rows`` themselves, by their models, know to depend on them; in one query."""
        asked: dict[type[Model], list[QuerySet[Any]]] = defaultdict(list)
        for model, its_rows in rows.items():
            if its_rows and issubclass(model, HasSearchDependents):
                for dependent, keys in model.search_dependents_of(its_rows):
                    if isinstance(keys, QuerySet):
                        asked[dependent].append(keys.order_by())
                    else:
                        self.documents[dependent] |= set(keys)
        for dependent, (first, *others) in asked.items():
            self.documents[dependent] |= set(first.union(*others) if others else first)

    def note_deletion(self, rows: Mapping[type[Model], Sequence[Model]]) -> None:
        """Note that ``rows``, by their models, are about to be deleted: afterwards nothing leads to what used them."""
        others, self.sources = self.sources, defaultdict(set)
        for model, its_rows in rows.items():
            self._note_use(model, its_rows)
            self.documents[model].update(row.pk for row in its_rows if isinstance(row, Searchable))
        self.note_dependents(rows)
        self._find_documents(known=rows)
        self.sources = others

    def _find_documents(self, known: Collection[type[Model]] = ()) -> None:
        for source, keys in self.sources.items():
            for document, lookup, key in paths_from()[source]:
                if not key and document not in known:
                    used = document._base_manager.filter(**{f"{lookup}__in": keys})
                    self.documents[document] |= set(used.order_by().values_list("pk", flat=True))
        self.sources.clear()

    def finish(self) -> None:
        """Write what has changed, and forget it."""
        # Those that are still there.
        self.note_dependents({model: [row for row in rows.values() if row.pk] for model, rows in self.rows.items()})
        self.rows.clear()
        self._find_documents()
        if any(self.documents.values()):
            with transaction.atomic(savepoint=False):
                words: set[str] = set()
                for model in sorted(
                    self.documents, key=lambda model: model._meta.label
                ):  # as others, in a fixed order, against deadlocks
                    gone = self.documents[model] & self.leaving[model]
                    write(model, self.documents[model] - gone - {None}, words, gone)
                if words:
                    learn(words)
        self.documents.clear()


def write(model: Any, keys: Iterable[int], words: set[str], leaving: Collection[int] = ()) -> int:
    """Write the index entries of the rows of ``model`` with the primary ``keys``; return how many there are.

    The entry of what is no longer there, or not to be found, is deleted, and those of rows of which it is known that
    they are ``leaving``. The words of what is published are added to
    ``words``, for ``learn``.
    """
    content_type = ContentType.objects.get_for_model(model)
    written, gone = 0, set[int]()
    for batch in _in_batches(sorted(keys)):
        entries = IndexEntry.objects.filter(content_type=content_type, object_id__in=batch)
        # Whoever else is about to write the same entry waits here, and then reads what we have committed.
        existing = set(entries.select_for_update(no_key=True).order_by("pk").values_list("object_id", flat=True))
        rows = [row for item in model.search_items(batch) if (row := _entry(item, content_type))]
        IndexEntry.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["content_type", "object_id"], update_fields=["kind", *WRITTEN]
        )
        gone |= existing - {row.object_id for row in rows}
        written += len(rows)
        for row in rows:
            if row.public_from:
                words.update(WORD.findall(" ".join([row.title, row.summary, row.body, row.names])))
    if gone or leaving:
        # They may be there still, if somebody has given up to delete them.
        have_left = Q(object_id__in=leaving) & ~Q(object_id__in=model._base_manager.filter(pk__in=leaving).values("pk"))
        entries = IndexEntry.objects.filter(Q(object_id__in=gone) | have_left, content_type=content_type)
        entries._raw_delete(using=connection.alias)  # nothing refers to them
    return written


def learn(words: Iterable[str], *, waits: bool = False) -> None:
    """Remember ``words``, for what may be meant by somebody who misspells them.

    Without ``waits``, those are left to others that they are learning at this moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEARN, {"words": list(words), "all": waits})


def rebuild(progress: Any) -> int:
    """Write the whole index anew and return how many entries it has; ``progress`` (a tqdm bar) advances with each item.

    In one transaction: until its end visitors search the old index.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            set_dictionaries(cursor)
        for table in (IndexEntry, Word):
            table.objects.all()._raw_delete(using=connection.alias)
        keys = {
            model: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for model in findable_models()
        }
        progress.reset(total=sum(map(len, keys.values())))
        number, words = 0, set[str]()
        for model, all_keys in keys.items():
            for batch in _in_batches(all_keys):
                number += write(model, batch, words)
                progress.update(len(batch))
        learn(words, waits=True)
    with connection.cursor() as cursor:
        for table in (IndexEntry, Word):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
    return number


def rebuild_if_outdated(verbosity: int = 1, **kwargs: Any) -> None:
    """Write the index anew where a former release has written it, which knew no words. Called after migrations."""
    if Word._meta.db_table not in connection.introspection.table_names() or Word.objects.exists():
        return
    if IndexEntry.objects.exists() and not has_pending_migrations():
        with tqdm(desc="Search", unit="entry", disable=None if verbosity else True) as progress:
            rebuild(progress)


def _in_batches(keys):
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _entry(item, content_type):
    document = item.search_document()
    if document is None:
        return None
    values = {name: getattr(document, name) for name in WRITTEN}
    for name in ("title", "summary", "body", "names"):
        # Control characters mark what was found (see queries.py), and are nothing that anybody reads. Signs that nobody
        # sees would take words apart.
        values[name] = normalize("NFC", INVISIBLE_CHARACTERS.sub("", CONTROL_CHARACTERS.sub(" ", values[name])))
    kind = kind_of(type(item)).search.key
    return IndexEntry(content_type=content_type, object_id=item.pk, kind=kind, **values)


def follow_changes() -> None:
    """Note every change of what visitors find and of what it is made of.

    Changes past ``save()`` and ``delete()`` (``update``, ``bulk_create``, SQL) are not seen, but for those of
    ``many_rows``; ``rebuild_search`` is for those.
    """
    for model in set(paths_from()) | {model for model in apps.get_models() if issubclass(model, HasSearchDependents)}:
        pre_save.connect(_about_to_be_saved, sender=model)
        post_save.connect(_saved, sender=model)
        pre_delete.connect(_about_to_be_deleted, sender=model)
        post_delete.connect(_deleted, sender=model)
        for field in model._meta.many_to_many:
            m2m_changed.connect(_relation_changed, sender=field.remote_field.through)
    many_rows.about_to_be_written.connect(_many_about_to_be_written)
    many_rows.written.connect(_many_written)
    many_rows.unlinked.connect(_many_unlinked)
    many_rows.about_to_be_deleted.connect(_many_about_to_be_deleted)


def _about_to_be_saved(sender, instance, raw, **kwargs):
    is_there = not raw and instance.pk and not instance._state.adding
    if is_there and isinstance(instance, HasSearchDependents) and not sender.dependents_are_linked:
        instance._search_changes = former = Changes()
        former.note_dependents({sender: list(sender._base_manager.filter(pk=instance.pk))})


def _saved(instance, raw, **kwargs):
    if raw:
        return
    with participant(Changes) as changes:
        _take_over(changes, instance)
        changes.note(instance)


def _about_to_be_deleted(instance, **kwargs):
    with participant(Changes) as changes:
        if instance.pk in changes.leaving[type(instance)]:
            return
    instance._search_changes = Changes()
    instance._search_changes.note_deletion({type(instance): [instance]})


def _deleted(instance, **kwargs):
    with participant(Changes) as changes:
        _take_over(changes, instance)


def _many_about_to_be_written(sender, rows, **kwargs):
    if issubclass(sender, HasSearchDependents) and not sender.dependents_are_linked:
        with participant(Changes) as changes:
            stored = sender._base_manager.filter(pk__in=[row.pk for row in rows])
            changes.note_dependents({sender: list(stored)})


def _many_written(sender, rows, **kwargs):
    with participant(Changes) as changes:
        changes.note_rows(sender, rows)


def _many_unlinked(sender, keys, **kwargs):
    if issubclass(sender, Searchable):
        with participant(Changes) as changes:
            changes.documents[sender] |= keys


def _many_about_to_be_deleted(models, **kwargs):
    """Note all of them at once: Django tells of each alone."""
    with participant(Changes) as changes:
        changes.note_deletion(models)
        for model, rows in models.items():
            changes.leaving[model].update(row.pk for row in rows)


def _take_over(changes, instance):
    """Add to ``changes`` what depended on ``instance`` before it was saved or deleted."""
    if former := instance.__dict__.pop("_search_changes", None):
        for model, keys in former.documents.items():
            changes.documents[model] |= keys


def _relation_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    if action not in ("pre_clear", "post_clear", "post_add", "post_remove"):
        return
    keys = pk_set or set()
    if action == "pre_clear":
        instance._search_cleared = keys = _related_keys(sender, instance, model)
        return
    keys |= instance.__dict__.pop("_search_cleared", set())
    with participant(Changes) as changes:
        for end, its_keys in [(model, keys), (type(instance), {instance.pk})]:
            if issubclass(end, Searchable):
                changes.documents[end] |= its_keys
        for row in model._base_manager.filter(pk__in=keys) if reverse else [instance]:
            changes.note(row)


def _related_keys(through, instance, model):
    to_instance, to_model = None, None
    for field in through._meta.fields:
        if field.is_relation and field.related_model is type(instance) and not to_instance:
            to_instance = field
        elif field.is_relation and field.related_model is model:
            to_model = field
    if not (to_instance and to_model):
        return set()  # a generic relation, such as that of tags: nothing of ours is at its other end
    rows = through._base_manager.filter(**{to_instance.name: instance.pk})
    return set(rows.values_list(to_model.attname, flat=True))
