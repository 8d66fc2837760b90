"""Comments on items: who says what about which words, whom that reaches, and what becomes of it."""

from django.core import mail
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from civitas_cms.newsroom.accounts import anonymise
from civitas_cms.newsroom.comments import threads_of
from civitas_cms.newsroom.models import Comment, CommentThread, Notification
from civitas_cms.publishing.models import State
from civitas_cms.publishing.previews.sharing import make_share_link
from civitas_cms.publishing.revisions.working_copies import (
    detach_working_copy,
    discard_working_copy,
    make_working_copy,
    publish_working_copy,
)
from civitas_cms.publishing.workflow import transitions
from civitas_cms.roles import CONTRIBUTOR, EDITOR, PROGRAMME_MANAGER
from tests.factories import SUMMARY, ArticleFactory, PageFactory, QuoteFactory, RichTextFactory, UserFactory, staff
from tests.newsroom.base import AdminTestCase, list_of, url_of

DRAFT = {"state": State.DRAFT, "publish_at": None}
WORDS = "Is that the figure of last year?"
SCRIPT = {"Accept": "application/json"}


class CommentTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.mia = staff(CONTRIBUTOR, username="mia", first_name="Mia", last_name="Berg")
        self.ana = staff(EDITOR, username="ana.kovac", first_name="Ana", last_name="Kovač", email="ana@civitas.example")
        self.article = ArticleFactory(title="Trams", summary=SUMMARY, created_by=self.mia, **DRAFT)
        self.block = RichTextFactory(
            parent=self.article, text="<p>Forty <strong>trams</strong> run.</p><p>At night.</p>"
        )

    def say(self, text=WORDS, item=None, block=None, passage="", **options):
        place = f"{block._meta.label_lower}:{block.pk}" if block else ""
        data = {"comment-text": text, "comment-block": place, "comment-passage": passage, "say": ""}
        return self.client.post(url_of(item or self.article, "comments"), data, **options)

    def press(self, button, thread, item=None, **data):
        data |= {button: thread.pk}
        return self.client.post(url_of(item or self.article, "comments"), data, headers=SCRIPT)

    def page(self, item=None):
        return self.client.get(url_of(item or self.article))

    def shown(self, item=None):
        """Return what the item's page shows: words, passage, and how it stands."""
        return [
            (each.comments[0].text, each.thread.passage, each.block, each.is_gone, each.is_elsewhere)
            for each in threads_of(item or self.article)
        ]

    def notices(self, user):
        rows = Notification.objects.filter(user=user).order_by("pk")
        return [(row.kind, row.item) for row in rows]


