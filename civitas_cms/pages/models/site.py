"""What the whole site says about itself: its name, menus and footer."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from solo.models import SingletonModel
from typing_extensions import override

from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.library.models import Picture
from civitas_cms.publishing.models import is_public
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.web_addresses import MAX_URL_LENGTH, EmailField, URLField

from .page import Page


class SiteSettings(SingletonModel):
    """The one row of settings that editors may change."""

    name = LineField(_("name"), max_length=100, default="CIVITAS CMS", help_text=_("The name of the initiative."))
    tagline = LineField(
        _("tagline"), max_length=200, blank=True, help_text=_("One line on what the initiative is for.")
    )
    introduction = TextField(
        _("introduction"), max_length=600, blank=True, help_text=_("A few sentences on the home page.")
    )
    shows_numbers = models.BooleanField(
        _("numbers on the home page"),
        default=False,
        db_default=False,
        help_text=_("How many articles, events, people and projects there are."),
    )
    funding_statement = TextField(
        _("funding statement"), blank=True, help_text=_("Who funds the initiative, at the foot of every page.")
    )
    hosting_note = LineField(
        _("hosting note"), max_length=250, blank=True, help_text=_("How the site is hosted, at the foot of every page.")
    )
    contact_email = EmailField(_("contact e-mail"), blank=True)
    contact_address = TextField(_("postal address"), blank=True, max_length=300)

    class Meta:
        verbose_name = _("site settings")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="only_one_row_of_site_settings")]

    def __str__(self) -> str:
        return str(_("Site settings"))

    @classmethod
    def current(cls):
        """Return the settings; where nobody has saved any yet, the defaults."""
        return cls.objects.first() or cls(pk=cls.singleton_instance_id)


class FooterBadge(models.Model):
    """A partner's or an award's badge at the foot of every page."""

    site = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="badges")
    title = LineField(_("title"), max_length=100)
    picture = models.ForeignKey(Picture, verbose_name=_("picture"), on_delete=models.PROTECT, related_name="+")
    url = URLField(_("link"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PrefetchingQuerySet.as_manager()

    class Meta:
        verbose_name = _("footer badge")
        verbose_name_plural = _("footer badges")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class SocialLink(models.Model):
    """The initiative's account on a social network."""

    site = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    title = LineField(_("network"), max_length=50, help_text=_("As in “Mastodon” or “LinkedIn”."))
    url = URLField(_("link"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("social link")
        verbose_name_plural = _("social links")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class MenuItemQuerySet(PrefetchingQuerySet["MenuItem"]):
    """Questions asked of menus."""

    def visible(self) -> Self:
        """Return the items that visitors see, in order: those for a page only while it is public."""
        return self.filter(Q(page=None) | is_public(prefix="page__")).select_related("page")


class MenuItem(models.Model):
    """An entry of a menu: a page of ours, or any address."""

    class Menu(models.TextChoices):
        """Where a menu stands."""

        MAIN = "main", _("Main menu, at the top")
        FOOTER = "footer", _("Footer, at the foot of every page")

    menu = models.CharField(_("menu"), max_length=20, choices=Menu, default=Menu.MAIN)
    title = LineField(_("title"), max_length=50)
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, null=True, blank=True)
    address = LineField(
        _("or an address"),
        max_length=MAX_URL_LENGTH,
        blank=True,
        validators=[
            RegexValidator(
                r"^(/(?![/\\])|https?://)\S*\Z", _("Start with / for this site, or with https:// for another.")
            )
        ],
        help_text=_("As in /news/ or https://example.org/"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["menu", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True) ^ Q(address=""),
                name="menu_item_leads_to_a_page_or_an_address",
                violation_error_message=_("Choose a page or give an address, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @override
    def clean(self) -> None:
        """Ask beside the fields for a page or an address."""
        super().clean()
        if bool(self.page_id) == bool(self.address):
            (constraint,) = self._meta.constraints
            raise ValidationError({"page" if self.address else "address": constraint.violation_error_message})

    def get_absolute_url(self) -> str:
        """Return where the item leads."""
        return self.page.get_absolute_url() if self.page else self.address
