"""Cleans the rows that there are, and then lets their columns refuse what is not clean; for the migrations of all apps.

Columns that are new have their check from the first: Django asks a field for it (``db_check``) when it makes a column,
but not when it alters one.
"""

from functools import partial
from itertools import chain, count

from django.db import IntegrityError, models, transaction
from django.db.migrations import RunPython

from civitas_cms.publishing.plain_text import Cleaned, TextField, clean_line, clean_text
from civitas_cms.publishing.slugs import SlugField, free_slug, make_slug


def clean_rows(app_label):
    """Return the operation that cleans all texts of an app where a check would refuse them."""
    return RunPython(partial(_clean, app_label), RunPython.noop)


def add_checks(app_label):
    """Return the operation that adds the checks of an app's fields, which have been altered before."""
    return RunPython(partial(_add_checks, app_label), partial(_drop_checks, app_label))


def _add_checks(app_label, apps, schema_editor):
    for model, field, name in _checks(app_label, apps):
        check = field.db_check(schema_editor.connection)
        schema_editor.execute(schema_editor._create_check_sql(model, name, check))


def _drop_checks(app_label, apps, schema_editor):
    for model, _field, name in _checks(app_label, apps):
        schema_editor.execute(schema_editor._delete_check_sql(model, name))


def _checks(app_label, apps):
    for model in apps.get_app_config(app_label).get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, (Cleaned, SlugField)):
                yield model, field, f"{model._meta.db_table}_{field.column}_clean"


def _clean(app_label, apps, schema_editor):
    for model in apps.get_app_config(app_label).get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.SlugField):
                _fill_slugs(model, field)
            elif isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                _clean_texts(model, field)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered


def _fill_slugs(model, field):
    rows = model._base_manager.order_by("pk")
    for key in rows.exclude(**{f"{field.name}__regex": SlugField.accepted}).values_list("pk", flat=True):
        wanted = make_slug(f"{model._meta.verbose_name} {key}", field.max_length)
        rows.filter(pk=key).update(**{field.name: free_slug(rows, wanted, field.max_length)})


def _clean_texts(model, field):
    is_line = isinstance(field, models.CharField)
    clean, refused = (clean_line, Cleaned.refused) if is_line else (clean_text, TextField.refused)
    rows = model._base_manager.order_by("pk")
    for key, text in rows.filter(**{f"{field.name}__regex": refused}).values_list("pk", field.name):
        cleaned = clean(text)[: field.max_length]
        for words in chain([cleaned], (f"{cleaned} ({number})" for number in count(2))):  # names of which there is one
            try:
                with transaction.atomic():
                    rows.filter(pk=key).update(**{field.name: words})
                break
            except IntegrityError:
                continue
