"""The small form beside the board, in which one session is written; each field is saved by itself.

What the browser sends is what changed, and what it said before. Where somebody else has changed the same field to
something else, it is not saved until the person has seen that.
"""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.forms import modelform_factory
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civitas_cms.publishing.revisions.saving import Changes
from events.admin.session_forms import ROLES_ON_THE_DAYS_PAGE, FurtherRoomsForm, SessionForm
from events.models import Conference, Day, Session
from events.programme import set_appearances

from . import revisions
from .operations import Done, Refused, placing
from .places import Place

PEOPLE_PERMISSIONS = [f"events.{action}_appearance" for action in ("add", "change", "delete")]
FIELDS = [
    *("title", "subtitle", "kind", "track", "status"),
    *("day", "starts_at", "ends_at", "starts_next_day", "room"),
    *("further_rooms", "in_all_rooms", "is_unplaced"),
    *("abstract", "no_recording"),
]


class NotSaved(Refused):
    """Some fields were not saved: ``errors`` says why, by their names; ``before`` what they are now."""

    def __init__(self, errors: Mapping[str, list[str]], before: Mapping[str, Any]) -> None:
        super().__init__(_("Not saved yet: look at what is marked."))
        self.errors, self.before = dict(errors), dict(before)


class PanelForm(FurtherRoomsForm, SessionForm):
    """A session beside the board."""

    day = forms.ModelChoiceField(Day.objects.none(), label=gettext_lazy("Day"), empty_label=None)

    def __init__(self, *args: Any, may_change_people: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["day"]).queryset = self.instance.conference.days.all()
        self.fields["moderating"].help_text = ""
        self.fields["abstract"].widget.attrs.pop("rows", None)
        if not may_change_people:
            for name in ROLES_ON_THE_DAYS_PAGE:
                del self.fields[name]

    def _post_clean(self) -> None:
        """Refuse rooms that are taken where they are chosen; of a time or a first room the database says it."""
        super()._post_clean()
        if {"further_rooms", "in_all_rooms"} & set(self.changed_data):
            self.refuse_taken_rooms()

    def clean(self) -> dict[str, Any]:
        """Find out by itself whether it ends after midnight; what is taken out of the programme leaves its room."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if starts_at and ends_at:
            self.instance.ends_next_day = ends_at <= starts_at
        if {"starts_at", "ends_at", "day"} & set(self.changed_data):
            self.instance.start_fold = self.instance.end_fold = False
        if values.get("is_unplaced"):
            if "room" in self.changed_data and values.get("room"):
                values["is_unplaced"] = False
            else:
                values["room"] = None
        return values


def find(conference: Conference, key: int) -> Session:
    """Return a session of ``conference`` with the people in it; raises Http404."""
    sessions = Session.objects.filter(conference=conference, pk=key).select_related("day", "room", "track")
    session = sessions.prefetch_together("appearances__speaker__organisation", "further_rooms__room", "items").first()
    if session is None:
        raise Http404
    session.conference = session.day.conference = conference
    return session


def form_of(request: HttpRequest, session: Session, data: QueryDict | None = None) -> Any:
    """Return the form of ``session``, with what was sent."""
    session_admin: Any = admin.site.get_model_admin(Session)
    request.conference_id = session.conference_id  # type: ignore[attr-defined] # as our admin views set it

    def make_field(db_field: Any, **kwargs: Any) -> Any:
        return None if db_field.name == "day" else session_admin.formfield_for_dbfield(db_field, request, **kwargs)

    form_class: Any = modelform_factory(Session, form=PanelForm, fields=FIELDS, formfield_callback=make_field)
    may_change_people = request.user.has_perms(PEOPLE_PERMISSIONS)
    return form_class(data, instance=session, may_change_people=may_change_people, auto_id="panel-%s")


def said(form: Any) -> dict[str, Any]:
    """Return what each field of an unbound ``form`` says, as a browser would send it."""
    return {field.name: _said(field) for field in form}


def _said(field: BoundField) -> Any:
    value, widget = field.value(), field.field.widget
    if isinstance(widget, forms.SelectMultiple):
        return [str(each) for each in value or ()]
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    value = widget.format_value(value)
    value = value[0] if isinstance(value, list) else value
    return "" if value is None else str(value).replace("\r\n", "\n")


def _as_sent(value: Any) -> Any:
    """Return what a browser has sent for a field in the form of ``_said``."""
    if isinstance(value, list):
        return [str(each) for each in value][:200]
    return str(value).replace("\r\n", "\n")


def write(
    conference: Conference, request: HttpRequest, key: int, values: Mapping[str, Any], before: Mapping[str, Any]
) -> Done:
    """Save ``values`` of the session's fields, by their names, which said ``before`` what the person has seen.

    Raises NotSaved, and IntegrityError if the room is taken.
    """
    user: Any = request.user
    session = find(conference, key)
    present = said(form_of(request, session))
    values = {name: _as_sent(value) for name, value in values.items() if name in present}
    by_others = {
        name: _("Meanwhile somebody else has written here: “%(text)s”. Save again to keep yours.")
        % {"text": present[name] if isinstance(present[name], str) else len(present[name])}
        for name in values
        if name in before and present[name] not in (_as_sent(before[name]), values[name])
    }
    if by_others:
        raise NotSaved({name: [text] for name, text in by_others.items()}, {name: present[name] for name in by_others})
    form = form_of(request, session, query_dict(present | values))
    if not form.is_valid():
        raise NotSaved({name if name in form.fields else "": list(errors) for name, errors in form.errors.items()}, {})
    _save(conference, user, session, form)
    after = said(form_of(request, find(conference, key)))
    changed = [name for name in present if present[name] != after[name]]
    inverse = {
        "action": "write",
        "session": key,
        "values": {name: present[name] for name in changed},
        "before": {name: after[name] for name in changed},
    }
    return Done(_("“%(title)s” is saved.") % {"title": session.title}, inverse, changed=[key])


def _save(conference: Conference, user: User, session: Session, form: Any) -> None:
    latest = revisions.before_writing(conference)
    with placing({session.pk: Place.of(form.instance)}):
        form.save()
        for name, role in ROLES_ON_THE_DAYS_PAGE.items():
            if name in form.changed_data and name in form.fields:
                set_appearances(session, role, form.in_chosen_order(name))
    revisions.note_author(conference, user)
    stored = Session.objects.get(pk=session.pk)
    revisions.note_writing(latest, conference, user, Changes(parts={"sessions": [stored]}))


def query_dict(values: Mapping[str, Any]) -> QueryDict:
    """Return ``values`` as a browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif value != "":
            data[name] = value
    return data
