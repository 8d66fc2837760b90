"""The board as pages of the conference's admin."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from js_asset import Media
from typing_extensions import override

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.newsroom.autocompletes import is_key
from civitas_cms.newsroom.bundles import bundled
from civitas_cms.newsroom.features import Feature
from civitas_cms.publishing.revisions.working_copies import (
    can_have_working_copy,
    make_working_copy,
    working_copy_of,
)
from events.models import Conference, Room, Session

from . import adding, operations, panel
from .cards import Board, cards_of, changed_since, day_span, hours, rendered
from .operations import Done, Move, Refused, arranging
from .places import MINUTES_A_DAY, Place, Unreadable

MAX_BODY = 1_000_000  # bytes


class BoardPages(Feature):
    """Arranges the programme of a conference on a page of its own."""

    admin: Any
    templates = {"tools": "admin/programme/board/tools.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("<path:object_id>/board/sessions/<int:key>/", require_GET(self.panel_view), "board_session"),
            self.path("<path:object_id>/board/news/", require_GET(self.changes_view), "board_changes"),
            self.path("<path:object_id>/board/do/", require_POST(self.do_view), "board_do"),
            self.path("<path:object_id>/board/", self.board_view, "board"),
        ]

    @override
    def context(self, request: HttpRequest, obj: Any, context: dict) -> dict[str, Any]:
        return {"board_url": self.url("board", obj.pk) if obj is not None and obj.pk else None}

    # The page -------------------------------------------------------------------------------------------------------

    def board_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the board; that of what is public leads to its working copy, which a POST makes."""
        conference = self._conference(request, object_id)
        may_change = self._may_change(request, conference)
        is_live = can_have_working_copy(conference)
        if is_live and may_change:
            copy = working_copy_of(conference)
            if copy is None and request.method == "POST":
                with unit_of_work():
                    copy = make_working_copy(conference, request.user)  # type: ignore[arg-type] # who is signed in
            if copy is not None:
                return HttpResponseRedirect(self.url("board", copy.pk))
        cursor = changed_since(conference, "")[0]  # before what it is about is read
        board = Board.of(conference)
        span = day_span(board.cards)
        return self.page(
            request,
            "admin/programme/board/board.html",
            conference,
            title=_("The board"),
            board=board,
            days=board.board_days(),
            span=span,
            hours=hours(span),
            cursor=cursor,
            is_live=is_live,
            may_change=may_change and not is_live,
            may_make_copy=may_change and is_live,
            may_add_people=request.user.has_perm("events.add_appearance"),
            kinds=Session.Kind.choices,
            urls={name: self.url(f"board_{name}", conference.pk) for name in ("do", "changes")},
            import_url=self.url("import", conference.pk),
            changes_url=self.url("changes", conference.pk) if conference.working_copy_of_id else None,
            media=self._media(request, board) if may_change and not is_live else "",
        )

    def _media(self, request: HttpRequest, board: Board) -> Any:
        """Return what the small form needs, once for all sessions."""
        session = Session(conference=board.conference)
        form = panel.form_of(request, session)
        media = self.admin.media + form.media
        media = media if isinstance(media, Media) else Media.from_media(media)
        return bundled(media).with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined] # the middleware's

    def _conference(self, request: HttpRequest, object_id: str) -> Conference:
        conference = Conference.objects.filter(pk=object_id).first() if is_key(object_id) else None
        if not self.admin.has_view_or_change_permission(request, conference):
            raise PermissionDenied
        if conference is None:
            raise Http404
        return conference

    def _may_change(self, request: HttpRequest, conference: Conference) -> bool:
        may: bool = self.admin.has_change_permission(request, conference)
        return may and request.user.has_perm("events.change_session")

    # Following ------------------------------------------------------------------------------------------------------

    def changes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer with the cards that have changed since ``cursor``, and with the cursor for the next time."""
        conference = self._conference(request, object_id)
        cursor = request.GET.get("cursor", "")
        if not is_key(cursor) or int(cursor) >= 2**32:
            return HttpResponse(status=400)
        following, number, total, keys = changed_since(conference, cursor)
        answer: dict[str, Any] = {"cursor": following, "number": number, "total": total}
        if "all" in request.GET:
            keys = list(Session.objects.filter(conference=conference).values_list("pk", flat=True))
        if keys or "all" in request.GET:
            answer |= rendered(conference, set(keys))
        return JsonResponse(answer)

    def panel_view(self, request: HttpRequest, object_id: str, key: int) -> HttpResponse:
        """Answer with the small form of a session."""
        conference = self._conference(request, object_id)
        if not self._may_change(request, conference):
            raise PermissionDenied
        session = panel.find(conference, key)
        form = panel.form_of(request, session)
        marks = next((card.marks for card in cards_of(conference) if card.session.pk == key), [])
        context = {
            "form": form,
            "session": session,
            "said": json.dumps(panel.said(form)),
            "marks": marks,
            "place": Place.of(session),
            "other_rooms": self._rooms_beside(request, session),
            "may_delete": request.user.has_perm("events.delete_session"),
        }
        return HttpResponse(render_to_string("admin/programme/board/panel.html", context, request))

    def _rooms_beside(self, request: HttpRequest, session: Session) -> list[Room]:
        """Return the rooms in which ``session`` may be held as well, those that are free at that time first."""
        if not request.user.has_perm("events.add_session"):
            return []
        sessions = Session.objects.filter(conference=session.conference)
        taken = sessions.filter(period__overlap=session.period, room=OuterRef("pk"))
        rooms = session.conference.rooms.exclude(pk__in=[session.room_id] if session.room_id else [])
        return list(rooms.annotate(is_taken=Exists(taken)).order_by("is_taken", "order", "name"))

    # Doing ----------------------------------------------------------------------------------------------------------

    def do_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Do one operation, and answer with what has become of it and what undoes it.

        Answers 409 with a sentence if it is refused, and 400 if it says nothing that could be done.
        """
        if not is_key(object_id):
            raise Http404
        key, sent = int(object_id), _read(request)
        perform = _ACTIONS.get(str(sent.get("action")))
        if perform is None:
            raise SuspiciousOperation("There is no such operation.")
        try:
            done = perform(request, key, sent)
        except IntegrityError as error:
            return self._refused(key, operations.why_refused(error, key))
        except Refused as refused:
            return self._refused(key, refused)
        except (Unreadable, KeyError, TypeError, ValueError) as error:
            raise SuspiciousOperation("The operation cannot be read.") from error
        answer: dict[str, Any] = {"message": done.message, "inverse": done.inverse, "gone": done.gone}
        answer["places"] = {key: place.as_json() for key, place in done.places.items()}
        if done.changed:
            answer |= rendered(Conference.objects.get(pk=key), set(done.changed))
        return JsonResponse(answer)

    def _refused(self, key: int, refused: Refused) -> HttpResponse:
        answer: dict[str, Any] = {"message": str(refused)}
        if isinstance(refused, panel.NotSaved):
            answer |= {"errors": refused.errors, "before": refused.before}
        elif isinstance(refused, adding.PerhapsThere):
            answer["despite"] = refused.despite
        elif refused.sessions:
            answer |= rendered(Conference.objects.get(pk=key), set(refused.sessions))
            answer["gone"] = [session for session in refused.sessions if session not in answer["cards"]]
        return JsonResponse(answer, status=409)


