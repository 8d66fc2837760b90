"""The form of something as it is shown to those who may only read it."""

from functools import cache

from django.contrib import admin
from django.utils.safestring import mark_safe

from civitas_cms.publishing.rich_text import rich_text_fields_of

from . import Feature


class Reading(Feature):
    """A page that readers can read: texts with their headings and links instead of HTML, and no empty lists."""

    def context(self, request, obj, context):
        """Show rich text as it looks, and leave out kinds of row of which there are none."""
        if obj and not context["has_change_permission"]:
            form, inlines = context["adminform"], context["inline_admin_formsets"]
            form.fieldsets = _readable(self.admin.model, form.fieldsets)
            form.readonly_fields = [*form.readonly_fields, *_readers(self.admin.model).values()]
            inlines[:] = [inline for inline in inlines if inline.formset.initial_forms]
            for inline in inlines:
                inline.fieldsets = _readable(inline.opts.model, inline.fieldsets)
        return {}


def _readable(model, fieldsets):
    """Return ``fieldsets`` with what shows a rich text instead of the field's name."""
    readers = _readers(model)
    return [
        (name, options | {"fields": [_replaced(line, readers) for line in options["fields"]]})
        for name, options in fieldsets
    ]


def _replaced(line, readers):
    """Return a line of a fieldset, a name or several, with what ``readers`` has for names."""
    if isinstance(line, (list, tuple)):
        return [_replaced(name, readers) for name in line]
    return readers.get(line, line)


@cache
def _readers(model):
    """Return what shows the rich texts of ``model``, by the names of their fields."""
    return {field.name: _reader(field) for field in rich_text_fields_of(model)}


def _reader(field):
    @admin.display(description=field.verbose_name, empty_value="–")
    def rich_text(row):
        return mark_safe(getattr(row, field.attname))  # noqa: S308 - cleaned on its way into the database

    return rich_text
