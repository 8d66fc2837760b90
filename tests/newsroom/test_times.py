"""Dates and times in forms and lists of the newsroom: of nights when clocks change, and such as nobody can mean."""

from datetime import UTC, date, datetime, time

import time_machine
from django.contrib import admin
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from events.models import Conference, Day, Session
from tests.factories import ArticleFactory, ConferenceFactory, DayFactory, SessionFactory, UserFactory
from tests.newsroom.base import AdminTestCase, url_of

FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


class PublicationTimeTests(AdminTestCase):
    """Europe/Brussels: on 25 October 2026, 02:00 to 03:00 comes twice; on 29 March 2026 it does not come."""

    def save_times(self, item, **times):
        response = self.save(url_of(item), self.form_fields(url_of(item)), summary="Corrected.", **times)
        item.refresh_from_db()
        return response

    def test_what_was_published_in_either_of_two_same_hours_can_be_saved(self):
        for instant in (FIRST, SECOND, SECOND.replace(second=17, microsecond=123456)):
            for item in (ArticleFactory(publish_at=instant), ConferenceFactory(publish_at=instant)):
                with self.subTest(instant=instant, kind=item._meta.model_name):
                    response = self.save_times(item)
                    self.assertEqual((item.publish_at, item.summary), (instant, "Corrected."))
                    self.assertFalse(any("twice" in message for message in self.messages(response)))

    @time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False)
    def test_a_time_to_expire_that_nobody_has_changed_stays_too(self):
        article = ArticleFactory(expire_at=SECOND)
        self.save_times(article)
        self.assertEqual((article.expire_at, article.summary), (SECOND, "Corrected."))

    @time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False)
    def test_of_a_time_that_comes_twice_the_first_is_meant_and_that_is_said(self):
        for name in ("publish_at", "expire_at"):
            with self.subTest(name):
                article = ArticleFactory(state="draft", publish_at=None)
                response = self.save_times(article, **{name: "2026-10-25T02:30"})
                self.assertEqual(getattr(article, name), FIRST)
                said = (
                    f"02:30 comes twice in Europe/Brussels: in “{name.replace('_', ' ').capitalize()}” it is the first."
                )
                self.assertIn(f"Clocks go back then, so that {said}", self.messages(response))

    @time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False)
    def test_a_time_that_clocks_skip_is_refused_beside_the_field(self):
        for name in ("publish_at", "expire_at"):
            with self.subTest(name):
                article = ArticleFactory(state="draft", publish_at=None)
                response = self.save_times(article, **{name: "2026-03-29T02:30"})
                said = "Clocks go forward then: 29 March 2026 has no 02:30 in Europe/Brussels."
                self.assertEqual(response.context["adminform"].form.errors, {name: [said]})
                self.assertContains(response, 'value="2026-03-29T02:30"')


