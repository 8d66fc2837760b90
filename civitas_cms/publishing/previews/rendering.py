"""Previews: the page that visitors would see if an item were public now.

In a dry run, the item is made public, and the site is asked for its page as a visitor asks.
So the page comes from the same view, queries and templates as the real one, and nothing of it is ever stored.
"""

import re
from copy import copy
from datetime import UTC

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils import timezone

from civitas_cms.publishing.models import Publishable, State
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions.working_copies import proposed
from civitas_cms.publishing.revisions.writing import write_snapshot

LINKS_WITHIN_THE_PAGE = re.compile(rb'<a (?=[^>]*href="#)')


def rendered(response: HttpResponse) -> HttpResponse:
    """Return ``response`` with its content made, as must be before the end of the dry run that it shows."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response


def page_of(item: Publishable, request: HttpRequest, below: str = "") -> HttpResponse:
    """Return the page of ``item`` as visitors would see it now; of a working copy, its original with the changes.

    ``below`` is the rest of the URL of a page below it, as of a conference's session: "opening/". Raises Http404 if
    there is no such page. It writes to the database: call it within ``dry_run``.
    """
    shown = item.working_copy_of or item
    snapshots.lock({item, shown})
    if shown != item:
        write_snapshot(proposed(item), shown)
    now = timezone.now()
    publish_at = shown.publish_at or now
    type(shown)._base_manager.filter(pk=shown.pk).update(
        state=State.PUBLISHED, publish_at=min(publish_at, now), expire_at=None
    )
    url = shown.get_absolute_url() + below
    view, arguments, keywords = resolve(url)
    if publish_at > now and not below:
        view = view.view_class.as_view(shown_publish_at=publish_at.astimezone(UTC))  # as the database gives it
    response: HttpResponse = view(as_visitor(request, url), *arguments, **keywords)
    return response


def links_open_in_new_tab(response: HttpResponse) -> HttpResponse:
    """Let links of a page that is shown beside a form open in a window of their own, but those within the page."""
    response.content = LINKS_WITHIN_THE_PAGE.sub(b'<a target="_self" ', response.content).replace(
        b"<head>", b'<head>\n    <base target="_blank">', 1
    )
    return response


def rewrite_links(response: HttpResponse, item: Publishable, url: str) -> HttpResponse:
    """Let links to ``item`` and to pages below it lead to ``url`` and below it: elsewhere, nobody sees them yet."""
    own_url = (item.working_copy_of or item).get_absolute_url()
    to_own_url = re.compile(rb'(<a\s[^>]*?href=")' + re.escape(own_url.encode()))
    response.content = to_own_url.sub(lambda link: link[1] + url.encode(), response.content)
    return response


def no_store_noindex(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the page, find it in a search engine, or learn its URL from the links on it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def as_visitor(request: HttpRequest, url: str) -> HttpRequest:
    """Return ``request`` as if somebody without an account asked for ``url``."""
    visit = copy(request)
    visit.method = "GET"
    visit.path = visit.path_info = url
    visit.GET = QueryDict()
    visit.user = AnonymousUser()
    visit.is_preview = True  # type: ignore[attr-defined] # for views that show editors what is missing
    return visit
