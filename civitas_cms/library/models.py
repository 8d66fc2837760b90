"""Pictures and documents, uploaded once and used anywhere."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from imagefield.fields import PPOIField
from typing_extensions import override

from civitas_cms.publishing.contracts import HasNamesakes, LinkedInTexts, PartOfItem, Searchable, SearchDocument, joined
from civitas_cms.publishing.models import State
from civitas_cms.publishing.plain_text import LineField

from .files import LINK_TO_DOCUMENT, UNIQUE_LENGTH, HasFile, RowsFileField, RowsImageField
from .pixels import opened
from .renditions import MADE_AT_ONCE, Rendition, Renditions, average_colour
from .uploads import LARGEST_SIDE, PreparedPicture, checksum_of, prepare_picture, validate_document

SIDE_FOR_COLOUR = 64  # pixels: enough to know the average


def checksum_field() -> "models.CharField[str, str]":
    """Return a field for the ``checksum_of`` the file that somebody chose; empty where nobody knows it."""
    return models.CharField(max_length=64, editable=False, default="", db_default="")


class PictureFormField(forms.FileField):
    """An upload that becomes a whole, upright picture without metadata, or an error beside the field."""

    @override
    def to_python(self, data: Any) -> Any:
        """Return the prepared picture; raises ValidationError for anything else (see ``uploads.prepare_picture``)."""
        file = super().to_python(data)
        return prepare_picture(file) if file else file


class FileInput(AdminFileWidget):
    """Chooses a file, and leads to the one that there is."""

    template_name = "admin/library/file_input.html"

    @override
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add what the file is called; its name in the storage has folders that say nothing."""
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["file_name"] = PurePath(value.name).name
        return context


