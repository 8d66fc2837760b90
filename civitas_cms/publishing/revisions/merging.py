"""Making one of two rows that turned out to be the same person or partner, and parting them again.

All that refers to the row that goes refers to the one that stays from then on: in drafts and working copies too, and in
older versions when they are restored (see ``writing.py``). Its URL leads to the other.

What a ``Merge`` records:

``row``
    the row that has gone, by the names of its columns;
``fields``
    of the row that stayed, what the merge has changed: by name, the value before and the one after;
``moved``
    by foreign key ("events.appearance.speaker"), the keys of the rows that refer to the row that stayed since;
``dropped``
    by foreign key, rows that were deleted, because the row that stayed is in the same place already;
``redirects``
    former paths that led to the row that has gone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ForeignKey, GeneratedField, ManyToOneRel, Model, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.delivery.redirects import Redirect, leave_redirect
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.contracts import Mergeable
from civitas_cms.publishing.models import Merge, PeriodsField, merges_of, uniqueness_besides
from civitas_cms.publishing.models.naming import path_to_item
from civitas_cms.publishing.slugs import free_slug

from .many_rows import delete_rows
from .snapshots import stored_value

MAX_DOUBLES_NAMED = 20


class NotPossible(Exception):  # noqa: N818 - it is an answer, in words for an editor
    """Why something cannot be merged, or parted again."""


@dataclass(frozen=True)
class Uses:
    """What refers to the row that goes by one foreign key: what it is called, how much there is, what is double."""

    label: str
    number: int
    doubles: list[str]

    @property
    def number_of_others(self) -> int:
        """How many doubles are not named."""
        return max(0, len(self.doubles) - MAX_DOUBLES_NAMED)


@dataclass
class Parted:
    """What came of undoing a merge: the row that is back, and in sentences what stays as it is."""

    row: Any
    left: list[str] = field(default_factory=list)


def references_to(model: type[Model]) -> "list[ForeignKey[Any, Any]]":
    """Return all foreign keys to rows of ``model``, those of many-to-many relations too, in a fixed order."""
    relations = (each.field for each in model._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel))
    return sorted(relations, key=_label)


def choices(kept: Model, gone: Model) -> "list[models.Field[Any, Any]]":
    """Return the fields in which the rows differ, and somebody has to say which is right."""
    settled: Collection[str] = kept.settled_in_merge if isinstance(kept, Mergeable) else ()
    return [
        each
        for each in kept._meta.concrete_fields
        if each.editable
        and not each.primary_key
        and each.name not in settled
        and getattr(kept, each.attname) != getattr(gone, each.attname)
    ]


def uses_of(kept: Model, gone: Model) -> list[Uses]:
    """Return what will refer to ``kept``; in a number of queries that does not grow with it."""
    found = []
    for reference in references_to(type(gone)):
        rows, doubles = _referring(reference, kept, gone)
        if number := rows.count():
            found.append(Uses(_words(reference), number, list(_places(reference, doubles))))
    return found


def merge(kept: Any, gone: Any, by: User, taken: Collection[str]) -> Merge:
    """Let ``kept`` be what ``gone`` was too: all of it in one transaction; return the record of it.

    ``taken`` are the names of the fields whose values come from ``gone``. Raises NotPossible if one of them is no
    longer there. Whether ``by`` may do it is asked before.
    """
    model = type(kept)
    with unit_of_work():
        _lock_items(gone)
        kept, gone = _locked(model, kept.pk, gone.pk)
        record: dict[str, Any] = {"row": _stored(gone), "fields": {}, "moved": {}, "dropped": {}}
        before = _stored(kept)
        for reference in references_to(model):
            _move(reference, kept, gone, record)
        old_path = gone.get_absolute_url()
        leading_here = Redirect.objects.filter(new_path=old_path)
        record["redirects"] = list(leading_here.order_by("old_path").values_list("old_path", flat=True))
        _take_over(kept, gone, taken)
        done = Merge.objects.create(
            content_type=ContentType.objects.get_for_model(model),
            gone_id=gone.pk,
            kept_id=kept.pk,
            title=str(gone)[:250],
            record=record,
            made_by=by,
        )
        gone.delete()
        _require_valid(kept)
        kept.save()
        after = _stored(kept)
        record["fields"] = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        done.save(update_fields=["record"])
        leave_redirect(old_path, kept.get_absolute_url())
    return done


def undo(done: Merge) -> Parted:
    """Make two of what was merged: all that was moved, and is where it was moved to, goes back.

    What editors have changed since stays as it is, and the answer says so. Raises NotPossible where it cannot be.
    """
    model: Any = done.content_type.model_class()
    with unit_of_work():
        found = merges_of(model).select_for_update(of=("self",)).filter(pk=done.pk).first()
        if found is None:
            raise NotPossible(_("This was undone already."))
        kept = model._base_manager.select_for_update().filter(pk=found.kept_id).first()
        if kept is None:
            raise NotPossible(_("What it was merged into is no longer there. If that was merged, undo that first."))
        parted = Parted(model(pk=found.gone_id))
        fields = {name: values for name, values in found.record["fields"].items() if _column(model, name)}
        within = {name for name in fields if _column(model, name).related_model is model}
        _give_back(kept, {name: fields[name] for name in fields if name not in within}, parted)
        _make_anew(parted, found.record["row"])
        _give_back(kept, {name: fields[name] for name in within}, parted)
        for label, keys in found.record["moved"].items():
            _move_back(_reference(label), keys, kept, parted)
        for label, rows in found.record["dropped"].items():
            _put_back(_reference(label), rows, parted)
        path, kept_path = parted.row.get_absolute_url(), kept.get_absolute_url()
        Redirect.objects.filter(old_path=path).delete()
        Redirect.objects.filter(old_path__in=found.record["redirects"], new_path=kept_path).update(new_path=path)
        found.delete()
        kept.save()
        parted.row.refresh_from_db()
        parted.row.save()
    return parted


def _lock_items(gone: Model) -> None:
    """Let nobody change meanwhile the items that name ``gone``: before it, as everybody does who saves one.

    Whoever names it only now may be asked to try again, where PostgreSQL finds that two wait for each other.
    """
    naming: dict[type[Model], Q] = {}
    for reference in references_to(type(gone)):
        path = path_to_item(reference.model, type(gone))
        if path is None:
            continue
        item = path[-1].related_model if path else reference.model
        keys = reference.model._base_manager.filter(**{reference.name: gone.pk})
        is_named = Q(pk__in=keys.values("__".join(step.name for step in path) or "pk"))
        naming[item] = naming[item] | is_named if item in naming else is_named
    for item in sorted(naming, key=lambda model: model._meta.label):
        rows = item._base_manager.select_for_update(no_key=True, of=("self",)).filter(naming[item])
        list(rows.order_by("pk").values_list("pk"))


def _locked(model: type[Model], kept: int, gone: int) -> tuple[Any, Any]:
    """Return the two rows as they are now; from now on nobody else refers to them."""
    rows = {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=[kept, gone]).order_by("pk")}
    if kept == gone or len(rows) != 2:
        raise NotPossible(_("One of the two is no longer there."))
    return rows[kept], rows[gone]


def _referring(
    reference: "ForeignKey[Any, Any]", kept: Model, gone: Model
) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
    """Return the rows that refer to ``gone``, and those of them that say what one says of ``kept`` already."""
    holder = reference.model._base_manager.order_by("pk")
    rows = holder.filter(**{reference.name: gone.pk})
    if reference.model is type(kept):
        rows = rows.exclude(pk=kept.pk)
    same = [
        Q(Exists(holder.filter(_is_as_outer(reference.model, others), **{reference.name: kept.pk})))
        for others in uniqueness_besides(reference)
    ]
    return rows, rows.filter(reduce(or_, same)) if same else rows.none()


def _is_as_outer(model: type[Model], names: Collection[str]) -> Q:
    """Return the condition that a row has in ``names`` what the row of the outer query has, or nothing as well."""
    condition = Q()
    for name in names:
        is_same = Q((name, OuterRef(name)))
        if model._meta.get_field(name).null:
            is_same |= Q((f"{name}__isnull", True)) & Q(IsNull(OuterRef(name), True))
        condition &= is_same
    return condition


def _move(reference: "ForeignKey[Any, Any]", kept: Any, gone: Any, record: dict[str, Any]) -> None:
    rows, doubles = _referring(reference, kept, gone)
    if dropped := list(doubles.select_for_update(no_key=True)):
        record["dropped"][_label(reference)] = [_stored(row) for row in dropped]
        delete_rows(dropped)
    moved = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    if moved:
        record["moved"][_label(reference)] = moved
        reference.model._base_manager.filter(pk__in=moved).update(**{reference.name: kept})


def _take_over(kept: Any, gone: Any, taken: Collection[str]) -> None:
    for each in choices(kept, gone):
        if each.name in taken:
            setattr(kept, each.attname, getattr(gone, each.attname))
    if isinstance(kept, Mergeable):
        kept.settle_merge(gone)
    for each in kept._meta.concrete_fields:  # nothing is a part of itself, or of what is about to go
        if each.related_model is type(kept) and getattr(kept, each.attname) in (kept.pk, gone.pk):
            setattr(kept, each.attname, None)


def _give_back(kept: Any, fields: dict[str, list[Any]], parted: Parted) -> None:
    """Let ``kept`` be as it was before, but for what somebody has changed since."""
    now = _stored(kept)
    for name, (before, after) in fields.items():
        each = _column(type(kept), name)
        if now.get(name) == after:
            _assign(kept, each, before, parted)
        else:
            parted.left.append(
                _("“%(field)s” of %(name)s was changed since, and stays.") % {"field": each.verbose_name, "name": kept}
            )
    kept.save()


def _make_anew(parted: Parted, values: dict[str, Any]) -> None:
    """Bring the row back, at its old address if nobody else has that."""
    row = parted.row
    for name, value in values.items():
        if each := _column(type(row), name):
            _assign(row, each, value, parted)
    others = type(row)._base_manager.all()
    slug = free_slug(others, row.slug)
    if slug != row.slug:
        parted.left.append(_("Its address is taken. It has another now: %(address)s.") % {"address": slug})
        row.slug = slug
    _require_valid(row)
    row.save(force_insert=True)


def _require_valid(row: Any) -> None:
    """Raise NotPossible, in the words of the rules, for a row that the database would refuse."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error


