"""The roles of the newsroom and what each may do: the one place that says so.

Each role is a Django group of this name. After every migration the groups have exactly these permissions; what else
somebody shall be able to do belongs into a group of another name. People may have several roles.
"""

from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from articles.models import BLOCKS as ARTICLE_BLOCKS

from .pages.models import BLOCKS as PAGE_BLOCKS
from .publishing.kinds import kinds
from .publishing.models import Publishable

CONTRIBUTOR = "Contributor"
EDITOR = "Editor"
PROGRAMME_MANAGER = "Programme manager"
ADMINISTRATOR = "Administrator"

LOOK = ("view",)
ADD = ("view", "add")
WRITE = ("view", "add", "change")
EDIT = ("view", "add", "change", "delete")
PUBLISH = (*EDIT, "publish")

BLOCKS = [block._meta.label for block in [*ARTICLE_BLOCKS, *PAGE_BLOCKS]]
PROGRAMME = [
    f"events.{name}"
    for name in (
        "Day",
        "Session",
        "SessionItem",
        "SessionLink",
        "FurtherRoom",
        "Room",
        "Track",
        "Appearance",
        "ConferenceOrganisation",
        "ConferenceProject",
    )
]
PEOPLE_AND_PARTNERS = ["events.Speaker", "events.Organisation", "events.Project"]
LIBRARY = ["library.Picture", "library.Document"]
MENUS = ["pages.MenuItem"]
SETTINGS = ["pages.SiteSettings", "pages.FooterBadge", "pages.SocialLink"]


def table(*rows: Any) -> dict[Any, Any]:
    """Return what a role may do: a mapping of model labels to actions, from rows of models and actions."""
    return {label: actions for labels, actions in rows for label in ([labels] if isinstance(labels, str) else labels)}


#: What each role may do: by its name, the actions on each model ("app.Model").
ROLES = {
    # Writes, and hands over for review. May not publish, so may change drafts and what is in review only, and delete
    # their own drafts that have never been public (``publishing/workflow/permissions.py``).
    CONTRIBUTOR: table(
        ("articles.Article", EDIT),
        ("pages.Page", EDIT),
        (BLOCKS, EDIT),  # a body is changed by adding and deleting blocks
        # New ones are needed to write; those that are there may be shown on public pages. Whoever has added one may
        # change it until something public uses it that is not theirs, or an editor has released it, and delete it
        # while nothing uses it (``publishing/workflow/ownership.py``).
        (LIBRARY, ADD),
        (PEOPLE_AND_PARTNERS, ADD),
        ("taggit.Tag", ADD),
        ("events.Conference", LOOK),
        (PROGRAMME, LOOK),
    ),
    # Decides about everything that visitors read.
    EDITOR: table(
        ("articles.Article", PUBLISH),
        ("pages.Page", PUBLISH),
        ("events.Conference", PUBLISH),
        (BLOCKS, EDIT),
        (PROGRAMME, EDIT),
        (PEOPLE_AND_PARTNERS, EDIT),
        (LIBRARY, EDIT),
        ("taggit.Tag", EDIT),
        (MENUS, EDIT),
        ("publishing.Redirect", EDIT),
    ),
    # Prepares and publishes conferences, with all that belongs to them.
    PROGRAMME_MANAGER: table(
        ("events.Conference", PUBLISH),
        (PROGRAMME, EDIT),
        (PEOPLE_AND_PARTNERS, EDIT),
        (LIBRARY, WRITE),
        ("articles.Article", LOOK),
        ("pages.Page", LOOK),
        (BLOCKS, LOOK),
        ("taggit.Tag", LOOK),
    ),
    # Looks after accounts and settings; for writing, they have another role besides.
    ADMINISTRATOR: table(
        ("auth.User", WRITE),  # accounts are never deleted
        ("admin.LogEntry", LOOK),
        (SETTINGS, EDIT),
        (MENUS, EDIT),
        (LIBRARY, WRITE),
        ("articles.Article", LOOK),
        ("pages.Page", LOOK),
        (BLOCKS, LOOK),
        ("taggit.Tag", LOOK),
        ("events.Conference", LOOK),
        (PROGRAMME, LOOK),
        (PEOPLE_AND_PARTNERS, LOOK),
    ),
}

#: What each role may do with a kind of published item that has no row above.
OTHER_KINDS = {CONTRIBUTOR: EDIT, EDITOR: PUBLISH, PROGRAMME_MANAGER: LOOK, ADMINISTRATOR: LOOK}


def rights(role: str) -> dict[str, tuple[str, ...]]:
    """Return what ``role`` may do: a mapping of model labels to actions."""
    named = {label for row in ROLES.values() for label in row}
    published = {kind.model._meta.label for kind in kinds() if issubclass(kind.model, Publishable)}
    return ROLES[role] | dict.fromkeys(published - named, OTHER_KINDS[role])


def keep_in_step(app_config: Any, apps: Any = installed_apps, using: str = DEFAULT_DB_ALIAS, **options: Any) -> None:
    """Give each role exactly the permissions in the table. Called after migrations.

    Where a migration stops half-way, models that are not there yet are left out.
    """
    create_permissions(app_config, apps=apps, using=using, **options)  # of the last app, perhaps not done yet
    try:
        groups, permissions = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in permissions.objects.using(using).select_related("content_type")
    }
    for name in ROLES:
        group, _made = groups.objects.using(using).get_or_create(name=name)
        names = [(app, f"{action}_{model}") for app, model, action in _declared(rights(name))]
        group.permissions.set([known[name] for name in names if name in known])


def _declared(models):
    for label, actions in models.items():
        app, model = label.lower().split(".")
        for action in actions:
            yield app, model, action
