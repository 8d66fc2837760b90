"""Typographic quotation marks and apostrophes."""

from django.test import SimpleTestCase
from django.utils import translation
from markupsafe import Markup

from civitas_cms.delivery.typography import quoted, typographic


class TypographyTests(SimpleTestCase):
    def assert_written(self, cases, language="en"):
        for typed, written in cases.items():
            with self.subTest(typed):
                self.assertEqual(typographic(Markup(typed), language), written)

    def test_marks_open_and_close_as_english_asks(self):
        self.assert_written(
            {
                "This year's 'Mission in Progress'": "This year’s ‘Mission in Progress’",
                '<p>"Go," she said. "Now!"</p>': "<p>“Go,” she said. “Now!”</p>",
                "<p>\"'Yes' and 'no'\"</p>": "<p>“‘Yes’ and ‘no’”</p>",
                "the mayors' round table ('90s)": "the mayors’ round table (’90s)",
                "the '90s, rock 'n' roll": "the ’90s, rock ’n’ roll",
                "the cities&#39; &#34;plan&#34;": "the cities’ “plan”",
                '(<a href="/x/">"home"</a>)': '(<a href="/x/">“home”</a>)',
                '"<em>in</em>"&nbsp;"out"': "“<em>in</em>”&nbsp;“out”",
                '<p>"one</p><p>"two"</p>': "<p>“one</p><p>“two”</p>",
                "“It's done,” he said": "“It’s done,” he said",
                'in "2026"': "in “2026”",
                '"https://a.example/"': "“https://a.example/”",
            }
        )

    def test_what_is_no_prose_stays_as_it_is(self):
        for html in (
            '<a title="the city\'s" href=\'/a?b="c"\'>x</a>',
            "<code>a = 'b'</code><pre>\"</pre><kbd>'</kbd>",
            '<script type="application/ld+json">{"a": "b\'s"}</script>',
            '<textarea>"it\'s"</textarea>',
            "<!-- it's -->",
            "5' 10\" and 5'10",
            "https://a.example/?q='b'&c=\"d\"x",
            "a < b",
            "",
        ):
            with self.subTest(html):
                self.assertEqual(typographic(Markup(html), "en"), html)

    def test_each_language_has_its_own_marks(self):
        self.assert_written({"\"Geht's?\", 'ja'": "„Geht’s?“, ‚ja‘"}, "de-at")
        self.assert_written({'"L\'idée"': "«\u202fL’idée\u202f»"}, "fr")
        self.assert_written({'"A"': "“A”"}, "xx")
        with translation.override("de"):
            self.assertEqual(typographic('"A"'), "„A“")
            self.assertEqual(quoted("A"), "„A“")

    def test_a_text_that_is_no_html_is_escaped(self):
        self.assertEqual(typographic("Q&A's <b>", "en"), "Q&amp;A’s &lt;b&gt;")
