"""A form saves itself while somebody writes: what has changed, incomplete or not, and nobody's words are lost."""

import json
from datetime import timedelta
from uuid import uuid4

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Quote, RichText
from civitas_cms.newsroom.models import Presence
from civitas_cms.publishing.models import Revision, RevisionEvent, State
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    LinkFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    staff,
)
from tests.newsroom.base import AdminTestCase, url_of

TEXT, QUOTE, LINK = "articles_richtext_set", "articles_quote_set", "articles_link_set"
MINE, ANAS = "a" * 32, "b" * 32  # windows


def changes_of_content():
    """Return how many changes public pages may have shown; what follows counts as a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), set_config('civitas_cms.content_change', '', true) FROM publishing_content_change"
        )
        return cursor.fetchone()[0]


class SavingTestCase(AdminTestCase):
    """``self.client`` is Ben."""

    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Before", state="draft", publish_at=None)
        self.text = RichTextFactory(parent=self.article, text="<p>One</p>", ordering=10)
        self.quote = QuoteFactory(parent=self.article, words="We walked.", ordering=20)
        self.version = self.form_fields(url_of(self.article))["_version"][0]

    def post(self, fields, before=None, item=None, client=None, **more):
        """Send ``fields`` (lists of values, or one) as the script would, and return the response."""
        data = {"_field": list(fields), "_version": self.version, "_window": MINE} | more
        data |= fields | {f"_before:{name}": value for name, value in (before or {}).items()}
        return (client or self.client).post(url_of(item or self.article, "autosave"), data)

    def write(self, fields, before=None, **more):
        """Send what has changed, and return the answer; the form knows the version from then on."""
        response = self.post(fields, before, **more)
        self.assertEqual(response.status_code, 200, response.content[:500])
        answer = json.loads(response.content)
        self.version = answer["version"] or self.version
        return answer

    def rewrite(self, words, before="<p>One</p>", **more):
        name = f"{TEXT}-0-text"
        return self.write({name: words}, {name: before}, **{f"{TEXT}-0-id": self.text.pk}, **more)

    def stored(self):
        return Article.objects.get(pk=self.article.pk)

    def stored_text(self):
        return RichText.objects.get(pk=self.text.pk).text

    def history(self):
        return [(revision.event, revision.made_by) for revision in Revision.objects.of(self.article)]

    def assert_latest_revision_is_the_article(self):
        latest = Revision.objects.of(self.article).first()
        now = snapshots.snapshot_of(self.stored())
        for name in ("content", "life"):
            self.assertEqual(latest.snapshot[name], now[name])


class DraftTests(SavingTestCase):
    def test_what_changed_is_saved_and_nothing_else(self):
        answer = self.write({"title": "After", "summary": "Half a sen"}, {"title": "Before", "summary": ""})
        self.assertEqual((answer["errors"], answer["conflicts"]), ({}, []))
        self.assertEqual((self.stored().title, self.stored().summary), ("After", "Half a sen"))
        self.assertEqual(self.stored().updated_by, self.administrator)
        self.assertEqual(self.stored_text(), "<p>One</p>")
        self.assert_latest_revision_is_the_article()

    def test_a_block_is_saved_alone(self):
        self.rewrite("<p>Two <script>alert(1)</script></p>")
        self.assertEqual(self.stored_text(), "<p>Two </p>")
        self.assertEqual(self.stored().updated_by, self.administrator)
        self.assert_latest_revision_is_the_article()

    def test_visitors_pages_are_not_rendered_anew_for_it(self):
        before = changes_of_content()
        self.write({"title": "After"}, {"title": "Before"})
        self.rewrite("<p>Two</p>")
        self.write({f"{TEXT}-1-text": "<p>New</p>"}, **{f"{TEXT}-TOTAL_FORMS": "2"})
        self.assertEqual(changes_of_content(), before)

    def test_incomplete_blocks_are_saved_and_get_a_key_so_that_they_are_not_doubled(self):
        fields = {f"{QUOTE}-1-words": "Half a", f"{QUOTE}-1-region": "main", f"{QUOTE}-1-ordering": "30"}
        key = self.write(fields)["keys"][f"{QUOTE}-1"]
        self.write({f"{QUOTE}-1-words": "Half a quote"}, {f"{QUOTE}-1-words": "Half a"}, **{f"{QUOTE}-1-id": key})
        self.assertEqual(Quote.objects.get(pk=key).words, "Half a quote")
        self.assertEqual(self.article.articles_quote_set.count(), 2)
        self.assert_latest_revision_is_the_article()

    def test_the_whole_form_knows_blocks_by_the_keys_that_they_got(self):
        address = url_of(self.article)
        fields = self.form_fields(address)
        new = {
            f"{TEXT}-{number}-{name}": value
            for number in (1, 2)
            for name, value in {"text": f"<p>New {number}</p>", "region": "main", "ordering": "30"}.items()
        }
        answer = self.write({name: value for name, value in new.items() if f"{TEXT}-2" in name})
        fields |= new | {f"{TEXT}-TOTAL_FORMS": "3", f"{TEXT}-1-id": "", f"{TEXT}-2-id": answer["keys"][f"{TEXT}-2"]}
        self.save(address, fields, _version=self.version)
        texts = sorted(block.text for block in self.article.articles_richtext_set.all())
        self.assertEqual(texts, ["<p>New 1</p>", "<p>New 2</p>", "<p>One</p>"])
        self.assertTrue(RichText.objects.filter(pk=answer["keys"][f"{TEXT}-2"], text="<p>New 2</p>").exists())

    def test_blocks_are_moved_and_removed_and_come_back_as_the_same(self):
        identity = self.quote.uuid
        row = {f"{QUOTE}-0-words": "We walked.", f"{QUOTE}-0-speaker": str(self.quote.speaker_id)}
        self.write({f"{TEXT}-0-ordering": "30"}, {f"{TEXT}-0-ordering": "10"}, **{f"{TEXT}-0-id": self.text.pk})
        removal = {name: [] for name in row} | {f"{QUOTE}-0-DELETE": "on"}
        self.write(removal, row, **{f"{QUOTE}-0-id": self.quote.pk})
        self.assertEqual(self.article.articles_quote_set.count(), 0)
        self.assert_latest_revision_is_the_article()
        place = {f"{QUOTE}-0-region": "main", f"{QUOTE}-0-ordering": "20"}
        answer = self.write(row | place, **{f"{QUOTE}-0-former": self.quote.pk})
        self.assertEqual(answer["keys"], {f"{QUOTE}-0": self.quote.pk})
        self.assertEqual(Quote.objects.get(pk=self.quote.pk).uuid, identity)
        self.text.refresh_from_db()
        self.assertEqual(self.text.ordering, 30)
        self.assert_latest_revision_is_the_article()

    def test_a_key_of_a_block_elsewhere_is_not_taken_over(self):
        stranger = QuoteFactory(words="Elsewhere.")
        answer = self.write(
            {f"{QUOTE}-0-words": "Mine"}, {f"{QUOTE}-0-words": "Elsewhere."}, **{f"{QUOTE}-0-id": stranger.pk}
        )
        self.assertEqual(answer["conflicts"], [f"{QUOTE}-0"])
        stranger.refresh_from_db()
        self.assertEqual(stranger.words, "Elsewhere.")

    def test_what_cannot_be_saved_says_which_field_and_keeps_nothing_else_from_being_saved(self):
        link = LinkFactory(parent=self.article, text="More", url="https://one.example/")
        ArticleFactory(slug="taken")
        answer = self.write(
            {
                "title": "",
                "summary": "x" * 501,
                "strapline": "Saved",
                "slug": "taken",
                f"{LINK}-0-text": "Read on",
                f"{LINK}-0-url": "https://two.example/" + "x" * 3000,
            },
            {
                "title": "Before",
                "summary": "",
                "strapline": "",
                "slug": self.article.slug,
                f"{LINK}-0-text": "More",
                f"{LINK}-0-url": "https://one.example/",
            },
            **{f"{LINK}-0-id": link.pk},
        )
        self.assertEqual(set(answer["errors"]), {"title", "summary", "slug", f"{LINK}-0-url"})
        self.assertEqual(answer["errors"]["title"], ["This field is required."])
        stored = self.stored()
        self.assertEqual((stored.title, stored.strapline, stored.slug), ("Before", "Saved", self.article.slug))
        link.refresh_from_db()
        self.assertEqual((link.text, link.url), ("Read on", "https://one.example/"))
        self.assert_latest_revision_is_the_article()

    def test_relations_and_tags_are_saved_and_emptied(self):
        speaker = SpeakerFactory()
        self.write({"authors": [speaker.pk], "tags": ["streets"]}, {})
        self.assertEqual(list(self.stored().authors.all()), [speaker])
        self.assertEqual(list(self.stored().tags.names()), ["streets"])
        self.write({"authors": []}, {"authors": [speaker.pk]})
        self.assertEqual(list(self.stored().authors.all()), [])
        self.assert_latest_revision_is_the_article()

    def test_no_field_is_taken_that_the_form_does_not_offer(self):
        self.write({"state": "published", "created_by": "1", "title": "After"}, {"title": "Before"})
        self.assertEqual((self.stored().state, self.stored().title), (State.DRAFT, "After"))


class SittingTests(SavingTestCase):
    def test_what_one_person_writes_in_one_sitting_is_one_revision(self):
        self.rewrite("<p>Two</p>")
        self.rewrite("<p>Three</p>", before="<p>Two</p>")
        self.write({"title": "After"}, {"title": "Before"})
        self.assertEqual(
            self.history(), [(RevisionEvent.SAVED_AS_WRITTEN, self.administrator), (RevisionEvent.FOUND, None)]
        )
        self.assertContains(self.client.get(url_of(self.article, "history")), "Saved as you wrote")

    def test_a_save_by_button_ends_the_sitting_even_if_it_changes_nothing(self):
        self.rewrite("<p>Two</p>")
        self.save(url_of(self.article), self.form_fields(url_of(self.article)))
        self.version = self.form_fields(url_of(self.article))["_version"][0]
        self.rewrite("<p>Three</p>", before="<p>Two</p>")
        events = [event for event, _by in self.history()]
        self.assertEqual(events, [RevisionEvent.SAVED_AS_WRITTEN, RevisionEvent.CHANGED, RevisionEvent.FOUND])

    def test_a_pause_and_somebody_else_begin_a_new_revision(self):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            self.rewrite("<p>Two</p>")
            clock.shift(timedelta(minutes=31))
            self.rewrite("<p>Three</p>", before="<p>Two</p>")
        anas = Client()
        anas.force_login(staff("Editor"))
        self.post({"title": "By Ana"}, {"title": "Before"}, client=anas, _window=ANAS)
        self.rewrite("<p>Four</p>", before="<p>Three</p>")
        self.assertEqual(len(self.history()), 5)

    def test_what_somebody_has_begun_with_stays_in_the_history(self):
        self.rewrite("<p>Two</p>")
        Presence.objects.note(self.article, staff("Editor"), ANAS, is_editing=False)
        self.rewrite("<p>Three</p>", before="<p>Two</p>")
        self.rewrite("<p>Four</p>", before="<p>Three</p>")
        texts = [
            revision.snapshot["content"]["parts"][TEXT][0]["fields"]["text"]
            for revision in Revision.objects.of(self.article)
        ]
        self.assertEqual(texts, ["<p>Four</p>", "<p>Two</p>", "<p>One</p>"])

    def test_what_a_program_has_changed_is_in_the_history_before_it_is_changed_again(self):
        self.rewrite("<p>Two</p>")
        RichText.objects.filter(pk=self.text.pk).update(text="<p>By a program</p>")
        self.rewrite("<p>Three</p>", before="<p>By a program</p>")
        texts = [
            revision.snapshot["content"]["parts"][TEXT][0]["fields"]["text"]
            for revision in Revision.objects.of(self.article)
        ]
        self.assertEqual(texts, ["<p>Three</p>", "<p>By a program</p>", "<p>Two</p>", "<p>One</p>"])


class TwoPeopleTests(SavingTestCase):
    def setUp(self):
        super().setUp()
        self.ana = staff("Editor", first_name="Ana")
        self.anas = Client()
        self.anas.force_login(self.ana)

    def ana_writes(self, fields, before, **more):
        response = self.post(fields, before, client=self.anas, _window=ANAS, **more)
        self.assertEqual(response.status_code, 200)
        return json.loads(response.content)

    def test_two_people_in_one_article_lose_no_word(self):
        self.ana_writes({"title": "By Ana"}, {"title": "Before"})
        answer = self.rewrite("<p>By Ben</p>")
        self.assertEqual((answer["conflicts"], answer["version"]), ([], None))  # there is something new to be seen
        self.assertEqual(self.rewrite("<p>By Ben too</p>", before="<p>By Ben</p>")["conflicts"], [])
        self.assertEqual((self.stored().title, self.stored_text()), ("By Ana", "<p>By Ben too</p>"))

    def test_where_both_have_changed_the_same_it_stays_and_the_form_shows_both(self):
        self.ana_writes({"title": "By Ana", "summary": "Ana’s"}, {"title": "Before", "summary": ""})
        answer = self.write({"title": "By Ben", "strapline": "Ben’s"}, {"title": "Before", "strapline": ""})
        self.assertEqual(answer["conflicts"], ["title"])
        self.assertEqual((self.stored().title, self.stored().strapline), ("By Ana", "Ben’s"))
        fields = self.form_fields(url_of(self.article)) | {"title": "By Ben", "summary": ""}
        page = self.save(url_of(self.article), fields, _version=self.version)
        self.assertEqual(page.status_code, 409)
        self.assertEqual([difference.place for difference in page.context["to_decide"]], ["title"])

    def test_both_may_change_the_same_to_the_same(self):
        self.ana_writes({"title": "After"}, {"title": "Before"})
        self.assertEqual(self.write({"title": "After"}, {"title": "Before"})["conflicts"], [])

    def test_a_block_that_somebody_has_changed_is_not_removed_and_one_that_is_gone_not_changed(self):
        name = f"{TEXT}-0-text"
        self.ana_writes({name: "<p>By Ana</p>"}, {name: "<p>One</p>"}, **{f"{TEXT}-0-id": self.text.pk})
        removal = {name: [], f"{TEXT}-0-DELETE": "on"}
        self.assertEqual(
            self.write(removal, {name: "<p>One</p>"}, **{f"{TEXT}-0-id": self.text.pk})["conflicts"], [name]
        )
        RichText.objects.filter(pk=self.text.pk).delete()
        self.assertEqual(self.rewrite("<p>By Ben</p>")["conflicts"], [f"{TEXT}-0"])

    def test_a_form_that_was_opened_before_a_sitting_went_on_undoes_nothing_of_it(self):
        self.ana_writes({"title": "By Ana"}, {"title": "Before"})
        address = url_of(self.article)
        fields = self.form_fields(address)
        self.ana_writes({"title": "By Ana, longer"}, {"title": "By Ana"})
        page = self.save(address, fields, summary="By Ben")
        self.assertEqual(page.status_code, 409)
        self.assertEqual(self.stored().title, "By Ana, longer")


class PermissionTests(SavingTestCase):
    def status(self, user, item, client=None):
        client = client or Client()
        client.force_login(user)
        return self.post({"title": "After"}, {"title": item.title}, item=item, client=client).status_code

    def test_contributors_write_drafts_what_waits_for_review_and_working_copies(self):
        contributor = staff("Contributor")
        published = ArticleFactory(title="Public")
        for item in (
            self.article,
            ArticleFactory(state="in_review", publish_at=None),
            make_working_copy(published, contributor),
        ):
            self.assertEqual(self.status(contributor, item), 200)
        self.assertEqual(self.status(contributor, published), 403)

    def test_what_visitors_would_see_is_not_saved_by_itself(self):
        for state in (State.PUBLISHED, State.ARCHIVED):
            article = ArticleFactory(title="Public", state=state)
            self.assertEqual(self.status(self.administrator, article), 409)
            article.refresh_from_db()
            self.assertEqual(article.title, "Public")

    def test_who_may_only_look_or_not_even_that_saves_nothing(self):
        self.assertEqual(self.status(staff(), self.article), 403)
        self.assertEqual(self.client.get(url_of(self.article, "autosave")).status_code, 405)
        self.assertEqual(self.stored().title, "Before")

    def test_who_is_signed_out_or_sends_no_token_saves_nothing(self):
        strict = Client(enforce_csrf_checks=True)
        self.assertEqual(self.status(self.administrator, self.article, strict), 403)
        self.assertEqual(self.post({"title": "After"}, client=Client()).status_code, 302)
        self.assertEqual(self.stored().title, "Before")

    def test_what_is_gone_is_gone(self):
        address = url_of(self.article, "autosave")
        self.article.delete()
        self.assertEqual(self.client.post(address, {"_field": "title", "title": "After"}).status_code, 404)

    def test_days_with_their_programme_and_dates_that_move_them_wait_for_the_button(self):
        conference = ConferenceFactory(title="Forum", state="draft", publish_at=None)
        former = conference.starts_on
        fields = {"title": "Forum 2026", "starts_on": "2020-01-01"}
        self.write(fields, {"title": "Forum", "starts_on": str(former)}, item=conference)
        conference.refresh_from_db()
        self.assertEqual((conference.title, conference.starts_on), ("Forum 2026", former))


class NewArticleTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.identity = uuid4().hex
        self.row = {f"{TEXT}-0-text": "<p>One</p>", f"{TEXT}-0-region": "main", f"{TEXT}-0-ordering": "10"}

    def create(self, **fields):
        page = self.form_fields("/admin/articles/article/add/")
        own = {name: values for name, values in page.items() if not name.startswith(("_", "articles_", "csrf"))}
        sent = own | {name: [value] for name, value in (self.row | fields).items()}
        data = {"_field": list(sent), "_identity": self.identity}
        return self.client.post("/admin/articles/article/add/autosave/", data | sent)

    def test_a_new_article_is_made_once_it_has_a_title_with_its_blocks(self):
        self.assertEqual(list(json.loads(self.create().content)["errors"]), ["title"])
        self.assertFalse(Article.objects.exists())
        answer = json.loads(self.create(title="Report").content)
        article = Article.objects.get()
        self.assertEqual((article.title, article.slug, article.created_by), ("Report", "report", self.administrator))
        self.assertEqual(answer["url"], url_of(article))
        self.assertEqual(answer["keys"], {f"{TEXT}-0": article.articles_richtext_set.get().pk})
        self.assertEqual(Revision.objects.of(article).get().version, answer["version"])

    def test_a_field_that_cannot_be_saved_keeps_no_new_article_from_being_made(self):
        answer = json.loads(self.create(title="Report", summary="x" * 501).content)
        self.assertEqual(list(answer["errors"]), ["summary"])
        self.assertEqual(Article.objects.get().summary, "")

    def test_a_form_whose_answer_got_lost_makes_no_second_article(self):
        self.create(title="Report")
        answer = json.loads(self.create(title="Report on streets").content)
        article = Article.objects.get()
        self.assertEqual(article.title, "Report on streets")
        self.assertEqual(answer["keys"], {f"{TEXT}-0": article.articles_richtext_set.get().pk})

    def test_nobody_takes_the_article_of_somebody_else_for_a_new_one(self):
        self.create(title="Report")
        self.client.force_login(staff("Contributor"))
        self.assertEqual(self.create(title="Mine").status_code, 403)
        self.assertEqual(Article.objects.get().title, "Report")

    def test_who_may_add_nothing_makes_nothing(self):
        self.client.force_login(staff())
        data = {"_identity": self.identity, "_field": "title", "title": "Report"}
        self.assertEqual(self.client.post("/admin/articles/article/add/autosave/", data).status_code, 403)


class QueryCountTests(SavingTestCase):
    def count(self):
        before = self.stored_text()
        with CaptureQueriesContext(connection) as queries:
            self.rewrite("<p>Three</p>", before=before)
        return len(queries)

    def test_a_text_is_saved_in_few_queries_however_many_blocks_there_are(self):
        self.client.force_login(staff("Contributor"))
        for number in range(5):
            RichTextFactory(parent=self.article, ordering=30 + number)
            QuoteFactory(parent=self.article, ordering=50 + number)
        self.rewrite("<p>Two</p>")
        self.assertLessEqual(self.count(), 15)
