"""Pages elsewhere that belong to sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import HiddenWith
from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.web_addresses import URLField

from .sessions import Session


class SessionLink(HiddenWith, models.Model):
    """A page elsewhere that belongs to a session, such as its slides or a further recording."""

    hidden_with = "session"

    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="links")
    title = LineField(
        _("title"), max_length=200, blank=True, help_text=_("What the link says. Left empty, it is the address.")
    )
    url = URLField(_("address"))
    is_recording = models.BooleanField(
        _("recording"),
        default=False,
        db_default=False,
        help_text=_("It is a recording, besides the one in the session's own field."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.url
