"""What is around a text because somebody sent it: notes, heads of e-mails, signatures."""

from django.test import SimpleTestCase

from .base import quotes_of, understood

NOTE = "Dear all,\n\nplease find below the text from Krakow. Many thanks!\n\nBest regards,\nAnna"
HEAD = (
    "---------- Forwarded message ---------\n{} Tomasz Maj <t.maj@example.org>\n{} Wed, 12 Nov 2025 at 17:30\n"
    "{} Text for the website\n"
)
TEXT = (
    "One hundred days of clean air\n\nOne hundred days after the start of its zone, Krakow has published the first "
    "figures. The share of old cars has fallen from eleven to four per cent, and nobody has complained so far.\n\n"
    "“We were told that shops would close. None has,” said Tomasz Maj, director of the zone.\n\n"
    "The figures will be published again after a year, when the zone becomes twice as large as it is today."
)
MAIL = "Subject: {}\nFrom: a@example.org\nContent-Type: {}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}"
QUOTES = (
    '<div class="gmail_quote"><div class="gmail_attr">{}</div>{}</div>',
    "<blockquote type=cite>{}<br>{}</blockquote>",
)
FIELDS = [("From:", "Date:", "Subject:"), ("Von:", "Gesendet:", "Betreff:"), ("De :", "Date :", "Objet :")]


class LetterTests(SimpleTestCase):
    def assert_is_the_text(self, found):
        self.assertEqual(quotes_of(found), [("Tomasz Maj", "We were told that shops would close. None has")])
        texts = " ".join(block["html"] for block in found.blocks if block["kind"] == "text")
        for word in ("Dear", "find below", "Best regards", "Forwarded", "t.maj@example.org", "Text for the website"):
            self.assertNotIn(word, texts + found.title + found.summary)
        self.assertEqual(found.title, "One hundred days of clean air")
        self.assertTrue(found.summary.startswith("One hundred days after"))

    def test_of_a_forwarded_e_mail_the_text_is_taken_and_the_rest_left_out(self):
        for fields in FIELDS:
            body = f"{NOTE}\n\n{HEAD.format(*fields)}\n\n{TEXT}"
            for name in ("mail.eml", "text.txt"):
                with self.subTest(fields, name=name):
                    content = MAIL.format("Fwd: For you", "text/plain", body) if name == "mail.eml" else body
                    found = understood(content, name=name)
                    self.assert_is_the_text(found)
                    reasons = {left["reason"] for left in found.left_out}
                    self.assertLessEqual({"a note that came with the text", "the head of an e-mail"}, reasons)

    def test_a_note_that_ends_with_a_signature_does_not_hide_the_text_below(self):
        body = f"{NOTE}\n-- \nAnna Berg\nCity of Turku\n\n{HEAD.format(*FIELDS[0])}\n\n{TEXT}"
        self.assert_is_the_text(understood(MAIL.format("Fwd: For you", "text/plain", body), name="mail.eml"))

    def test_a_forwarded_page_of_a_mail_program_is_taken(self):
        paragraphs = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
        head = HEAD.format(*FIELDS[0]).replace("<", "&lt;").replace("\n", "<br>")
        note = "<p>Dear all,</p><p>please find below the text.</p><p>Best regards,<br>Anna</p>"
        for quote in (
            '<div class="gmail_quote"><div class="gmail_attr">{}</div>{}</div>',
            "<blockquote type=cite>{}<br>{}</blockquote>",
        ):
            with self.subTest(quote):
                body = note + quote.format(head, paragraphs)
                self.assert_is_the_text(understood(MAIL.format("Fwd: For you", "text/html", body), name="mail.eml"))

    def test_of_a_reply_the_new_words_are_taken(self):
        body = f"{TEXT}\n\n{HEAD.format(*FIELDS[0])}\n\nCould you send me the text, please? We need it by Monday."
        found = understood(MAIL.format("RE: Text", "text/plain", body), name="mail.eml")
        self.assert_is_the_text(found)
        self.assertIn("an e-mail that this one replies to", {left["reason"] for left in found.left_out})

    def test_what_says_that_the_text_follows_is_left_out(self):
        self.assert_is_the_text(understood(f"Hello,\n\nHere is the text for the website.\n\n{TEXT}"))

    def test_a_signature_below_the_end_of_a_letter_is_left_out(self):
        found = understood(f"{TEXT}\n\nKind regards,\n\nAnna Berg\n\nCity of Turku, tel. 12 34 56")
        self.assertIn("City of Turku, tel. 12 34 56", [left["text"] for left in found.left_out])

    def test_what_an_event_says_of_itself_is_no_head_of_an_e_mail(self):
        found = understood(f"{TEXT}\n\nDate: 12 May 2025\n\nPlace: Turku\n\nTo: all who like trams")
        self.assertIn("Place: Turku", str(found.blocks))
