"""How items stand on their way to the public."""

from datetime import timedelta

from django.utils import timezone

from civitas_cms.publishing.models import State

HOUR = timedelta(hours=1)


def bring_to(item, effective_state):
    """Let ``item`` stand so, past all checks. Drafts have a time in the future, so that they can be scheduled."""
    now = timezone.now()
    state, publish_at, expire_at = {
        "draft": (State.DRAFT, now + HOUR, None),
        "in_review": (State.IN_REVIEW, now + HOUR, None),
        "scheduled": (State.PUBLISHED, now + HOUR, None),
        "published": (State.PUBLISHED, now - HOUR, None),
        "expired": (State.PUBLISHED, now - 2 * HOUR, now - HOUR),
        "archived": (State.ARCHIVED, now - HOUR, None),
    }[effective_state]
    type(item).objects.filter(pk=item.pk).update(state=state, publish_at=publish_at, expire_at=expire_at)


def standing_of(item):
    return type(item).objects.get(pk=item.pk).effective_state().value
