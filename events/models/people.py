"""The people who speak at conferences and are quoted in articles."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.library.models import Picture
from civitas_cms.publishing.contracts import HasNamesakes, Mergeable, Searchable, SearchDocument
from civitas_cms.publishing.models import (
    Identified,
    Named,
    NamedQuerySet,
    plausible_dates,
    validate_plausible_date,
)
from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.plain_text import TextField as PlainTextField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import SlugField
from civitas_cms.publishing.web_addresses import ProfileField, URLField

from .origin import FromElsewhere
from .partners import Organisation
from .sorting import SortKey


class SpeakerQuerySet(NamedQuerySet["Speaker"]):
    """Questions asked of people."""

    def withdrawn(self, at: AwareDatetime | None = None) -> Self:
        """Return those who are hidden at their own request."""
        return self.exclude(hidden="")


class Speaker(FromElsewhere, Searchable, HasNamesakes, Mergeable, Identified, Named, OwnsAddress):
    """A person, public while something public names them, unless they have asked to be hidden.

    ``position`` and ``organisation`` are today's; an Appearance or a Quote keeps those of its own time.
    """

    class Hidden(models.TextChoices):
        """What visitors still have of somebody who has asked to be named nowhere; the later, the less."""

        NO = "", _("No")
        WORDS_STAY = "words_stay", _("Yes: their words stay in quotes, as those of “a participant”")
        WORDS_GO = "words_go", _("Yes, and their quotes are left out")

    class Consent(models.TextChoices):
        """What somebody has said when they were asked."""

        NOT_ASKED = "", _("Not asked")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")

    given_name = LineField(_("given names"), max_length=100, blank=True)
    family_name = LineField(
        _("family name"), max_length=100, help_text=_("Lists are sorted by it. Put the only name here if there is one.")
    )
    is_family_name_first = models.BooleanField(
        _("family name first"),
        default=False,
        db_default=False,
        help_text=_("The name is written that way, as in Nagy Anna or Li Wei."),
    )
    academic_title = LineField(_("title"), max_length=50, blank=True, help_text=_("As in Dr or Prof."))
    pronouns = LineField(
        _("pronouns"),
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text=_("As in she/her. Visitors see them: only if the person wants it."),
    )
    sorted_by = LineField(
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
    slug = SlugField(
        _("address"),
        populate_from=["given_name", "family_name"],
        unique=True,
        help_text=_("The last part of the page's web address. Filled in from the names."),
    )
    position = LineField(
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
    website = URLField(_("website"), blank=True)
    linkedin = URLField(_("LinkedIn"), blank=True)
    mastodon = ProfileField(
        _("Mastodon"),
        blank=True,
        help_text=_("The handle, as in @name@mastodon.social, or the profile's address."),
    )

    hidden = ChoiceField(
        _("hidden at their request"),
        choices=Hidden,
        blank=True,
        default=Hidden.NO,
        db_default="",
        help_text=_(
            "Nothing public names them any more; the newsroom still does. Texts in which somebody has typed the name"
            " stay."
        ),
    )
    picture_consent = ChoiceField(
        _("consent to pictures"), choices=Consent, blank=True, default=Consent.NOT_ASKED, db_default=""
    )
    picture_consent_on = models.DateField(
        _("asked about pictures on"), null=True, blank=True, validators=[validate_plausible_date]
    )
    recording_consent = ChoiceField(
        _("consent to recordings"), choices=Consent, blank=True, default=Consent.NOT_ASKED, db_default=""
    )
    recording_consent_on = models.DateField(
        _("asked about recordings on"), null=True, blank=True, validators=[validate_plausible_date]
    )
    consent_note = PlainTextField(
        _("note on consent"),
        blank=True,
        default="",
        db_default="",
        help_text=_("What was agreed, with whom, and where that is kept. Only the newsroom reads it."),
    )

    objects = SpeakerQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar
    hidden_by = "hidden"
    settled_in_merge = ("slug", "source", "source_id", "hidden")

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=~Q(public_periods=()), name="speaker_public_by_name"),
            models.Index(fields=["sort_name", "id"], name="speaker_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="one_speaker_per_origin",
                violation_error_message=_("Another person is the same one elsewhere."),
            ),
            models.CheckConstraint(
                condition=Q(hidden__in=["", "words_stay", "words_go"]), name="speaker_is_hidden_in_a_way_we_know"
            ),
            models.CheckConstraint(
                condition=Q(portrait=None) | ~Q(picture_consent="refused"),
                name="no_portrait_of_who_refuses_pictures",
                violation_error_message=_("They have refused pictures: leave the portrait empty."),
            ),
            plausible_dates("speaker_consent_dates_are_plausible", "picture_consent_on", "recording_consent_on"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as people say it, without title: "Marc Lemaître", "Nagy Anna"."""
        return " ".join(filter(None, self._parts))

    @property
    def initials(self) -> str:
        """The first letters of the name, in its order."""
        return "".join(part[:1] for part in self._parts)

    @property
    def _parts(self) -> tuple[str, str]:
        """The parts of the name as they are written."""
        given, family = self.given_name, self.family_name
        return (family, given) if self.is_family_name_first else (given, family)

    def is_shown(self) -> bool:
        """Tell whether visitors may learn of the person at all: not if they are hidden at their request."""
        return not self.hidden

    @override
    def settle_merge(self, gone: Any) -> None:
        """Hide them as much as either has asked for."""
        order = self.Hidden.values
        self.hidden = max(self.hidden, gone.hidden, key=order.index)

    distinguished_by = ("organisation",)

    @override
    def distinction(self) -> str:
        """Return position and organisation, and whether they are hidden."""
        hidden = "" if self.is_shown() else _("hidden at their request")
        return ", ".join(str(part) for part in (self.position, self.organisation, hidden) if part)

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
        organisation = self.organisation if self.organisation and self.organisation.is_released else None
        return SearchDocument(
            title=self.name,
            summary=", ".join(str(part) for part in (self.position, organisation) if part),
            body=plain_text(self.biography),
            names=self.academic_title,
            url=self.get_absolute_url(),
            public_periods=self.visible_periods,
        )

    @property
    def public_organisation(self) -> Organisation | None:
        """Today's organisation, if visitors can see it."""
        return self.organisation if self.organisation and self.organisation.is_public() else None

    def links(self) -> list[Any]:
        """Return the person's own pages elsewhere, as pairs of name and address."""
        pages = [(_("Website"), self.website), ("LinkedIn", self.linkedin), ("Mastodon", self.mastodon)]
        return [(name, address) for name, address in pages if address]


