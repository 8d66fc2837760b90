"""Making and revoking share links."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from civitas_cms.publishing.models import Publishable, ShareLink
from civitas_cms.publishing.workflow.permissions import may_change

VALID_DAYS = (1, 7, 30)  # for which a link may be valid
DEFAULT_DAYS = 7


def make_share_link(item: Publishable, by: User, days: int = DEFAULT_DAYS) -> ShareLink:
    """Make a link to ``item`` that is valid for ``days`` days, one of ``VALID_DAYS``, from now on.

    Raises PermissionDenied if ``by`` may not change the item, ValueError for another number of days.
    """
    _require(by, item)
    if days not in VALID_DAYS:
        raise ValueError(days)
    now = timezone.now()
    return ShareLink.objects.create(item=item, made_by=by, made_at=now, expires_at=now + timedelta(days=days))


def revoke(link: ShareLink, by: User) -> None:
    """Let ``link`` show nothing any more. Raises PermissionDenied if ``by`` may not change its item."""
    _require(by, link.item)
    ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


def _require(user: User, item: Publishable | None) -> None:
    if item is None or not may_change(user, item):
        raise PermissionDenied