class SayingTests(CommentTestCase):
    def test_without_a_script_it_is_on_the_page_that_is_loaded_next(self):
        response = self.say()
        self.assertRedirects(response, f"{url_of(self.article)}#comments", fetch_redirect_response=False)
        page = self.page()
        self.assertContains(page, WORDS)
        self.assertContains(page, "<span data-unresolved>1</span>", html=True)

    def test_a_script_gets_the_threads_as_they_are_now(self):
        answer = self.say(headers=SCRIPT).json()
        self.assertIn(WORDS, answer["html"])
        self.assertEqual((answer["unresolved"], answer["notices"], answer["error"]), (1, [], ""))

    def test_the_form_offers_its_blocks_and_a_comment_keeps_to_one(self):
        QuoteFactory(parent=self.article, words="We walked")
        page = self.page()
        self.assertContains(
            page,
            f'<option value="articles.richtext:{self.block.pk}">Text: Forty trams run. At night.</option>',
            html=True,
        )
        self.assertContains(page, "Quote: We walked")
        self.say(block=self.block)
        self.assertEqual(self.shown(), [(WORDS, "", self.block, False, False)])

    def test_a_block_of_another_article_and_nonsense_are_no_place(self):
        foreign = RichTextFactory()
        for place in (
            f"articles.richtext:{foreign.pk}",
            "auth.user:1",
            "x",
            "articles.richtext:x",
            "articles.richtext:" + "9" * 30,
            ":",
        ):
            self.client.post(
                url_of(self.article, "comments"), {"comment-text": place, "comment-block": place, "say": ""}
            )
        self.assertEqual({block for _text, _passage, block, *_rest in self.shown()}, {None})

    def test_answers_stand_below_and_open_the_thread_again(self):
        self.say()
        thread = CommentThread.objects.get()
        self.press("resolve", thread)
        self.client.force_login(self.mia)
        answer = self.press("answer", thread, **{f"answer-{thread.pk}": "No, of this one."}).json()
        self.assertLess(answer["html"].index(WORDS), answer["html"].index("No, of this one."))
        self.assertEqual(answer["unresolved"], 1)

    def test_resolved_threads_stand_last_with_who_has_done_it(self):
        self.say("First")
        self.say("Second")
        first = CommentThread.objects.earliest("pk")
        self.client.force_login(self.ana)
        answer = self.press("resolve", first).json()
        self.assertEqual(answer["unresolved"], 1)
        self.assertIn("Resolved by Ana Kovač", answer["html"])
        self.assertLess(answer["html"].index("Second"), answer["html"].index("First"))
        self.assertEqual(self.press("reopen", first).json()["unresolved"], 2)
        self.assertIsNone(CommentThread.objects.get(pk=first.pk).resolved_by)

    def test_html_is_words(self):
        self.say("<script>alert(1)</script> & @ana.kovac<b>")
        self.assertContains(self.page(), "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ")

    def test_nothing_and_too_much_are_refused_with_a_reason(self):
        for text, reason in (
            ("", "Write what you want to say."),
            ("\u200b \n", "Write what"),
            ("a" * 2001, "at most 2000"),
        ):
            response = self.say(text, headers=SCRIPT)
            self.assertEqual(response.status_code, 400)
            self.assertIn(reason, response.json()["error"])
            self.assertIn(reason, " ".join(self.messages(self.say(text, follow=True))))
        self.assertFalse(CommentThread.objects.exists())

    def test_a_longer_passage_is_cut(self):
        self.say(passage="word " * 400)
        self.assertEqual(len(CommentThread.objects.get().passage), 499)


class PassageTests(CommentTestCase):
    def test_a_passage_is_found_across_paragraphs_and_marks(self):
        self.say(block=self.block, passage="trams run.\nAt night")
        self.assertEqual(self.shown(), [(WORDS, "trams run. At night", self.block, False, False)])

    def test_edits_around_it_leave_it_where_it_is(self):
        self.say(block=self.block, passage="trams run")
        self.block.text = "<h2>Trams</h2><p>About forty trams run, and more to come.</p>"
        self.block.save()
        self.assertEqual(self.shown(), [(WORDS, "trams run", self.block, False, False)])

    def test_when_the_passage_has_gone_the_comment_stays_and_shows_it(self):
        self.say(block=self.block, passage="Forty trams")
        self.block.text = "<p>Fifty trams run.</p>"
        self.block.save()
        self.assertEqual(self.shown(), [(WORDS, "Forty trams", self.block, True, False)])
        page = self.page()
        self.assertContains(page, "The passage has gone:")
        self.assertContains(page, '<q class="comment-passage">Forty trams</q>', html=True)

    def test_when_the_block_has_gone_the_comment_stays(self):
        self.say(block=self.block)
        self.block.delete()
        self.assertEqual(self.shown(), [(WORDS, "", None, True, False)])
        self.assertContains(self.page(), "The block has gone.")

    def test_words_of_the_title_and_the_summary_can_be_marked_too(self):
        self.say(passage="Trams")
        self.assertFalse(self.shown()[0][3])
        Article.objects.update(title="Buses")
        self.article.refresh_from_db()
        self.assertTrue(self.shown()[0][3])


