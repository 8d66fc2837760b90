"""Each save in the admin keeps a revision of the whole item."""

from django.urls import reverse

from articles.models import Article
from civitas_cms.publishing.models import Revision
from tests.factories import (
    ArticleFactory,
    MenuItemFactory,
    PageFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
)
from tests.newsroom.base import url_of
from tests.newsroom.test_history import HistoryTestCase


class KeepingTests(HistoryTestCase):
    def test_each_save_keeps_the_item_and_the_first_what_was_there_before(self):
        text = RichTextFactory(parent=self.article, text="<p>Before</p>")
        self.change(title="Second")
        self.change(title="Third")
        self.change()
        self.assertEqual(self.happenings(), ["changed", "changed", "found"])
        self.assertEqual([r.title for r in Revision.objects.of(self.article)], ["Third", "Second", "First"])
        self.assertIn(text.text, str(Revision.objects.of(self.article).last().snapshot))

    def test_a_new_item_is_kept(self):
        address = reverse("admin:articles_article_add")
        self.save(address, self.form_fields(address), title="New", slug="new")
        article = Article.objects.get(slug="new")
        self.assertEqual(self.happenings(article), ["created"])
        self.assertEqual(Revision.objects.of(article).get().made_by, self.administrator)

    def test_a_form_that_is_refused_keeps_nothing(self):
        self.change(title="")
        self.assertEqual(self.happenings(), [])

    def test_what_is_saved_on_the_pages_of_days_sessions_and_rooms_is_kept_with_the_conference(self):
        session = SessionFactory(title="Before")
        conference, room = session.conference, RoomFactory(conference=session.conference)
        self.change(session.day, **{"sessions-0-title": "On the day's page"})
        self.change(session, title="On its own page")
        self.change(room, name="Aula")
        address = reverse("admin:events_day_add")
        fields = self.form_fields(address) | {"conference": conference.pk, "date": conference.ends_on.isoformat()}
        self.save(address, fields)
        self.client.post(url_of(session.day, "delete"), {"post": "yes"})
        self.assertEqual(self.happenings(conference), ["changed"] * 5 + ["found"])
        titles = [r.snapshot["content"]["parts"]["sessions"] for r in Revision.objects.of(conference)]
        titles = [[part["fields"]["title"] for part in sessions] for sessions in titles]
        self.assertEqual(titles, [[], *[["On its own page"]] * 3, ["On the day's page"], ["Before"]])

    def test_deleting_keeps_the_last_version_also_of_many_at_once(self):
        self.client.post(url_of(self.article, "delete"), {"post": "yes"})
        articles = ArticleFactory.create_batch(2)
        chosen = {"action": "delete_selected", "_selected_action": [item.pk for item in articles], "post": "yes"}
        self.client.post(reverse("admin:articles_article_changelist"), chosen)
        self.assertFalse(Article.objects.exists())
        self.assertEqual(Revision.objects.deleted(Article).count(), 3)

    def test_what_has_no_history_is_saved_as_ever(self):
        page = PageFactory()
        entry = MenuItemFactory(page=page, address="")
        self.assertEqual(self.change(entry, title="Renamed").status_code, 200)
        self.assertFalse(Revision.objects.exists())
