"""E-mail about what the desk says at once: to each person as they have chosen, if the site has a mail server.

A server that fails is logged, and keeps nothing from being saved; the message of the day then has what it missed.
"""

import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .colleagues import colleagues
from .links import change_url
from .models import MailChoice, Notification

logger = logging.getLogger(__name__)

#: What is older has been seen, or does not matter any more.
MAX_AGE = timedelta(days=7)
#: After this, what was to be sent at once was not.
FAILED_AFTER = timedelta(hours=1)
#: Other mail programs do not answer it (RFC 3834).
HEADERS = {"Auto-Submitted": "auto-generated"}


def has_mail_server() -> bool:
    """Tell whether the site can send e-mail."""
    return bool(settings.EMAIL_URL)


def send_at_once(keys: Iterable[int]) -> None:
    """Send the notifications with these ``keys`` to those who want to be told at once. Fails at nothing."""
    if not has_mail_server():
        return
    wanted = Q(user__mail_preference=None) | Q(user__mail_preference__choice=MailChoice.AT_ONCE)
    waiting = list(_unsent().filter(wanted, pk__in=list(keys)))
    if not waiting:
        return
    try:
        with get_connection() as connection:
            for notification in waiting:
                if notification.item:
                    _message(notification.user, [notification], connection).send()
                    Notification.objects.filter(pk=notification.pk).update(mailed_at=timezone.now())
    except (OSError, smtplib.SMTPException, ValueError):
        logger.exception("E-mail about %s notifications could not be sent", len(waiting))


def send_daily() -> int:
    """Send each person who wants it so one message with all that they have not seen yet; return how many were sent."""
    late = Q(at__lt=timezone.now() - FAILED_AFTER)
    at_once = Q(user__mail_preference=None) | Q(user__mail_preference__choice=MailChoice.AT_ONCE)
    wanted = Q(user__mail_preference__choice=MailChoice.DAILY) | at_once & late
    recent = Q(at__gt=timezone.now() - MAX_AGE)
    people = _unsent().filter(wanted, recent).order_by("user").values_list("user", flat=True).distinct()
    if not has_mail_server():
        return 0
    sent = 0
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        try:
            with transaction.atomic():
                # Whoever runs this at the same time leaves out what we are about to send.
                mine = _unsent().filter(wanted, recent, user=user).select_for_update(of=["self"], skip_locked=True)
                sent += _send_together(user, mine)
        except (OSError, smtplib.SMTPException, ValueError):
            logger.exception("The message of the day to account %s could not be sent", user.pk)
    return sent


def _unsent() -> QuerySet[Notification]:
    """Return what nobody has been told of by e-mail, nor has seen, and could be told."""
    people = Q(user__is_active=True, user__is_staff=True) & ~Q(user__email="")
    found = Notification.objects.filter(people, mailed_at=None, seen_at=None).order_by("at", "pk")
    return found.select_related("by", "comment", "user").prefetch_related("item")


def _send_together(user: User, notifications: Iterable[Notification]) -> int:
    by_model = defaultdict(list)
    for notification in notifications:
        if notification.item:
            by_model[type(notification.item)].append(notification)
    # Who may not see such items any more is not told of them.
    shown = [row for model, rows in by_model.items() if colleagues(model).filter(pk=user.pk).exists() for row in rows]
    if not shown:
        return 0
    shown.sort(key=lambda notification: (notification.at, notification.pk))
    _message(user, shown).send()
    Notification.objects.filter(pk__in=[notification.pk for notification in shown]).update(mailed_at=timezone.now())
    return 1


def _message(user: User, notifications: list[Notification], connection: object = None) -> EmailMessage:
    """Return the message that tells ``user`` of ``notifications``, whose items are there."""
    count = len(notifications)
    subject = ngettext("%(first)s", "%(count)s things wait for you in the newsroom", count)
    paragraphs = [_paragraph(notification) for notification in notifications]
    paragraphs.append(
        _("When you get such messages you choose here: %(url)s") % {"url": _absolute(reverse("admin:account"))}
    )
    return EmailMessage(
        subject % {"first": notifications[0].sentence, "count": count},
        "\n\n".join(paragraphs),
        to=[user.email],
        headers=HEADERS,
        connection=connection,
    )


def _paragraph(notification: Notification) -> str:
    words = f"{notification.sentence}:"
    if notification.comment:
        words += "\n\n" + "\n".join(f"    {line}" for line in notification.comment.text.splitlines()) + "\n"
    return f"{words}\n{_absolute(change_url(notification.item))}"


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
