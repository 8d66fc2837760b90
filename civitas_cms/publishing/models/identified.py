"""What things are called by everybody who keeps them elsewhere: calendars, feed readers, search engines."""

from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models


class Identified(models.Model):
    """Something whose identity is not its location: it stays the same whatever its slug and the site's host become."""

    uuid = models.UUIDField(default=uuid4, db_default=RandomUUID(), unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def identity(self) -> UUID:
        """What others know it by; of a copy of the database with a ``SITE_UUID`` of its own, something else."""
        return identity_of(self.uuid.hex)


def identity_of(name: str) -> UUID:
    """Return the identity of what is called ``name`` on this site (RFC 9562, section 5.5)."""
    return uuid5(settings.SITE_UUID, name)
