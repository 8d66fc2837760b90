"""The people who may sign in to the demonstration: one for each role, and one who may do everything."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from civitas_cms import roles

#: The roles of each account, by user name. The last one is a superuser, who needs none.
ACCOUNTS = {
    "contributor": [roles.CONTRIBUTOR],
    "editor": [roles.EDITOR],
    "programme-manager": [roles.PROGRAMME_MANAGER],
    "administrator": [roles.ADMINISTRATOR],
    "superuser": [],
}


@transaction.atomic
def make_accounts() -> dict[str, str]:
    """Make the accounts that are missing; return the passwords of those, which are kept nowhere else, by user name."""
    users = get_user_model().objects
    existing = set(users.filter(username__in=ACCOUNTS).values_list("username", flat=True))
    passwords = {name: _new_password() for name in ACCOUNTS if name not in existing}
    for name, password in passwords.items():
        make = users.create_user if ACCOUNTS[name] else users.create_superuser
        user = make(name, f"{name}@civitas.example", password, is_staff=True)
        user.groups.set(Group.objects.filter(name__in=ACCOUNTS[name]))
    return passwords


@transaction.atomic
def renew_passwords() -> dict[str, str]:
    """Give all accounts new passwords, making those that are missing; return the passwords by user name."""
    passwords = make_accounts()
    for user in get_user_model().objects.filter(username__in=ACCOUNTS).exclude(username__in=passwords):
        passwords[user.username] = _new_password()
        user.set_password(passwords[user.username])
        user.save(update_fields=["password"])
    return passwords


def _new_password():
    return secrets.token_urlsafe(12)
