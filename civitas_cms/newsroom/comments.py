"""Comments on items: said, answered, resolved, and shown where they belong.

An item and its working copy are talked about together. Published changes take the copy's threads along; so does a copy
that is dropped. Nothing here is ever public: no public view, preview or share link asks for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.contracts import PartOfItem
from civitas_cms.publishing.models import Publishable, Transition
from civitas_cms.publishing.revisions import snapshots, working_copies
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.workflow.permissions import has_permission
from civitas_cms.publishing.workflow.transitions import changed

from . import notifications
from .colleagues import accounts_named, colleagues, name_of, names_in, pieces, unknown_names
from .models import Comment, CommentThread

#: Texts that nobody reads.
NO_WORDS = {"region", "slug"}


class ItemGone(Exception):  # noqa: N818 - it says what happened, not what is wrong
    """The item, or the thread, is no longer there."""


@dataclass
class ShownThread:
    """A thread as the page of an item shows it.

    ``block`` is the block of that item that it is about, if that is there; ``is_gone`` says that the block or the
    passage is not any more, ``is_elsewhere`` that it is only in the other version: the original, or its working copy.
    """

    thread: CommentThread
    comments: list[Comment]
    block: models.Model | None = None
    is_gone: bool = False
    is_elsewhere: bool = False

    @property
    def block_set(self) -> str:
        """The name of the set of blocks in the item's form that has the block."""
        if not isinstance(self.block, PartOfItem):
            return ""
        relation = self.block._meta.get_field(self.block.publishable).remote_field
        return relation.get_accessor_name() if isinstance(relation, models.ManyToOneRel) else ""

    @property
    def kind(self) -> str:
        """What kind of block it is about; empty for the item as a whole."""
        model = _model_of_block(self.thread)
        return str(model._meta.verbose_name) if model else ""


@dataclass
class Said:
    """What came of a comment: itself, and what to tell its author of the people whom it mentions."""

    comment: Comment
    notices: list[str] = field(default_factory=list)


# Saying ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_thread(
    item: Publishable,
    by: User,
    text: str,
    *,
    block: models.Model | None = None,
    passage: str = "",
    requests_changes: bool = False,
) -> Said:
    """Say ``text`` about ``item``, one of its blocks, or a passage of either. Raises ItemGone."""
    _lock(item)
    thread = CommentThread.objects.create(
        item=item,
        block_type=ContentType.objects.get_for_model(block) if block else None,
        block_id=block.pk if block else None,
        passage=passage,
    )
    return _say(thread, item, by, text, requests_changes=requests_changes)


@transaction.atomic
def answer(thread: CommentThread, item: Publishable, by: User, text: str) -> Said:
    """Say ``text`` in a thread, which is open again by that. Raises ItemGone."""
    _lock(item)
    if not CommentThread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None):
        raise ItemGone
    return _say(thread, item, by, text)


def may_resolve(user: User, thread: CommentThread, item: Publishable) -> bool:
    """Tell whether ``user`` decides that a thread is done: who may change such items, and who has begun it."""
    return has_permission(user, "change", item) or began_by(thread) == user.pk


def began_by(thread: CommentThread) -> int | None:
    """Return the key of the account that has begun a thread."""
    return thread.comments.order_by("at", "pk").values_list("by", flat=True).first()


def resolve(thread: CommentThread, item: Publishable, by: User, *, is_done: bool = True) -> None:
    """Note that a thread is done, or open again. Raises PermissionDenied."""
    if not may_resolve(by, thread, item):
        raise PermissionDenied
    done = {"resolved_at": timezone.now(), "resolved_by": by} if is_done else {"resolved_at": None, "resolved_by": None}
    CommentThread.objects.filter(pk=thread.pk, resolved_at__isnull=is_done).update(**done)


def _lock(item: Publishable) -> None:
    """Keep ``item`` from going, or from being published, before something is said about it; raises ItemGone."""
    if not type(item)._base_manager.select_for_update(no_key=True).filter(pk=item.pk).first():
        raise ItemGone


