"""The address of something new: made of its name while that is typed, as it is when it is left empty.

``static/js/admin-slugs.js`` asks, in the place of Django's own script, which knows fewer letters than the site.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse

from civitas_cms.newsroom.autocompletes import is_key
from civitas_cms.publishing.slugs import free_slug, make_slug

from . import Feature


class Slugs(Feature):
    """Makes the address of something new out of its name."""

    def urls(self):
        """Add the URL where the address is made."""
        return [self.path("slug/", self.slug_view, "slug")] if self.admin.prepopulated_fields else []

    def slug_view(self, request):
        """Answer the slug that the ``text`` would have; empty if there is no name in it.

        It is free among all rows, but for the one with the key ``of``, which was made while its name was typed.
        """
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        field = self.admin.opts.get_field(next(iter(self.admin.prepopulated_fields)))
        slug = make_slug(request.GET.get("text", ""), field.max_length)
        rows = self.admin.model._base_manager.all()
        if is_key(key := request.GET.get("of", "")):
            rows = rows.exclude(pk=key)
        return JsonResponse({"slug": slug and free_slug(rows, slug, field.max_length)})
