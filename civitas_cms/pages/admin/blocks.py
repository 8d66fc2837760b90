"""Editing a body made of blocks, with django-content-editor."""

# ruff: noqa: ANN201

from functools import cache

from content_editor.admin import ContentEditor, ContentEditorInline
from django.core.validators import URLValidator
from django.forms import fields_for_model
from django.utils.translation import gettext as _
from typing_extensions import override

from civitas_cms.newsroom.autocompletes import BulkFormSet
from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.model_admin import NewsroomInline
from civitas_cms.pages import blocks
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.many_rows import write_rows

#: Where a block stands.
PLACE = frozenset({"region", "ordering"})

# How each kind of block is offered: a material icon, and the fields that are autocompletes.
OFFERS = {
    blocks.RichTextBlock: {"icon": "notes"},
    blocks.PictureBlock: {"icon": "image", "autocomplete_fields": ["picture"]},
    blocks.GalleryBlock: {"icon": "photo_library", "autocomplete_fields": ["pictures"]},
    blocks.TableBlock: {"icon": "table_chart"},
    blocks.LinkBlock: {"icon": "link"},
    blocks.VideoBlock: {"icon": "videocam", "autocomplete_fields": ["poster"]},
    blocks.DownloadBlock: {"icon": "download", "autocomplete_fields": ["document"]},
}


class BlockEditor(ContentEditor):
    """The admin of something with a body made of blocks."""

    @override
    def _content_editor_context(self, request, context):
        content = super()._content_editor_context(request, context)
        content["messages"] |= {"empty": _("Nothing here yet."), "selectMultiple": "", "newItem": _("New")}
        return content


class BlockForm(ConstraintForm):
    """A block. If it ``may_be_incomplete``, what it lacks keeps it from going public, not from being saved."""

    may_be_incomplete = False

    def full_clean(self):
        """Check the block, or only that it can be stored."""
        fields = [field for field in self.fields.values() if not field.widget.is_hidden]
        rules = [(field, field.required, field.validators) for field in fields if self.may_be_incomplete]
        for field, _required, validators in rules:  # they keep their marks on the page
            field.required = False
            field.validators = [each for each in validators if not isinstance(each, URLValidator)]
        super().full_clean()
        for field, required, validators in rules:
            field.required, field.validators = required, validators

    def _update_errors(self, errors):
        """Leave what the model says of an incomplete block to its ``shortcomings``."""
        if not self.may_be_incomplete:
            super()._update_errors(errors)


class BlockFormSet(BulkFormSet):
    """Blocks of one kind; those of what is published, or scheduled, are to be complete."""

    def _construct_form(self, index, **kwargs):
        form = super()._construct_form(index, **kwargs)
        form.may_be_incomplete = self.instance.state != State.PUBLISHED
        return form

    def save_existing_objects(self, commit=True):
        """Save them; those that only stand elsewhere, as all do below a new one, together."""
        self.moved = []
        saved = super().save_existing_objects(commit)
        write_rows(self.model, [], self.moved, PLACE, {})
        return saved

    def save_existing(self, form, obj, commit=True):
        """Save one, unless it only stands elsewhere."""
        if commit and PLACE.issuperset(form.changed_data):
            self.moved.append(obj)
            return obj
        return super().save_existing(form, obj, commit)


class BlockInline(NewsroomInline, ContentEditorInline):
    """Blocks of one kind. They bring along what their labels and autocompletes show."""

    form = BlockForm
    formset = BlockFormSet
    is_saved_as_written = True

    class Media:
        js = ["js/admin-blocks.js", "js/admin-blocks-menu.js", "js/admin-blocks-actions.js"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Make a field; what goes into words stands in their place while there are none."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "words":
            field.widget.attrs["placeholder"] = db_field.help_text
        return field

    def get_fields(self, request, obj=None):
        """Return the names of all fields. Django makes a form of them first, at each of several times that it asks."""
        return self.fields or [name for name in editable_fields(self.model) if name != self.fk_name]

    def get_queryset(self, request):
        """Return the blocks with what belongs to them."""
        return self.model.get_queryset().order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        """Return the blocks' own order."""
        return self.ordering or self.model._meta.ordering


@cache
def editable_fields(model):
    """Return the names of the fields of ``model`` that a form of all has, in its order."""
    return tuple(fields_for_model(model))


def block_inlines(models, **offers):
    """Return an inline for each block model, offered as ``OFFERS`` says for the kind of block it is.

    ``offers`` has, by class name, the options of kinds that are not in ``OFFERS``.
    """
    return [BlockInline.create(model, **(offers.get(model.__name__) or _offer_for(model))) for model in models]


def _offer_for(model):
    return next(options for kind, options in OFFERS.items() if issubclass(model, kind))