class SessionTimeTests(AdminTestCase):
    """Sessions whose day, conference or time zone moves to a night when clocks change."""

    def setUp(self):
        super().setUp()
        self.conference = ConferenceFactory(starts_on=date(2027, 3, 20), ends_on=date(2027, 3, 20))
        self.day = DayFactory(conference=self.conference, date=date(2027, 3, 20))
        self.session = SessionFactory(title="Night walk", day=self.day, starts_at=time(2, 30), ends_at=time(3))

    def assert_refused(self, response, date="28 March 2027", zone="Europe/Brussels"):
        self.assertContains(response, f"Clocks go forward then: {date} has no 02:30 in {zone}.")
        self.assertEqual(Day.objects.get().date, self.day.date)

    def test_a_conference_does_not_move_to_where_clocks_skip_a_session(self):
        address = url_of(self.conference)
        fields = self.form_fields(address)
        self.assert_refused(self.save(address, fields, starts_on="2027-03-28", ends_on="2027-03-28"))
        self.save(address, fields, starts_on="2027-03-27", ends_on="2027-03-27")
        self.assertEqual(Day.objects.get().date, date(2027, 3, 27))

    def test_nor_does_a_day_within_its_conference(self):
        Conference.objects.update(ends_on=date(2027, 3, 30))
        address = url_of(self.conference)
        self.assert_refused(self.save(address, self.form_fields(address), **{"days-0-date": "2027-03-28"}))
        address = url_of(self.day)
        self.assert_refused(self.save(address, self.form_fields(address), date="2027-03-28"))

    def test_nor_to_a_time_zone_where_they_are_skipped(self):
        Conference.objects.update(starts_on=date(2027, 3, 14), ends_on=date(2027, 3, 14))
        Day.objects.update(date=date(2027, 3, 14))
        self.day.refresh_from_db()
        address = url_of(self.conference)
        fields = self.form_fields(address)
        response = self.save(address, fields, timezone="America/New_York")
        self.assert_refused(response, "14 March 2027", "America/New_York")

    def test_times_that_come_twice_are_taken_as_the_first_and_that_is_said(self):
        Conference.objects.update(starts_on=date(2027, 10, 31), ends_on=date(2027, 10, 31))
        Day.objects.update(date=date(2027, 10, 31))
        for address in (url_of(self.day), url_of(self.session)):
            fields = self.form_fields(address)
            changes = {name: "02:45" for name in fields if name.endswith("ends_at")}
            said = self.messages(self.save(address, fields, **changes))
            for clock in ("02:30", "02:45"):
                words = f"{clock} comes twice in Europe/Brussels: in “Night walk” it is the first."
                self.assertTrue(any(words in message for message in said), said)
        session = Session.objects.get()
        self.assertEqual(session.period.lower, datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
        self.assertEqual(session.period.upper, datetime(2027, 10, 31, 0, 45, tzinfo=UTC))


class ImplausibleDateTests(AdminTestCase):
    """Nothing is calculated with dates that are refused: not that of a day with its nights, not a move of days."""

    def test_they_are_refused_beside_the_field(self):
        session = SessionFactory(starts_at=time(23), ends_at=time(1), ends_next_day=True)
        conference, day = url_of(session.conference), url_of(session.day)
        said = "Give a year from 1990 to 2100."
        for text in ("0001-01-01", "0206-05-01", "1989-12-31", "2101-01-01", "9999-12-30", "9999-12-31"):
            for address, name in ((day, "date"), (conference, "starts_on"), (conference, "ends_on")):
                with self.subTest(text, name=name):
                    response = self.save(address, self.form_fields(address), **{name: text})
                    self.assertIn(said, str(response.context["adminform"].form.errors[name]))
                    self.assertContains(response, f'value="{text}"')
            fields = self.form_fields(conference) | {"days-0-date": text}
            self.assertContains(self.save(conference, fields), said)


ODD_VALUES = st.one_of(
    st.integers().map(str),
    st.sampled_from(
        ["9999", "10000", "0", "-1", "1", "12", "13", "31", "32", "", "NaN", "∞", "٣", "1e9", "9" * 30, "x"]
    ),
    st.text(max_size=8).filter(lambda text: "\0" not in text),
)


def date_paths():
    """Return the lists with a date to go by, each with the name of it."""
    return sorted(
        (f"/admin/{model._meta.app_label}/{model._meta.model_name}/", name)
        for model, model_admin in admin.site._registry.items()
        for name in {
            model_admin.date_hierarchy,
            *(field.name for field in model._meta.fields if isinstance(field, models.DateField)),
        }
        if name
    )


class DateFilterTests(PropertyTestCase):
    """Whatever stands in the address of a list, it is no error of ours."""

    @classmethod
    def setUpTestData(cls):
        cls.administrator = UserFactory(is_staff=True, is_superuser=True)
        SessionFactory(day__conference=ConferenceFactory())
        ArticleFactory()

    def assert_answered(self, path, parameters):
        self.client.force_login(self.administrator)
        response = self.client.get(path, parameters, follow=True)
        self.assertEqual(response.status_code, 200, (path, parameters))

    def test_years_that_no_date_can_have(self):
        for path, name in date_paths():
            for parameters in (
                {"year": "9999"},
                {"year": "9999", "month": "12"},
                {"year": "9999", "month": "12", "day": "31"},
                {"year": "10000"},
                {"year": "0"},
                {"year": "2027", "month": "2", "day": "30"},
                {"day": "99999999999999999999"},
                {"month": "99999999999999999999"},
            ):
                with self.subTest(path, parameters=parameters):
                    self.assert_answered(path, {f"{name}__{part}": value for part, value in parameters.items()})

    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(
        st.sampled_from(date_paths()),
        st.dictionaries(st.sampled_from(["year", "month", "day", "gte", "lt", "isnull", "exact", "in"]), ODD_VALUES),
    )
    def test_other_odd_values(self, place, parameters):
        path, name = place
        self.assert_answered(path, {f"{name}__{part}": value for part, value in parameters.items()})
