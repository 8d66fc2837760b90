"""What people type is cleaned on every way into the database: what nobody sees makes no difference."""

import unicodedata

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import SimpleTestCase, TestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import Article, RichText
from civitas_cms.publishing.plain_text import (
    MAX_TEXT_LENGTH,
    Cleaned,
    TextField,
    clean_line,
    clean_text,
    is_visible,
)
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import SlugField
from events.models import Conference, Speaker
from tests.factories import ArticleFactory, ConferenceFactory, RichTextFactory, SpeakerFactory

RICH_TEXT: RichTextField = RichText._meta.get_field("text")
LINE_BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
INVISIBLE = [
    *(
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u200e",
        "\u200f",
        "\u061c",
        "\u202e",
        "\u2066",
        "\u2069",
    ),
    *(
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u180e",
        "\u3164",
        "\uffa0",
        "\ufe0f",
        "\u2063",
        "\U000e0001",
        "\U000e0041",
    ),
    *("\x00", "\x07", "\x1b", "\x7f", "\x80", "\x9f", "\ud800", "\udfff", "\uffff", "\U0001d173"),
]
SPACES = [" ", "\t", "\u00a0", "\u2003", "\u202f", "\u3000", "\u2800"]
#: What is likely to be in the way of each other.
ANYTHING = st.text(
    st.one_of(
        st.sampled_from([*"aë1 <>&#*", *INVISIBLE, *SPACES, *"\r\n\v\x85\u2028\u0301\u0338👩🏴❤میक\u094d"]),
        st.characters(),
    )
)


class CleanLineTests(SimpleTestCase):
    def test_what_looks_alike_is_one_text(self):
        for typed in [
            "Zoë",
            "Zoe\u0308",
            " Zoë\u00a0",
            "Zo\u00adë",
            "\ufeffZoë",
            *(f"Zo{sign}ë" for sign in INVISIBLE if sign not in ("\u115f", "\u1160")),
            *(f"{sign}Zoë{sign}" for sign in [*INVISIBLE, *SPACES[:-1], *LINE_BREAKS]),
        ]:
            with self.subTest(ascii(typed)):
                self.assertEqual(clean_line(typed), "Zoë")

    def test_a_line_break_of_any_kind_is_a_space(self):
        for sign in LINE_BREAKS:
            with self.subTest(ascii(sign)):
                self.assertEqual(clean_line(f"Night{sign}trains"), "Night trains")
                self.assertEqual(clean_line(f"Night {sign} trains{sign}"), "Night trains")

    def test_what_has_a_meaning_stays(self):
        for text in [
            "10\u00a0000 trams",  # a space that breaks no line
            "می\u200cخواهم",  # Persian
            "क\u094d\u200dष",  # Hindi
            "👩\u200d👩\u200d👧\u200d👦",
            "❤\ufe0f\u200d🔥",
            "1\ufe0f\u20e3 First",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
            "葛\U000e0100城市",
            "“Łódź” – Αθήνα, София, القاهرة, 東京, I\u0307stanbul".replace("I\u0307", "İ"),
            "C++ & C#, <b>, 100 %",
        ]:
            with self.subTest(text):
                self.assertEqual(clean_line(text), text)
                self.assertEqual(clean_text(text), text)

    def test_nothing_but_what_nobody_sees_is_nothing(self):
        for text in ["", *INVISIBLE, *SPACES, *LINE_BREAKS, "\u200b\u200b", "\u2800 \u3164", "".join(INVISIBLE)]:
            with self.subTest(ascii(text)):
                self.assertEqual(clean_line(text), "")
                self.assertEqual(clean_text(text), "")

    def test_lines_of_a_text_stay(self):
        self.assertEqual(clean_text("One\r\nTwo\n\n\tThree\vFour\u2028Five "), "One\r\nTwo\n\n\tThree\nFour\nFive")

    @given(ANYTHING)
    @example("\ufe0f\u200d")
    @example("e\u200d\u0301")
    @example("o\ufe0f\u200dë")
    @settings(max_examples=500, deadline=None, derandomize=True)
    def test_whatever_is_typed_is_clean_after_once(self, text):
        for clean in (clean_line, clean_text):
            cleaned = clean(text)
            self.assertEqual(clean(cleaned), cleaned)
            self.assertEqual(cleaned, unicodedata.normalize("NFC", cleaned).strip())
            self.assertEqual(bool(cleaned), is_visible(cleaned))
            cleaned.encode()
        self.assertEqual(clean_line(text).splitlines(), [clean_line(text)] if clean_line(text) else [])
        self.assertEqual(
            {letter for letter in clean_text(text) if unicodedata.category(letter) == "Cc"} - set("\t\r\n"), set()
        )


