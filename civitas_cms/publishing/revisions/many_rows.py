"""Writing and deleting many rows of one model at once: a programme has hundreds, and each would take several queries.

Django tells nobody of rows that are written so. Who has to know, as the search index, listens to the signals here.
Call all of it in a transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, ManyToManyField, Model, QuerySet
from django.db.models.deletion import Collector, get_candidate_relations_to_delete
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import Signal

from civitas_cms.delivery.content_version import look_after_saving
from civitas_cms.delivery.queries.json_prefetch import prefetch_in_one_query
from civitas_cms.delivery.redirects import OwnsAddress, keep_addresses

from .snapshots import part_lookups, part_models, parts_of

#: Sent by a model, in the transaction, before ``rows`` that are there already are written. They have their new values.
about_to_be_written = Signal()
#: Sent by a model, in the transaction, when ``rows``, new ones among them, are written.
written = Signal()
#: Sent by a model, in the transaction, with the ``keys`` of rows to which others were related, and no longer are.
unlinked = Signal()
#: Sent, in the transaction, before rows go: with lists of them by their ``models``, among them the parts that go along.
about_to_be_deleted = Signal()

BATCH = 500  # rows in one query


def write_rows(
    model: Any, new: Sequence[Model], changed: Sequence[Model], fields: Iterable[str], old_paths: Mapping[int, str]
) -> None:
    """Write ``new`` rows of ``model`` as they are, and of those that are there already and ``changed`` the ``fields``.

    As with Django's own ``save``, a row that is gone meanwhile is there again. ``old_paths`` are the URL paths at which
    visitors could see rows before, by their keys; each leads to where the row is now.
    """
    if changed:
        about_to_be_written.send(model, rows=changed)
        # Not ``bulk_update``: it writes a condition for each row and field, which takes seconds.
        model._base_manager.bulk_create(
            changed, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(set(fields))
        )
    if new:
        model._base_manager.bulk_create(new, BATCH)
    rows = [*new, *changed]
    if not rows:
        return
    if issubclass(model, OwnsAddress):
        keep_addresses([(row, old_paths.get(row.pk)) for row in rows if isinstance(row, OwnsAddress)])
    written.send(model, rows=rows)
    look_after_saving()


def write_relations(
    field: "ManyToManyField[Any, Any]", wanted: Mapping[int, list[int]], *, is_sorted: bool, new: set[int]
) -> set[int]:
    """Make the many-to-many ``field`` of rows have the ``wanted`` keys, by the rows' own; return which had others.

    Rows that are ``new`` have none yet.
    """
    through: Any = field.remote_field.through
    source, target = (through._meta.get_field(name).attname for name in (field.m2m_field_name(), _reverse_name(field)))
    order = [through._sort_field_name] if is_sorted else ["pk"]
    present: dict[int, list[int]] = defaultdict(list)
    if known := wanted.keys() - new:
        links = through._base_manager.filter(**{f"{source}__in": known}).order_by(*order)
        for key, related in links.values_list(source, target):
            present[key].append(related)
    differ = {
        key: keys
        for key, keys in wanted.items()
        if present[key] != keys and (is_sorted or set(present[key]) != set(keys))
    }
    if former := [key for key in differ if present[key]]:
        through._base_manager.filter(**{f"{source}__in": former}).delete()
        unlinked.send(field.related_model, keys={target for key in former for target in present[key]})
    places = {order[0]: 0} if is_sorted else {}
    through._base_manager.bulk_create(
        [
            through(**{source: key, target: related} | dict.fromkeys(places, place))
            for key, keys in differ.items()
            for place, related in enumerate(keys, start=1)
        ],
        BATCH,
    )
    return set(differ)


def _reverse_name(field: "ManyToManyField[Any, Any]") -> str:
    name: str = field.m2m_reverse_field_name()
    return name


def delete_rows(rows: Sequence[Model], *, have_parts: bool = False) -> None:
    """Delete ``rows``, all of one model, with their parts and what else belongs to them.

    They ``have_parts`` if these were read along with them, and nobody can have changed them since.
    """
    if not rows:
        return
    model = type(rows[0])
    if (lookups := part_lookups(model)) and not have_parts:
        prefetch_in_one_query(rows, *lookups)
    models = _with_parts(model, rows)
    about_to_be_deleted.send(model, models=models)
    gone = part_models(model) - models.keys()
    unused = _unused(models)
    for part, its_rows in reversed(models.items()):  # those of which others are parts come last
        if part is not model and not _is_referred_to(part):
            found = part._base_manager.filter(pk__in=[row.pk for row in its_rows])
            found._raw_delete(using=DEFAULT_DB_ALIAS)  # at once, and not by the hundred
        else:
            gone |= _delete_links(part, its_rows)
            _Collector(its_rows, gone, unused).delete_at_once()
        gone.add(part)


def _delete_links(model: type[Model], rows: Sequence[Model]) -> set[Any]:
    """Delete what links ``rows`` to others, and return the models of these links; tags are not among them."""
    deleted = set()
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        if through._meta.auto_created and field.related_model is not model:  # else others may link to them
            links = through._base_manager.filter(**{f"{field.m2m_field_name()}__in": [row.pk for row in rows]})
            links._raw_delete(using=DEFAULT_DB_ALIAS)
            deleted.add(through)
    return deleted


def _unused(models: Mapping[type[Model], Sequence[Model]]) -> set[Any]:
    """Return the foreign keys, besides those of ``models``, with which nothing refers to the rows of these."""
    fields: list[Any] = []
    conditions = []
    relation: Any
    for model, rows in models.items():
        for relation in get_candidate_relations_to_delete(model._meta):
            if relation.related_model is model or relation.related_model not in models:
                referring = relation.related_model._base_manager.filter(
                    **{f"{relation.field.name}__in": [row.pk for row in rows]}
                )
                conditions.append(Exists(referring))
                fields.append(relation.field)
    if not fields:
        return set()
    answers = next(iter(models))._base_manager.order_by().values_list(*conditions)[:1]
    return {field for is_used in answers for field, used in zip(fields, is_used, strict=True) if not used}


class _Collector(Collector):
    """Deletes ``rows`` of one model as Django does, but does not look for what is known not to refer to them.

    That are rows of models that are ``gone``, and those with foreign keys that are ``unused``.
    """

    def __init__(self, rows: Sequence[Model], gone: set[type[Model]], unused: set[Any]) -> None:
        super().__init__(DEFAULT_DB_ALIAS)
        self.rows, self.gone, self.unused = set(rows), gone, unused
        self.collect(rows)

    def related_objects(self, related_model: Any, related_fields: Any, objs: Any) -> Any:
        """Return the rows of ``related_model`` that refer to ``objs``."""
        if related_model in self.gone or (self.unused.issuperset(related_fields) and self.rows.issuperset(objs)):
            return related_model._base_manager.none()
        return super().related_objects(related_model, related_fields, objs)

    def delete_at_once(self) -> None:
        """Delete what was collected; where that are the rows alone, in one query, and not by the hundred."""
        others = [*self.fast_deletes, *(rows for several in self.field_updates.values() for rows in several)]
        if len(self.data) > 1 or any(not (isinstance(each, QuerySet) and each.query.is_empty()) for each in others):
            self.delete()
            return
        ((model, rows),) = self.data.items()
        for row in rows:
            pre_delete.send(model, instance=row, using=self.using, origin=self.origin)
        model._base_manager.filter(pk__in=[row.pk for row in rows])._raw_delete(using=self.using)
        for row in rows:
            post_delete.send(model, instance=row, using=self.using, origin=self.origin)
        for row in rows:
            row.pk = None


@cache
def _is_referred_to(model: type[Model]) -> bool:
    """Tell whether rows of other models may refer to those of ``model``, so that Django has to look after them."""
    others = [field for field in model._meta.get_fields(include_hidden=True) if field.is_relation]
    return bool(model._meta.many_to_many or model._meta.private_fields) or any(field.auto_created for field in others)


def _with_parts(model: type[Model], rows: Sequence[Model]) -> dict[type[Model], list[Model]]:
    """Return ``rows`` and their parts, and the parts of these, by their models. Needs ``part_lookups``."""
    found: dict[type[Model], list[Model]] = {model: list(rows)}
    for name, (part, _link) in parts_of(model).items():
        if parts := [each for row in rows for each in getattr(row, name).all()]:
            found |= _with_parts(part, parts)
    return found
