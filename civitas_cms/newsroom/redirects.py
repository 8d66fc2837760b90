"""Old URLs in the admin."""

import re

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.http import Http404
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path, uri_to_iri
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.redirects import PATH_MESSAGE, PATH_PATTERN, Redirect, requested_path, split_path
from civitas_cms.publishing.plain_text import LineFormField
from civitas_cms.publishing.previews.rendering import as_visitor

from .constraint_forms import ConstraintForm
from .model_admin import NewsroomAdmin

HOST = re.compile(r"(?:(?:https?:)?//)?([^/?#]+)", re.IGNORECASE)


class PathField(LineFormField):
    """A path on this site, which may be typed as the whole URL that the browser shows."""

    default_validators = [RegexValidator(PATH_PATTERN, PATH_MESSAGE)]
    host = ""  # this site's, as the request names it

    def to_python(self, value):
        """Return the path in letters that people read, without scheme and host if these are our own."""
        url = super().to_python(value)
        if (found := HOST.match(url)) and self._is_ours(found[1]):
            url = url[found.end() :] or "/"
        return self.decoded(url)

    def _is_ours(self, host):
        hosts = [self.host, *(allowed for allowed in settings.ALLOWED_HOSTS if allowed != "*")]
        return host.lower() == self.host or validate_host(split_domain_port(host)[0], hosts)

    def decoded(self, path):
        """Return ``path`` with letters instead of percent signs."""
        return uri_to_iri(path)


class OldPathField(PathField):
    """The path of an old URL: as requests for it have it."""

    def decoded(self, path):
        """Return ``path`` decoded as a request is; what follows it stays to be refused."""
        path, rest = split_path(path)
        return requested_path(path) + rest


class RedirectForm(ConstraintForm):
    """Two URLs, each of which is checked for itself: the constraint does not say which one is wrong."""

    request = None

    class Meta:
        field_classes = {"old_path": OldPathField, "new_path": PathField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.host = self.request.get_host()

    def clean_old_path(self):
        """Refuse the URL of a page that visitors see: it would come first, and only what is below it would move."""
        path = self.cleaned_data["old_path"]
        if any(is_answered(each, self.request) for each in {path, f"{path.rstrip('/')}/"}):
            raise ValidationError(_("There is a page at this address. Change its address, and a redirect is left."))
        return path


def is_answered(path, request):
    """Tell whether the site has an answer to ``path`` other than that nothing is there (any more).

    ``request`` is what an editor asks for while this is asked.
    """
    try:
        view, arguments, keywords = resolve(path)
        return view(as_visitor(request, path), *arguments, **keywords).status_code != 410
    except PermissionDenied:
        return True
    except (Http404, Resolver404):
        return False


@admin.register(Redirect)
class RedirectAdmin(NewsroomAdmin):
    """Old URLs that redirect: most are made when a URL changes, others editors add."""

    form = RedirectForm
    list_display = ["old_path", "new_path", "created_at"]
    search_fields = ["old_path", "new_path"]
    date_hierarchy = "created_at"
    fields = ["old_path", "new_path"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Let the form know the site as the editor sees it."""
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def get_view_on_site_url(self, obj=None):
        """Return the old URL, so that editors see where it leads."""
        return obj and escape_uri_path(obj.old_path)
