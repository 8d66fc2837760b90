"""What a comparison of two versions shows."""

from datetime import time

from django.test import SimpleTestCase, TestCase

from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions.comparison import Status, compare
from civitas_cms.publishing.revisions.text_diff import plain_lines, rich_lines, side_by_side
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
)


def shown(lines):
    """Return marked lines as text: [-deleted-], {+inserted+}."""
    marks = {"deleted": "[-{}-]", "inserted": "{{+{}+}}", "": "{}"}
    return [
        f"… {line.count}"
        if line.kind == "gap"
        else " ".join(marks[piece.mark].format(piece.text) for piece in line.pieces)
        for line in lines
    ]


class MarkedTextTests(SimpleTestCase):
    def compare(self, old, new, lines=plain_lines):
        return tuple(shown(side) for side in side_by_side(lines(old), lines(new)))

    def test_only_the_words_that_differ_are_marked(self):
        before, after = self.compare("The tram is red and slow.", "The tram is green and slow.")
        self.assertEqual(before, ["The tram is [-red-] and slow."])
        self.assertEqual(after, ["The tram is {+green+} and slow."])

    def test_a_paragraph_is_compared_with_the_one_that_it_came_from(self):
        old = "<p>One two three four five.</p><p>Six seven eight nine ten.</p>"
        new = "<p>Entirely new.</p><p>One two three four FIVE.</p><p>Six seven eight nine ten.</p>"
        before, after = self.compare(old, new, rich_lines)
        self.assertEqual(before, ["One two three four [-five.-]", "Six seven eight nine ten."])
        self.assertEqual(after, ["{+Entirely new.+}", "One two three four {+FIVE.+}", "Six seven eight nine ten."])

    def test_long_stretches_without_a_difference_are_left_out(self):
        old = "\n".join(f"Line number {word} of many" for word in "abcdefgh")
        before, _after = self.compare(old, old.replace("number a", "number A"))
        self.assertEqual(before, ["Line number [-a-] of many", "Line number b of many", "… 6"])

    def test_headings_lists_and_links_are_seen_as_what_they_are(self):
        html = '<h2>Why</h2><ul><li><p>An <a href="/news/">old</a> item</p></li></ul><blockquote><p>So</p></blockquote>'
        lines = rich_lines(html)
        self.assertEqual([line.kind for line in lines], ["h2", "ul", "blockquote"])
        self.assertIn(("(/news/)", "address"), lines[1].tokens)

    def test_a_heading_made_of_a_paragraph_and_a_link_that_leads_elsewhere_are_differences(self):
        before, after = self.compare("<p>Why</p>", "<h2>Why</h2>", rich_lines)
        self.assertEqual((before, after), (["[-Why-]"], ["{+Why+}"]))
        before, after = self.compare(
            '<p>See <a href="/a/">this</a>.</p>', '<p>See <a href="/b/">this</a>.</p>', rich_lines
        )
        self.assertEqual((before, after), (["See this [-(/a/)-] ."], ["See this {+(/b/)+} ."]))

    def test_bold_letters_within_a_word_and_line_breaks_lose_nothing(self):
        html = "<p>Un<strong>believ</strong>able<br>but <em>true</em>, they say</p>"
        words = [" ".join(word for word, _style in line.tokens) for line in rich_lines(html)]
        self.assertEqual(words, ["Un believ able", "but true, they say"])


class ComparisonTests(TestCase):
    def setUp(self):
        self.article = ArticleFactory(title="The red tram", lead_picture=PictureFactory(title="Tram"))

    def compare_after(self, change, item=None):
        item = item or self.article
        before = snapshots.snapshot_of(item)
        change()
        return compare(before, snapshots.snapshot_of(item))

    def test_nothing_is_different_between_two_equal_versions(self):
        RichTextFactory(parent=self.article)
        comparison = self.compare_after(lambda: None)
        self.assertFalse(comparison)
        self.assertEqual(comparison.in_words(), [])

    def test_fields_are_shown_with_their_labels_and_values_in_words(self):
        def change():
            self.article.title, self.article.kind, self.article.lead_picture = "The green tram", "interview", None
            self.article.state = "archived"
            self.article.save()
            self.article.authors.set([SpeakerFactory(given_name="Ana", family_name="Kovač")])
            self.article.tags.set(["Rail"])

        fields = {field.label: (shown(field.old), shown(field.new)) for field in self.compare_after(change).fields}
        self.assertEqual(fields["Title"], (["The [-red-] tram"], ["The {+green+} tram"]))
        self.assertEqual(fields["Kind"], (["[-News-]"], ["{+Interview+}"]))
        self.assertEqual(fields["Lead picture"], (["[-Tram-]"], []))
        self.assertEqual(fields["Authors"], ([], ["{+Ana Kovač+}"]))
        self.assertEqual(fields["Tags"], ([], ["{+Rail+}"]))
        self.assertEqual(fields["State"], (["[-Published-]"], ["{+Archived+}"]))

    def test_blocks_are_matched_whatever_their_kind_and_place(self):
        first = RichTextFactory(parent=self.article, text="<p>First</p>", ordering=10)
        quote = QuoteFactory(parent=self.article, words="Removed words", ordering=20)
        RichTextFactory(parent=self.article, text="<p>Same</p>", ordering=30)
        last = RichTextFactory(parent=self.article, text="<p>Last</p>", ordering=40)

        def change():
            first.text = "<p>First, changed</p>"
            first.save()
            quote.delete()
            last.ordering = 15
            last.save()
            RichTextFactory(parent=self.article, text="<p>Added</p>", ordering=50)

        comparison = self.compare_after(change)
        (body,) = comparison.groups
        self.assertEqual(
            [(part.name, part.status) for part in body.parts],
            [
                ("First, changed", Status.CHANGED),
                ("Removed words", Status.REMOVED),
                ("Last", Status.MOVED),
                ("Same", Status.SAME),
                ("Added", Status.ADDED),
            ],
        )
        self.assertIn("quote “Removed words” removed", comparison.in_words())
        self.assertEqual(shown(body.parts[1].fields[0].old), ["[-Removed words-]"])

    def test_a_programme_is_compared_session_by_session_with_its_people(self):
        session = SessionFactory(title="Opening")
        SessionFactory(day=session.day, title="Closing", starts_at=time(15), ends_at=time(16))
        room = RoomFactory(conference=session.conference, name="Aula")

        def change():
            session.room, session.starts_at = room, time(8, 30)
            session.save()
            AppearanceFactory(session=session, speaker=SpeakerFactory(given_name="Ana", family_name="Kovač"))

        comparison = self.compare_after(change, session.conference)
        (opening,) = comparison.changed_parts
        fields = {field.label: (shown(field.old), shown(field.new)) for field in opening.fields}
        self.assertEqual(fields["Room"], ([], ["{+Aula+}"]))
        self.assertIn("8:30", fields["Start"][1][0])
        self.assertEqual([part.name for part in opening.parts], ["Ana Kovač (Speaker)"])

    def test_markup_in_a_text_is_text(self):
        comparison = self.compare_after(lambda: type(self.article).objects.update(title="<script>"))
        self.assertEqual(shown(comparison.fields[0].new), ["{+<script>+}"])
