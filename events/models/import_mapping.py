"""What was chosen when a table was imported into a conference, for the next time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages

from .conference import Conference


class ImportMapping(NeverOnPages, models.Model):
    """How the words of the tables of one organiser are understood.

    ``columns`` has, by the folded heading of a column, the name of a field of ``events.exchange.columns``, or an empty
    text for one to be left out; ``kinds`` has a kind of session by the folded word for it.
    """

    conference = models.OneToOneField(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="import_mapping"
    )
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    kinds = models.JSONField(_("kinds"), default=dict, blank=True)

    class Meta:
        verbose_name = _("import mapping")
        verbose_name_plural = _("import mappings")

    def __str__(self) -> str:
        return str(self.conference)
