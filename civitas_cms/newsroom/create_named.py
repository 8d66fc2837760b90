"""What is created where it is named: a chooser makes of the words that were typed what is not there yet.

An admin that inherits from ``CreatedWhereNamed`` says with ``read`` what it makes of words. ``ChooserView`` offers
that, and the feature ``features/create_named.py`` does it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Model, Value
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from typing_extensions import override

from civitas_cms.postgresql.folding import Fold
from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.workflow import ownership

from .autocompletes import for_options, option_label
from .links import admin_url
from .named import NamedAdmin
from .searching import MAX_NAMESAKES, MAX_SEARCH_LENGTH, matching, namesakes

MIN_NAME_LENGTH = 2  # characters from which on something new is offered


@dataclass
class Reading:
    """What words are read as: a new ``row``, not saved yet.

    ``parts`` are new rows that it refers to, by its foreign keys. ``understood`` says what became of which word,
    ``fills`` what fields beside the chooser get, by their names: a text, or a row.
    """

    row: Model
    parts: dict[str, Model] = field(default_factory=dict)
    understood: list[str] = field(default_factory=list)
    fills: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[Model]:
        """All that is new, in the order in which it is named, and locked."""
        return [self.row, *self.parts.values()]


@dataclass
class Double:
    """A row that is there, and may be what is meant. ``is_same``: it has the name, however that is written."""

    row: Model
    is_same: bool

    @property
    def key(self) -> str:
        """What browsers know it by."""
        return key_of(self.row)


class AlreadyThereError(Exception):
    """Something of that name, or nearly, is there already. ``doubles`` are all of them."""

    def __init__(self, doubles: Collection[Double], message: str) -> None:
        super().__init__(message)
        self.doubles = doubles


def key_of(row: Model) -> str:
    """Return the kind and the primary key of ``row``, as one text."""
    return f"{row._meta.label_lower}:{row.pk}"


def words_of(error: ValidationError, model: type[Model]) -> str:
    """Return what ``error`` says, with the names of the fields of ``model``."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    said = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else capfirst(str(label_for_field(name, model))) + ": "
        said += [label + message for message in messages]
    return " ".join(said)


class CreatedWhereNamed(NamedAdmin):
    """The pages of what is created in any chooser, by its name."""

    #: The field with another name by which one may be known; none by default.
    other_name = ""

    def read(self, words: str) -> Reading:
        """Return what ``words``, a clean line, are read as; raises ValidationError if that cannot be created."""
        raise NotImplementedError

    @property
    @override
    def create_url(self) -> str:
        return admin_url(self.model, "create")

    def is_meant(self, reading: Reading, row: Any) -> bool:
        """Tell whether ``row``, which has the name, is all that was typed, so that nothing new is needed."""
        return True


@dataclass
class Offer:
    """What a chooser offers to create."""

    words: str
    reading: Reading
    doubles: list[Double]
    is_needed: bool = True  # nothing is exactly what was typed

    @classmethod
    def of(cls, site: AdminSite, admin: CreatedWhereNamed, words: str) -> Self:
        """Return what ``words`` would be made of; raises ValidationError if nothing can be."""
        words = clean_line(words[:MAX_SEARCH_LENGTH])
        if len(words) < MIN_NAME_LENGTH:
            raise ValidationError(_("Type a name."))
        reading = admin.read(words)
        doubles = [double for row in reading.rows for double in _doubles(site, row)]
        if "," in words:  # "Berg, Ana"
            doubles += [Double(row, is_same=True) for row in _called_just(admin, words, doubles)]
        offer = cls(words, reading, doubles)
        offer.is_needed = not any(admin.is_meant(reading, row) for row in offer.same)
        return offer

    @property
    def same(self) -> list[Model]:
        """What has the name already."""
        return self._of_this_kind(is_same=True)

    @property
    def similar(self) -> list[Model]:
        """What has nearly the name."""
        return self._of_this_kind(is_same=False)

    def _of_this_kind(self, *, is_same: bool) -> list[Model]:
        kind = type(self.reading.row)
        return [double.row for double in self.doubles if double.is_same is is_same and type(double.row) is kind]

    def as_option(self) -> dict[str, Any]:
        """Return what a chooser shows of it, as JSON has it."""
        return {
            "words": self.words,
            "text": _("Create “%(words)s”") % {"words": self.words},
            "note": " · ".join(self.reading.understood),
            # What stands above it, so that who chooses it has seen that.
            "despite": [key_of(row) for row in self.same],
        }

    def refuse_unseen(self, seen: Collection[str]) -> None:
        """Raise AlreadyThereError if there are doubles that nobody has ``seen``, by their keys."""
        if not self.is_needed:
            raise AlreadyThereError(self.doubles, _("We have this already: choose it."))
        unseen = [double for double in self.doubles if double.key not in seen]
        if unseen:
            names = ", ".join(f"“{option_label(double.row)}”" for double in unseen)
            text = _("We have %(names)s. Take that, or press Enter again to create “%(words)s” all the same.")
            raise AlreadyThereError(self.doubles, text % {"names": names, "words": self.words})


