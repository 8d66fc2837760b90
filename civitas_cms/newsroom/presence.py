"""Who has an item open in the newsroom right now.

Each open window says every few seconds that it is still there; who has been silent for a while has left.
"""

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .models import SILENCE_UNTIL_CLOSED, Presence


def note(item: models.Model, user: User, window: str, *, is_editing: bool) -> None:
    """Note that ``user`` has ``item`` open in ``window``, and forget the windows that have been silent for long."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lte=now - SILENCE_UNTIL_CLOSED).delete()
    here = Presence(
        user=user,
        content_type=ContentType.objects.get_for_model(item),
        object_id=item.pk,
        window=window,
        is_editing=is_editing,
        opened_at=now,
        seen_at=now,
    )
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "user", "window"],
        update_fields=["is_editing", "seen_at"],
    )


def leave(item: models.Model, user: User, window: str) -> None:
    """Note that ``user`` has closed ``window``."""
    Presence.objects.filter(
        content_type=ContentType.objects.get_for_model(item), object_id=item.pk, user=user, window=window
    ).delete()