def _say(thread: CommentThread, item: Publishable, by: User, text: str, *, requests_changes: bool = False) -> Said:
    comment = Comment.objects.create(thread=thread, by=by, text=text, requests_changes=requests_changes)
    mentioned, notices = _mentioned(comment.text, item)
    if not requests_changes:  # which the log and the author have heard of
        LogEntry.objects.log_actions(by.pk, [item], CHANGE, _("Commented."), single_object=True)
    notifications.tell_of_comment(comment, item, mentioned)
    return Said(comment, notices)


def _mentioned(text: str, item: Publishable) -> tuple[list[User], list[str]]:
    """Return whom ``text`` mentions and may tell, and what to say of the others."""
    accounts = accounts_named(names_in([text]))
    if not accounts and "@" not in text:
        return [], []
    named = list({user.pk: user for _words, user in pieces(text, accounts) if user}.values())
    able = set(colleagues(item).filter(pk__in=[user.pk for user in named]).values_list("pk", flat=True))
    unable = _("%(name)s may not see this, so nothing was sent. An administrator can give the role that is missing.")
    unknown = _("Nobody here is called “@%(name)s”, so nobody was told.")
    notices = [unable % {"name": name_of(user)} for user in named if user.pk not in able]
    notices += [unknown % {"name": name} for name in unknown_names(text, accounts)]
    return [user for user in named if user.pk in able], notices


# Showing --------------------------------------------------------------------------------------------------------------


def threads_of(item: Publishable) -> list[ShownThread]:
    """Return what is said about ``item`` and its other version, if it has one: open threads first, then the earliest.

    The number of queries depends on the kinds of block that are talked about only.
    """
    copy = None if item.working_copy_of_id else working_copies.working_copy_of(item)
    other = copy or item.working_copy_of
    with_names = Prefetch("comments", Comment.objects.select_related("by"))
    threads = list(
        CommentThread.objects.of(*filter(None, [item, other]))
        .select_related("resolved_by")
        .prefetch_related(with_names)
        .order_by(models.F("resolved_at").asc(nulls_first=True), "started_at", "pk")
    )
    comments = [comment for thread in threads for comment in thread.comments.all()]
    _name_mentions(comments)
    here = [_key_here(thread, item, copy) for thread in threads]
    blocks = _blocks(item, here)
    shown = []
    for thread, key in zip(threads, here, strict=True):
        block = blocks.get(key)
        is_elsewhere = bool(thread.block_id and not block and thread.item_id != item.pk)
        is_gone = not is_elsewhere and _is_gone(thread, block or item, has_block=block is not None)
        shown.append(ShownThread(thread, list(thread.comments.all()), block, is_gone, is_elsewhere))
    return shown


def number_unresolved(threads: Iterable[ShownThread]) -> int:
    """Return how many of ``threads`` somebody still has to see to."""
    return sum(shown.thread.resolved_at is None for shown in threads)


def comments_between(
    item: Publishable, begin: AwareDatetime | None = None, end: AwareDatetime | None = None
) -> list[Comment]:
    """Return what was said about ``item`` from the instant ``begin`` until before ``end`` (None: at any time).

    What asks for changes is left out: it stands beside that step.
    """
    during = Q(at__gte=begin) if begin else Q()
    during &= Q(at__lt=end) if end else Q()
    threads = CommentThread.objects.of(item).order_by().values("pk")
    comments = list(
        Comment.objects.filter(during, thread__in=threads, requests_changes=False).select_related("by", "thread")
    )
    _name_mentions(comments)
    return comments


def _name_mentions(comments: Sequence[Comment]) -> None:
    """Give each of ``comments`` its ``pieces``: one query."""
    accounts = accounts_named(names_in(comment.text for comment in comments))
    for comment in comments:
        comment.pieces = [  # type: ignore[attr-defined] # for templates
            (f"@{name_of(user)}" if user else words, bool(user)) for words, user in pieces(comment.text, accounts)
        ]


def _model_of_block(thread: CommentThread) -> type[models.Model] | None:
    """Return the kind of block that a thread is about; asks nothing once a kind is known."""
    key = thread.block_type_id
    return ContentType.objects.get_for_id(key).model_class() if key else None