def _move_back(reference: "ForeignKey[Any, Any]", keys: list[int], kept: Any, parted: Parted) -> None:
    rows = reference.model._base_manager.filter(**{reference.name: kept, "pk__in": keys})
    moved = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    reference.model._base_manager.filter(pk__in=moved).update(**{reference.name: parted.row})
    if left := len(keys) - len(moved):
        words = {"number": left, "kind": _words(reference)}
        parted.left.append(_("%(kind)s: %(number)s were deleted or given to others since.") % words)


def _put_back(reference: "ForeignKey[Any, Any]", rows: list[dict[str, Any]], parted: Parted) -> None:
    """Bring rows back that were doubles, where what they belong to is still there, and their place is free."""
    holder: Any = reference.model
    columns = [each for each in holder._meta.concrete_fields if each.name in rows[0]]
    there: dict[str, set[int]] = {}
    for each in filter(lambda column: column.is_relation, columns):
        wanted = each.related_model._base_manager.filter(pk__in=[row[each.name] for row in rows])
        there[each.name] = set(wanted.values_list("pk", flat=True))
    key = holder._meta.pk.name
    taken = {(key, pk) for pk in holder._base_manager.filter(pk__in=[row[key] for row in rows]).values_list("pk")}
    for names in uniqueness_besides(reference):
        others = holder._base_manager.filter(**{reference.name: parted.row})
        taken |= {(*names, values) for values in others.values_list(*names)}
    places = [[key], *uniqueness_besides(reference)]
    made = []
    for values in rows:
        is_gone = any(values[name] is not None and values[name] not in keys for name, keys in there.items())
        if is_gone or any((*names, tuple(values[name] for name in names)) in taken for names in places):
            continue
        row = holder()
        for each in columns:
            setattr(row, each.attname, values[each.name] if each.is_relation else each.to_python(values[each.name]))
        made.append(row)
    holder._base_manager.bulk_create(made)
    if left := len(rows) - len(made):
        words = {"number": left, "kind": _words(reference)}
        parted.left.append(_("%(kind)s: %(number)s belonged to what was deleted or changed since.") % words)


