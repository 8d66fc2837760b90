"""Nothing that an editor has typed is lost: not in a crash, not without a connection, not when the session expires."""

from django.contrib.sessions.models import Session

from articles.models import Article
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import PASSWORD, ArticleFactory, QuoteFactory, RichTextFactory, SpeakerFactory, UserFactory

OPENING = "Forty towns met by the river."
WORDS = "A street that a child can cross alone is a street for everybody."


class UnsavedTextTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(title="Before", state="draft", publish_at=None)
        self.address = f"articles/article/{self.article.pk}/change/"
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")
        self.newsroom.save_by_buttons_only()  # what is not saved is what is kept

    def wait_until_kept(self, page=None):
        state = (page or self.page).locator("p.unsaved-state, p.saving-state", has_text="your browser keeps")
        state.first.wait_for()

    def offer(self, page=None):
        return (page or self.page).locator(".unsaved-offer")

    def crash(self):
        """Lose the tab without any chance to react, and open a new one."""
        page = self.page.context.new_page()
        self.page.close(run_before_unload=False)
        self.page = self.newsroom.page = page

    def kept_texts(self):
        return self.page.evaluate(
            "() => Object.keys(localStorage).filter((name) => name.startsWith('newsroom:')).length"
        )

    def title(self):
        return Article.objects.get(pk=self.article.pk).title


