"""The newsroom: the admin site, ordered by what editors do."""

from functools import wraps
from http import HTTPStatus

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.views import PasswordChangeView
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.kinds import Section, kinds

from .pages import pages


def _settings():
    """Return the site's settings, which a room above keeps."""
    return apps.get_model("pages.SiteSettings").current()


def _navigation():
    """Return the models that stand in the navigation, each with how it does."""
    return [(kind.model, kind.navigation) for kind in kinds() if kind.navigation]


def is_of_ended_account(request):
    """Tell whether somebody asks who was signed in when the account was deactivated."""
    key = request.session.get(SESSION_KEY)
    return bool(key) and get_user_model().objects.filter(pk=key, is_active=False).exists()


def _without_nul(values):
    """Return a copy of a QueryDict without NUL characters."""
    clean = values.copy()
    for name, given in values.lists():
        clean.setlist(name, [value.replace("\0", "") for value in given])
    return clean


class NewsroomSite(AdminSite):
    """Django's admin with our own navigation."""

    site_title = _("newsroom")
    site_header = _("Newsroom")
    index_title = _("Desk")
    empty_value_display = "–"

    def get_app_list(self, request, app_label=None):
        """Return the sections with what this person may see in them; for one app, Django's own list of it."""
        if app_label:
            return super().get_app_list(request, app_label)
        entries = self._entries(request)
        named = {section: [] for section in Section}
        for model, navigation in _navigation():
            if entry := entries.pop(model._meta.label, None):
                named[navigation.section].append(entry | ({"name": navigation.name} if navigation.name else {}))
        sections = [(section.label, models) for section, models in named.items()]
        # What no kind is registered for comes last.
        sections.append((_("More"), sorted(entries.values(), key=lambda entry: str(entry["name"]).casefold())))
        return [
            {"name": name, "app_label": f"section-{number}", "app_url": "", "has_module_perms": True, "models": models}
            for number, (name, models) in enumerate(sections, start=1)
            if models
        ]

    def _entries(self, request):
        """Return Django's description of each model that this person may see, by its label."""
        return {
            f"{app['app_label']}.{model['object_name']}": model
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }

    def get_urls(self):
        """Add where pasted text is made a text of ours, where links find what they lead to, and pages of no model."""
        from .link_chooser import link_options  # noqa: PLC0415 - it needs models, which are loaded after the admin
        from .paste import paste  # noqa: PLC0415 - it needs fields, which need the admin

        views = {"paste": paste, "links": link_options} | pages()
        own = [path(f"{name}/", self.admin_view(view), name=name) for name, view in views.items()]
        return [*own, *super().get_urls()]

    def autocomplete_view(self, request):
        """Answer with what may be chosen, as JSON."""
        from .chooser import ChooserView  # noqa: PLC0415 - it needs fields, which need the admin

        return ChooserView.as_view(admin_site=self)(request)

    def admin_view(self, view, cacheable=False):
        """Show ``view`` nothing that the database cannot keep: NUL characters, which nobody types."""

        @wraps(view)
        def shown(request, *args, **kwargs):
            for name in ("GET", "POST"):
                if any("\0" in value for _name, values in getattr(request, name).lists() for value in values):
                    setattr(request, name, _without_nul(getattr(request, name)))
            return view(request, *args, **kwargs)

        return super().admin_view(shown, cacheable)

    def login(self, request, extra_context=None):
        """Show the door under the initiative's name, where Django would show the host's; note who comes in."""
        from . import sign_in  # noqa: PLC0415 - it needs models, which are loaded after the admin

        self.login_form = sign_in.SignInForm
        response = super().login(request, {"site": _settings()} | (extra_context or {}))
        if request.method == "POST" and request.user.is_authenticated:
            sign_in.note_signed_in(request, response)
        elif request.method == "POST" and (minutes := sign_in.minutes_to_wait(response.context_data["form"])):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response.headers["Retry-After"] = str(60 * minutes)  # RFC 6585, section 4
        elif is_of_ended_account(request):
            response.headers["Clear-Site-Data"] = '"storage"'  # what their browser has kept of unsaved texts
        return response

    def logout(self, request, extra_context=None):
        """Say goodbye under the initiative's name, too, and note who goes."""
        from . import sign_in  # noqa: PLC0415 - it needs models, which are loaded after the admin

        words = {"site": _settings(), "title": _("Signed out")}
        if request.method == "POST" and request.user.is_authenticated:
            sign_in.note_signed_out(request, request.user)
        return super().logout(request, words | (extra_context or {}))

    def password_change(self, request, extra_context=None):
        """Let people change their passwords, as Django does, with our form."""
        from . import sign_in  # noqa: PLC0415 - it needs models, which are loaded after the admin

        view = PasswordChangeView.as_view(
            form_class=type("Form", (sign_in.PasswordChangeForm,), {"request": request}),
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        request.current_app = self.name
        return view(request)

    def index(self, request, extra_context=None):
        """Show the desk: what waits for whom, and what can be begun."""
        from . import desk  # noqa: PLC0415 - it needs models, which are loaded after the admin

        entries = self._entries(request)
        places = desk.panels(request, self, [place for place in desk.Place if place != desk.Place.CARE])
        context = {
            "beginnings": [
                beginning
                for model, navigation in _navigation()
                if navigation.quick_action and (url := entries.get(model._meta.label, {}).get("add_url"))
                for beginning in [
                    {"name": navigation.quick_action, "url": url},
                    *self._registry[model].beginnings(),
                ]
            ],
            "now": timezone.localtime(),
            "my_work": [*places[desk.Place.WAITING], *places[desk.Place.MY_WORK]],
            "schedule": places[desk.Place.SCHEDULE],
            "has_care": any(desk.publishables(request, self, "change")),
            "news": places[desk.Place.NEWS],
        }
        return super().index(request, context | (extra_context or {}))
