"""Where something came from that is kept elsewhere too, so that it is recognised when it comes again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.plain_text import LineField


class FromElsewhere(models.Model):
    """Something that another program may know by an identifier of its own: ``source_id`` within ``source``."""

    source = LineField(_("source"), max_length=200, blank=True, default="", db_default="")
    source_id = LineField(_("identifier there"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        abstract = True
