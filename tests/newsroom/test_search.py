"""One search over all that a person may see in the newsroom."""

from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from civitas_cms.search import newsroom_search
from civitas_cms.search import queries as search_queries
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DocumentFactory,
    PageFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, url_of

ADDRESS = "/admin/search/"
DRAFT = {"state": State.DRAFT, "publish_at": None}


class SearchTests(AdminTestCase):
    def search(self, text):
        return self.client.get(ADDRESS, {"q": text})

    def found(self, text):
        """Return what is found: the names of the rows by the names of their groups."""
        return {group.name: [str(hit.row) for hit in group.hits] for group in self.search(text).context["groups"]}

    def test_words_of_blocks_and_people_quoted_lead_to_drafts_too(self):
        article = ArticleFactory(title="Trams", **DRAFT)
        RichTextFactory(parent=article, text="<p>Ghent counts its <em>wheelchairs</em>.</p>")
        QuoteFactory(parent=article, speaker=SpeakerFactory(given_name="Áine", family_name="O’Grady"))
        for text in ("wheelchair", "Ghent wheelchairs", "o'grady", "trams"):
            self.assertEqual(self.found(text)["Articles"], ["Trams"], text)
        page = self.search("wheelchair")
        self.assertContains(page, "<mark>wheelchairs</mark>")
        self.assertContains(page, '<strong class="state state-draft">Draft</strong>', html=True)
        self.assertContains(page, f'href="{url_of(article)}"')

    def test_what_is_found_stands_in_groups_by_kind(self):
        ArticleFactory(title="Harbour trams")
        PageFactory(title="Harbour")
        ConferenceFactory(title="Harbour forum", **DRAFT)
        PictureFactory(title="The harbour")
        DocumentFactory(title="Harbour plan")
        SpeakerFactory(given_name="Harbour", family_name="Lee")
        groups = self.found("harbour")
        self.assertLessEqual({"Articles", "Pages", "Conferences", "People"}, set(groups))
        self.assertEqual(groups["Conferences"], ["Harbour forum"])

    def test_titles_come_first_and_the_list_has_all(self):
        for number in range(8):
            RichTextFactory(parent=ArticleFactory(title=f"Number {number}"), text="<p>The ferry</p>")
        ArticleFactory(title="Ferry")
        (group,) = self.search("ferry").context["groups"]
        self.assertEqual((group.number, len(group.hits), str(group.hits[0].row)), (9, 6, "Ferry"))
        self.assertContains(self.client.get(group.url), "9 articles")

    def test_unpublished_changes_are_named_as_such(self):
        article = ArticleFactory(title="Monorail")
        make_working_copy(article, self.administrator)
        self.assertContains(self.search("monorail"), '<strong class="state">Unpublished changes</strong>', html=True)

    def test_nobody_finds_what_they_may_not_see(self):
        ArticleFactory(title="Secret article")
        PageFactory(title="Secret page")
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_page"))
        self.client.force_login(user)
        self.assertEqual(self.found("secret"), {"Pages": ["Secret page"]})
        self.client.logout()
        self.assertEqual(self.search("secret").status_code, 302)

    def test_a_misspelt_word_is_corrected(self):
        ArticleFactory(title="Interoperability")
        page = self.search("Interoperabilty")
        self.assertContains(page, "Nothing that you may see has “Interoperabilty”.")
        self.assertContains(page, '<a href="?q=Interoperability">Interoperability</a>', html=True)

    def test_nothing_html_and_too_much_are_answered_clearly(self):
        self.assertEqual(self.search("").status_code, 200)
        self.assertContains(self.search("<b>x</b>"), "“&lt;b&gt;x&lt;/b&gt;”")
        self.assertContains(self.search("a" * 201), "This is too long to look for.", status_code=400)
        for text in ('"', "-", "\\", "'", "a & | !", "\u200b", "%", '"a b'):
            self.assertEqual(self.search(text).status_code, 200, text)

    def test_what_takes_too_long_says_so(self):
        never = "SELECT pg_sleep(1)"
        with patch.object(search_queries, "STATEMENT_TIMEOUT", "1ms"), patch.object(newsroom_search, "FIND", never):
            self.assertContains(self.search("trams"), "This takes too long to find.", status_code=503)

    def test_the_masthead_has_it_on_every_page(self):
        self.assertContains(self.client.get("/admin/"), 'action="/admin/search/"')
        self.client.logout()
        self.assertNotContains(self.client.get("/admin/login/"), "header-search")

    def test_it_asks_as_often_for_many_as_for_few(self):
        counts = []
        for number in (1, 10):
            for _time in range(number):
                ArticleFactory(title="Depot", updated_by=UserFactory())
                PageFactory(title="Depot")
            self.search("depot")
            with CaptureQueriesContext(connection) as queries:
                self.search("depot")
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class ListTests(AdminTestCase):
    def listed(self, **data):
        return [item.title for item in self.client.get("/admin/articles/article/", data).context["cl"].result_list]

    def test_lists_show_author_and_last_change_and_are_sorted_by_them(self):
        ana = UserFactory(username="zz", first_name="Ana", last_name="Kovač")
        mia = UserFactory(username="aa", first_name="Mia", last_name="Berg")
        ArticleFactory(title="By Mia", created_by=mia, updated_by=ana)
        ArticleFactory(title="By Ana", created_by=ana)
        ArticleFactory(title="By somebody", created_by=UserFactory(username="leo"))
        page = self.client.get("/admin/articles/article/")
        self.assertContains(page, "Mia Berg")
        columns = [getattr(column, "__name__", column) for column in page.context["cl"].list_display]
        author, change = columns.index("author"), columns.index("last_change")
        self.assertEqual(self.listed(o=author), ["By Ana", "By somebody", "By Mia"])
        self.assertEqual(self.listed(o=-change), ["By somebody", "By Ana", "By Mia"])

    def test_mine_are_those_that_i_began_or_changed_last(self):
        ArticleFactory(title="Begun", created_by=self.administrator)
        ArticleFactory(title="Changed", updated_by=self.administrator)
        ArticleFactory(title="Somebody else's")
        self.assertEqual(self.listed(mine="begun"), ["Begun"])
        self.assertEqual(sorted(self.listed(mine="changed")), ["Begun", "Changed"])
        self.assertEqual(len(self.listed(mine="x")), 3)

    def test_pages_and_conferences_have_the_same_columns(self):
        PageFactory()
        ConferenceFactory()
        for kind in ("pages/page", "events/conference"):
            self.assertContains(self.client.get(f"/admin/{kind}/"), "column-last_change")
