"""The people who speak at conferences and are quoted in articles."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, GeneratedField, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.library.models import Picture
from civitas_cms.publishing.contracts import HasNamesakes, Searchable, SearchDocument
from civitas_cms.publishing.models import Identified
from civitas_cms.publishing.rich_text import RichTextField, plain_text

from .partners import Organisation
from .sorting import SortKey


class Speaker(Searchable, HasNamesakes, Identified, OwnsAddress):
    """A person. ``position`` and ``organisation`` are today's; an Appearance or a Quote keeps those of its own time."""

    given_name = models.CharField(_("given names"), max_length=100, blank=True)
    family_name = models.CharField(
        _("family name"), max_length=100, help_text=_("Lists are sorted by it. Put the only name here if there is one.")
    )
    academic_title = models.CharField(_("title"), max_length=50, blank=True, help_text=_("As in Dr or Prof."))
    sorted_by = models.CharField(
        _("sorted by"),
        max_length=200,
        blank=True,
        help_text=_("Only if it is not the family name: “Gogh” for Vincent van Gogh."),
    )
    sort_name = GeneratedField(
        expression=SortKey(
            Concat(
                Coalesce(NullIf(F("sorted_by"), Value("")), F("family_name")),
                Value(" "),
                F("given_name"),
                output_field=TextField(),
            )
        ),
        output_field=TextField(),
        db_persist=True,
    )
    slug = models.SlugField(
        _("address"),
        max_length=200,
        unique=True,
        help_text=_("The last part of the page's web address. Filled in from the names."),
    )
    position = models.CharField(
        _("position"),
        max_length=200,
        blank=True,
        help_text=_("Today's, as in “Director”. Appearances keep older ones."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    biography = RichTextField(_("biography"), blank=True)
    portrait = models.ForeignKey(
        Picture, verbose_name=_("portrait"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    linkedin = models.URLField(_("LinkedIn"), max_length=500, blank=True)
    mastodon = models.URLField(_("Mastodon"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["sort_name", "id"], name="speaker_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as people say it, without title: "Marc Lemaître"."""
        return f"{self.given_name} {self.family_name}".strip()

    distinguished_by = ("organisation",)

    @override
    def distinction(self) -> str:
        """Return position and organisation."""
        return ", ".join(str(part) for part in (self.position, self.organisation) if part)

    @override
    def get_absolute_url(self) -> str:
        """Return the person's address."""
        return fast_reverse("speaker", self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the way to the organisation, which is named."""
        return ["organisation"]

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return people with their organisations."""
        return super().search_items(keys).select_related("organisation")

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the person."""
        return SearchDocument(
            title=self.name,
            summary=self.distinction(),
            body=plain_text(self.biography),
            names=self.academic_title,
            url=self.get_absolute_url(),
        )

    def links(self) -> list[Any]:
        """Return the person's own pages elsewhere, as pairs of name and address."""
        pages = [(_("Website"), self.website), ("LinkedIn", self.linkedin), ("Mastodon", self.mastodon)]
        return [(name, address) for name, address in pages if address]


class AffiliationThen(models.Model):
    """What somebody was when they spoke: kept as it was, whatever they do today.

    What is left empty is filled in when it is saved, from the Speaker of today.
    """

    position_then = models.CharField(
        _("position then"),
        max_length=200,
        blank=True,
        help_text=_("At that time. Left empty, it is filled in with today's position."),
    )
    organisation_then = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation then"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("At that time. Left empty, it is filled in with today's organisation."),
    )

    speaker: Any  # a foreign key that each model has itself
    speaker_id: int

    class Meta:
        abstract = True

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what was left empty filled in."""
        self._forget_affiliation_of_another_speaker()
        self.fill_in_affiliation()
        super().save(*args, **kwargs)

    def _forget_affiliation_of_another_speaker(self):
        """Drop what was filled in for somebody else when another speaker is chosen and the rest is left as it was."""
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.speaker_id != self.speaker_id:
            if self.position_then == stored.position_then:
                self.position_then = ""
            if self.organisation_then_id == stored.organisation_then_id:
                self.organisation_then = None

    def known_affiliation(self) -> tuple[str, int | None]:
        """Return what has the best knowledge of position and organisation at the time, as a pair."""
        return self.speaker.position, self.speaker.organisation_id

    def fill_in_affiliation(self) -> None:
        """Fill in what is empty when the row is new; later only if both are: one may be left out on purpose."""
        if self._state.adding or not (self.position_then or self.organisation_then_id):
            position, organisation_id = self.known_affiliation()
            self.position_then = self.position_then or position
            self.organisation_then_id = self.organisation_then_id or organisation_id
