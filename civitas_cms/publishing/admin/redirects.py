"""Old addresses in the admin."""

from django.contrib import admin

from civitas_cms.publishing.redirects import Redirect

from .newsroom import NewsroomAdmin


@admin.register(Redirect)
class RedirectAdmin(NewsroomAdmin):
    """Old addresses that lead on: most are made when an address changes, others editors add."""

    list_display = ["old_path", "new_path", "created_at"]
    search_fields = ["old_path", "new_path"]
    date_hierarchy = "created_at"
    fields = ["old_path", "new_path"]

    def get_view_on_site_url(self, obj=None):
        """Return the old address, so that editors see where it leads."""
        return obj and obj.old_path