def _key_here(thread: CommentThread, item: Publishable, copy: Publishable | None) -> tuple[int, int] | None:
    """Return content type and key of the block of ``item`` that a thread of it, or of its other version, is about."""
    if thread.block_type_id is None or thread.block_id is None:
        return None
    if thread.item_id == item.pk:
        return thread.block_type_id, thread.block_id
    model = _model_of_block(thread)
    keys = copy.working_copy_keys if copy else snapshots.inverse(item.working_copy_keys)
    key = keys.get(model._meta.label_lower, {}).get(str(thread.block_id)) if model else None
    return (thread.block_type_id, key) if key else None


def _blocks(item: Publishable, keys: Iterable[tuple[int, int] | None]) -> dict[Any, models.Model]:
    """Return the blocks of ``item`` with these ``keys``, by the keys: one query for each kind."""
    by_type: dict[int, set[int]] = defaultdict(set)
    for content_type, key in filter(None, keys):
        by_type[content_type].add(key)
    found: dict[Any, models.Model] = {}
    for content_type, its_keys in by_type.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model and issubclass(model, PartOfItem):
            rows = model._base_manager.filter(pk__in=its_keys, **{model.publishable: item.pk})
            found |= {(content_type, row.pk): row for row in rows}
    return found


def _is_gone(thread: CommentThread, row: models.Model, *, has_block: bool) -> bool:
    if thread.block_id and not has_block:
        return True
    return bool(thread.passage) and _squeezed(thread.passage) not in _squeezed(words_of(row))


def words_of(row: models.Model) -> str:
    """Return the words that people have written into the fields of ``row``, as plain text."""
    words = []
    for each in row._meta.concrete_fields:
        value = getattr(row, each.attname)
        if isinstance(each, RichTextField):
            words.append(plain_text(value))
        elif isinstance(each, models.CharField | models.TextField) and not each.choices and each.name not in NO_WORDS:
            words.append(value or "")
    return "\n".join(words)


def _squeezed(text: str) -> str:
    """Return ``text`` without spaces, which browsers see where paragraphs end and we do not, or the other way round."""
    return "".join(text.split())


# What happens to items ------------------------------------------------------------------------------------------------


@receiver(changed)
def note_request(item: Publishable, by: User, action: str, comment: str, **kwargs: Any) -> None:
    """Let what somebody says who gives an item back be a comment, too."""
    if action == Transition.Action.REQUEST_CHANGES:
        start_thread(item, by, comment, requests_changes=True)


def keep_of_dropped_copies() -> None:
    """Let what is said about a working copy go on about its original when the copy goes."""
    for model in apps.get_models():
        if issubclass(
            model, Publishable
        ):  # not of all: Django looks at each row that it deletes where somebody listens
            pre_delete.connect(_about_to_be_deleted, sender=model)


def _about_to_be_deleted(instance: Publishable, **kwargs: Any) -> None:
    if instance.working_copy_of_id:
        _move(instance)


def _move(copy: Publishable) -> None:
    """Make the threads of ``copy`` its original's, each about the part there that corresponds.

    Where none does, its own key stays: so a copy that is brought back, with its parts, finds its comments.
    """
    for thread in CommentThread.objects.of(copy).select_for_update(no_key=True):
        model = _model_of_block(thread)
        if model and thread.block_id:
            label, key = model._meta.label_lower, str(thread.block_id)
            thread.block_id = copy.working_copy_keys.get(label, {}).get(key) or thread.block_id
        thread.item_id = copy.working_copy_of_id
        thread.save(update_fields=["item_id", "block_id"])
    notifications.move(copy)


def forget_name(user: User, former_name: str) -> None:
    """Replace ``former_name``, with which comments mention ``user``, by the name that the account has now."""
    for comment in Comment.objects.filter(text__icontains=f"@{former_name}").select_for_update(no_key=True):
        said = pieces(comment.text, {former_name.lower(): user})
        comment.text = "".join(f"@{user.get_username()}" if of else words for words, of in said)
        comment.save(update_fields=["text"])


def block_of(item: Publishable, content_type: ContentType, key: int) -> models.Model | None:
    """Return the block of ``item`` with this ``key``; None if it has none."""
    return _blocks(item, [(content_type.pk, key)]).get((content_type.pk, key))
