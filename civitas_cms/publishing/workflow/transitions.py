"""What can be done with an item on its way to the public: the only code that changes its ``state``.

Each operation is one transaction: it locks the item, checks that it may be done, does it, and writes down who did it
and why. It returns what to tell the editor, or raises

- ``PermissionDenied`` if the person may not do it,
- ``AlreadyDone`` if it has been done already, which is harmless: a second click, or somebody else was quicker,
- ``Refused`` if the item is not in a state for it (any more), or has been deleted,
- ``NotReady`` if a readiness check has found an error.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.redirects import leave_redirect
from civitas_cms.publishing.models import EffectiveState, Publishable, State, Transition

from .permissions import AnyUser, has_permission, may_publish
from .readiness import Finding, findings

Action = Transition.Action

#: Sent within the transaction of each operation, with the ``item``: before its row is changed, and after, then with
#: ``by``, ``action`` and ``comment``. Revisions, of which this room knows nothing, are saved then.
about_to_change = Signal()
changed = Signal()


class Refused(Exception):  # noqa: N818 - named as Django's PermissionDenied is
    """An operation cannot be done with the item as it is now. Its text is for the editor."""


class AlreadyDone(Refused):
    """The item is already where the operation would bring it."""


class NotReady(Refused):
    """Readiness checks have found errors: ``findings``."""

    def __init__(self, item: Publishable, errors: list[Finding]):
        self.findings = errors
        message = ngettext(
            "“%(title)s” is not ready to go public. One thing is missing:",
            "“%(title)s” is not ready to go public. %(count)s things are missing:",
            len(errors),
        ) % {"title": item, "count": len(errors)}
        super().__init__(" ".join([message, *(str(error.message) for error in errors)]))


@dataclass(frozen=True)
class Rule:
    """From where to where an action leads, the permission it needs, and how it is called: "cannot be <done>"."""

    permission: str
    begins: frozenset[EffectiveState]
    ends: EffectiveState
    done: str | Promise

    def permits(self, user: AnyUser, item: Publishable) -> bool:
        """Tell whether ``user`` may do such things with items of this kind."""
        return may_publish(user, item) if self.permission == "publish" else has_permission(user, "change", item)


_NOT_YET_PUBLIC = frozenset({EffectiveState.DRAFT, EffectiveState.IN_REVIEW})
_OUT = frozenset({EffectiveState.SCHEDULED, EffectiveState.PUBLISHED, EffectiveState.EXPIRED})

RULES = {
    Action.SUBMIT: Rule(
        "change", frozenset({EffectiveState.DRAFT}), EffectiveState.IN_REVIEW, _lazy("submitted for review")
    ),
    Action.REQUEST_CHANGES: Rule(
        "publish", frozenset({EffectiveState.IN_REVIEW}), EffectiveState.DRAFT, _lazy("sent back")
    ),
    Action.PUBLISH: Rule(
        "publish",
        _NOT_YET_PUBLIC | {EffectiveState.SCHEDULED, EffectiveState.EXPIRED},
        EffectiveState.PUBLISHED,
        _lazy("published"),
    ),
    Action.SCHEDULE: Rule("publish", _NOT_YET_PUBLIC, EffectiveState.SCHEDULED, _lazy("scheduled")),
    Action.UNPUBLISH: Rule("publish", _OUT, EffectiveState.DRAFT, _lazy("unpublished")),
    Action.ARCHIVE: Rule("publish", _NOT_YET_PUBLIC | _OUT, EffectiveState.ARCHIVED, _lazy("archived")),
    Action.RESTORE: Rule("publish", frozenset({EffectiveState.ARCHIVED}), EffectiveState.DRAFT, _lazy("restored")),
}
#: A working copy is never public itself: its changes are published into its original (see ``working_copies``).
OF_WORKING_COPIES = (Action.SUBMIT, Action.REQUEST_CHANGES)
_STATE_IN_A_SENTENCE = {
    EffectiveState.DRAFT: _lazy("a draft"),
    EffectiveState.IN_REVIEW: _lazy("in review"),
    EffectiveState.SCHEDULED: _lazy("scheduled"),
    EffectiveState.PUBLISHED: _lazy("published"),
    EffectiveState.EXPIRED: _lazy("expired"),
    EffectiveState.ARCHIVED: _lazy("archived"),
}


def possible(user: AnyUser, item: Publishable, at: AwareDatetime | None = None) -> list[Action]:
    """Return what ``user`` may do with ``item`` as it stands at the moment ``at``."""
    effective_state = item.effective_state(at)
    actions = OF_WORKING_COPIES if item.working_copy_of_id else RULES
    return [
        action for action in actions if effective_state in RULES[action].begins and RULES[action].permits(user, item)
    ]


@transaction.atomic
def submit(item: Publishable, by: User, comment: str = "") -> str:
    """Hand a draft over to those who may publish it."""
    _begin(item, by, Action.SUBMIT)
    return _finish(item, by, Action.SUBMIT, comment, _("“%(title)s” waits for review now."))


@transaction.atomic
def request_changes(item: Publishable, by: User, comment: str) -> str:
    """Give an item in review back to its author; ``comment`` says what has to be changed, and must not be empty."""
    _begin(item, by, Action.REQUEST_CHANGES)
    if not comment.strip():
        raise Refused(_("Say what has to be changed."))
    return _finish(item, by, Action.REQUEST_CHANGES, comment, _("“%(title)s” is a draft again, with your comment."))


@transaction.atomic
def publish(item: Publishable, by: User, comment: str = "") -> str:
    """Make ``item`` public now.

    What was public before keeps the date of its first publication. A time to expire that has passed is dropped.
    """
    now = timezone.now()
    _begin(item, by, Action.PUBLISH)
    require_ready(item)
    _redirect_from_former_url(item)
    if item.publish_at is None or item.publish_at > now:
        item.publish_at = now.replace(second=0, microsecond=0)  # as editors see and enter it
    message = _("“%(title)s” is published: visitors see it now.")
    if item.expire_at and item.expire_at <= now:
        item.expire_at = None
        message += " " + _("It does not expire any more.")
    return _finish(item, by, Action.PUBLISH, comment, message)


@transaction.atomic
def schedule(item: Publishable, by: User, comment: str = "") -> str:
    """Let ``item`` appear by itself at its ``publish_at``, which must be in the future."""
    now = timezone.now()
    _begin(item, by, Action.SCHEDULE)
    if item.publish_at is None or item.publish_at <= now:
        raise Refused(_("“%(title)s” needs a time in the future under “Publish at” to be scheduled.") % {"title": item})
    require_ready(item)
    _redirect_from_former_url(item)
    message = _("“%(title)s” is scheduled for %(time)s: it %(countdown)s.")
    return _finish(item, by, Action.SCHEDULE, comment, message)


@transaction.atomic
def unpublish(item: Publishable, by: User, comment: str = "") -> str:
    """Take ``item`` off the site, or out of the schedule; it is a draft again."""
    _begin(item, by, Action.UNPUBLISH)
    message = _("“%(title)s” is a draft again: visitors do not see it.")
    return _finish(item, by, Action.UNPUBLISH, comment, message)


@transaction.atomic
def archive(item: Publishable, by: User, comment: str = "") -> str:
    """Take ``item`` off the site for good, but keep it."""
    _begin(item, by, Action.ARCHIVE)
    return _finish(item, by, Action.ARCHIVE, comment, _("“%(title)s” is archived: visitors do not see it."))


@transaction.atomic
def restore(item: Publishable, by: User, comment: str = "") -> str:
    """Make an archived ``item`` a draft again."""
    _begin(item, by, Action.RESTORE)
    return _finish(item, by, Action.RESTORE, comment, _("“%(title)s” is a draft again."))


OPERATIONS = {
    Action.SUBMIT: submit,
    Action.REQUEST_CHANGES: request_changes,
    Action.PUBLISH: publish,
    Action.SCHEDULE: schedule,
    Action.UNPUBLISH: unpublish,
    Action.ARCHIVE: archive,
    Action.RESTORE: restore,
}


def closed_to_changes(item: Publishable) -> str:
    """Say why somebody who may change drafts cannot change ``item`` now."""
    words = {"title": item, "state": _STATE_IN_A_SENTENCE[item.effective_state()], "who": _by_whom(item)}
    return _("“%(title)s” is %(state)s now%(who)s. You may change drafts, and what waits for review.") % words


def _begin(item: Publishable, by: User, action: Action) -> None:
    """Lock ``item``, read it as it is now, and check that ``by`` may do the action with it."""
    try:
        item.refresh_from_db(from_queryset=type(item)._base_manager.select_for_update(no_key=True))
    except ObjectDoesNotExist:
        raise Refused(_("“%(title)s” has been deleted meanwhile.") % {"title": item}) from None
    rule, effective_state = RULES[action], item.effective_state()
    if not rule.permits(by, item):
        raise PermissionDenied
    if item.working_copy_of_id and action not in OF_WORKING_COPIES:
        text = _("“%(title)s” has changes to something published: compare them with it and publish them there.")
        raise Refused(text % {"title": item})
    if effective_state not in rule.begins:
        words = {
            "title": item,
            "state": _STATE_IN_A_SENTENCE[effective_state],
            "who": _by_whom(item),
            "done": rule.done,
        }
        if effective_state == rule.ends:
            raise AlreadyDone(_("“%(title)s” is already %(state)s%(who)s.") % words)
        raise Refused(_("“%(title)s” is %(state)s now%(who)s, so it cannot be %(done)s.") % words)


def _by_whom(item: Publishable) -> str:
    """Return who brought the item where it is, and when, as " (Ana, 2 minutes ago)"; empty if that is not known."""
    last = Transition.objects.of(item).select_related("by").first()
    if last is None or last.by is None:
        return ""
    return _(" (%(who)s, %(ago)s)") % {"who": last.by.get_full_name() or last.by, "ago": last.ago}


def require_ready(item: Publishable) -> None:
    """Raise NotReady if a readiness check finds an error in ``item``."""
    if errors := [finding for finding in findings(item) if finding.is_error]:
        raise NotReady(item, errors)


def _redirect_from_former_url(item: Publishable) -> None:
    """Leave a redirect where ``item`` was public before, if it has moved while it was not public."""
    former = Transition.objects.of(item).last_public_slug()
    if former and former != item.slug:
        leave_redirect(type(item)(slug=former).get_absolute_url(), item.get_absolute_url())


def _finish(item: Publishable, by: User, action: Action, comment: str, message: str) -> str:
    """Bring ``item`` where the action leads, write that down, and return the ``message``, filled in."""
    about_to_change.send(type(item), item=item)
    target = RULES[action].ends
    item.state = State.PUBLISHED if target == EffectiveState.SCHEDULED else State(target)
    item.updated_by = by
    item.save(update_fields=["state", "publish_at", "expire_at", "updated_at", "updated_by"])
    step = Transition.objects.create(
        item=item, action=action, by=by, comment=comment.strip(), publish_at=item.publish_at, slug=item.slug
    )
    changed.send(type(item), item=item, by=by, action=action, comment=comment.strip())
    time = in_the_sites_zone(item.publish_at)
    logged = [f"{step.done}: {time}." if action == Action.SCHEDULE else f"{step.done}.", step.comment]
    LogEntry.objects.log_actions(by.pk, [item], CHANGE, " ".join(filter(None, logged)), single_object=True)
    return message % {"title": item, "countdown": item.countdown(), "time": time}


def in_the_sites_zone(instant: AwareDatetime | None) -> str:
    """Return ``instant`` as editors read it, with the zone's name; empty for None."""
    if instant is None:
        return ""
    return f"{date_format(timezone.localtime(instant), 'DATETIME_FORMAT')} ({settings.TIME_ZONE})"
