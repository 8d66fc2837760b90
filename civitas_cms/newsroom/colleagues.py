"""The people who work with an item: who may see it, and whom a text mentions."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import User
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

#: "@ana.maier", but no address such as "ana@example.org". What ends a sentence after it may be part of a name.
MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]+)")
SENTENCE_ENDS = ".-+@_"


def name_of(user: User | None) -> str:
    """Return what a person is called on pages; empty for nobody."""
    return user.get_full_name() or user.get_username() if user else ""


def colleagues(model: type[Model] | Model) -> QuerySet[Any]:
    """Return the accounts that may see the model's items in the newsroom, by their names."""
    options = model._meta
    people = get_user_model().objects
    names = [f"{options.app_label}.{get_permission_codename(action, options)}" for action in ("view", "change")]
    may_see = Q()
    for name in names:
        may_see |= Q(pk__in=people.with_perm(name, backend="django.contrib.auth.backends.ModelBackend").values("pk"))
    return people.filter(may_see, is_active=True, is_staff=True).order_by("first_name", "last_name", "username")


def with_permissions(model: type[Model] | Model, *actions: str) -> QuerySet[Any]:
    """Return those of the ``colleagues`` who have all permissions ``actions`` ("publish") on the model."""
    people = get_user_model().objects
    found = colleagues(model)
    for action in actions:
        name = f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"
        able = people.with_perm(name, backend="django.contrib.auth.backends.ModelBackend")
        found = found.filter(pk__in=able.values("pk"))
    return found


def accounts_named(names: Iterable[str]) -> dict[str, User]:
    """Return the accounts with the ``names``, however these are capitalised, by the names in small letters."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    found = get_user_model().objects.alias(lower=Lower("username")).filter(lower__in=wanted, is_active=True)
    return {user.get_username().lower(): user for user in found}


def names_in(texts: Iterable[str]) -> set[str]:
    """Return all that may be a name after an "@" in ``texts``: also without what may end a sentence there."""
    found = {name for text in texts for name in MENTION.findall(text)}
    return found | {name.rstrip(SENTENCE_ENDS) for name in found} - {""}


def pieces(text: str, accounts: dict[str, User]) -> list[tuple[str, User | None]]:
    """Return ``text`` in pieces: what stands between mentions, and each mention of one of ``accounts`` with that."""
    found: list[tuple[str, User | None]] = []
    done = 0
    for match in MENTION.finditer(text):
        written = next((name for name in _readings(match[1]) if name.lower() in accounts), None)
        if written:
            found += [(text[done : match.start()], None), (f"@{written}", accounts[written.lower()])]
            done = match.start() + 1 + len(written)
    return [piece for piece in [*found, (text[done:], None)] if piece[0]]


def unknown_names(text: str, accounts: dict[str, User]) -> list[str]:
    """Return the names after an "@" in ``text`` that no account has, as they are written."""
    names = dict.fromkeys(MENTION.findall(text))
    return [
        name.rstrip(SENTENCE_ENDS)
        for name in names
        if name.rstrip(SENTENCE_ENDS) and not any(reading.lower() in accounts for reading in _readings(name))
    ]


def _readings(name: str) -> tuple[str, str]:
    return name, name.rstrip(SENTENCE_ENDS)