class MentionTests(CommentTestCase):
    def test_who_is_mentioned_is_told_and_named_in_full(self):
        self.say("Ask @ana.kovac. She knows; so does @MIA, and a@example.org")
        self.assertEqual(self.notices(self.ana), [("mention", self.article)])
        self.assertEqual(self.notices(self.mia), [("mention", self.article)])
        self.assertContains(self.page(), '<strong class="mention">@Ana Kovač</strong>. She knows', html=False)

    def test_who_may_not_see_the_item_is_not_told_and_the_author_is(self):
        outsider = UserFactory(username="leo", first_name="Leo", last_name="Roux", is_staff=True)
        response = self.say("@leo look", headers=SCRIPT)
        self.assertIn("Leo Roux may not see this, so nothing was sent.", response.json()["notices"][0])
        self.assertEqual(self.notices(outsider), [])
        self.assertTrue(CommentThread.objects.exists())
        self.assertIn("Leo Roux may not see this", " ".join(self.messages(self.say("@leo look", follow=True))))

    def test_a_name_that_nobody_has_is_said(self):
        answer = self.say("@nobody. See you @ 17:00", headers=SCRIPT).json()
        self.assertEqual(answer["notices"], ["Nobody here is called “@nobody”, so nobody was told."])

    def test_nobody_is_told_of_their_own_mention(self):
        self.client.force_login(self.mia)
        self.say("@mia remember")
        self.assertEqual(self.notices(self.mia), [])

    def test_colleagues_are_offered_who_may_see_the_item(self):
        UserFactory(username="anastasia", is_staff=True)
        staff(EDITOR, username="anatol", is_active=False)
        address = url_of(self.article, "colleagues")
        found = self.client.get(address, {"q": "an kovac"}).json()["colleagues"]
        self.assertEqual(found, [{"username": "ana.kovac", "name": "Ana Kovač"}])
        self.assertEqual(
            [one["username"] for one in self.client.get(address, {"q": "an"}).json()["colleagues"]], ["ana.kovac"]
        )
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.get(address).status_code, 403)


class TellingTests(CommentTestCase):
    def test_an_author_is_told_of_a_comment_and_all_in_a_thread_of_an_answer(self):
        self.client.force_login(self.ana)
        self.say()
        self.assertEqual(self.notices(self.mia), [("comment", self.article)])
        self.client.force_login(self.mia)
        thread = CommentThread.objects.get()
        self.press("answer", thread, **{f"answer-{thread.pk}": "No."})
        self.assertEqual(self.notices(self.ana), [("answer", self.article)])
        self.assertEqual(len(self.notices(self.mia)), 1)

    def test_to_request_changes_is_a_comment_too(self):
        transitions.submit(self.article, self.mia)
        transitions.request_changes(self.article, self.ana, "Name the cities, @mia.")
        ((text, *_rest),) = self.shown()
        self.assertEqual(text, "Name the cities, @mia.")
        self.assertContains(self.page(), "asks for changes")
        self.assertEqual(self.notices(self.mia), [("mention", self.article)])


class PermissionTests(CommentTestCase):
    def test_who_may_see_an_item_comments_and_resolves_what_they_began(self):
        self.say()
        foreign = CommentThread.objects.get()
        self.client.force_login(staff(PROGRAMME_MANAGER))
        self.assertEqual(self.say("From the programme", headers=SCRIPT).status_code, 200)
        own = CommentThread.objects.latest("pk")
        self.assertEqual(self.press("resolve", foreign).status_code, 403)
        self.assertEqual(self.press("resolve", own).status_code, 200)
        page = self.page()
        self.assertContains(page, f'name="reopen"\n                  value="{own.pk}"')
        self.assertNotContains(page, f'name="resolve"\n                  value="{foreign.pk}"')

    def test_who_may_not_see_it_neither_reads_nor_writes(self):
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.say().status_code, 403)
        self.client.logout()
        self.assertEqual(self.say().status_code, 302)
        self.assertFalse(CommentThread.objects.exists())

    def test_threads_of_other_items_and_nonsense_are_not_there(self):
        self.say(item=(other := ArticleFactory(**DRAFT)))
        foreign = CommentThread.objects.get()
        for button in ("answer", "resolve", "reopen"):
            for key in (foreign.pk, "", "x", "9" * 30, "-1"):
                data = {button: key, f"answer-{key}": "There"}
                self.assertEqual(self.client.post(url_of(self.article, "comments"), data).status_code, 404)
        self.assertEqual(Comment.objects.count(), 1)
        other.delete()
        self.assertEqual(self.client.post(url_of(other, "comments"), {"comment-text": "x"}).status_code, 404)
        self.assertEqual(self.client.get(url_of(self.article, "comments")).status_code, 405)


