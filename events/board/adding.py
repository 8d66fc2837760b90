"""What is added on the board besides a session alone: the people in it, and a second one beside it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from civitas_cms.newsroom.create_named import AlreadyThereError, CreatedWhereNamed, Offer
from civitas_cms.newsroom.create_named import create as create_named
from events.models import Conference, Speaker

from . import operations
from .operations import Done, Refused
from .places import Place

MAX_PEOPLE = 40  # that are named at once
#: What the second of two parallel sessions has of the first. Its people can only be in one of them.
SHARED_FIELDS = ("subtitle", "track_id", "languages", "abstract", "no_recording", "licence")


class PerhapsThere(Refused):
    """Somebody of nearly that name is there. Done again with ``despite``, their keys, it is done all the same."""

    def __init__(self, message: str, despite: Sequence[str]) -> None:
        super().__init__(message)
        self.despite = list(despite)


def people_called(request: HttpRequest, names: Collection[str], despite: Collection[str]) -> list[Speaker]:
    """Return the people called ``names``, in their order; who is not there is created. Needs a transaction.

    A name is written as where people are chosen: "Ana Berg", or "Ana Berg, Mayor, City of Ghent". Raises Refused if it
    is not clear who is meant, PerhapsThere unless the person has seen who has nearly that name, and PermissionDenied.
    """
    if len(names) > MAX_PEOPLE:
        raise Refused(_("These are too many people at once."))
    site = admin.site
    speaker_admin = cast(CreatedWhereNamed, site.get_model_admin(Speaker))
    people: list[Speaker] = []
    try:
        for name in names:
            offer = Offer.of(site, speaker_admin, name)
            meant = [row for row in offer.same if speaker_admin.is_meant(offer.reading, row)]
            if len(meant) > 1:
                text = _("Several are called “%(name)s”: leave them out here, and choose them in the small form.")
                raise Refused(text % {"name": offer.words})
            row: Any = meant[0] if meant else create_named(request, site, speaker_admin, name, despite).row
            if row not in people:
                people.append(row)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except AlreadyThereError as found:
        raise PerhapsThere(str(found), [*despite, *(double.key for double in found.doubles)]) from found
    return people


def split(conference: Conference, by: User, key: int, seen: Place, to_room: int) -> Done:
    """Let a session be two at the same time: a second one with its title and abstract is held in another room.

    Raises Refused, and IntegrityError if that room is taken.
    """
    session = operations.find_as_seen(conference, key, seen)
    if not seen.is_placed:
        raise Refused(_("It has no place yet."))
    shared = {name: getattr(session, name) for name in SHARED_FIELDS}
    done = operations.create(conference, by, session.title, session.kind, replace(seen, room=to_room), values=shared)
    done.message = _("“%(title)s” is there twice now, at the same time. Give the second its people.") % {
        "title": session.title
    }
    return done
