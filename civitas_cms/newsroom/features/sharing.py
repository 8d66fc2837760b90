"""Share links in the admin: made, copied and revoked on the item's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.models import ShareLink
from civitas_cms.publishing.previews import sharing
from civitas_cms.publishing.workflow.permissions import may_change

from . import Feature


class Sharing(Feature):
    """Drafts can be shown to people without an account."""

    templates = {
        "before_form": "admin/features/sharing/before_form.html",
        "panel": "admin/features/sharing/panel.html",
    }
    panel_order = 70

    def urls(self):
        """Add the URLs where links are made and revoked."""
        return [
            self.path("<path:object_id>/share/", require_POST(self.share_view), "share"),
            self.path("<path:object_id>/share/revoke/", require_POST(self.revoke_view), "revoke"),
        ]

    def share_view(self, request, object_id):
        """Make a link."""
        item = self._item_to_share(request, object_id)
        days = request.POST.get("days", "")
        if days not in map(str, sharing.VALID_DAYS):
            raise Http404
        sharing.make_share_link(item, request.user, int(days))
        messages.success(request, _("There is a new link below. It shows what was saved last."))
        return HttpResponseRedirect(f"{change_url(item)}#share-links")

    def revoke_view(self, request, object_id):
        """Revoke a link of the item."""
        item = self._item_to_share(request, object_id)
        key = request.POST.get("link", "")
        link = get_object_or_404(ShareLink.objects.of(item), pk=int(key) if key.isascii() and key.isdigit() else 0)
        sharing.revoke(link, request.user)
        messages.success(request, _("The link is revoked: it shows nothing any more."))
        return HttpResponseRedirect(f"{change_url(item)}#share-links")

    def context(self, request, obj, context):
        """Show the links that there are, and offer to make one, while visitors do not see the item."""
        if not obj or context["is_popup"] or not may_change(request.user, obj) or obj.is_public():
            return {}
        return {
            "share_url": self.url("share", obj.pk),
            "revoke_url": self.url("revoke", obj.pk),
            "share_links": [
                (link, request.build_absolute_uri(link.get_absolute_url()))
                for link in ShareLink.objects.of(obj).valid().select_related("made_by")
            ],
            "days_to_share": [
                (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}, days == sharing.DEFAULT_DAYS)
                for days in sharing.VALID_DAYS
            ],
        }

    def _item_to_share(self, request, object_id):
        item = self.item(request, object_id)
        if not may_change(request.user, item):
            raise PermissionDenied
        return item