def person_name(prefix: str = "") -> Case:
    """Return the expression for the name of a Speaker, to whom ``prefix`` leads; ``Speaker.name`` says the same."""
    given, family = F(f"{prefix}given_name"), F(f"{prefix}family_name")
    orders = ((family, Value(" "), given), (given, Value(" "), family))
    family_first, given_first = (Trim(Concat(*parts, output_field=TextField())) for parts in orders)
    return Case(When(Q((f"{prefix}is_family_name_first", True)), then=family_first), default=given_first)


class AffiliationThen(models.Model):
    """What somebody was when they spoke: kept as it was, whatever they do today.

    What is left empty is filled in when it is saved, from the Speaker of today.
    """

    position_then = LineField(
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
    speaker_id: int | None  # a quote that is not complete yet has none

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
        if stored and stored.speaker_id and stored.speaker_id != self.speaker_id:
            if self.position_then == stored.position_then:
                self.position_then = ""
            if self.organisation_then_id == stored.organisation_then_id:
                self.organisation_then = None

    def known_affiliation(self) -> tuple[str, int | None]:
        """Return what has the best knowledge of position and organisation at the time, as a pair."""
        return self.speaker.position, self.speaker.organisation_id

    def fill_in_affiliation(self) -> None:
        """Fill in what is empty when the row is new; later only if both are: one may be left out on purpose."""
        if self.speaker_id and (self._state.adding or not (self.position_then or self.organisation_then_id)):
            position, organisation_id = self.known_affiliation()
            self.position_then = self.position_then or position
            self.organisation_then_id = self.organisation_then_id or organisation_id
