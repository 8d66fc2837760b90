"""Times that clocks skip or show twice, in every time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civitas_cms.publishing.models import is_ambiguous, is_skipped, refuse_skipped

ZONES = st.sampled_from(sorted(available_timezones()))
#: To the half hour, so that nights when clocks change are often hit.
TIMES = st.builds(
    lambda day, half_hours: datetime(2026, 1, 1) + timedelta(days=day, minutes=30 * half_hours),
    st.integers(0, 365),
    st.integers(0, 47),
)


def instants_shown_as(time, zone):
    """Return all instants at which clocks in ``zone`` show ``time``: every quarter of an hour is looked at."""
    quarters = (time.replace(tzinfo=UTC) + timedelta(minutes=15 * number) for number in range(-4 * 26, 4 * 26))
    return [instant for instant in quarters if instant.astimezone(zone).replace(tzinfo=None) == time]


class ClockChangesTests(SimpleTestCase):
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(ZONES, TIMES)
    @example("Europe/Brussels", datetime(2026, 3, 29, 2, 30))
    @example("Europe/Brussels", datetime(2026, 10, 25, 2, 30))
    @example("Europe/Dublin", datetime(2026, 10, 25, 1, 30))
    @example("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45))
    @example("Antarctica/Troll", datetime(2026, 10, 25, 1, 30))
    @example("Pacific/Apia", datetime(2011, 12, 30, 12))
    def test_a_time_is_shown_never_once_or_twice(self, name, time):
        zone = ZoneInfo(name)
        instants, aware = instants_shown_as(time, zone), time.replace(tzinfo=zone)
        self.assertEqual((is_skipped(aware), is_ambiguous(aware)), (not instants, len(instants) == 2))
        if instants:
            self.assertEqual(aware.astimezone(UTC), instants[0])
            refuse_skipped(aware)
        else:
            with self.assertRaisesMessage(ValidationError, f"has no {time:%H:%M} in {name}"):
                refuse_skipped(aware)
