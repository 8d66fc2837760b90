"""What stands beside the text in a form of two columns, and in which order."""

from selectolax.lexbor import LexborHTMLParser

from civitas_cms.publishing.models import State
from civitas_cms.roles import CONTRIBUTOR
from tests.factories import ArticleFactory, ConferenceFactory, SpeakerFactory, staff
from tests.newsroom.base import AdminTestCase, url_of


class ColumnsTests(AdminTestCase):
    def page(self, item):
        return LexborHTMLParser(self.client.get(url_of(item)).text)

    def fields_in(self, page, column):
        fields = page.css(f"{column} :is(input:not([type=hidden], [type=submit]), select, textarea)")
        names = [field.attributes.get("name") or "" for field in fields]
        return [name for name in names if name and "-" not in name]

    def test_the_text_stands_in_the_first_column_and_begins_with_the_title(self):
        page = self.page(ArticleFactory())
        self.assertEqual(self.fields_in(page, "#form-text"), ["title", "strapline", "summary"])

    def test_sections_of_the_panel_stand_in_their_order(self):
        page = self.page(ArticleFactory(state=State.DRAFT, publish_at=None))
        sections = [each.attributes["data-section"] for each in page.css("#form-about .panel-section")]
        fields = ["publication", "lead-picture", "who-wrote-it", "what-it-is-about", "kind-and-address", "history"]
        self.assertEqual(sections, [*fields, "readiness", "comments", "share-links"])

    def test_only_the_history_is_folded_at_first(self):
        page = self.page(ArticleFactory(state=State.DRAFT, publish_at=None))
        folded = [each.attributes["data-section"] for each in page.css(".panel-section:not([open])")]
        self.assertEqual(folded, ["history"])

    def test_all_fields_of_a_conference_are_in_one_of_the_columns(self):
        page = self.page(ConferenceFactory())
        names = {*self.fields_in(page, "#form-text"), *self.fields_in(page, "#form-about")}
        for name in ("title", "description", "starts_on", "city", "registration_url", "lead_picture", "slug", "kind"):
            self.assertIn(name, names)

    def test_the_buttons_and_how_it_stands_are_above_what_scrolls(self):
        page = self.page(ArticleFactory())
        self.assertTrue(page.css_first(".form-panel > .form-head .submit-row [name=_continue]"))
        self.assertTrue(page.css_first(".form-panel > .form-head .item-state"))
        self.assertTrue(page.css_first(".form-panel > .form-head + .form-about"))

    def test_the_form_of_a_person_has_one_column(self):
        page = self.page(SpeakerFactory())
        self.assertFalse(page.css(".form-columns"))
        self.assertTrue(page.css_first(".submit-row [name=_addanother]"))

    def test_who_may_only_read_sees_both_columns(self):
        self.client.force_login(staff(CONTRIBUTOR, username="mia"))
        page = self.page(ArticleFactory(state=State.PUBLISHED))
        self.assertTrue(page.css_first("#form-text .field-title .readonly"))
        self.assertTrue(page.css_first("#form-about .field-slug .readonly"))
        self.assertFalse(page.css("[name=_save]"))
