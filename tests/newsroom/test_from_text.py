"""An article from a text: what was understood can be changed before a draft is made of it."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ArticlePicture, Quote, ReceivedPicture
from articles.models.received_pictures import KEPT_FOR
from civitas_cms.library.models import Picture
from events.models import Speaker
from tests.articles.intake.test_pictures import word_with_picture
from tests.factories import SpeakerFactory, UserFactory

from .base import AdminTestCase

TEXT = """Cities meet in Ghent

More than two hundred people came to the town hall on Tuesday to speak about trams.

“We shall build three new lines before the end of the decade,” said Ana Berg, Mayor of Turku.

The next meeting is in spring, and everybody is invited to it.
"""
QUOTED = "We shall build three new lines before the end of the decade"


class FromTextTests(AdminTestCase):
    """A text becomes a draft."""

    url = reverse("admin:articles_article_from_text")

    def proposal(self, text=TEXT):
        return self.client.post(self.url, {"text": text})

    def sent(self, response):
        """Return what the page would send if nothing was changed."""
        proposal = response.context["proposal"]
        forms = [proposal.item, *proposal.people.values(), *(form for _block, form in proposal.blocks if form)]
        fields = {bound.html_name: bound.value() for form in forms for bound in form if bound.value() is not None}
        fields = {name: value for name, value in fields.items() if value not in (False, None)}
        return fields | {"proposal": response.context["signed"]}

    def quote_field(self, fields, name):
        return next(key for key in fields if key.startswith("block-") and key.endswith(f"-{name}"))

    def test_a_text_becomes_a_draft_with_its_quote_and_its_new_speaker(self):
        response = self.client.post(self.url, self.sent(self.proposal()), follow=True)
        article = Article.objects.get()
        self.assertEqual((article.title, article.state), ("Cities meet in Ghent", "draft"))
        quote = Quote.objects.get(parent=article)
        self.assertIn(QUOTED, quote.words)
        self.assertEqual(str(quote.speaker.family_name), "Berg")
        self.assertIn("The draft is made", self.messages(response)[0])

    def test_a_draft_can_be_handed_over_for_review_at_once(self):
        response = self.client.post(self.url, self.sent(self.proposal()) | {"submit": "1"}, follow=True)
        self.assertEqual(Article.objects.get().state, "in_review")
        self.assertIn("waits for review", self.messages(response)[1])

    def test_nothing_is_saved_before_somebody_says_so(self):
        self.assertContains(self.proposal(), QUOTED)
        self.assertFalse(Article.objects.exists() or Speaker.objects.exists())

    def test_a_quote_turned_back_is_plain_text(self):
        fields = self.sent(self.proposal())
        fields[self.quote_field(fields, "words").replace("words", "is_text")] = "on"
        self.client.post(self.url, fields)
        self.assertFalse(Quote.objects.exists() or Speaker.objects.exists())
        self.assertTrue(any(QUOTED in block.text for block in Article.objects.get().articles_richtext_set.all()))

    def test_errors_keep_what_was_changed(self):
        fields = self.sent(self.proposal()) | {"title": "x" * 1000}
        fields[self.quote_field(fields, "words")] = "Other words"
        response = self.client.post(self.url, fields)
        self.assertContains(response, "Other words")
        self.assertTrue(response.context["proposal"].item.errors["title"])
        self.assertFalse(Article.objects.exists())

    def test_one_of_two_namesakes_is_chosen(self):
        people = [SpeakerFactory(given_name="Ana", family_name="Berg", position=each) for each in ("Baker", "Nurse")]
        fields = self.sent(self.proposal())
        field = next(name for name in fields if name.endswith("-speaker"))
        self.client.post(self.url, fields | {field: str(people[1].pk)})
        self.assertEqual(Quote.objects.get().speaker, people[1])

    def test_nobody_is_chosen_whom_the_page_did_not_name(self):
        other = SpeakerFactory()
        fields = self.sent(self.proposal())
        field = next(name for name in fields if name.endswith("-speaker"))
        self.assertEqual(self.client.post(self.url, fields | {field: str(other.pk)}).status_code, 200)
        self.assertFalse(Article.objects.exists())

    def test_a_proposal_of_somebody_else_is_refused(self):
        fields = self.sent(self.proposal())
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.client.post(self.url, fields)
        self.assertFalse(Article.objects.exists())

    def test_who_may_add_no_articles_is_refused(self):
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.get(self.url).status_code, 403)

    def test_who_may_add_no_people_gets_their_words_as_text(self):
        author = UserFactory(is_staff=True)
        names = ["add_article", "change_article", "view_article"]
        author.user_permissions.set(Permission.objects.filter(codename__in=names))
        self.client.force_login(author)
        response = self.client.post(self.url, self.sent(self.proposal()), follow=True)
        self.assertFalse(Quote.objects.exists() or Speaker.objects.exists())
        self.assertTrue(any(QUOTED in block.text for block in Article.objects.get().articles_richtext_set.all()))
        self.assertIn("you may not add people", self.messages(response)[1])

    def test_a_wrong_file_is_refused_beside_the_field(self):
        response = self.client.post(self.url, {"file": SimpleUploadedFile("a.docx", b"%PDF-1.7 words")})
        self.assertIn("a PDF", response.context["form"].errors["file"][0])

    def test_scripts_are_neither_shown_nor_saved(self):
        response = self.client.post(
            self.url, {"html": "<p>Some words of a text.</p><script>alert(1)</script>", "text": ""}
        )
        self.assertNotContains(response, "alert(1)")


class PictureTests(AdminTestCase):
    """Pictures of the file are shown small, described in a row, and go into the library with the draft."""

    url = reverse("admin:articles_article_from_text")

    def proposal(self):
        file = SimpleUploadedFile("report.docx", word_with_picture(described=""))
        return self.client.post(self.url, {"file": file})

    def answer(self, response, **values):
        prefix = next(form.prefix for _block, form in response.context["proposal"].blocks if form)
        fields = {f"{prefix}-{name}": value for name, value in values.items()}
        fields |= {"title": "Trams", "kind": "news", "proposal": response.context["signed"]}
        return self.client.post(self.url, fields, follow=True)

    def test_a_described_picture_goes_into_the_library(self):
        self.answer(self.proposal(), alternative_text="A tram", caption="The tram", credit="Ana Berg")
        picture = ArticlePicture.objects.get().picture
        self.assertEqual(
            (picture.alternative_text, picture.caption, picture.credit), ("A tram", "The tram", "Ana Berg")
        )
        self.assertFalse(ReceivedPicture.objects.exists())

    def test_a_picture_that_nobody_describes_is_asked_for_again(self):
        response = self.answer(self.proposal(), alternative_text="")
        errors = [form.errors for _block, form in response.context["proposal"].blocks if form]
        self.assertIn("Describe the picture", errors[0]["alternative_text"][0])
        self.assertFalse(Article.objects.exists() or Picture.objects.exists())

    def test_a_picture_may_be_decorative_or_left_out(self):
        self.answer(self.proposal(), is_decorative="on")
        self.assertTrue(Picture.objects.get().is_decorative)
        self.answer(self.proposal(), is_left_out="on")
        self.assertEqual(Picture.objects.count(), 1)
        self.assertEqual(Article.objects.count(), 2)

    def test_a_picture_is_shown_to_whoever_sent_it_and_to_nobody_else(self):
        self.proposal()
        url = reverse("admin:articles_article_from_text_picture", args=[ReceivedPicture.objects.get().file, 0])
        self.assertEqual(self.client.get(url).headers["Content-Type"], "image/webp")
        self.assertEqual(self.client.get(f"{url[:-2]}9/").status_code, 404)
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_a_picture_too_large_to_be_decoded_is_not_shown(self):
        self.proposal()
        url = reverse("admin:articles_article_from_text_picture", args=[ReceivedPicture.objects.get().file, 0])
        with self.settings(MAX_PICTURE_PIXELS=100):
            self.assertEqual(self.client.get(url).status_code, 404)

    def test_a_file_of_yesterday_is_gone_and_its_words_are_not(self):
        response = self.proposal()
        ReceivedPicture.objects.update(received_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
        self.proposal()
        self.assertEqual(ReceivedPicture.objects.count(), 1)
        answer = self.answer(response, alternative_text="A tram")
        self.assertFalse(Picture.objects.exists())
        self.assertIn("choose them in the draft", self.messages(answer)[1])

    def test_who_may_add_no_pictures_gets_the_text_only(self):
        author = UserFactory(is_staff=True)
        names = ["add_article", "change_article", "view_article"]
        author.user_permissions.set(Permission.objects.filter(codename__in=names))
        self.client.force_login(author)
        self.assertFalse(any(form for _block, form in self.proposal().context["proposal"].blocks))
        self.assertFalse(ReceivedPicture.objects.exists())
