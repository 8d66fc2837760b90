"""The address of something new: made of its name while that is typed, as it is when it is left empty.

``static/js/admin-slugs.js`` asks, in the place of Django's own script, which knows fewer letters than the site.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse

from civitas_cms.publishing.slugs import free_slug, make_slug

from . import Feature


class Slugs(Feature):
    """Makes the address of something new out of its name."""

    def urls(self):
        """Add the URL where the address is made."""
        return [self.path("slug/", self.slug_view, "slug")] if self.admin.prepopulated_fields else []

    def slug_view(self, request):
        """Answer the slug that the ``text`` would have, free among all rows; empty if there is no name in it."""
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        field = self.admin.opts.get_field(next(iter(self.admin.prepopulated_fields)))
        slug = make_slug(request.GET.get("text", ""), field.max_length)
        return JsonResponse({"slug": slug and free_slug(self.admin.model._base_manager, slug, field.max_length)})
