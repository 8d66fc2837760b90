"""The two people who may sign in to the demonstration."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

EDITOR = "editor"
ADMINISTRATOR = "administrator"
EDITORS_MAY_CHANGE = ["articles", "events", "library", "pages", "taggit"]  # apps


@transaction.atomic
def make_accounts() -> dict[str, str]:
    """Make the accounts that are missing; return the passwords of those, which are kept nowhere else, by user name."""
    users = get_user_model().objects
    existing = set(users.filter(username__in=[EDITOR, ADMINISTRATOR]).values_list("username", flat=True))
    passwords = {name: _new_password() for name in (EDITOR, ADMINISTRATOR) if name not in existing}
    if EDITOR in passwords:
        editor = users.create_user(EDITOR, f"{EDITOR}@civitas.example", passwords[EDITOR], is_staff=True)
        editor.groups.add(_editors())
    if ADMINISTRATOR in passwords:
        users.create_superuser(ADMINISTRATOR, f"{ADMINISTRATOR}@civitas.example", passwords[ADMINISTRATOR])
    return passwords


@transaction.atomic
def renew_passwords() -> dict[str, str]:
    """Give both accounts new passwords, making those that are missing; return the passwords by user name."""
    passwords = make_accounts()
    for user in get_user_model().objects.filter(username__in=[EDITOR, ADMINISTRATOR]).exclude(username__in=passwords):
        passwords[user.username] = _new_password()
        user.set_password(passwords[user.username])
        user.save(update_fields=["password"])
    return passwords


def _editors():
    group, made = Group.objects.get_or_create(name="Editors")
    if made:
        group.permissions.set(Permission.objects.filter(content_type__app_label__in=EDITORS_MAY_CHANGE))
    return group


def _new_password():
    return secrets.token_urlsafe(12)