class KeepingTests(UnsavedTextTestCase):
    def test_after_a_crash_text_and_blocks_are_offered_back_and_can_be_saved(self):
        speaker = SpeakerFactory(given_name="Ilze", family_name="Ozoliņa")
        RichTextFactory(parent=self.article, text="<p>It began in spring.</p>")
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After", summary="One line\nand another")
        self.newsroom.choose("id_tags", "walking to school")
        self.newsroom.write(OPENING)
        self.newsroom.quote(WORDS, "Ozoliņa")
        self.wait_until_kept()
        self.page.wait_for_function(
            f"() => Object.values(localStorage).some((text) => text.includes({WORDS!r}) && text.includes({OPENING!r}))"
        )
        self.crash()

        self.newsroom.open(self.address)
        self.assertEqual(self.page.locator("#id_title").input_value(), "Before")
        self.offer().get_by_role("button", name="Bring my changes back").click()
        self.page.get_by_text("Your changes are back in the form.").wait_for()
        self.newsroom.wait_for_editors()
        self.assertEqual(self.title(), "Before")  # nothing is saved before the editor says so
        self.assertEqual(self.page.locator(".errornote, .errorlist").count(), 0)
        self.assertEqual(self.page.locator("#id_title").input_value(), "After")
        self.assertIn("was changed successfully", self.newsroom.save())

        article = Article.objects.get(pk=self.article.pk)
        self.assertEqual((article.title, article.summary.split()), ("After", ["One", "line", "and", "another"]))
        texts = [block.text for block in article.articles_richtext_set.order_by("ordering")]
        self.assertEqual(texts, ["<p>It began in spring.</p>", f"<p>{OPENING}</p>"])
        self.assertEqual([(q.words, q.speaker) for q in article.articles_quote_set.all()], [(WORDS, speaker)])
        self.assertEqual(list(article.tags.names()), ["walking to school"])
        self.newsroom.open(self.address)
        self.assertFalse(self.offer().is_visible())

    def test_a_new_article_is_offered_back_with_what_is_still_missing(self):
        self.newsroom.open("articles/article/add/")
        self.newsroom.fill(strapline="Two days by the river")
        self.wait_until_kept()
        self.crash()
        self.newsroom.open("articles/article/add/")
        self.offer().get_by_role("button", name="Bring my changes back").click()
        self.page.get_by_text("Your changes are back in the form.").wait_for()
        self.assertEqual(self.page.locator("#id_strapline").input_value(), "Two days by the river")
        self.assertEqual(self.page.locator(".errornote, .errorlist").count(), 0)

    def test_what_was_brought_back_is_kept_again(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        for _crash in range(2):
            self.crash()
            self.newsroom.open(self.address)
            self.offer().get_by_role("button", name="Bring my changes back").click()
            self.page.get_by_text("Your changes are back in the form.").wait_for()
            self.wait_until_kept()
        self.assertEqual(self.kept_texts(), 1)

    def test_text_that_is_not_wanted_is_forgotten(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        self.crash()
        self.newsroom.open(self.address)
        self.offer().get_by_role("button", name="Forget them").click()
        self.newsroom.open(self.address)
        self.assertFalse(self.offer().is_visible())

    def test_text_in_another_open_window_is_not_offered(self):
        self.page.context.clock.install()
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        with self.page.expect_response("**/presence/"):
            self.page.context.clock.fast_forward("00:15")
        other = self.page.context.new_page()
        other.goto(f"/admin/{self.address}")
        other.locator(".presence", has_text="You have unsaved changes to this in another window.").wait_for()
        self.assertFalse(self.offer(other).is_visible())

    def test_signing_out_forgets_what_was_typed_on_a_shared_computer(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        self.crash()
        self.page.goto("/admin/")
        self.newsroom.open_account()
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_load_state()
        self.assertEqual(self.kept_texts(), 0)

    def test_text_of_somebody_else_is_not_offered(self):
        UserFactory(username="colleague", is_staff=True, is_superuser=True)
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        self.crash()
        self.page.context.clear_cookies()
        self.newsroom.sign_in("colleague")
        self.newsroom.open(self.address)
        self.page.locator(".presence").wait_for(state="attached")
        self.assertFalse(self.offer().is_visible())

    def test_old_text_is_forgotten(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        self.crash()
        self.page.clock.install()
        self.page.clock.fast_forward(8 * 24 * 60 * 60 * 1000)
        self.newsroom.open(self.address)
        self.assertEqual(self.kept_texts(), 0)


class DeletedMeanwhileTests(UnsavedTextTestCase):
    def test_who_types_is_told_at_once_and_makes_a_new_article_of_it(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.article.delete()
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")  # asks anew
        self.page.get_by_text("This has been deleted meanwhile.").wait_for()
        self.page.get_by_role("button", name="Save and continue editing").click()
        self.page.get_by_role("button", name="Make a new article of what I typed").click()
        self.page.get_by_text("Your changes are back in the form.").wait_for()
        self.newsroom.wait_for_editors()
        self.newsroom.save()
        self.assertEqual(Article.objects.get().title, "After")
        self.assertEqual(self.kept_texts(), 0)

    def test_text_kept_of_an_article_that_is_gone_is_found_from_the_desk(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.wait_until_kept()
        self.crash()
        self.article.delete()
        self.newsroom.open("")
        self.newsroom.go("After", self.page.get_by_role("region", name="Typed here, but not saved"))
        self.page.locator(".typed dd", has_text="After").wait_for()


class InterruptedSaveTests(UnsavedTextTestCase):
    def save(self):
        self.page.get_by_role("button", name="Save and continue editing").click()

    def test_without_a_connection_nothing_is_sent_and_the_form_says_what_to_do(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        self.page.context.set_offline(True)
        self.save()
        self.page.get_by_text("There is no connection to the site").wait_for()
        self.assertEqual(self.page.locator("#id_title").input_value(), "After")
        self.page.context.set_offline(False)
        self.newsroom.save()
        self.assertEqual(self.title(), "After")

    def test_a_connection_that_breaks_while_saving_loses_nothing(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        address = f"**/{self.address}*"
        self.page.route(
            address,
            lambda route: route.abort("connectionreset") if route.request.method == "POST" else route.continue_(),
        )
        self.save()
        self.page.wait_for_url("chrome-error://**")
        self.page.unroute(address)
        self.newsroom.open(self.address)
        self.page.get_by_text("the site has not confirmed").wait_for()
        self.offer().get_by_role("button", name="Bring my changes back").click()
        self.page.get_by_text("Your changes are back in the form.").wait_for()
        self.newsroom.wait_for_editors()
        self.newsroom.save()
        self.assertEqual(self.title(), "After")

    def test_a_session_that_expires_while_writing_loses_nothing(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        Session.objects.all().delete()
        self.save()
        self.page.get_by_text("What you typed is still in this browser").wait_for()
        self.page.get_by_label("Username").fill("editor")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.offer().get_by_role("button", name="Bring my changes back").click()
        self.page.get_by_text("Your changes are back in the form.").wait_for()
        self.newsroom.wait_for_editors()
        self.newsroom.save()
        self.assertEqual(self.title(), "After")

    def test_who_signs_in_again_in_another_tab_can_go_on_and_save(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="After")
        Session.objects.all().delete()
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")  # the tab is looked at again
        self.page.get_by_text("You have been signed out.").wait_for()
        other = Newsroom(self.page.context.new_page())
        other.sign_in("editor")
        self.newsroom.save()
        self.assertEqual(self.title(), "After")

    def test_a_second_click_saves_once(self):
        self.newsroom.open("articles/article/add/")
        self.newsroom.page.locator("#id_title").press_sequentially("Only once")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save and continue editing").dblclick()
        self.newsroom.wait_for_editors()
        self.assertEqual(Article.objects.filter(title="Only once").count(), 1)


class LeavingTests(UnsavedTextTestCase):
    def leave(self):
        """Follow a link to elsewhere, stay if the browser asks, and return what it asked."""
        questions = []

        def stay(dialog):
            questions.append(dialog.type)
            dialog.dismiss()

        self.page.once("dialog", stay)
        self.newsroom.open_account()
        self.page.get_by_role("link", name="View site").click(no_wait_after=True)
        if not questions:
            self.page.wait_for_timeout(300)
        return questions

    def test_leaving_with_unsaved_changes_asks(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="Before!")
        self.assertEqual(self.leave(), ["beforeunload"])
        self.assertEqual(self.page.locator("#id_title").input_value(), "Before!")

    def test_looking_around_without_changing_anything_does_not_ask(self):
        RichTextFactory(parent=self.article)
        QuoteFactory(parent=self.article)
        self.newsroom.open(self.address)
        self.page.locator("#id_title").click()
        self.page.locator(".ProseMirror").filter(visible=True).first.click()
        self.page.keyboard.press("ArrowRight")
        self.assertEqual(self.leave(), [])
        self.page.wait_for_url("**/")

    def test_saving_does_not_ask(self):
        self.newsroom.open(self.address)
        self.newsroom.fill(title="Before!")
        self.page.on("dialog", lambda dialog: self.fail(dialog.message))
        self.page.keyboard.press("Control+s")
        self.page.locator(".messagelist").wait_for()
        self.assertEqual(self.title(), "Before!")
