"""The newsroom: the admin site, ordered by what editors do."""

from django.apps import apps
from django.contrib.admin import AdminSite
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: The sections of the navigation in order: their names, and the models in them. What is in none comes last.
SECTIONS = [
    (_("Write"), ["articles.Article", "pages.Page"]),
    (_("Events"), ["events.Conference", "events.Session", "events.Speaker"]),
    (_("Partners"), ["events.Project", "events.Organisation"]),
    (_("Library"), ["library.Picture", "library.Document"]),
    (_("Site"), ["taggit.Tag", "pages.MenuItem", "publishing.Redirect", "pages.SiteSettings"]),
    (_("People with accounts"), ["auth.User", "auth.Group"]),
]
#: Names in the navigation that differ from the models' own.
MODEL_NAMES = {
    "events.Speaker": _("People"),
    "pages.MenuItem": _("Menus"),
    "pages.SiteSettings": _("Settings"),
    "auth.Group": _("Roles"),
}
#: What the desk offers to begin, and the model that is added.
QUICK_ACTIONS = [
    (_("Write an article"), "articles.Article"),
    (_("Add a conference"), "events.Conference"),
    (_("Add a picture"), "library.Picture"),
]


def _settings():
    """Return the site's settings, which a room above keeps."""
    return apps.get_model("pages.SiteSettings").current()


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
        for label, name in MODEL_NAMES.items():
            if label in entries:
                entries[label] |= {"name": name}
        sections = [(name, [entries.pop(label) for label in labels if label in entries]) for name, labels in SECTIONS]
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
        """Add where pasted text is made a text of ours."""
        from .paste import paste  # noqa: PLC0415 - it needs fields, which need the admin

        return [path("paste/", self.admin_view(paste), name="paste"), *super().get_urls()]

    def login(self, request, extra_context=None):
        """Show the door under the initiative's name, where Django would show the host's."""
        return super().login(request, {"site": _settings()} | (extra_context or {}))

    def logout(self, request, extra_context=None):
        """Say goodbye under the initiative's name, too."""
        words = {"site": _settings(), "title": _("Signed out")}
        return super().logout(request, words | (extra_context or {}))

    def index(self, request, extra_context=None):
        """Show the desk: what waits for whom, and what can be begun."""
        from . import desk  # noqa: PLC0415 - it needs models, which are loaded after the admin

        entries = self._entries(request)
        places = desk.panels(request, self)
        context = {
            "beginnings": [
                {"name": name, "url": entries[label]["add_url"]}
                for name, label in QUICK_ACTIONS
                if label in entries and entries[label]["add_url"]
            ],
            "now": timezone.localtime(),
            "my_work": places[desk.Place.MY_WORK],
            "schedule": places[desk.Place.SCHEDULE],
            "care": [panel for panel in places[desk.Place.CARE] if panel.entries],
            "has_care": bool(places[desk.Place.CARE]),
            "news": places[desk.Place.NEWS],
        }
        return super().index(request, context | (extra_context or {}))
