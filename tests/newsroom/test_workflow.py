"""The way of an item to the public: what an editor is told, and what becomes of what was typed."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article
from civitas_cms import roles
from civitas_cms.library.models import Picture
from civitas_cms.newsroom.accounts import anonymise
from civitas_cms.publishing.models import EffectiveState, State, Transition
from tests.factories import (
    ArticleFactory,
    ArticlePictureFactory,
    GalleryFactory,
    LinkFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    TransitionFactory,
    ready_article,
    staff,
)
from tests.newsroom.base import AdminTestCase, list_of, url_of
from tests.newsroom.effective_states import HOUR, bring_to, standing_of


class ButtonTests(AdminTestCase):
    """What an editor is told, and what becomes of what was typed."""

    def setUp(self):
        self.editor = staff(roles.EDITOR, first_name="Ana", last_name="Kovač")
        self.client.force_login(self.editor)
        self.article = ready_article(title="Night trains")
        self.address = url_of(self.article)

    def press(self, action, **changes):
        """Press a button of the form as it is now."""
        return self.press_in(self.form_fields(self.address), action, **changes)

    def in_words(self, instant):
        """Return ``instant`` as it is typed into the form."""
        return f"{timezone.localtime(instant):%Y-%m-%dT%H:%M}"

    def press_in(self, fields, action, **changes):
        return self.client.post(self.address, fields | changes | {f"_{action}": "1"}, follow=True)

    def test_the_form_is_saved_before_the_step_is_taken(self):
        response = self.press("publish", title="Night trains are back")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title, "Night trains are back")
        self.assertTrue(self.article.is_public())
        self.assertEqual(self.messages(response), ["“Night trains are back” is published: visitors see it now."])
        self.assertContains(self.client.get(self.article.get_absolute_url()), "Night trains are back")

    def test_a_new_item_can_be_published_at_once(self):
        fields = self.form_fields(reverse("admin:pages_page_add"))
        fields |= {"title": "Contact", "slug": "contact", "summary": "How to reach us.", "_publish": "1"}
        fields |= {
            "pages_richtext_set-TOTAL_FORMS": "1",
            "pages_richtext_set-0-text": "<p>Write to us.</p>",
            "pages_richtext_set-0-region": "main",
            "pages_richtext_set-0-ordering": "10",
        }
        response = self.client.post(reverse("admin:pages_page_add"), fields, follow=True)
        self.assertEqual(self.messages(response), ["“Contact” is published: visitors see it now."])
        self.assertEqual(self.client.get("/contact/").status_code, 200)

    def test_what_was_done_by_whom_and_why_is_in_the_history(self):
        self.press("publish", comment="The minister has agreed.")
        step = Transition.objects.of(self.article).get()
        self.assertEqual((step.action, step.by, step.comment), ("publish", self.editor, "The minister has agreed."))
        history = self.client.get(reverse("admin:articles_article_history", args=[self.article.pk]))
        self.assertContains(history, "· Published")
        self.assertContains(history, "The minister has agreed.")

    def test_a_second_click_on_publish_is_harmless(self):
        fields = self.form_fields(self.address)
        self.press_in(fields, "publish")
        published_at = Article.objects.get().publish_at
        response = self.press_in(fields, "publish")
        self.assertIn("is already published (Ana Kovač", self.messages(response)[0])
        self.assertEqual(Transition.objects.count(), 1)
        self.assertEqual(Article.objects.get().publish_at, published_at)

    def test_a_step_that_somebody_elses_step_has_made_impossible_is_explained_and_the_words_are_saved(self):
        bring_to(self.article, "in_review")
        fields = self.form_fields(self.address)
        bring_to(self.article, "archived")
        TransitionFactory(item=self.article, action="archive", by=staff(roles.EDITOR, username="boss"))
        response = self.press_in(fields, "request_changes", comment="Shorter, please.", title="Kept")
        (message,) = self.messages(response)
        self.assertIn("is archived now (boss, ", message)
        self.assertIn("so it cannot be sent back", message)
        self.article.refresh_from_db()
        self.assertEqual((self.article.title, self.article.state), ("Kept", "archived"))

    def test_changes_are_not_requested_without_saying_which(self):
        bring_to(self.article, "in_review")
        response = self.press("request_changes", comment=" ", title="A better title")
        self.assertContains(response, "Say what has to be changed, so that the author knows.")
        self.assertContains(response, "A better title")
        self.assertEqual(standing_of(self.article), "in_review")

    def test_an_unready_item_is_saved_but_not_published(self):
        response = self.press("publish", summary="", title="Kept")
        self.assertIn("one thing</a> must be mended", self.messages(response)[0])
        self.assertContains(response, "It has no summary.")
        self.assertContains(response, 'href="#id_summary"')
        self.article.refresh_from_db()
        self.assertEqual((self.article.title, self.article.state), ("Kept", "draft"))
        self.assertFalse(Transition.objects.exists())

    def test_scheduling_needs_a_time_in_the_future(self):
        for time in ("", "2001-01-01T09:00"):
            with self.subTest(time):
                response = self.press("schedule", publish_at=time)
                self.assertContains(response, "Give a time in the future")
                self.assertEqual(standing_of(self.article), "draft")

    def test_a_scheduled_item_says_when_it_goes_live_in_the_zone_of_the_site(self):
        soon = timezone.now() + timedelta(hours=3, minutes=10)
        response = self.press("schedule", publish_at=self.in_words(soon))
        self.assertIn("it goes live in 3\xa0hours", self.messages(response)[0])
        self.assertIn("(Europe/Brussels)", self.messages(response)[0])
        self.assertContains(response, "goes live in 3\xa0hours")
        self.assertContains(self.client.get(list_of(self.article)), "goes live in 3\xa0hours")

    def test_publishing_what_was_scheduled_makes_it_public_now(self):
        bring_to(self.article, "scheduled")
        self.press("publish")
        self.article.refresh_from_db()
        self.assertTrue(self.article.is_public())

    def test_no_save_makes_a_scheduled_item_public_by_the_way(self):
        bring_to(self.article, "scheduled")
        for time in ("", "2001-01-01T09:00"):
            with self.subTest(time):
                response = self.save(self.address, self.form_fields(self.address), publish_at=time)
                self.assertIn("press “Publish now”", str(response.context["adminform"].form.errors["publish_at"]))
                self.assertEqual(standing_of(self.article), "scheduled")

    def test_no_save_takes_a_public_item_off_the_site_by_the_way(self):
        bring_to(self.article, "published")
        for changes in (
            {"publish_at": "2090-01-01T09:00"},
            {"expire_at": self.in_words(timezone.now() - HOUR / 2)},
        ):
            with self.subTest(**changes):
                response = self.save(self.address, self.form_fields(self.address), **changes)
                self.assertIn("Unpublish", str(response.context["adminform"].form.errors[next(iter(changes))]))
                self.assertEqual(standing_of(self.article), "published")

    def test_a_save_does_not_take_a_sent_state(self):
        self.save(self.address, self.form_fields(self.address), state="published")
        self.assertEqual(standing_of(self.article), "draft")

    def test_seconds_that_no_form_shows_are_no_change(self):
        moment = timezone.now().replace(second=42, microsecond=7)
        Article.objects.filter(pk=self.article.pk).update(state=State.PUBLISHED, publish_at=moment - HOUR)
        self.save(self.address, self.form_fields(self.address))
        self.article.refresh_from_db()
        self.assertEqual(self.article.publish_at, moment - HOUR)
        self.assertFalse(LogEntry.objects.filter(change_message__contains="Publish at").exists())

    def test_publishing_again_keeps_the_first_date(self):
        bring_to(self.article, "published")
        first = Article.objects.get().publish_at
        self.press("unpublish")
        self.press("publish")
        self.article.refresh_from_db()
        self.assertLess(abs(self.article.publish_at - first), timedelta(minutes=1))  # forms have no seconds

    def test_what_has_moved_while_it_was_not_public_is_found_at_its_old_address_too(self):
        self.press("publish")
        old = Article.objects.get().get_absolute_url()
        self.press("unpublish")
        self.press("publish", slug="night-trains-are-back")
        self.assertRedirects(self.client.get(old), "/news/night-trains-are-back/", status_code=301)

    def test_publishing_an_expired_item_drops_the_time_that_has_passed(self):
        bring_to(self.article, "expired")
        self.assertNotIn("expire_at", self.form_fields(self.address))
        response = self.press("publish")
        self.assertIn("It does not expire any more.", self.messages(response)[0])
        self.assertEqual(standing_of(self.article), "published")

    def test_a_save_that_waits_for_a_publication_does_not_undo_it(self):
        fields = self.form_fields(self.address)
        bring_to(self.article, "published")
        self.save(self.address, fields | {"publish_at": ""}, title="Changed")
        self.assertEqual(standing_of(self.article), "published")

    def test_an_account_that_has_ended_leaves_its_steps(self):
        self.press("publish")
        anonymise(self.editor)
        self.assertEqual(Transition.objects.get().by, self.editor)

    def test_a_time_to_expire_that_comes_first_is_refused_beside_the_field(self):
        response = self.press("schedule", publish_at="2090-07-01T09:00", expire_at="2090-06-01T09:00")
        errors = response.context["adminform"].form.errors
        self.assertEqual(errors, {"expire_at": ["An item cannot expire before it is published."]})

    def test_a_save_that_fails_at_the_end_and_is_tried_again_tells_of_success_once(self):
        picture = PictureFactory()
        fields = self.form_fields(self.address)

        def delete_the_picture(**signal):  # as if somebody else did, the first time
            post_save.disconnect(delete_the_picture, sender=Article)
            Picture.objects.filter(pk=picture.pk)._raw_delete("default")

        post_save.connect(delete_the_picture, sender=Article)
        response = self.press_in(fields, "publish", lead_picture=picture.pk)
        self.assertEqual(self.messages(response), ["“Night trains” is published: visitors see it now."])


class ContributorTests(AdminTestCase):
    def setUp(self):
        self.contributor = staff(roles.CONTRIBUTOR)
        self.client.force_login(self.contributor)
        self.article = ready_article(title="Night trains")
        self.address = url_of(self.article)

    def test_a_draft_is_written_and_handed_over(self):
        response = self.client.get(self.address)
        self.assertContains(response, "Submit for review")
        self.assertNotContains(response, "Publish now")
        response = self.client.post(self.address, self.fields_of(response) | {"_submit": "1"}, follow=True)
        self.assertEqual(self.messages(response), ["“Night trains” waits for review now."])
        self.assertEqual(standing_of(self.article), "in_review")

    def test_the_times_of_publication_are_the_editors(self):
        fields = self.form_fields(self.address)
        self.assertNotIn("publish_at", fields)
        self.save(self.address, fields, publish_at="2030-01-01T09:00", expire_at="2031-01-01T09:00")
        self.article.refresh_from_db()
        self.assertEqual((self.article.publish_at, self.article.expire_at), (None, None))

    def test_what_is_public_can_be_read_but_not_changed(self):
        fields = self.form_fields(self.address)
        for effective_state in ("scheduled", "published", "expired", "archived"):
            with self.subTest(effective_state):
                bring_to(self.article, effective_state)
                self.assertNotContains(self.client.get(self.address), 'name="_save"')
                self.save(self.address, fields, title="Changed")
                self.article.refresh_from_db()
                self.assertEqual(self.article.title, "Night trains")

    def test_a_quote_leads_to_the_site_only_once_visitors_see_it(self):
        QuoteFactory(parent=self.article)
        self.assertNotContains(self.client.get(self.address), "View on site")
        bring_to(self.article, "published")
        self.assertContains(self.client.get(self.address), "View on site", 2)  # the article and the quote

    def test_what_was_typed_while_somebody_published_is_shown_again(self):
        fields = self.form_fields(self.address)
        bring_to(self.article, "published")
        response = self.save(self.address, fields, title="A title that took an hour")
        self.assertContains(response, "A title that took an hour", status_code=409)
        self.assertContains(response, "is published now", status_code=409)


class ListTests(AdminTestCase):
    def setUp(self):
        self.client.force_login(staff(roles.EDITOR))
        self.address = reverse("admin:articles_article_changelist")

    def do(self, action, *items, **data):
        data |= {"action": action, "_selected_action": [item.pk for item in items]}
        return self.client.post(self.address, data, follow=True)

    def test_it_tells_what_was_done_and_what_could_not_be_done_and_why(self):
        ready, public = ready_article(title="Ready"), ready_article(title="Public")
        bring_to(public, "published")
        unready = ArticleFactory(title="Bare", state="draft", publish_at=None)
        done, not_done = self.messages(self.do("publish", ready, public, unready))
        self.assertEqual(done, "Publish now: done for 1: “Ready”.")
        self.assertIn("“Public” is already published", not_done)
        self.assertIn("“Bare” is not ready to go public. 2 things are missing", not_done)
        self.assertIn("It has no summary.", not_done)
        self.assertEqual(standing_of(unready), "draft")

    def test_each_that_could_not_be_done_is_named_on_a_line_of_its_own(self):
        titles = [f"Night train {number} <Ghent>" for number in range(12)]
        response = self.do("restore", *(ready_article(title=title) for title in titles))
        for title in titles:
            self.assertContains(response, f"<br>“{escape(title)}” is already a draft.")

    def test_changes_are_requested_with_a_comment(self):
        article = ready_article(state="in_review")
        self.assertIn("Say what has to be changed.", self.messages(self.do("request_changes", article))[0])
        self.do("request_changes", article, comment="Name the speakers.")
        self.assertEqual(standing_of(article), "draft")
        self.assertEqual(Transition.objects.get().comment, "Name the speakers.")

    def test_it_is_filtered_by_how_items_stand_now(self):
        items = {
            effective_state: ready_article(title=f"It is {effective_state}.")
            for effective_state in EffectiveState.values
        }
        for effective_state, item in items.items():
            bring_to(item, effective_state)
        for effective_state in EffectiveState.values:
            with self.subTest(effective_state):
                found = self.client.get(self.address, {"state": effective_state}).context["cl"].result_list
                self.assertEqual([item.title for item in found], [f"It is {effective_state}."])
        self.assertEqual(len(self.client.get(self.address, {"state": "nonsense"}).context["cl"].result_list), 6)


class ReadinessPanelTests(AdminTestCase):
    def test_its_queries_do_not_grow_with_the_body(self):
        article = ready_article(lead_picture=PictureFactory())

        def add_blocks(times):
            for _number in range(times):
                RichTextFactory(parent=article, text="<h2>One</h2><p><a href='/x/'>here</a></p>")
                QuoteFactory(parent=article)
                ArticlePictureFactory(parent=article)
                GalleryFactory(parent=article, pictures=[PictureFactory()])
                LinkFactory(parent=article)

        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(url_of(article))
            return len(queries)

        add_blocks(2)
        count()
        few = count()
        add_blocks(6)
        self.assertEqual(count(), few)

    def test_the_page_of_an_archived_item_and_of_a_reader_have_no_buttons_they_cannot_use(self):
        self.client.force_login(staff(roles.ADMINISTRATOR))
        response = self.client.get(url_of(ready_article()))
        self.assertNotContains(response, 'class="transitions"')
        self.assertNotContains(response, 'id="readiness"')


class LogTests(AdminTestCase):
    def test_what_the_editor_asks_for_is_what_the_author_reads(self):
        article = ready_article(state="in_review")
        fields = self.form_fields(url_of(article))
        self.client.post(url_of(article), fields | {"comment": "Name <the> speakers.", "_request_changes": "1"})
        self.client.force_login(staff(roles.CONTRIBUTOR))
        response = self.client.get(url_of(article))
        self.assertContains(response, "Changes requested")
        self.assertContains(response, "Name &lt;the&gt; speakers.")

    def test_a_comment_is_kept_when_the_form_is_only_saved(self):
        article = ready_article()
        self.save(url_of(article), self.form_fields(url_of(article)), title="New", comment="As she asked.")
        entries = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
        self.assertEqual(entries, ["As she asked.", "Changed Title."])

    def test_a_save_that_changes_nothing_is_no_entry(self):
        article = ready_article()
        self.save(url_of(article), self.form_fields(url_of(article)))
        self.assertFalse(LogEntry.objects.exists())

    def test_a_step_without_changes_is_one_entry(self):
        article = ready_article()
        fields = self.form_fields(url_of(article))
        self.client.post(url_of(article), fields | {"_submit": "1"})
        self.assertEqual(LogEntry.objects.get().get_change_message(), "Submitted for review.")

    def test_saving_and_publishing_are_two_entries(self):
        article = ready_article()
        fields = self.form_fields(url_of(article))
        self.client.post(url_of(article), fields | {"title": "New", "_publish": "1"})
        entries = LogEntry.objects.filter(object_id=article.pk).order_by("pk")
        self.assertEqual(
            [entry.get_change_message() for entry in entries],
            ["Changed Title.", "Published."],
        )
