"""What has changed in a form since it was saved last, sent while somebody writes: some of its fields, and some rows.

The names are those of the whole form; ``FIELD`` lists those that are sent. Each comes with what it said before, under
the same name behind ``BEFORE``: if that is not what is stored, somebody else has changed the field. A field that cannot
be saved keeps none of the others from being saved.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from civitas_cms.publishing.models import Publishable, Revision
from civitas_cms.publishing.revisions import saving
from civitas_cms.publishing.revisions.saving import Changes
from civitas_cms.publishing.revisions.snapshots import Node, Snapshot, free_identity, parts_of, stored_value
from civitas_cms.publishing.rich_text import RichTextField

from .autocompletes import is_key

FIELD = "_field"
BEFORE = "_before:"
#: Where a row that was deleted, and comes back, sends the key that it had.
FORMER_KEY = "former"
REVISIONS_SEARCHED = 5  # for a row that comes back
ROW_FIELD = re.compile(r"(?P<row>(?P<relation>\w+)-\d+)-(?P<name>\w+)")


@dataclass
class PartialSubmission:
    """Some fields and rows of the form of ``item`` in ``admin``.

    ``latest`` is the latest revision; ``base`` returns what the form was opened with, None if nobody knows.
    ``errors`` has messages by the name of a field in the form, ``conflicts`` the names of fields, and of rows, that
    somebody else has changed too, ``keys`` the keys of new rows by the beginning of their fields' names.
    """

    admin: Any
    request: HttpRequest
    item: Publishable
    latest: Revision | None = None
    base: Callable[[], Snapshot | None] = lambda: None
    errors: dict[str, list[str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    #: Whether anything was saved.
    is_saved: bool = False

    def __post_init__(self) -> None:
        former_author, self.item.updated_by = self.item.updated_by_id, self.request.user
        self.is_noted = former_author == self.request.user.pk
        self.data, self.before = QueryDict(mutable=True), QueryDict(mutable=True)
        for name, values in self.request.POST.lists():
            (self.before if name.startswith(BEFORE) else self.data).setlist(name.removeprefix(BEFORE), values)
        self.names: list[str] = []
        self.rows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name in self.request.POST.getlist(FIELD):
            if found := ROW_FIELD.fullmatch(name):
                self.rows[found["relation"]][found["row"]].append(found["name"])
            else:
                self.names.append(name)

    def save(self) -> None:
        """Save what was sent for an item that there is."""
        if self.names and (part := self._item_part(is_new=False)).apply():
            self._save_item(part)
        self._save_rows()
        if not self.is_saved and (self.changes.parts or self.changes.gone):
            self.is_saved = True
            self._note_change()

    def _note_change(self) -> None:
        """Let the item say who has written last, and when, to the minute: a block was saved, and nothing else of it."""
        now = timezone.now()
        if not self.is_noted or self.item.updated_at < now - timedelta(minutes=1):
            stored = type(self.item)._base_manager.filter(pk=self.item.pk)
            stored.update(updated_at=now, updated_by=self.item.updated_by)

    def create(self) -> bool:
        """Save the new item, with all that was sent; tell whether that was possible.

        It needs a title, and all that cannot be stored without.
        """
        part = self._item_part(is_new=True)
        part.apply()
        refused = [self.item._meta.get_field(name) for name in part.form.errors if name in part.form.fields]
        if NON_FIELD_ERRORS in part.form.errors or not all(each.blank or each.has_default() for each in refused):  # type: ignore[union-attr] # these are fields of forms
            return False
        self._save_item(part)
        self._save_rows()
        return True

    def _item_part(self, *, is_new: bool) -> "_Part":
        offered = flatten_fieldsets(self.admin.get_fieldsets(self.request, None if is_new else self.item))
        excepted = self.admin.fields_saved_by_button
        names = offered if is_new else [name for name in offered if name in self.names and name not in excepted]
        form_class = self.admin.get_form(self.request, None if is_new else self.item, change=not is_new, fields=names)
        return _Part(self, form_class(self.data, instance=self.item), self.item, "", is_new)

    def _save_item(self, part: "_Part") -> None:
        self.item.save()
        self.is_saved = True
        relations = [each.name for each in self.item._meta.many_to_many if each.name in part.form.cleaned_data]
        if relations:
            self.changes.relations = relations
            self.admin.save_parts(self.request, part.form, [], True)

    # Rows -----------------------------------------------------------------------------------------------------------

    def _save_rows(self) -> None:
        """Save what was sent of rows: those that are new, have changed, were deleted, or come back."""
        if not self.rows:
            return
        inlines = {inline.model: inline for inline in self.admin.get_inline_instances(self.request, self.item)}
        for relation, (model, link) in parts_of(type(self.item)).items():
            inline = inlines.get(model)
            if relation in self.rows and inline and getattr(inline, "is_saved_as_written", False):
                self._save_rows_of(relation, link, inline)

    def _save_rows_of(self, relation: str, link: str, inline: Any) -> None:
        sent = self.rows[relation]
        keys = {prefix: int(key) for prefix in sent if is_key(key := self.data.get(f"{prefix}-id", ""))}
        present = inline.model._base_manager.filter(**{link: self.item, "pk__in": keys.values()}).in_bulk()
        offered = flatten_fieldsets(inline.get_fieldsets(self.request, self.item))
        for prefix, names in sent.items():
            row = present.get(keys.get(prefix))
            if row is None and prefix in keys:  # somebody else has deleted it
                if "DELETE" not in names:
                    self.conflicts.append(prefix)
                continue
            is_new = row is None
            if row is None:
                row = self._new_row(relation, inline.model, prefix)
            setattr(row, link, self.item)  # no query to find out what it belongs to
            part = self._row_part(inline, row, relation, prefix, [name for name in offered if name in names], is_new)
            may = (self.request, self.item)
            if "DELETE" in names:
                if inline.has_delete_permission(*may) and not part.is_changed_by_others(names):
                    self.changes.gone.setdefault(relation, set()).add(row.pk)
                    row.delete()
            elif (inline.has_add_permission if is_new else inline.has_change_permission)(*may) and part.apply():
                row.save()
                part.form.save_m2m()
                self.changes.parts.setdefault(relation, []).append(row)
                if is_new:
                    self.keys[prefix] = row.pk

    def _row_part(self, inline: Any, row: Model, relation: str, prefix: str, names: list[str], is_new: bool) -> "_Part":
        formset = inline.get_formset(self.request, self.item, fields=names)
        form = formset.form(self.data, prefix=prefix, instance=row)
        form.may_be_incomplete = True  # as all blocks of what is not public
        return _Part(self, form, row, relation, is_new)

    def _new_row(self, relation: str, model: type[Model], prefix: str) -> Model:
        """Return a row that is new, or one that was deleted a moment ago and is the same thing again."""
        key = self.data.get(f"{prefix}-{FORMER_KEY}", "")
        if not is_key(key) or model._base_manager.filter(pk=int(key)).exists():
            return model()
        for revision in Revision.objects.of(self.item)[:REVISIONS_SEARCHED]:
            if any(node["key"] == int(key) for node in revision.snapshot["content"]["parts"].get(relation, [])):
                identity = free_identity(revision.snapshot, model, int(key))
                return model(pk=int(key), uuid=identity) if identity else model(pk=int(key))
        return model()


@dataclass
class _Part:
    """The item, or a row of a ``relation`` of it, with a form of what was sent for it."""

    submission: PartialSubmission
    form: Any
    row: Any
    relation: str
    is_new: bool

    def __post_init__(self) -> None:
        self.columns = {each.name: each for each in self.row._meta.concrete_fields}

    def apply(self) -> bool:
        """Give the row what can be saved, note what cannot, and tell whether there is anything to be saved."""
        if not self.is_new:
            for name in list(self.form.fields):
                if self.is_changed_by_others([name]):
                    del self.form.fields[name]
            self._keep_unknown_state()
        columns = [self.columns[name] for name in self.form.fields if name in self.columns]
        stored = {each.name: getattr(self.row, each.attname) for each in columns}
        self.form.full_clean()
        for name, messages in self.form.errors.items():
            self.submission.errors[self.form.add_prefix(name) if name in self.form.fields else ""] = list(messages)
        is_refused = NON_FIELD_ERRORS in self.form.errors  # what does not fit together is left as it was, all of it
        for each in columns:
            if is_refused or each.name in self.form.errors:
                setattr(self.row, each.attname, stored[each.name])
        if is_refused:
            self.form.cleaned_data = {}
        self.form.save_m2m = self.form._save_m2m  # as after ``save(commit=False)``, which a form with errors refuses
        names = {each.name for each in self.row._meta.get_fields()}
        return self.is_new or bool(names & self.form.cleaned_data.keys())

    def is_changed_by_others(self, names: Collection[str]) -> bool:
        """Tell whether somebody else has changed one of the fields, to something else than what was sent; note it.

        Where a block stands is decided by who moves one last.
        """
        names = [name for name in names if name in self.form.fields and name != "ordering"]
        found = [name for name in names if self._is_changed_by_others(name)]
        self.submission.conflicts += map(self.form.add_prefix, found)
        return bool(found)

    def _is_changed_by_others(self, name: str) -> bool:
        stored = self.form.get_initial_for_field(self.form.fields[name], name)
        if any(self._is_same(name, stored, data) for data in (self.submission.before, self.submission.data)):
            return False
        node = self._node_in(self.submission.base())
        return node is None or name not in self.columns or node["fields"].get(name) != self._stored(name)

    def _is_same(self, name: str, stored: Any, data: QueryDict) -> bool:
        """Tell whether what the form says in ``data`` is what is ``stored``."""
        each, column = self.form.fields[name], self.columns.get(name)
        value = each.widget.value_from_datadict(data, {}, self.form.add_prefix(name))
        if isinstance(stored, str) and isinstance(value, str):
            stored, value = (text.replace("\r\n", "\n") for text in (stored, value))
            if isinstance(column, RichTextField) and value != stored:
                value = column.clean_text(value)
        return not each.has_changed(stored, value)

    def _keep_unknown_state(self) -> None:
        """Keep what a program has made of the fields, before it is changed and nobody finds it any more."""
        latest = self.submission.latest
        node = self._node_in(latest and latest.snapshot)
        names = self.form.fields.keys() & self.columns.keys()
        if node is None or any(node["fields"].get(name, self._stored(name)) != self._stored(name) for name in names):
            self.submission.latest = saving.save_state_as_found(self.submission.item)

    def _stored(self, name: str) -> Any:
        return stored_value(self.columns[name], self.row)

    def _node_in(self, snapshot: Snapshot | None) -> Node | None:
        """Return what ``snapshot`` has of the row; None if there is nothing."""
        if snapshot is None:
            return None
        content = snapshot["content"]
        if not self.relation:
            return content | {"fields": content["fields"] | snapshot["life"]}
        return next((node for node in content["parts"].get(self.relation, []) if node["key"] == self.row.pk), None)
