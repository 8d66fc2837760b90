"""Fields of the newsroom's forms, in any time zone of the site."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.db import models
from django.test import SimpleTestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from civitas_cms.newsroom.form_fields import FORMFIELD_OVERRIDES, InstantField

ZONES = [
    "Europe/Brussels",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Tokyo",
]
#: The nights around changes of clocks in the second half of 2026, to the second.
INSTANTS = st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from([datetime(2026, month, day, tzinfo=UTC) for month, day in ((10, 3), (10, 24), (10, 25), (11, 1))]),
    st.floats(0, 86_400),
)


class InstantForm(forms.Form):
    at = InstantField(required=False, widget=FORMFIELD_OVERRIDES[models.DateTimeField]["widget"])


class InstantFieldTests(SimpleTestCase):
    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.sampled_from(ZONES), INSTANTS)
    def test_what_nobody_has_changed_stays_to_the_microsecond(self, zone, instant):
        with timezone.override(zone):
            shown = InstantForm(initial={"at": instant})["at"].value()
            text = InstantForm.base_fields["at"].widget.format_value(shown)
            form = InstantForm({"at": text}, initial={"at": instant})
            self.assertTrue(form.is_valid(), form.errors)
            self.assertEqual((form.cleaned_data["at"], form.changed_data), (instant, []))

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.sampled_from(ZONES), INSTANTS)
    def test_what_is_typed_is_the_first_instant_that_is_shown_so(self, zone, instant):
        with timezone.override(zone):
            minute = instant.replace(second=0, microsecond=0)
            form = InstantForm({"at": f"{timezone.localtime(minute):%Y-%m-%dT%H:%M}"}, initial={"at": None})
            self.assertTrue(form.is_valid(), form.errors)
            typed = form.cleaned_data["at"]
            self.assertEqual(f"{timezone.localtime(typed):%H:%M}", f"{timezone.localtime(minute):%H:%M}")
            self.assertLessEqual(typed, minute)
            self.assertEqual(form.changed_data, ["at"])
