"""Pictures of a file that somebody sent, kept between the page that shows what was understood of it and the draft."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from civitas_cms.delivery.contracts import NeverOnPages
from civitas_cms.publishing.plain_text import LineField

#: Whoever comes back later chooses the file again.
KEPT_FOR = timedelta(days=1)


class ReceivedPicture(NeverOnPages, models.Model):
    """A picture of a file, for whoever has sent that, until a draft is made of it, or for a day.

    It is in the database, where every machine that serves the newsroom finds it, and visitors do not.
    """

    file = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    name = LineField(max_length=250, blank=True)
    content = models.BinaryField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="received_pictures_in_their_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