def called(admin: CreatedWhereNamed, name: str) -> list[int]:
    """Return the keys of those that are called ``name``, or known by it, however it is written."""
    return [*namesakes(admin.model, name).same, *_known_by(admin, name)]


def _known_by(admin: CreatedWhereNamed, name: str) -> list[int]:
    if not admin.other_name:
        return []
    rows = matching(admin.model._base_manager.all(), name, [admin.other_name])
    rows = rows.alias(folded=Fold(admin.other_name)).filter(folded=Fold(Value(name)))
    return list(rows.values_list("pk", flat=True)[:MAX_NAMESAKES])


def _called_just(admin: CreatedWhereNamed, words: str, doubles: Collection[Double]) -> list[Model]:
    """Return those beside ``doubles`` whose name has just these ``words``, in any order."""
    keys = set(namesakes(admin.model, words).same) - {double.row.pk for double in doubles if double.is_same}
    return list(for_options(admin.model._base_manager.filter(pk__in=keys))) if keys else []


def _doubles(site: AdminSite, row: Model) -> Iterator[Double]:
    admin: Any = site.get_model_admin(type(row))
    same, similar = namesakes(type(row), str(row))
    same = [*same, *_known_by(admin, str(row))]
    rows = for_options(type(row)._base_manager.all()).in_bulk([*same, *similar]) if same or similar else {}
    for key in dict.fromkeys([*same, *similar]):
        if key in rows:
            yield Double(rows[key], key in same)


def create(
    request: HttpRequest, site: AdminSite, admin: CreatedWhereNamed, words: str, seen: Collection[str]
) -> Reading:
    """Create what ``words`` say, as the person's own, and return it. Needs a transaction.

    ``seen`` are keys of doubles that they know of. Raises PermissionDenied, ValidationError, or AlreadyThereError.
    """
    _require_may_add(request, site, [admin.model])
    for row in Offer.of(site, admin, words).reading.rows:
        _lock(type(row))
    offer = Offer.of(site, admin, words)  # as it is now
    _require_may_add(request, site, [type(part) for part in offer.reading.parts.values()])
    offer.refuse_unseen(seen)
    user: Any = request.user
    for name, part in offer.reading.parts.items():
        _create_as(user, part)
        setattr(offer.reading.row, name, part)
    _create_as(user, offer.reading.row)
    return offer.reading


def take_back(request: HttpRequest, site: AdminSite, rows: Iterable[Model]) -> list[Model]:
    """Delete those of ``rows`` that the person has added and nothing uses; return the others. Needs a transaction."""
    user: Any = request.user
    kept = []
    for row in rows:
        # Whoever refers to it waits, and then finds that it is gone.
        now = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        if now is None:
            continue
        keys = {row.pk}
        is_own = ownership.keys_added_by(user, type(row), keys) and not ownership.keys_in_use(type(row), keys)
        admin: Any = site.get_model_admin(type(row))
        if not is_own or not admin.has_delete_permission(request, now):
            kept.append(now)
            continue
        admin.log_deletions(request, type(row)._base_manager.filter(pk=row.pk))
        admin.delete_model(request, now)
    return kept


def _require_may_add(request: HttpRequest, site: AdminSite, models: Iterable[type[Model]]) -> None:
    for model in models:
        if not site.get_model_admin(model).has_add_permission(request):
            raise PermissionDenied(_("You may not add to the %(kinds)s.") % {"kinds": model._meta.verbose_name_plural})


def _lock(model: type[Model]) -> None:
    """Let nobody else create one of ``model`` at once: two who name the same person make one of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"create {model._meta.label_lower}"])


def _create_as(user: User, row: Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError(words_of(error, type(row))) from error
    ownership.create_as(user, row)
