"""What is kept of importing: what was chosen for a table, for the next time, and files until they are imported."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages
from civitas_cms.publishing.plain_text import LineField

from .conference import Conference

#: Whoever comes back later chooses the file again.
KEPT_FOR = timedelta(days=1)


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


class ReceivedProgramme(NeverOnPages, models.Model):
    """A file of a programme between the page that shows what would become of it and the import, or for a day.

    It is in the database, where every machine that serves the newsroom finds it, and visitors do not.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+")
    name = LineField(max_length=200, blank=True)
    content = models.BinaryField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.name