class PictureInput(FileInput):
    """Chooses a file, and shows the picture that there is: a click on it moves its focal point."""

    template_name = "admin/library/picture_input.html"

    @override
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the address of a preview."""
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["preview"] = value.instance.url("whole", 480)
        return context


class PictureField(RowsImageField):
    """An image field for prepared pictures."""

    @override
    def formfield(self, **kwargs: Any) -> Any:
        """Check uploads with our own form field."""
        return super().formfield(**kwargs | {"form_class": PictureFormField, "widget": PictureInput})


class Picture(Searchable, HasNamesakes, HasFile):
    """A picture with what people need to understand and to credit it.

    The focal point (``image_ppoi``, two fractions of width and height) is the spot that every rendition keeps in view.
    """

    title = LineField(
        _("title"), max_length=200, help_text=_("How you will find the picture again; visitors do not see it.")
    )
    image = PictureField(
        _("picture"),
        upload_to="pictures/%Y/%m",
        width_field="image_width",
        height_field="image_height",
        max_length=200,
        help_text=_(
            "JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF (of several pictures in a file, the first). "
            "Once saved, click in the preview on what must stay in view."
        ),
    )
    image_width = models.PositiveIntegerField(blank=True, null=True, editable=False)
    image_height = models.PositiveIntegerField(blank=True, null=True, editable=False)
    image_ppoi = PPOIField()
    alternative_text = LineField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_(
            "What the picture shows, in one sentence, for people who do not see it. Say what matters, not “picture of”."
        ),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture tells nothing that the text does not; screen readers then skip it."),
    )
    caption = LineField(_("caption"), max_length=250, blank=True, help_text=_("Shown below the picture."))
    credit = LineField(_("credit"), max_length=150, blank=True, help_text=_("Who made it, and its licence."))
    colour = models.CharField(
        _("colour"), max_length=7, blank=True, editable=False, help_text=_("Stands in its place while it is loading.")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    checksum = checksum_field()

    file_field = "image"

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True) | ~Q(alternative_text=""),
                name="picture_has_alternative_text_or_is_decorative",
                violation_error_message=_("Describe the picture in the alternative text, or mark it as decorative."),
            )
        ]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="picture_newest_first"),
            models.Index(fields=["image"], name="picture_of_a_file"),
            models.Index(fields=["checksum"], name="picture_by_checksum"),
        ]

    def __str__(self) -> str:
        return self.title

    @override
    def clean(self) -> None:
        """Ask for an alternative text beside its field."""
        super().clean()
        if not self.is_decorative and not self.alternative_text.strip():
            raise ValidationError(
                {"alternative_text": _("Describe the picture in a sentence, or mark it as decorative.")}
            )

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; of a new file the colour is found first, and the first renditions are made."""
        made: dict[Rendition, bytes] = {}
        if self.image and not self.image._committed:  # type: ignore[attr-defined] # the stubs leave it out
            self.image.open()
            image = opened(self.image, LARGEST_SIDE)  # as it is: to make it a little smaller first costs as much again
            self.image.seek(0)
            file = self.image.file
            self.checksum = file.checksum if isinstance(file, PreparedPicture) else ""
            self.colour, made = average_colour(image), self.renditions.make(image, MADE_AT_ONCE)
        elif self.image and self._state.adding:  # its file came before it
            with self.image.storage.open(str(self.image.name)) as file:
                self.colour = average_colour(opened(file, SIDE_FOR_COLOUR))
        super().save(*args, **kwargs)
        self.renditions.keep(made)  # beside the file, and gone with it

    @override
    def distinction(self) -> str:
        """Return the file's name, and when it was uploaded."""
        return f"{PurePath(self.image.name or '').name}, {date_format(localtime(self.uploaded_at), 'j F Y H:i')}"

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what editors find it by."""
        return SearchDocument(
            title=self.title,
            summary=self.alternative_text,
            body=self.caption,
            names=joined(self.credit, PurePath(self.image.name or "").name),
            url="",
            public_from=None,
        )

    @property
    def renditions(self) -> Renditions:
        """What visitors get of the picture."""
        return Renditions(
            self.pk, self.image.name or "", self.focal_point, self.image_width or 0, self.image_height or 0
        )

    @property
    def focal_point(self) -> tuple[float, float]:
        """The focal point in fractions of width and height: the middle, where there is no sense in what is stored."""
        try:
            x, y = (float(part) for part in self.image_ppoi.split("x"))
        except ValueError:
            return 0.5, 0.5
        return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else (0.5, 0.5)

    @property
    def thumbnail_url(self) -> str:
        """The address of what the newsroom shows of it in lists and choosers."""
        return self.url("landscape", 320)

    def url(self, shape: str, width: int) -> str:
        """Return the address of the rendition in the original's format; ``width`` is one of the shape's widths."""
        return self.renditions.url(shape, width)


class Document(Searchable, HasNamesakes, LinkedInTexts, HasFile):
    """A file that visitors can download."""

    title = LineField(
        _("title"),
        max_length=200,
        help_text=_("What visitors read on the link, such as “Programme of the conference”."),
    )
    file = RowsFileField(
        _("file"),
        upload_to="documents/%Y/%m",
        max_length=200,
        validators=[validate_document],
        help_text=_("PDF, an office document (DOCX, XLSX, PPTX, ODT, ODS, ODP), CSV, TXT or ZIP."),
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    checksum = checksum_field()

    file_field = "file"

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="document_newest_first"),
            models.Index(fields=["file"], name="document_of_a_file"),
            models.Index(fields=["checksum"], name="document_by_checksum"),
            models.Index(Left("file", UNIQUE_LENGTH), name="document_of_a_former_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and remember the file's size so that pages need not ask the disk for it."""
        self.size = self.file.size
        if not self.file._committed:  # type: ignore[attr-defined] # the stubs leave it out
            self.checksum = checksum_of(self.file)
        super().save(*args, **kwargs)

    @property
    def kind(self) -> str:
        """What kind of file it is, as people call it: PDF, DOCX."""
        return PurePath(self.file.name or "").suffix.lstrip(".").upper()

    @override
    def links_in_texts(self) -> tuple[str, ...]:
        return LINK_TO_DOCUMENT, f'href="{settings.MEDIA_URL}{(self.file.name or "")[:UNIQUE_LENGTH]}'

    @override
    def distinction(self) -> str:
        """Return the file's name, and when it was uploaded."""
        return f"{PurePath(self.file.name or '').name}, {date_format(localtime(self.uploaded_at), 'j F Y H:i')}"

    @override
    def search_document(self) -> SearchDocument | None:
        """Return its title, which visitors find from the first to the last time at which something public offers it."""
        periods = list(self._periods_of_use())
        ends = [end for _start, end in periods]
        return SearchDocument(
            title=self.title,
            summary=self.kind,
            names=PurePath(self.file.name or "").name,
            url=self.file.url,
            date=self.uploaded_at.date(),
            public_from=min((start for start, _end in periods), default=None),
            public_until=None if None in ends else max(ends, default=None),
        )

    def _periods_of_use(self):
        """Return start and end of the publication of all that offers the document.

        What does is a ``PartOfItem``.
        """
        uses = []
        for relation in self._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel) and issubclass(relation.related_model, PartOfItem):
                publishable = relation.related_model.publishable
                users = relation.related_model._base_manager.filter(
                    **{relation.field.name: self, f"{publishable}__state": State.PUBLISHED}
                )
                uses.append(users.order_by().values_list(f"{publishable}__publish_at", f"{publishable}__expire_at"))
        return uses[0].union(*uses[1:]) if uses else ()
