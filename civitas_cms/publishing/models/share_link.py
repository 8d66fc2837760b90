"""Share links: who has one sees a draft or a working copy, as it was saved last, without an account, for some days."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.signing import Signer
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Questions asked of share links."""

    def of(self, item: models.Model) -> Self:
        """Return those of ``item``, the latest first."""
        item_type = ContentType.objects.get_for_model(item)
        return self.filter(item_type=item_type, item_id=item.pk).order_by("-made_at", "-pk")

    def valid(self) -> Self:
        """Return those that show something to who has them."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ShareLink(NeverOnPages, models.Model):
    """A secret URL at which an item can be seen from ``made_at`` until ``expires_at``, or until it is revoked.

    The URL is signed with the site's secret key, and no part of it that could not be guessed is stored: editors can
    copy it again, but who reads the database, or an old backup of it, cannot follow it. It outlives the item, so that
    visitors learn that the preview is over.
    """

    item_type = models.ForeignKey(ContentType, verbose_name=_("kind of item"), on_delete=models.CASCADE)
    item_id = models.BigIntegerField(_("key of the item"))
    item = GenericForeignKey("item_type", "item_id")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["item_type", "item_id"], name="share_link_of_an_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="share_link_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_type} {self.item_id}"

    def get_absolute_url(self) -> str:
        """Return the secret URL."""
        return reverse("share-link", args=[self.pk, self.signature])

    @property
    def signature(self) -> str:
        """What only this site can know of the link: also of the item, in case a backup gives out its key again."""
        return Signer(salt="publishing.ShareLink").signature(
            f"{self.pk} {self.item_type_id} {self.item_id} {self.made_at.timestamp()}"
        )

    def is_signed_with(self, signature: str) -> bool:
        """Tell whether a URL with this ``signature`` is the link's."""
        return constant_time_compare(signature, self.signature)

    @property
    def is_valid(self) -> bool:
        """Whether it is neither expired nor revoked."""
        return self.revoked_at is None and timezone.now() < self.expires_at
