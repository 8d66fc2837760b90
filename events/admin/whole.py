"""A conference as a whole: pages on which it is called off, moved, and begun again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from timezone_field import TimeZoneFormField
from typing_extensions import override

from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.features.duplicating import Duplicating
from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.models import validate_plausible_date
from civitas_cms.publishing.revisions.working_copies import can_have_working_copy, working_copy_of
from civitas_cms.publishing.slugs import make_slug
from civitas_cms.publishing.workflow.permissions import has_permission, may_change
from events import whole
from events.models import Conference, Day, EventStatus
from events.whole import NotPossible

#: More lines nobody reads; what is left out is counted.
MAX_LINES = 200
NEEDED_PERMISSIONS = ["events.change_day", "events.change_session"]


def _date_widget() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class StatusForm(forms.Form):
    """Whether it takes place, and what visitors are told."""

    status = forms.ChoiceField(label=gettext_lazy("Does it take place?"), choices=EventStatus, widget=forms.RadioSelect)
    status_note = forms.CharField(
        label=gettext_lazy("Note to the public"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("The reason, the new date, what to do. It stands first on the page."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Ask what people should do when it does not take place; forget the note when it does."""
        values = self.cleaned_data
        if values.get("status") == EventStatus.AS_PLANNED:
            values["status_note"] = ""
        elif values.get("status") != EventStatus.FULL and not values.get("status_note"):
            self.add_error("status_note", _("Say why, or what people should do."))
        return values


class MoveForm(forms.Form):
    """Where the whole of it goes."""

    starts_on = forms.DateField(
        label=gettext_lazy("New first day"), widget=_date_widget(), validators=[validate_plausible_date]
    )

    def change(self, conference: Conference) -> whole.Change:
        """Return what is to be done."""
        return whole.moved_by((self.cleaned_data["starts_on"] - conference.starts_on).days)


class MoveDayForm(forms.Form):
    """Where one day goes."""

    day = forms.ModelChoiceField(label=gettext_lazy("Day"), queryset=Day.objects.none())
    date = forms.DateField(label=gettext_lazy("New date"), widget=_date_widget(), validators=[validate_plausible_date])

    def change(self, conference: Conference) -> whole.Change:
        """Return what is to be done; the conference may be a working copy of that whose day was chosen."""
        chosen = self.cleaned_data["day"]
        day = Day.objects.filter(conference=conference, date=chosen.date).first() or chosen
        return whole.day_moved(day.pk, self.cleaned_data["date"])


class ZoneForm(forms.Form):
    """Which zone its times are in."""

    timezone = TimeZoneFormField(label=gettext_lazy("Time zone"), choices_display="WITH_GMT_OFFSET")
    keeps = forms.ChoiceField(
        label=gettext_lazy("What stays?"),
        choices=[
            ("clock", gettext_lazy("The times in the programme: 9:00 stays 9:00, in the new zone")),
            ("instant", gettext_lazy("The moments: everything happens when it did, written in the new zone")),
        ],
        initial="clock",
        widget=forms.RadioSelect,
    )

    def change(self, conference: Conference) -> whole.Change:
        """Return what is to be done."""
        return whole.in_zone(self.cleaned_data["timezone"], keeps_instants=self.cleaned_data["keeps"] == "instant")


MOVES: dict[str, tuple[type[Any], Any, Any]] = {
    "move": (MoveForm, gettext_lazy("Move all of it"), gettext_lazy("Moved")),
    "day": (MoveDayForm, gettext_lazy("Move one day"), gettext_lazy("Day moved")),
    "zone": (ZoneForm, gettext_lazy("Change the time zone"), gettext_lazy("Time zone changed")),
}


