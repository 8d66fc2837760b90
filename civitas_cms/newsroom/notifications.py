"""Telling people what concerns them: on the desk at once, and by e-mail as they wish (see ``mail.py``)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from civitas_cms.publishing.models import Publishable, Transition
from civitas_cms.publishing.revisions.working_copies import changes_published
from civitas_cms.publishing.workflow.transitions import changed

from . import mail
from .colleagues import colleagues, with_permissions
from .models import Comment, Notification

#: For how long somebody finds what they have seen.
SEEN_KEPT = timedelta(days=90)

Action = Transition.Action
Kind = Notification.Kind


def tell(
    concerned: Mapping[int | None, str], item: Publishable, by: User | None, comment: Comment | None = None
) -> list[Notification]:
    """Tell people what concerns them about ``item``: kinds of notification by the keys of accounts.

    Who has done it, and who may not see the item (any more), is left out. What they have seen long ago is forgotten.
    """
    others = [key for key in concerned if key is not None and (by is None or key != by.pk)]
    able = colleagues(item).filter(pk__in=others).values_list("pk", flat=True) if others else []
    told = Notification.objects.bulk_create(
        Notification(user_id=key, kind=concerned[key], item=item, by=by, comment=comment) for key in able
    )
    if told:
        long_ago = timezone.now() - SEEN_KEPT
        Notification.objects.filter(user__in=[row.user_id for row in told], seen_at__lt=long_ago).delete()
        keys = [notification.pk for notification in told]
        transaction.on_commit(lambda: mail.send_at_once(keys), robust=True)
    return told


def tell_of_comment(comment: Comment, item: Publishable, mentioned: Iterable[User]) -> None:
    """Tell whom ``comment`` mentions, who has said something in its thread before, and whose item it is about."""
    concerned: dict[int | None, str] = {user.pk: Kind.MENTION for user in mentioned}
    earlier = Comment.objects.filter(thread=comment.thread_id).exclude(pk=comment.pk)
    answered = list(earlier.order_by("by").values_list("by", flat=True).distinct())
    if comment.requests_changes:
        others: dict[int | None, str] = dict.fromkeys(authors(item), Kind.CHANGES)
    elif answered:
        others = dict.fromkeys(answered, Kind.ANSWER)
    else:
        others = dict.fromkeys(authors(item), Kind.COMMENT)
    tell(others | concerned, item, comment.by, comment)


def authors(item: Publishable) -> set[int | None]:
    """Return the keys of the accounts that have begun ``item``, and handed it over for review last."""
    submitted = Transition.objects.of(item).filter(action=Action.SUBMIT).values_list("by", flat=True)[:1]
    return {item.created_by_id, *submitted}


@receiver(changed)
def tell_of_step(item: Publishable, by: User, action: str, **kwargs: Any) -> None:
    """Tell who may publish that something waits for them, and authors that theirs is published.

    What was asked for a review waits for nobody once a further step is taken.
    """
    Notification.objects.about(item).filter(kind=Kind.REVIEW).delete()
    if action == Action.SUBMIT:
        editors = with_permissions(item, "change", "publish").values_list("pk", flat=True)
        tell(dict.fromkeys(editors, Kind.REVIEW), item, by)
    elif action in (Action.PUBLISH, Action.SCHEDULE):
        tell(dict.fromkeys(authors(item), Kind.PUBLISHED), item, by)


@receiver(changes_published)
def tell_of_changes(copy: Publishable, original: Publishable, by: User, **kwargs: Any) -> None:
    """Tell who has written changes that they are published."""
    tell(dict.fromkeys(authors(copy), Kind.PUBLISHED), original, by)


def move(copy: Publishable) -> None:
    """Let what was told about a working copy, which goes, lead to its original; nobody waits for its review."""
    about = Notification.objects.about(copy)
    about.filter(kind=Kind.REVIEW).delete()
    about.update(item_id=copy.working_copy_of_id)


def with_items(notifications: Iterable[Notification]) -> list[Notification]:
    """Return those of ``notifications`` whose items are there, each with its ``item``: one query for each kind."""
    rows = list(notifications)
    found: dict[tuple[int, int], Publishable] = {}
    for content_type in {row.item_type_id for row in rows}:
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None and issubclass(model, Publishable):
            keys = [row.item_id for row in rows if row.item_type_id == content_type]
            found |= {(content_type, key): item for key, item in model._base_manager.in_bulk(keys).items()}
    there = []
    for row in rows:
        if item := found.get((row.item_type_id, row.item_id)):
            row.item = item
            there.append(row)
    return there
