"""A day in the newsroom, as docs/editors.md tells it: one article, from its first draft to the evening's corrections.

Each test is a part of the day and begins where the one before has ended.
"""

from datetime import timedelta

import time_machine
from django.utils import timezone

from articles.models import Article
from civitas_cms.publishing.models import State
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import PASSWORD, ready_article, staff

TITLE = "Night trams for everybody"
SUMMARY = "Three cities let their trams run all night, and compare what that costs and who rides them."
OPENING = "At two in the morning the last tram used to be gone."
WORDS = "Now nurses get home without a taxi."
ADDRESS = "/news/night-trams-for-everybody/"


class DayInTheNewsroomTests(BrowserTestCase):
    def sign_in(self, role, **person):
        newsroom = Newsroom(self.open_profile())
        newsroom.sign_in_at_the_door(staff(role, **person).username, PASSWORD)
        return newsroom

    def contributor(self):
        """Return the newsroom of Mia, who writes."""
        return self.sign_in(CONTRIBUTOR, username="mia", first_name="Mia", last_name="Virtanen")

    def editor(self):
        """Return the newsroom of Ana, who decides."""
        return self.sign_in(EDITOR, username="ana", first_name="Ana", last_name="Kovač")

    def article(self, **values):
        """Return the article, whose text is OPENING; published, unless ``values`` say otherwise."""
        values = {"state": State.PUBLISHED, "publish_at": timezone.now() - timedelta(hours=1)} | values
        article = ready_article(title=TITLE, slug="night-trams-for-everybody", summary=SUMMARY, **values)
        article.articles_richtext_set.update(text=f"<p>{OPENING}</p>")
        return article

    def visit(self, address=ADDRESS):
        """Return the status and the words of a page that somebody without an account opens."""
        status = self.page.goto(address).status
        return status, self.page.get_by_role("main").inner_text()

    def test_in_the_morning_a_contributor_submits_and_an_editor_asks_for_changes(self):
        contributor, editor = self.contributor(), self.editor()
        contributor.open("articles/article/add/")
        contributor.page.locator("#id_title").press_sequentially(TITLE)
        contributor.fill(summary=SUMMARY)
        contributor.write(OPENING)
        self.assertIn("waits for review now", contributor.press("Submit for review"))
        self.assertEqual(contributor.page.get_by_role("button", name="Publish now").count(), 0)

        editor.go(TITLE, editor.on_desk("Waiting for my review"))
        editor.fill(comment="Who rides these trams?")
        self.assertIn("is a draft again", editor.press("Request changes"))

        contributor.go(TITLE, contributor.on_desk("My drafts"))
        last_step = contributor.page.locator(".last-step").inner_text()
        self.assertIn("Changes requested by Ana Kovač", last_step)
        self.assertIn("Who rides these trams?", last_step)
        contributor.rewrite(OPENING, f"{OPENING} {WORDS}")
        contributor.press("Submit for review")

        editor.go(TITLE, editor.on_desk("Waiting for my review"))
        text = editor.page.locator(".ProseMirror").filter(visible=True).inner_text()
        self.assertEqual(text, f"{OPENING} {WORDS}")
        self.assertEqual(self.visit()[0], 404)

    def test_a_link_shows_the_draft_to_somebody_without_an_account_and_then_expires(self):
        contributor = self.contributor()
        article = self.article(state=State.DRAFT, publish_at=None)
        contributor.open(f"articles/article/{article.pk}/change/")
        contributor.page.get_by_label("Valid for").select_option("1 day")
        contributor.go("Make a link")
        link = contributor.page.get_by_label("Link, valid until").input_value()
        self.assertEqual(self.visit()[0], 404)
        self.assertIn(OPENING, self.visit(link)[1])

        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            text = self.visit(link)[1]
            self.assertIn("This preview is over", text)
            self.assertNotIn(OPENING, text)

    def test_at_noon_an_editor_schedules_it_and_when_its_time_comes_visitors_see_it(self):
        editor = self.editor()
        article = self.article(state=State.IN_REVIEW, publish_at=None)
        editor.open(f"articles/article/{article.pk}/change/")
        time = timezone.localtime(timezone.now() + timedelta(hours=3, minutes=30))
        editor.fill(publish_at=f"{time:%Y-%m-%dT%H:%M}")
        self.assertIn("goes live in 3 hours", editor.press("Schedule"))
        self.assertIn(TITLE, editor.on_desk("Scheduled next").inner_text())
        self.assertEqual(self.visit()[0], 404)
        self.assertNotIn(TITLE, self.visit("/news/")[1])

        with time_machine.travel(time + timedelta(minutes=1)):
            status, text = self.visit()
            self.assertEqual(status, 200)
            self.assertIn(OPENING, text)
            self.assertIn(TITLE, self.visit("/news/")[1])
            self.assertIn(TITLE, editor.on_desk("Published lately").inner_text())

    def test_a_correction_waits_beside_the_live_page_until_an_editor_publishes_it_at_the_same_address(self):
        contributor, editor = self.contributor(), self.editor()
        article = self.article()
        contributor.open(f"articles/article/{article.pk}/change/")
        self.assertEqual(contributor.page.get_by_role("button", name="Save").count(), 0)
        contributor.go("Propose changes")
        contributor.rewrite(OPENING, "At three in the morning the last tram used to be gone.")
        self.assertIn("waits for review now", contributor.press("Submit for review"))
        self.assertIn(OPENING, self.visit()[1])

        editor.go(TITLE, editor.on_desk("Waiting for my review"))
        editor.go("Compare and publish")
        as_diff = editor.page.locator(".comparison").locator("del, ins").all_inner_texts()
        self.assertEqual([text.split() for text in as_diff], [["removed:", "two"], ["added:", "three"]])
        self.assertIn("visitors see them now", editor.press("Publish changes"))
        status, text = self.visit()
        self.assertEqual(status, 200)
        self.assertIn("At three in the morning", text)
        self.assertEqual(Article.objects.count(), 1)

    def test_two_editors_change_the_same_words_and_both_texts_survive(self):
        ana, ben = self.editor(), self.sign_in(EDITOR, username="ben", first_name="Ben", last_name="Okafor")
        article = self.article()
        for newsroom in (ana, ben):
            newsroom.open(f"articles/article/{article.pk}/change/")
        ana.rewrite(OPENING, "Ana asked the drivers.")
        ana.save()
        ben.rewrite(OPENING, "Ben asked the nurses.")
        ben.fill(strapline="A year after midnight")
        ben.go("Save and continue editing", ben.page.locator(".submit-row"))
        self.assertIn("Ana Kovač has saved this since you opened the form.", ben.page.get_by_role("alert").inner_text())
        both = ben.page.get_by_role("group", name="Text")
        for word in ("drivers", "nurses"):
            self.assertIn(word, both.inner_text())
        self.assertIn("Ana asked the drivers.", self.visit()[1])

        both.get_by_label("Ana Kovač").check()
        self.assertIn("Both versions are in the history", ben.press("Save what is chosen"))
        text = self.visit()[1]
        self.assertIn("Ana asked the drivers.", text)
        self.assertIn("A year after midnight", text)
        ben.go("History")
        self.assertIn("Ben asked the nurses.", ben.page.get_by_role("main").inner_text())

    def test_in_the_evening_a_bad_publication_is_rolled_back_from_the_history(self):
        editor = self.editor()
        article = self.article()
        editor.open(f"articles/article/{article.pk}/change/")
        editor.rewrite(OPENING, "Lorem ipsum")
        editor.save()
        self.assertIn("Lorem ipsum", self.visit()[1])

        editor.go("History")
        editor.go("Restore version 1")
        self.assertIn("Visitors see nothing of it until you publish them", editor.told())
        self.assertIn("Lorem ipsum", self.visit()[1])
        editor.go("Compare and publish")
        self.assertIn("visitors see them now", editor.press("Publish changes"))
        status, text = self.visit()
        self.assertEqual(status, 200)
        self.assertIn(OPENING, text)
        self.assertNotIn("Lorem ipsum", text)