class AsAWhole(Feature):
    """Calls a conference off, and moves it, a day or its zone, after its editor has seen what becomes of it."""

    templates = {"tools": "admin/programme/whole/tools.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("<path:object_id>/whole/status/", self.status_view, "whole_status"),
            self.path("<path:object_id>/whole/", self.moves_view, "whole"),
        ]

    @override
    def context(self, request: HttpRequest, obj: Model | None, context: dict) -> dict[str, Any]:
        if not isinstance(obj, Conference):
            return {}
        return {
            "whole_url": self.url("whole", obj.pk) if self._may_move(request, obj) else None,
            "whole_status_url": self.url("whole_status", obj.pk) if may_change(request.user, obj) else None,
        }

    def _may_move(self, request: HttpRequest, conference: Conference) -> bool:
        may = has_permission if can_have_working_copy(conference) else None
        is_allowed = may(request.user, "change", conference) if may else may_change(request.user, conference)
        return is_allowed and request.user.has_perms(NEEDED_PERMISSIONS)

    def status_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether it takes place, show what visitors will read, and let them read it."""
        conference: Any = self.item(request, object_id)
        if not may_change(request.user, conference):
            raise PermissionDenied
        initial = {"status": conference.status, "status_note": conference.status_note}
        form = StatusForm(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
        is_asked = form.is_bound and form.is_valid()
        if is_asked and "confirmed" in request.POST:
            whole.set_status(conference, request.user, form.cleaned_data["status"], form.cleaned_data["status_note"])
            text = _("Visitors read it now.") if conference.is_public() else _("Saved. Visitors see nothing of it yet.")
            messages.success(request, text)
            return HttpResponseRedirect(change_url(conference))
        return self.page(
            request,
            "admin/programme/whole/status.html",
            conference,
            title=_("Cancel, postpone or resume"),
            form=form,
            label=EventStatus(form.cleaned_data["status"]).label if is_asked else "",
            note=form.cleaned_data["status_note"] if is_asked else "",
            is_public=conference.is_public(),
        )

    def moves_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask where it goes, show what becomes of each session, and do it."""
        conference: Any = self.item(request, object_id)
        if not self._may_move(request, conference):
            raise PermissionDenied
        copy = working_copy_of(conference) if can_have_working_copy(conference) else None
        present: Any = copy or conference
        chosen = request.POST.get("do")
        forms_by_name = {
            name: self._form(form, name, request if name == chosen else None, present)
            for name, (form, _label, _done) in MOVES.items()
        }
        arrangement = None
        if chosen in MOVES and forms_by_name[chosen].is_valid():
            form, comment = forms_by_name[chosen], str(MOVES[chosen][2])
            if "seen" in request.POST:
                try:
                    target = self._do(conference, request, form, comment)
                except NotPossible as error:
                    messages.error(request, str(error))
                else:
                    is_copy = bool(target.working_copy_of_id)
                    text = (
                        _("It is moved in the working copy. Visitors see it when you publish its changes.")
                        if is_copy
                        else _("It is moved.")
                    )
                    messages.success(request, text)
                    return HttpResponseRedirect(self.url("changes", target.pk) if is_copy else change_url(target))
            arrangement = whole.arrange(conference, form.change(present))
        return self.page(
            request,
            "admin/programme/whole/moves.html",
            conference,
            title=_("Move it"),
            moves=[
                {"name": name, "form": form, "label": MOVES[name][1]}
                for name, form in forms_by_name.items()
                if not arrangement or name == chosen
            ],
            arrangement=arrangement,
            lines=arrangement.lines[:MAX_LINES] if arrangement else [],
            more=max(0, len(arrangement.lines) - MAX_LINES) if arrangement else 0,
            summary=_summary(arrangement) if arrangement else "",
            is_into_copy=can_have_working_copy(conference),
        )

    def _do(self, conference: Conference, request: HttpRequest, form: Any, comment: str) -> Conference:
        def change(arrangement: whole.Arrangement) -> None:
            # Asked of what is changed: a working copy made only now has days of its own.
            form.change(arrangement.conference)(arrangement)

        return whole.rearrange(conference, request.user, change, request.POST["seen"], comment)

    def _form(self, form: type[Any], name: str, request: HttpRequest | None, conference: Conference) -> Any:
        initial = {"starts_on": conference.starts_on, "timezone": conference.timezone, "keeps": "clock"}
        made = form(request.POST if request else None, prefix=name, initial=initial, label_suffix="")
        if name == "day":
            made.fields["day"].queryset = Day.objects.filter(conference=conference)
        return made


def _summary(arrangement: whole.Arrangement) -> str:
    number = len(arrangement.lines)
    first, last = arrangement.conference.starts_on, arrangement.conference.ends_on
    moves = ngettext("%(number)s entry changes.", "%(number)s entries change.", number) % {"number": number}
    dates = _("The conference is then from %(first)s to %(last)s (%(zone)s).") % {
        "first": date_format(first),
        "last": date_format(last),
        "zone": arrangement.conference.timezone,
    }
    return f"{dates} {moves}"


class AgainForm(forms.Form):
    """The same again."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=250, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=_date_widget(),
        validators=[validate_plausible_date],
        help_text=gettext_lazy("All days move by as much."),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The last part of the page's web address. Left empty, it is made from the title."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    with_sessions = forms.BooleanField(label=gettext_lazy("With its sessions"), required=False, initial=True)
    with_people = forms.BooleanField(
        label=gettext_lazy("With who appears in them"),
        required=False,
        help_text=gettext_lazy("With the position and organisation that they have today."),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse people without the sessions in which they would appear."""
        if self.cleaned_data.get("with_people") and not self.cleaned_data.get("with_sessions"):
            raise ValidationError(_("People come along in their sessions: take these too, or leave both."))
        return self.cleaned_data


class Again(Duplicating):
    """A conference that takes place again is begun from the last one, with dates and a title of its own."""

    templates = {"tools": "admin/programme/whole/again_tools.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [self.path("<path:object_id>/duplicate/", self.view, "duplicate")]

    @override
    def view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for dates and what comes along, make the draft, and open it; 403 to those who may add none."""
        conference: Any = self.item(request, object_id)
        if not has_permission(request.user, "add", conference):
            raise PermissionDenied
        initial = {"title": conference.title}
        form = AgainForm(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
        if form.is_bound and form.is_valid():
            values = form.cleaned_data
            values["slug"] = values["slug"] or make_slug(values["title"])
            try:
                copy = whole.duplicate(conference, request.user, **values)
            except NotPossible as error:
                form.add_error("starts_on", str(error))
            else:
                self.admin.log_addition(request, copy, _("Made like “%s”") % conference)
                messages.success(request, _("This is a draft of its own, like “%s”.") % conference)
                return HttpResponseRedirect(change_url(copy))
        return self.page(
            request,
            "admin/programme/whole/again.html",
            conference,
            title=_("The same again"),
            form=form,
        )
