"""What waits for a person: on the desk, on a page of its own, and how they want to be told by e-mail."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civitas_cms.publishing.models import Publishable

from . import mail
from .colleagues import name_of
from .desk import ENTRIES_PER_PANEL, Entry, Panel, Place, panel, publishables
from .links import change_url
from .models import CommentThread, MailChoice, MailPreference, Notification
from .notifications import with_items
from .pages import newsroom_page

NOTIFICATIONS_PER_PAGE = 50
#: Items with open comments that the desk looks at: some may have been deleted.
ITEMS_LOOKED_AT = 4 * ENTRIES_PER_PANEL


class MailForm(forms.ModelForm):
    """When a person wants to be told by e-mail."""

    class Meta:
        model = MailPreference
        fields = ["choice"]
        widgets = {"choice": forms.RadioSelect}


def _shown(request: HttpRequest, site: AdminSite, notifications: Iterable[Notification]) -> list[Notification]:
    """Return those of ``notifications`` that are about something that the person may still see."""
    may_see = {model for model, _admin in publishables(request, site)}
    return [row for row in with_items(notifications) if type(row.item) in may_see]


def _entry(notification: Notification) -> Entry:
    """Return the line about ``notification``, whose item is there."""
    item, place = cast("Publishable", notification.item), "#comments" if notification.comment_id else ""
    return Entry(
        title=notification.sentence,
        url=f"{change_url(item)}{place}",
        kind=capfirst(item._meta.verbose_name),
        moment=notification.at,
        is_new=notification.seen_at is None,
    )


@panel(Place.WAITING)
def waits_for_you(request, site):
    """List what concerns the person, first what is new."""
    if not any(publishables(request, site)):
        return None
    rows = Notification.objects.for_user(request.user).select_related("by")[: ENTRIES_PER_PANEL + 1]
    entries = [_entry(row) for row in _shown(request, site, rows)]
    empty = _("Nothing new. Who asks you for a review, mentions you or answers you is named here.")
    return Panel(_("Waits for you"), entries, empty, more=reverse("admin:notifications"))


@panel(Place.WAITING)
def open_comments(request, site):
    """List the items with open comments, the latest first; nothing where there are none."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model, _admin in publishables(request, site)}
    threads = CommentThread.objects.unresolved().filter(item_type__in=kinds).order_by()
    numbers = threads.values("item_type", "item_id").annotate(
        number=Count("pk", distinct=True), last=Max("comments__at")
    )
    rows = list(numbers.order_by("-last", "item_type", "item_id")[:ITEMS_LOOKED_AT])
    items = {
        (kind, key): item
        for kind in {row["item_type"] for row in rows}
        for key, item in kinds[kind]
        ._base_manager.in_bulk([row["item_id"] for row in rows if row["item_type"] == kind])
        .items()
    }
    entries = [
        Entry(
            title=str(item),
            url=f"{change_url(item)}#comments",
            kind=capfirst(item._meta.verbose_name),
            note=ngettext("%(number)s open", "%(number)s open", row["number"]) % row,
            moment=row["last"],
        )
        for row in rows
        if (item := items.get((row["item_type"], row["item_id"])))
    ]
    return Panel(_("Open comments"), entries) if entries else None


@newsroom_page("notifications")
def notifications_view(request: HttpRequest) -> HttpResponse:
    """List all that has concerned the person; POST notes that they have seen it."""
    mine = Notification.objects.for_user(request.user)
    if request.method == "POST":
        mine.note_seen()
        return HttpResponseRedirect(reverse("admin:notifications"))
    paginator = Paginator(mine.select_related("by"), NOTIFICATIONS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    entries = [_entry(row) for row in _shown(request, admin.site, page)]
    context = admin.site.each_context(request) | {
        "title": _("What concerns you"),
        "entries": entries,
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "has_new": any(entry.is_new for entry in entries),
    }
    return TemplateResponse(request, "admin/notifications.html", context)


@newsroom_page("account")
def account_view(request: HttpRequest) -> HttpResponse:
    """Show people their account, and let them choose when they are told by e-mail."""
    user = request.user
    present = MailPreference.objects.filter(user=user.pk).first()
    form = MailForm(request.POST or None, instance=present or MailPreference(user_id=user.pk))
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        MailPreference.objects.update_or_create(user_id=user.pk, defaults={"choice": choice})
        messages.success(request, _("Noted: %(choice)s.") % {"choice": MailChoice(choice).label})
        return HttpResponseRedirect(reverse("admin:account"))
    context = admin.site.each_context(request) | {
        "title": _("Your account"),
        "form": form,
        "name": name_of(user) if isinstance(user, User) else "",
        "roles": [group.name for group in user.groups.all()],
        "has_mail_server": mail.has_mail_server(),
    }
    return TemplateResponse(request, "admin/account.html", context)
