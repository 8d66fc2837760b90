"""The page behind a share link."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from civitas_cms.delivery.unit_of_work import dry_run
from civitas_cms.delivery.views import read_only
from civitas_cms.publishing.models import ShareLink

from . import rendering as previews
from .shared_files import sign_files


@read_only
def shared_preview(request: HttpRequest, pk: int, signature: str, below: str = "") -> HttpResponse:
    """Show the item that a share link leads to, as it was saved last, or a page ``below`` it, such as a session's.

    Answers 410 if the link was revoked or has expired, or the item is no more; 404 if there is no such link. Who comes
    after the item has become public is led to its page.
    """
    link = ShareLink.objects.filter(pk=pk).first()
    if link is None or not link.is_signed_with(signature):
        raise Http404
    item = link.item if link.is_valid else None
    if item is None:
        response = render(request, "preview_is_over.html", status=410)
    elif item.is_public():
        response = HttpResponseRedirect(item.get_absolute_url() + below)
    else:
        request.preview_until = link.expires_at  # type: ignore[attr-defined] # for templates: a context processor has it
        with dry_run():
            response = previews.rendered(previews.page_of(item, request, below))
        response = previews.rewrite_links(response, item, link.get_absolute_url())
        response = sign_files(response, link)
    return previews.no_store_noindex(response)
