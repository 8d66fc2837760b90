"""Share links in the admin: made, copied and revoked on the item's page."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civitas_cms.publishing.models import ShareLink
from civitas_cms.publishing.previews import sharing
from civitas_cms.publishing.workflow.permissions import may_change

from .revisions import change_url


class SharingAdmin:
    """The page of an item whose drafts can be shown to people without an account."""

    def get_urls(self):
        """Add the URLs where links are made and revoked."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [("share", self.share_view, "share"), ("share/revoke", self.revoke_view, "revoke")]
        views = [
            path(f"<path:object_id>/{route}/", self.admin_site.admin_view(view), name=f"{name}_{last}")
            for route, view, last in pages
        ]
        return [*views, *super().get_urls()]

    @method_decorator(require_POST)
    def share_view(self, request, object_id):
        """Make a link."""
        item = self._item_to_share(request, object_id)
        days = request.POST.get("days", "")
        if days not in map(str, sharing.VALID_DAYS):
            raise Http404
        sharing.make_share_link(item, request.user, int(days))
        messages.success(request, _("There is a new link below. It shows what was saved last."))
        return self._back_to_links(item)

    @method_decorator(require_POST)
    def revoke_view(self, request, object_id):
        """Revoke a link of the item."""
        item = self._item_to_share(request, object_id)
        key = request.POST.get("link", "")
        link = get_object_or_404(ShareLink.objects.of(item), pk=int(key) if key.isascii() and key.isdigit() else 0)
        sharing.revoke(link, request.user)
        messages.success(request, _("The link is revoked: it shows nothing any more."))
        return self._back_to_links(item)

    def render_change_form(self, request, context, *args, **kwargs):
        """Show the links that there are, and offer to make one, while visitors do not see the item."""
        item = kwargs.get("obj")
        if item and item.pk and not context["is_popup"] and may_change(request.user, item) and not item.is_public():
            prefix = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            context |= {
                "share_address": reverse(f"{prefix}_share", args=[item.pk]),
                "revoke_address": reverse(f"{prefix}_revoke", args=[item.pk]),
                "share_links": [
                    (link, request.build_absolute_uri(link.get_absolute_url()))
                    for link in ShareLink.objects.of(item).valid().select_related("made_by")
                ],
                "days_to_share": [
                    (
                        days,
                        ngettext("%(days)s day", "%(days)s days", days) % {"days": days},
                        days == sharing.DEFAULT_DAYS,
                    )
                    for days in sharing.VALID_DAYS
                ],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _item_to_share(self, request, object_id):
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if not may_change(request.user, item):
            raise PermissionDenied
        return item

    def _back_to_links(self, item):
        return HttpResponseRedirect(f"{change_url(item)}#share-links")