def _read(request: HttpRequest) -> Mapping[str, Any]:
    body = request.body
    try:
        sent = json.loads(body) if len(body) <= MAX_BODY else None
    except ValueError as error:
        raise SuspiciousOperation("The operation cannot be read.") from error
    if not isinstance(sent, dict):
        raise SuspiciousOperation("The operation cannot be read.")
    return sent


def _key(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise Unreadable
    return value


def _moves(sent: Mapping[str, Any]) -> list[Move]:
    moves = [
        Move(_key(each["session"]), Place.read(each["before"]), Place.read(each["after"])) for each in sent["moves"]
    ]
    if len({each.session for each in moves}) != len(moves):
        raise Unreadable
    return moves


def _seen(data: Any) -> tuple[int, Place]:
    return _key(data["session"]), Place.read(data["seen"])


def _move(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    moves = _moves(sent)
    with arranging(key, request.user, "change_session") as conference:
        return operations.move(conference, request.user, moves)


def _swap(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    one, other = _seen(sent["one"]), _seen(sent["other"])
    with arranging(key, request.user, "change_session") as conference:
        return operations.swap(conference, request.user, one, other)


def _shift(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    session, seen = _seen(sent)
    minutes = sent["minutes"]
    if type(minutes) is not int or abs(minutes) > MINUTES_A_DAY:
        raise Unreadable
    with arranging(key, request.user, "change_session") as conference:
        return operations.shift(
            conference, request.user, session, seen, minutes, in_all_rooms=sent.get("in_all_rooms") is True
        )


def _move_room(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    day, room, to_room = (_key(sent[name]) for name in ("day", "room", "to_room"))
    with arranging(key, request.user, "change_session") as conference:
        return operations.move_room(conference, request.user, day, room, to_room)


def _create(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    place = Place.read(sent["place"])
    names, despite = _texts(sent, "people"), _texts(sent, "despite")
    permissions = ["add_session", *(["add_appearance"] if names else [])]
    with arranging(key, request.user, *permissions) as conference:
        people = adding.people_called(request, names, despite)
        return operations.create(conference, request.user, str(sent["title"]), str(sent["kind"]), place, people=people)


def _texts(sent: Mapping[str, Any], name: str) -> list[str]:
    texts = sent.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Unreadable
    return [text for text in texts if text.strip()]


def _split(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    session, seen = _seen(sent)
    to_room = _key(sent["to_room"])
    with arranging(key, request.user, "add_session") as conference:
        return adding.split(conference, request.user, session, seen, to_room)


def _delete(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    session, seen = _seen(sent)
    with arranging(key, request.user, "delete_session") as conference:
        return operations.delete(conference, request.user, session, seen)


def _restore(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    permissions = ["add_session", "add_appearance", "add_sessionlink", "add_sessionitem", "add_furtherroom"]
    with arranging(key, request.user, *permissions) as conference:
        return operations.restore(conference, request.user, str(sent["kept"]))


def _write(request: Any, key: int, sent: Mapping[str, Any]) -> Done:
    session, values, before = _key(sent["session"]), dict(sent["values"]), dict(sent["before"])
    with arranging(key, request.user, "change_session") as conference:
        return panel.write(conference, request, session, values, before)


_ACTIONS: dict[str, Callable[[Any, int, Mapping[str, Any]], Done]] = {
    "move": _move,
    "swap": _swap,
    "shift": _shift,
    "move_room": _move_room,
    "create": _create,
    "split": _split,
    "delete": _delete,
    "restore": _restore,
    "write": _write,
}
