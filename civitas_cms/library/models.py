"""Pictures and documents, uploaded once and used anywhere."""

from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from imagefield.fields import ImageField
from typing_extensions import override

from civitas_cms.publishing.contracts import PartOfItem, Searchable, SearchDocument
from civitas_cms.publishing.models import State

from .renditions import FORMATS, MODERN_FORMATS, SHAPES, average_colour, cutting_box, rendition_name
from .uploads import prepare_picture, validate_document


class PictureFormField(forms.FileField):
    """An upload that becomes a whole, upright picture without metadata, or an error beside the field."""

    @override
    def to_python(self, data: Any) -> Any:
        """Return the prepared picture; raises ValidationError for anything else (see ``uploads.prepare_picture``)."""
        file = super().to_python(data)
        return prepare_picture(file) if file else file


class PictureField(ImageField):
    """An image field for prepared pictures; its renditions are made when it is saved."""

    @override
    def formfield(self, **kwargs: Any) -> Any:
        """Check uploads with our own form field."""
        return super().formfield(**{"form_class": PictureFormField, **kwargs})


class Picture(models.Model):
    """A picture with what people need to understand and to credit it.

    The focal point (``image_ppoi``, two fractions of width and height) is the spot that every rendition keeps in view.
    """

    title = models.CharField(
        _("title"), max_length=200, help_text=_("How you will find the picture again; visitors do not see it.")
    )
    image = PictureField(
        _("picture"),
        upload_to="pictures/%Y/%m",
        auto_add_fields=True,
        formats=FORMATS,
        max_length=200,
        help_text=_("JPEG, PNG, WebP or AVIF. Once saved, click in the preview on what must stay in view."),
    )
    alternative_text = models.CharField(
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
    caption = models.CharField(_("caption"), max_length=250, blank=True, help_text=_("Shown below the picture."))
    credit = models.CharField(_("credit"), max_length=150, blank=True, help_text=_("Who made it, and its licence."))
    # The field above brings these along, for the point that matters most and the dimensions in pixels.
    image_ppoi: str
    image_width: int
    image_height: int
    colour = models.CharField(
        _("colour"), max_length=7, blank=True, editable=False, help_text=_("Stands in its place while it is loading.")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

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
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="picture_newest_first")]

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
        """Save; a new image's colour is found first."""
        if self.image and not self.image._committed:
            self.colour = average_colour(self.image)
        elif self.image and self._state.adding:  # its file came before it
            with self.image.storage.open(self.image.name) as file:
                self.colour = average_colour(file)
        super().save(*args, **kwargs)

    @property
    def renditions(self) -> "Renditions":
        """What visitors get of the picture."""
        return Renditions(self.image.name, self.image_ppoi, self.image_width, self.image_height)

    def url(self, shape: str, width: int) -> str:
        """Return the URL of the rendition in the original's format; ``width`` is one of the shape's widths."""
        return self.renditions.url(shape, width)


class Renditions(NamedTuple):
    """All that there is of a picture: it follows from the file's name, the focal point and the size in pixels.

    Equal ones are the same, so that what is made of them can be kept.
    """

    name: str
    focal_point: str
    width: int
    height: int

    def sources(self, shape: str) -> list[dict[str, str]]:
        """Return the sources of a ``picture`` element in ``shape``: for each format its type and its ``srcset``.

        The last one has no type: it is in the original's format, which every browser understands.
        """
        return [
            {"type": mime_type, "srcset": self._srcset(SHAPES[shape], file_format)}
            for file_format, mime_type in [*MODERN_FORMATS.items(), (None, "")]
        ]

    def url(self, shape: str, width: int) -> str:
        """Return the URL of the rendition in the original's format; ``width`` is one of the shape's widths."""
        return rendition_urls(self.name, self.focal_point)[rendition_name(SHAPES[shape], width)]

    def dimensions(self, shape: str) -> tuple[int, int]:
        """Return width and height in pixels of the largest rendition in ``shape``."""
        size = (self.width, self.height)
        if ratio := SHAPES[shape].ratio:
            left, top, right, bottom = cutting_box(size, ratio, (0.5, 0.5))
            size = (right - left, bottom - top)
        width = min(size[0], SHAPES[shape].widths[-1])
        return width, max(1, round(size[1] * width / size[0]))

    def _srcset(self, shape, file_format):
        urls, largest = rendition_urls(self.name, self.focal_point), self.dimensions(shape.name)[0]
        # Of the renditions that would be wider than the picture is, all are the same: one of them will do.
        widths = [width for width in shape.widths if width < largest]
        widths.append(next((width for width in shape.widths if width >= largest), shape.widths[-1]))
        return ", ".join(
            f"{urls[rendition_name(shape, width, file_format)]} {min(width, largest)}w" for width in widths
        )


@lru_cache(maxsize=1_000)
def rendition_urls(name: str, focal_point: str) -> dict[str, str]:
    """Return the URLs of a picture's renditions by their names (see ``renditions.rendition_name``).

    They are those that imagefield gives, which takes as long to find one as this takes to find all of them.
    ``name`` is the original's name in the storage; ``focal_point`` is as in the database: ``0.5x0.5``.
    """
    file = _file(name)
    start, extension = file._process_base(name), PurePath(name).suffix
    url = file.storage.url(f"{start.path}/{start.basename}")
    return {rendition: f"{url}{ending}" for rendition, ending in _endings(focal_point, extension)}


@lru_cache(maxsize=1_000)
def _endings(focal_point, extension):
    """Return with what the URLs of renditions end: it depends on how they are made, not on the picture."""
    file = _file(f"x{extension}", Picture(image_ppoi=focal_point))
    names = [(rendition, file._process_context(how).name) for rendition, how in FORMATS.items()]
    return [(rendition, name.rpartition("-")[2]) for rendition, name in names]


def _file(name, picture=None):
    field = Picture._meta.get_field("image")
    return field.attr_class(picture, field, name)


class Document(Searchable, models.Model):
    """A file that visitors can download."""

    title = models.CharField(
        _("title"),
        max_length=200,
        help_text=_("What visitors read on the link, such as “Programme of the conference”."),
    )
    file = models.FileField(
        _("file"),
        upload_to="documents/%Y/%m",
        max_length=200,
        validators=[validate_document],
        help_text=_("PDF, an office document (DOCX, XLSX, PPTX, ODT, ODS, ODP), CSV, TXT or ZIP."),
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="document_newest_first")]

    def __str__(self) -> str:
        return self.title

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and remember the file's size so that pages need not ask the disk for it."""
        self.size = self.file.size
        super().save(*args, **kwargs)

    @property
    def kind(self) -> str:
        """What kind of file it is, as people call it: PDF, DOCX."""
        return PurePath(self.file.name or "").suffix.lstrip(".").upper()

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what visitors find: the title, from the first to the last time at which something public offers it."""
        periods = list(self._periods_of_use())
        if not periods:
            return None
        ends = [end for _start, end in periods]
        return SearchDocument(
            title=self.title,
            summary=self.kind,
            url=self.file.url,
            date=self.uploaded_at.date(),
            public_from=min(start for start, _end in periods),
            public_until=None if None in ends else max(ends),
        )

    def _periods_of_use(self):
        """Return start and end of the publication of all that offers the document.

        What does is a ``PartOfItem``.
        """
        for relation in self._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel) and issubclass(relation.related_model, PartOfItem):
                publishable = relation.related_model.publishable
                users = relation.related_model._base_manager.filter(
                    **{relation.field.name: self, f"{publishable}__state": State.PUBLISHED}
                )
                yield from users.values_list(f"{publishable}__publish_at", f"{publishable}__expire_at")
