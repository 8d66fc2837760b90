"""Old URLs in the admin."""

from django.contrib import admin
from django.core.validators import RegexValidator

from civitas_cms.delivery.redirects import PATH_MESSAGE, PATH_PATTERN, Redirect

from .constraint_forms import ConstraintForm
from .model_admin import NewsroomAdmin


class RedirectForm(ConstraintForm):
    """Two URLs, each of which is checked for itself: the constraint does not say which one is wrong."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(RegexValidator(PATH_PATTERN, PATH_MESSAGE))


@admin.register(Redirect)
class RedirectAdmin(NewsroomAdmin):
    """Old URLs that redirect: most are made when a URL changes, others editors add."""

    form = RedirectForm
    list_display = ["old_path", "new_path", "created_at"]
    search_fields = ["old_path", "new_path"]
    date_hierarchy = "created_at"
    fields = ["old_path", "new_path"]

    def get_view_on_site_url(self, obj=None):
        """Return the old URL, so that editors see where it leads."""
        return obj and obj.old_path
