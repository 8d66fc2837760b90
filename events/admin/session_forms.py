"""Forms of sessions and their items: with the people in them, and all rooms that they take."""

# ruff: noqa: ANN201

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civitas_cms.newsroom.autocompletes import BulkAutocompleteSelectMultiple
from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.form_fields import finish_form_field
from events.models import Appearance, Room, Session, Speaker
from events.programme import room_taken, set_appearances, set_further_rooms

ROLES_ON_THE_DAYS_PAGE = {"speaking": Appearance.Role.SPEAKER, "moderating": Appearance.Role.MODERATOR}
NEEDED_TO_CHANGE_PEOPLE = [f"events.{action}_appearance" for action in ("add", "change", "delete")]


def words_on_room(room, other):
    """Say that the session ``other`` has ``room``."""
    return _("%(room)s is taken at that time by “%(session)s”.") % {"room": room, "session": other.title}


class FurtherRoomsForm(ConstraintForm):
    """A form of a session with the rooms that it takes besides its first, those of its conference to choose from."""

    further_rooms = forms.ModelMultipleChoiceField(
        Room.objects.none(),
        label=_("Further rooms"),
        required=False,
        help_text=_("Those that it takes besides its room. Hold Ctrl, or ⌘, to choose several."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "further_rooms" in self.fields:
            self.fields["further_rooms"].queryset = Room.objects.filter(conference=self.instance.conference_id)
            self.initial["further_rooms"] = [room.pk for room in self.instance.further_room_list]

    def _post_clean(self):
        """Let the session have the rooms that were chosen, so that whoever looks for clashes knows of them."""
        if (rooms := self.cleaned_data.get("further_rooms")) is not None:
            self.instance.further_room_list = list(rooms)
        super()._post_clean()

    def refuse_taken_rooms(self):
        """Say beside a field which of the rooms another session has at that time."""
        is_complete = self.instance.day_id and self.instance.starts_at and self.instance.ends_at
        if self.errors or not is_complete or not (clash := room_taken(self.instance)):
            return
        if clash.room == self.instance.room:
            field = "room"
        else:
            field = "in_all_rooms" if self.instance.in_all_rooms else "further_rooms"
        self.add_error(field if field in self.fields else None, words_on_room(clash.room, clash.other))

    def _save_m2m(self):
        super()._save_m2m()
        if "further_rooms" in self.changed_data:
            set_further_rooms(self.instance, self.cleaned_data["further_rooms"])


class SessionForm(ConstraintForm):
    """A session on its day's page, with its speakers and moderators."""

    left_to_formset = frozenset({"room"})  # two sessions in one room

    speaking = forms.ModelMultipleChoiceField(Speaker.objects.all(), label=_("Speakers"), required=False)
    moderating = forms.ModelMultipleChoiceField(
        Speaker.objects.all(),
        label=_("Moderators"),
        required=False,
        help_text=_("Panellists, hosts, the abstract and materials: open the session with “Change”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, role in ROLES_ON_THE_DAYS_PAGE.items():
            widget = BulkAutocompleteSelectMultiple(Session._meta.get_field("speakers"), admin.site)
            widget.choices, widget.is_required = self.fields[name].choices, False
            self.fields[name].widget = widget
            finish_form_field(self.fields[name])
            if self.instance.pk:
                present = [each.speaker for each in self.instance.own_appearances if each.role == role]
                widget.choose_from(present)
                self.initial[name] = [speaker.pk for speaker in present]

    def in_chosen_order(self, name):
        """Return the people chosen in field ``name``, in the order in which they were chosen."""
        chosen = self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        order = {key: position for position, key in enumerate(chosen)}
        return sorted(self.cleaned_data[name], key=lambda speaker: order[str(speaker.pk)])


class SessionItemForm(ConstraintForm):
    """An item of a session, with who speaks in it."""

    speaking = forms.ModelMultipleChoiceField(
        Speaker.objects.all(),
        label=_("Speakers"),
        required=False,
        help_text=_("Another role, or what they were then: below, with the other people of the session."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "speaking" not in self.fields:
            return
        widget = BulkAutocompleteSelectMultiple(Session._meta.get_field("speakers"), admin.site)
        widget.choices, widget.is_required = self.fields["speaking"].choices, False
        self.fields["speaking"].widget = widget
        finish_form_field(self.fields["speaking"])
        if self.instance.pk:
            appearances = self.instance.appearances.all()
            present = [each.speaker for each in appearances if each.role == Appearance.Role.SPEAKER]
            widget.choose_from(present)
            self.initial["speaking"] = [speaker.pk for speaker in present]

    def _save_m2m(self):
        super()._save_m2m()
        if "speaking" in self.changed_data:
            field = self.fields["speaking"]
            chosen = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("speaking"))
            order = {key: position for position, key in enumerate(chosen)}
            speakers = sorted(self.cleaned_data["speaking"], key=lambda speaker: order[str(speaker.pk)])
            set_appearances(self.instance.session, Appearance.Role.SPEAKER, speakers, self.instance)


class SessionPageForm(FurtherRoomsForm):
    """A session on its own page, where its day and conference are known but not changed."""

    known_fields = frozenset({"day", "conference", "period"})

    def _post_clean(self):
        """Refuse rooms that others have at that time."""
        super()._post_clean()
        self.refuse_taken_rooms()