class RichTextTests(SimpleTestCase):
    def test_letters_are_cleaned_between_the_tags(self):
        self.assertEqual(
            RICH_TEXT.clean_text("<p>Zoe\u0308 <strong>&#8203;and</strong>\x0b\x80\ufeff Li\u200ba</p>"),
            "<p>Zoë <strong>and</strong>\n Lia</p>",
        )

    def test_a_text_that_nobody_sees_is_empty(self):
        for text in ("<p></p>", "<p>\u200b</p>", "<h2>&nbsp;</h2><p>&#8203;<br></p>", "<ul><li>\u2800</li></ul>"):
            with self.subTest(text):
                self.assertEqual(RICH_TEXT.clean_text(text), "")

    def test_taking_signs_out_makes_no_markup_of_text(self):
        for text in (
            '<p><a href="java&#8203;script:alert()">x</a></p>',
            "<p>\u0338<em>x</em></p>",
            "<p>&lt;scr&#8203;ipt&gt;alert()&lt;/script&gt;</p>",
            "<\u200bscript>alert()</script><p>x</p>",
        ):
            with self.subTest(text):
                cleaned = RICH_TEXT.clean_text(text)
                self.assertEqual(RICH_TEXT.sanitize(cleaned), cleaned)
                self.assertNotIn("javascript", cleaned)
                self.assertNotIn("<script", cleaned)

    @given(ANYTHING, ANYTHING)
    @settings(max_examples=200, deadline=None, derandomize=True)
    def test_whatever_is_typed_is_clean_after_once(self, one, other):
        cleaned = RICH_TEXT.clean_text(
            f'<p>{one}<strong>{other}</strong></p><a href="https://a.example/{one}">{other}</a>'
        )
        self.assertEqual(RICH_TEXT.clean_text(cleaned), cleaned)
        self.assertEqual(RICH_TEXT.sanitize(cleaned), cleaned)
        plain_text(cleaned).encode()


class FieldTests(TestCase):
    def test_every_way_of_writing_cleans(self):
        dirty, clean = "Night\vtrains\u200b \nare back", "Night trains are back"
        saved = ArticleFactory(title=dirty)
        (bulk,) = Article.objects.bulk_create([Article(title=dirty, slug="bulk")])
        updated = ArticleFactory()
        Article.objects.filter(pk=updated.pk).update(title=dirty)
        self.assertEqual(saved.title, clean)  # in memory too
        for article in (saved, bulk, updated):
            self.assertEqual(Article.objects.get(pk=article.pk).title, clean)
        self.assertTrue(Article.objects.filter(title=dirty).exists())  # whoever looks for it means the same

    def test_the_model_itself_refuses_what_nobody_sees(self):
        for item, field in (
            (ArticleFactory(), "title"),
            (SpeakerFactory(), "family_name"),
            (RichTextFactory(parent=ArticleFactory()), "text"),
        ):
            setattr(item, field, "\u200b\u2060")
            with self.subTest(item), self.assertRaisesMessage(Exception, "This field is required."):
                item.full_clean()

    def test_a_text_has_a_limit_that_is_said(self):
        for item, field in ((RichText(parent=ArticleFactory()), "text"), (ConferenceFactory(), "description")):
            setattr(item, field, f"<p>{'x' * MAX_TEXT_LENGTH}</p>")
            with self.subTest(field), self.assertRaisesMessage(Exception, "A text has at most 500000 characters"):
                item.clean_fields()

    def test_not_even_sql_writes_what_breaks_other_programs(self):
        conference, speaker = ConferenceFactory(slug="forum"), SpeakerFactory()
        for row, column, values in (
            (conference, "title", [f"Forum{sign}2026" for sign in [*LINE_BREAKS, "\t", "\x80"]]),
            (conference, "website", ["https://a.example/\nX: y"]),
            (conference, "contact_email", ["a@a.example\r\nBcc: b@b.example"]),
            (conference, "summary", ["A\x0bsummary", "A\u2029summary"]),
            (conference, "slug", ["", "fo\nrum", "Κλίμα", "a/b"]),
            (speaker, "mastodon", ["https://a.example/\x85"]),
        ):
            table = row._meta.db_table
            for value in values:
                statement = f'UPDATE {table} SET "{column}" = %s WHERE id = %s'
                with (
                    self.subTest(column, value=value),
                    self.assertRaises(IntegrityError),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement, [value, row.pk])

    def test_every_field_that_people_type_into_is_cleaned(self):
        bookkeeping = {"checksum", "colour", "region", "image_ppoi"}
        for model in apps.get_models():
            if model._meta.app_label not in ("articles", "events", "pages", "library"):
                continue
            for field in model._meta.local_concrete_fields:
                is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
                if is_text and field.name not in bookkeeping and not getattr(field, "generated", False):
                    with self.subTest(field):
                        self.assertIsInstance(field, (Cleaned, RichTextField, SlugField))

    def test_a_text_of_several_lines_keeps_them(self):
        self.assertIsInstance(Conference._meta.get_field("summary"), TextField)
        self.assertEqual(ConferenceFactory(summary="One\r\nTwo").summary, "One\r\nTwo")
        self.assertEqual(
            Speaker(given_name="Zoe\u0308", family_name="Lee")._meta.get_field("given_name").clean("Zoe\u0308", None),
            "Zoë",
        )
