"""Deleting: what an editor is told before and after, and that no technical word is among it."""

from django.urls import reverse

from civitas_cms.publishing.revisions.working_copies import make_working_copy
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceProjectFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
)
from tests.newsroom.base import AdminTestCase, url_of


class BeforeTests(AdminTestCase):
    def page(self, item):
        return self.client.get(url_of(item, "delete"))

    def test_it_says_what_goes_with_an_article_and_where_it_can_be_recovered(self):
        article = ArticleFactory(tags=["Trams"], projects=[ProjectFactory()])
        RichTextFactory.create_batch(2, parent=article)
        QuoteFactory(parent=article)
        response = self.page(article)
        self.assertEqual(dict(response.context["model_count"]), {"texts": 2, "quote": 1})
        self.assertContains(response, "under “Recently deleted”")
        self.assertContains(response, "Visitors see it now.")
        for jargon in ("relationship", "Tagged item", "object (", "Are you sure"):
            self.assertNotContains(response, jargon)

    def test_of_a_draft_nothing_is_said_about_visitors(self):
        self.assertNotContains(self.page(ArticleFactory(state="draft", publish_at=None)), "Visitors see it now.")

    def test_unpublished_changes_leave_the_live_version(self):
        copy = make_working_copy(ArticleFactory(), self.administrator)
        self.assertContains(self.page(copy), "The live version stays as it is.")

    def test_a_session_can_be_brought_back_from_the_history_of_its_conference(self):
        session = SessionFactory()
        AppearanceFactory(session=session)
        response = self.page(session)
        self.assertContains(response, url_of(session.conference, "history"))
        self.assertEqual(dict(response.context["model_count"]), {"appearance": 1})

    def test_what_has_no_history_cannot_be_brought_back(self):
        self.assertContains(self.page(TagFactory()), "This cannot be undone.")

    def test_what_is_still_needed_is_not_deleted_and_the_places_are_named(self):
        speaker = SpeakerFactory()
        quote, appearance = QuoteFactory(speaker=speaker), AppearanceFactory(speaker=speaker)
        response = self.page(speaker)
        self.assertContains(response, "cannot be deleted")
        for place in (quote.parent, appearance.session):
            self.assertContains(response, f'<a href="{url_of(place)}">{place}</a>')
        self.client.post(url_of(speaker, "delete"), {"post": "yes"})
        speaker.refresh_from_db()
        part = ConferenceProjectFactory()
        self.assertContains(self.page(part.project), url_of(part.conference))

    def test_of_many_places_some_are_named(self):
        picture = PictureFactory()
        ArticleFactory.create_batch(22, lead_picture=picture)
        response = self.page(picture)
        self.assertEqual(len(response.context["protected"]), 21)
        self.assertContains(response, "and 2 more")

    def test_many_at_once_are_named_in_the_same_words(self):
        articles = [ArticleFactory(title="One", tags=["Trams"]), ArticleFactory(title="Two")]
        chosen = {"action": "delete_selected", "_selected_action": [item.pk for item in articles]}
        response = self.client.post(reverse("admin:articles_article_changelist"), chosen)
        for words in ("Delete 2 articles?", "<strong>One</strong>", "<strong>Two</strong>", "“Recently deleted”"):
            self.assertContains(response, words)
        self.assertNotContains(response, "agged item")


class AfterTests(AdminTestCase):
    def test_the_way_back_is_told(self):
        article = ArticleFactory()
        response = self.client.post(url_of(article, "delete"), {"post": "yes"}, follow=True)
        told = " ".join(self.messages(response))
        self.assertIn("If that was a mistake, find it under", told)
        self.assertIn(reverse("admin:articles_article_deleted"), told)

    def test_of_what_is_gone_for_good_no_way_back_is_told(self):
        response = self.client.post(url_of(TagFactory(), "delete"), {"post": "yes"}, follow=True)
        self.assertNotIn("mistake", " ".join(self.messages(response)))

    def test_a_second_click_says_that_it_is_deleted(self):
        article = ArticleFactory(title="Night trains")
        for _click in range(2):
            response = self.client.post(url_of(article, "delete"), {"post": "yes"}, follow=True)
        self.assertIn("“Night trains” was deleted by", self.messages(response)[-1])