class WorkingCopyTests(CommentTestCase):
    def setUp(self):
        super().setUp()
        transitions.publish(self.article, self.administrator)
        self.say("About the live version", block=self.block, passage="Forty trams")
        self.copy = make_working_copy(self.article, self.administrator)
        self.copy_block = self.copy.articles_richtext_set.get()
        self.new = RichTextFactory(parent=self.copy, text="<p>New words</p>")

    def publish(self):
        self.copy.refresh_from_db()
        publish_working_copy(self.copy, self.administrator)

    def test_both_versions_show_the_comments_on_either_at_their_own_blocks(self):
        self.say("About the copy", item=self.copy, block=self.copy_block, passage="At night")
        for item, block in ((self.article, self.block), (self.copy, self.copy_block)):
            with self.subTest(item):
                shown = {(text, block, is_gone) for text, _passage, block, is_gone, _elsewhere in self.shown(item)}
                expected = {("About the live version", block, False), ("About the copy", block, False)}
                self.assertEqual(shown, expected)

    def test_what_is_about_a_new_block_is_elsewhere_until_that_is_published(self):
        self.say("About the new", item=self.copy, block=self.new, passage="New words")
        self.assertIn(("About the new", "New words", None, False, True), self.shown())
        self.assertContains(self.page(), "In the unpublished changes")
        self.publish()
        block = self.article.articles_richtext_set.latest("pk")
        self.assertIn(("About the new", "New words", block, False, False), self.shown())

    def test_comments_survive_the_publication_of_the_copy(self):
        self.say("About the copy", item=self.copy, block=self.copy_block, passage="At night")
        self.copy_block.text = "<p>Fifty trams run.</p><p>At night.</p>"
        self.copy_block.save()
        self.publish()
        self.assertEqual(
            set(self.shown()),
            {
                ("About the live version", "Forty trams", self.block, True, False),
                ("About the copy", "At night", self.block, False, False),
            },
        )
        self.assertEqual(self.notices(self.administrator), [])

    def test_comments_on_a_copy_that_is_dropped_stay_with_the_original(self):
        self.say("About the copy", item=self.copy, block=self.copy_block)
        self.say("About the new", item=self.copy, block=self.new)
        self.copy.refresh_from_db()
        discard_working_copy(self.copy, self.administrator)
        self.assertIn(("About the copy", "", self.block, False, False), self.shown())
        self.assertIn(("About the new", "", None, True, False), self.shown())

    def test_a_copy_that_becomes_a_draft_of_its_own_keeps_its_comments_only(self):
        self.say("About the copy", item=self.copy, block=self.copy_block)
        self.copy.refresh_from_db()
        detached = detach_working_copy(self.copy, self.administrator)
        self.assertEqual([text for text, *_rest in self.shown(detached)], ["About the copy"])
        self.assertEqual([text for text, *_rest in self.shown()], ["About the live version"])


