"""Who appears in sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import HiddenWith

from ..people import AffiliationThen, Speaker
from .items import SessionItem
from .sessions import Session


class Appearance(HiddenWith, AffiliationThen):
    """A speaker in a session, with the position and organisation that they had then.

    With ``item`` they are in that item of the session only.
    """

    hidden_with = "session"

    class Role(models.TextChoices):
        """What the person does in the session."""

        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")
        HOST = "host", _("Host")

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="appearances"
    )
    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.PROTECT, related_name="appearances"
    )
    role = ChoiceField(_("role"), choices=Role, default=Role.SPEAKER)
    item = models.ForeignKey(
        SessionItem,
        verbose_name=_("item"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="appearances",
        help_text=_("In which item of the session; empty for the session as a whole."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "item", "speaker", "role"],
                name="one_appearance_per_session_and_role",
                nulls_distinct=False,
                deferrable=models.Deferrable.IMMEDIATE,  # so that people can change places
                violation_error_message=_("This person already appears in this session in this role."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_role_display()})"
