"""What the public site's templates can do beside Jinja2."""

from datetime import UTC, date, datetime

from django.template.defaultfilters import date as as_django_writes_it
from django.test import SimpleTestCase
from django.utils import translation
from django.utils.timezone import localtime

from civitas_cms.delivery import jinja as templates


class DateTests(SimpleTestCase):
    def test_dates_and_instants_are_written_as_django_writes_them(self):
        evening = datetime(2026, 3, 3, 23, 30, 5, tzinfo=UTC)  # the next day in Brussels
        for value in (evening, date(2026, 3, 3), datetime(2026, 3, 3, 12)):
            for form in (
                ("c", "j F Y", "l", "D j M", "M Y", "j F Y, H:i", "H:i")
                if value != date(2026, 3, 3)
                else (
                    "c",
                    "j F Y",
                )
            ):
                with self.subTest(value, form=form):
                    local = localtime(value) if value is evening else value
                    for _ in range(2):
                        self.assertEqual(templates.date(value, form), as_django_writes_it(local, form))

    def test_each_language_has_its_own_words(self):
        for language, words in [("en", "3 March 2026"), ("de", "3 März 2026"), ("en", "3 March 2026")]:
            with translation.override(language):
                self.assertEqual(templates.date(date(2026, 3, 3), "j F Y"), words)
        for language, word in [("en", "Yes"), ("de", "Ja"), ("en", "Yes")]:
            with translation.override(language):
                self.assertEqual(templates.translated("Yes"), word)

    def test_what_is_put_into_a_translation_is_escaped(self):
        self.assertEqual(
            templates.translated("For %(audience)s", audience="<mayors> & more"), "For &lt;mayors&gt; &amp; more"
        )