class FateTests(CommentTestCase):
    def test_a_deleted_item_comes_back_with_its_comments_at_their_blocks(self):
        self.say(block=self.block, passage="Forty trams")
        self.client.post(url_of(self.article, "delete"), {"post": "yes"})
        self.assertEqual(CommentThread.objects.count(), 1)
        deleted = self.client.get(reverse("admin:articles_article_deleted"))
        revision = deleted.context["revisions"][0] if "revisions" in deleted.context else None
        revision = revision or deleted.context["page"][0]
        self.client.post(reverse("admin:articles_article_recover", args=[revision.pk]))
        self.assertEqual(self.shown(Article.objects.get()), [(WORDS, "Forty trams", self.block, False, False)])

    def test_who_leaves_is_named_by_the_pseudonym_only(self):
        self.client.force_login(self.ana)
        self.say("Mine")
        self.client.force_login(self.administrator)
        self.say("Ask @Ana.Kovac, not @ana.kovacs")
        anonymise(self.ana)
        texts = set(Comment.objects.values_list("text", flat=True))
        self.assertEqual(texts, {"Mine", f"Ask @account-{self.ana.pk}, not @ana.kovacs"})
        page = self.page()
        self.assertNotContains(page, "Kovač")
        self.assertContains(page, f"<strong>account-{self.ana.pk}</strong>", html=True)
        self.assertEqual(self.notices(self.ana), [])

    def test_the_history_has_comments_beside_the_version_that_they_were_made_on(self):
        self.say("Before any version")
        fields = self.form_fields(url_of(self.article))
        self.save(url_of(self.article), fields, title="Trams of Ghent")
        self.say("After the change")
        entries = self.client.get(url_of(self.article, "history")).context["entries"]
        said = [[comment.text for comment in entry.comments] for entry in entries]
        self.assertEqual((said[0], said[-1]), (["After the change"], ["Before any version"]))

    def test_a_history_without_versions_has_them_too(self):
        self.say()
        self.assertContains(self.client.get(url_of(self.article, "history")), WORDS)

    def test_the_log_says_that_somebody_has_commented(self):
        self.say()
        self.assertContains(self.client.get(reverse("admin:admin_logentry_changelist")), "Commented.")


class SecrecyTests(CommentTestCase):
    def test_no_public_page_preview_or_share_link_shows_a_comment(self):
        self.say(f"{WORDS} SECRET", block=self.block, passage="Forty trams")
        link = make_share_link(self.article, self.administrator)
        preview = self.client.post(
            url_of(self.article, "preview"), self.form_fields(url_of(self.article)) | {"_preview": "1"}
        )
        self.assertContains(preview, "Forty")
        shared = self.client.get(link.get_absolute_url())
        transitions.publish(self.article, self.administrator)
        page = PageFactory(title="About")
        self.say("SECRET", item=page)
        self.client.logout()
        addresses = [
            "/",
            "/news/",
            self.article.get_absolute_url(),
            "/news/feed/",
            "/search/?q=figure",
            page.get_absolute_url(),
        ]
        for response in [preview, shared, *map(self.client.get, addresses)]:
            self.assertEqual(response.status_code, 200)
            self.assertNotContains(response, WORDS)
            self.assertNotContains(response, "comment-thread")


class QueryTests(CommentTestCase):
    def test_the_form_asks_as_often_for_many_comments_as_for_few(self):
        counts = []
        for number in (1, 6):
            for _time in range(number):
                block = RichTextFactory(parent=self.article)
                self.say("@ana.kovac look", block=block, passage="text")
                thread = CommentThread.objects.latest("pk")
                self.press("answer", thread, **{f"answer-{thread.pk}": "I did, @mia"})
            self.page()
            with CaptureQueriesContext(connection) as queries:
                self.page()
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_the_list_and_a_new_article_have_nothing_to_do_with_it(self):
        self.assertNotContains(self.client.get(reverse("admin:articles_article_add")), "comments-form")
        self.assertEqual(self.client.get(list_of(self.article)).status_code, 200)


class DatabaseTests(TestCase):
    def test_no_mail_goes_anywhere_without_a_server(self):
        article = ArticleFactory(created_by=staff(EDITOR, email="a@a.example"), **DRAFT)
        with self.captureOnCommitCallbacks(execute=True):
            transitions.submit(article, staff(CONTRIBUTOR))
        self.assertEqual(mail.outbox, [])
