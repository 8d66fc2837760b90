"""Creates what a chooser was asked for and is not there yet, and takes it back: two requests of a script, in JSON."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from typing_extensions import override

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.newsroom.autocompletes import is_key, option_label
from civitas_cms.newsroom.create_named import (
    AlreadyThereError,
    CreatedWhereNamed,
    Reading,
    create,
    key_of,
    take_back,
)
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.submission import retry_once

from . import Feature

MAX_BODY_BYTES = 10_000
MAX_ROWS = 5  # that are taken back at once


class CreateNamed(Feature):
    """Creates one by its name, and takes it back."""

    admin: CreatedWhereNamed

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("create/", require_POST(self.create_view), "create"),
            self.path("take-back/", require_POST(self.take_back_view), "take_back"),
        ]

    def create_view(self, request: HttpRequest) -> JsonResponse:
        """Create what the ``words`` say, ``despite`` doubles (their keys) that the person has seen.

        Answers 201 with what was created, 409 with what is there already, 400 or 403 with a message.
        """
        sent = _read_json(request)
        words, despite = sent.get("words"), sent.get("despite", [])
        if not isinstance(words, str) or not isinstance(despite, list):
            raise BadRequest
        site = self.admin.admin_site
        try:
            reading = retry_once(lambda: create(request, site, self.admin, words, [str(key) for key in despite]))
        except PermissionDenied as refusal:
            return JsonResponse({"message": str(refusal) or _("You may not do this.")}, status=403)
        except ValidationError as error:
            return JsonResponse({"message": " ".join(error.messages)}, status=400)
        except AlreadyThereError as found:
            despite = [double.key for double in found.doubles]
            return JsonResponse({"message": str(found), "despite": despite}, status=409)
        return JsonResponse(self._created(reading), status=201)

    def _created(self, reading: Reading) -> dict[str, Any]:
        row = reading.row
        return _option(row) | {
            "fills": {
                name: _option(value) if isinstance(value, Model) else value for name, value in reading.fills.items()
            },
            "message": _("Created: %(names)s") % {"names": ", ".join(map(str, reading.rows))},
            "takeBackUrl": self.url("take_back"),
            "rows": [key_of(each) for each in reading.rows],
            "changeUrl": change_url(row),
        }

    def take_back_view(self, request: HttpRequest) -> JsonResponse:
        """Delete the ``rows`` (their keys) that were just created; answers 409 with a message if one stays."""
        rows = list(self._rows(_read_json(request).get("rows")))
        with unit_of_work():
            kept = take_back(request, self.admin.admin_site, rows)
        if kept:
            text = _("Used already, or not yours: %(names)s. This stays.")
            return JsonResponse({"message": text % {"names": ", ".join(map(str, kept))}}, status=409)
        return JsonResponse({"message": _("Taken back: %(names)s") % {"names": ", ".join(map(str, rows))}})

    def _rows(self, keys: Any) -> Iterator[Model]:
        """Yield the rows with ``keys``, as browsers know them, those that are still there."""
        if not isinstance(keys, list) or not 0 < len(keys) <= MAX_ROWS:
            raise BadRequest
        for text in map(str, keys):
            label, _colon, key = text.partition(":")
            try:
                model = apps.get_model(label)
            except (LookupError, ValueError) as error:
                raise BadRequest from error
            if not is_key(key) or not isinstance(self.admin.admin_site._registry.get(model), CreatedWhereNamed):
                raise BadRequest
            yield from model._base_manager.filter(pk=key)


def _option(row: Model) -> dict[str, str]:
    return {"id": str(row.pk), "text": option_label(row)}


def _read_json(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MAX_BODY_BYTES:
        raise BadRequest
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise BadRequest from error
    if not isinstance(sent, dict):
        raise BadRequest
    return sent