def _assign(row: Any, each: Any, value: Any, parted: Parted) -> None:
    """Let ``row`` have what was stored of a field; nothing where that refers to what is no longer there."""
    if each.is_relation and value is not None and not each.related_model._base_manager.filter(pk=value).exists():
        words = {"field": each.verbose_name, "name": row}
        parted.left.append(_("“%(field)s” of %(name)s is empty: it was deleted since.") % words)
        value = None
    setattr(row, each.attname, value if each.is_relation else each.to_python(value))


def _stored(row: Model) -> dict[str, Any]:
    """Return the columns of ``row`` as JSON keeps them, but for what the database fills in."""
    return {
        each.name: stored_value(each, row)
        for each in row._meta.concrete_fields
        if not isinstance(each, GeneratedField | PeriodsField)
    }


def _column(model: type[Model], name: str) -> Any:
    """Return the field of this ``name``; None if it was removed since, and for the key."""
    return next((each for each in model._meta.concrete_fields if each.name == name and not each.primary_key), None)


def _label(reference: "ForeignKey[Any, Any]") -> str:
    return f"{reference.model._meta.label_lower}.{reference.name}"


def _reference(label: str) -> Any:
    model, _dot, name = label.rpartition(".")
    return apps.get_model(model)._meta.get_field(name)


def _words(reference: "ForeignKey[Any, Any]") -> str:
    """Return what refers by ``reference``, as in "Appearances" or "Articles: authors"."""
    options = reference.model._meta
    if not options.auto_created:
        return str(capfirst(options.verbose_name_plural))
    relation = next(
        each
        for each in options.auto_created._meta.many_to_many  # type: ignore[attr-defined] # the model that has it
        if each.remote_field.through is reference.model
    )
    return f"{capfirst(relation.model._meta.verbose_name_plural)}: {relation.verbose_name}"


def _places(reference: "ForeignKey[Any, Any]", doubles: models.QuerySet[Any]) -> Iterator[str]:
    """Yield where both are named: what the rows belong to."""
    columns: Any = reference.model._meta.concrete_fields
    others = [each for each in columns if each.is_relation and each.name != reference.name]
    owners = [each.name for each in others if each.remote_field.on_delete is models.CASCADE]
    for row in doubles.select_related(*owners) if owners else doubles:
        yield ", ".join(str(getattr(row, name)) for name in owners) or str(row)
