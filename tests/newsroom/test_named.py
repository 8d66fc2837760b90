"""Contributors add people, partners and tags, which are theirs until others rely on them; editors release partners."""

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article
from civitas_cms.publishing.models import State
from civitas_cms.publishing.workflow.ownership import create_as
from civitas_cms.roles import CONTRIBUTOR, EDITOR, PROGRAMME_MANAGER
from events.models import Organisation, Project, Speaker
from tests.factories import ArticleFactory, OrganisationFactory, SpeakerFactory, ready_article, staff
from tests.newsroom.base import AdminTestCase, list_of, url_of

NEW = {
    Speaker: {"family_name": "Zimmerwald", "slug": "new"},
    Organisation: {"name": "Zimmerwald", "slug": "new", "kind": "other"},
    Project: {"acronym": "ZIMMERWALD", "slug": "new"},
    Tag: {"name": "Zimmerwald", "slug": "new"},
}
NAME = {Speaker: "family_name", Organisation: "name", Project: "acronym", Tag: "name"}
ADDRESS = {Speaker: "/people/new/", Organisation: "/organisations/new/", Project: "/projects/new/", Tag: "/tags/new/"}


class NamedAdminTestCase(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mia, cls.ana = staff(CONTRIBUTOR), staff(EDITOR)

    def add(self, model, by):
        """Add one in the newsroom, and return it."""
        self.client.force_login(by)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        response = self.client.post(address, self.form_fields(address) | NEW[model])
        self.assertEqual(response.status_code, 302, response.content[:2000])
        return model.objects.get(slug="new")

    def name_publicly(self, thing):
        """Publish an article that names it."""
        article = ArticleFactory()
        match thing:
            case Speaker():
                article.authors.add(thing)
            case Organisation():
                article.author_organisation = thing
                article.save()
            case Project():
                article.projects.add(thing)
            case Tag():
                article.tags.add(thing)
        return article

    def correct(self, thing, by):
        """Try to change its name; tell whether that was possible."""
        self.client.force_login(by)
        response = self.client.get(url_of(thing))
        if not response.context["has_change_permission"]:
            fields = {"slug": "new", NAME[type(thing)]: "Corrected"}
            self.assertEqual(self.client.post(url_of(thing), fields).status_code, 403)
            return False
        self.save(url_of(thing), self.fields_of(response), **{NAME[type(thing)]: "Corrected"})
        thing.refresh_from_db()
        self.assertEqual(getattr(thing, NAME[type(thing)]), "Corrected")
        return True

    def delete(self, thing, by, *, from_list=False):
        """Try to delete it, from its page or from the list; tell whether that was possible."""
        self.client.force_login(by)
        if from_list:
            self.client.post(
                list_of(thing), {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
            )
        else:
            self.client.post(url_of(thing, "delete"), {"post": "yes"})
        return not type(thing)._default_manager.filter(pk=thing.pk).exists()


class ContributorTests(NamedAdminTestCase):
    def test_what_a_contributor_adds_is_theirs_until_something_public_of_somebody_else_names_it(self):
        for model in NEW:
            with self.subTest(model):
                thing = self.add(model, self.mia)
                self.assertEqual(self.client.get(ADDRESS[model]).status_code, 404)
                self.assertTrue(self.correct(thing, self.mia))
                self.assertFalse(self.correct(thing, staff(CONTRIBUTOR)))
                article = self.name_publicly(thing)
                self.assertEqual(self.client.get(ADDRESS[model]).status_code, 200)
                self.assertFalse(self.correct(thing, self.mia))
                self.assertTrue(self.correct(thing, self.ana))
                Article.objects.filter(pk=article.pk).update(publish_at="2099-01-01T00:00Z")
                self.assertEqual(self.client.get(ADDRESS[model]).status_code, 404)
                self.assertFalse(self.correct(thing, self.mia), "what is scheduled is decided")
                Article.objects.filter(pk=article.pk).update(created_by=self.mia, publish_at="2024-01-01T00:00Z")
                self.assertTrue(self.correct(thing, self.mia), "the article is theirs")
                Article.objects.filter(pk=article.pk).update(created_by=self.ana)
                self.assertFalse(self.correct(thing, self.mia))
                Article.objects.filter(pk=article.pk).update(state=State.DRAFT)
                self.assertTrue(self.correct(thing, self.mia))

    def test_what_they_have_added_they_delete_while_nothing_uses_it(self):
        for model in NEW:
            with self.subTest(model):
                thing = self.add(model, self.mia)
                draft = self.name_publicly(thing)
                Article.objects.update(state=State.DRAFT)
                self.assertFalse(self.delete(thing, self.mia), "even a draft needs it")
                draft.delete()
                self.assertFalse(self.delete(thing, staff(CONTRIBUTOR)))
                self.assertFalse(self.delete(thing, staff(CONTRIBUTOR), from_list=True))
                self.assertTrue(self.delete(thing, self.mia))
                self.assertTrue(self.delete(self.add(model, self.mia), self.mia, from_list=True))

    def test_a_list_asks_as_often_for_many_that_shall_go_as_for_few(self):
        self.client.force_login(self.mia)
        for model, fields in ((Speaker, {"family_name": "Own"}), (Organisation, {"name": "Own"})):
            numbers = []
            for count in (1, 8):
                rows = [
                    model(**{name: f"{value} {number}-{count}" for name, value in fields.items()})
                    for number in range(count)
                ]
                for row in rows:
                    create_as(self.mia, row)
                with CaptureQueriesContext(connection) as queries:
                    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
                    self.assertContains(self.client.post(list_of(rows[0]), chosen), "Own 0")
                numbers.append(len(queries))
            self.assertEqual(numbers[0], numbers[1], model)

    def test_the_maker_of_a_tag_is_who_has_typed_it_first(self):
        self.client.force_login(self.mia)
        Tag.objects.create(name="Buses", slug="buses")
        article = ready_article()
        self.save(url_of(article), self.form_fields(url_of(article)), tags=["Trams", "Buses"])
        trams, buses = (Tag.objects.get(name=name) for name in ("Trams", "Buses"))
        self.assertEqual(set(article.tags.all()), {trams, buses})
        self.assertTrue(self.correct(trams, self.mia))
        self.assertFalse(self.correct(buses, self.mia))

    def test_a_contributor_cannot_release_anything(self):
        organisation = self.add(Organisation, self.mia)
        self.save(url_of(organisation), self.form_fields(url_of(organisation)), is_released="on")
        self.client.post(list_of(organisation), {"action": "release", "_selected_action": [organisation.pk]})
        organisation.refresh_from_db()
        self.assertFalse(organisation.is_released)


class EditorTests(NamedAdminTestCase):
    def test_what_editors_and_programme_managers_add_is_public_at_once(self):
        for role in (EDITOR, PROGRAMME_MANAGER):
            for model in (Organisation, Project):
                thing = self.add(model, staff(role))
                self.assertEqual(self.client.get(ADDRESS[model]).status_code, 200)
                thing.delete()

    def test_an_editor_sees_what_waits_and_releases_it(self):
        ghent, upper = self.add(Organisation, self.mia), self.add(Project, self.mia)
        self.client.force_login(self.ana)
        for thing in (ghent, upper):
            self.assertContains(self.client.get("/admin/"), url_of(thing))
            self.assertContains(self.client.get(list_of(thing) + "?visibility=waiting"), "Not released")
        self.save(url_of(ghent), self.form_fields(url_of(ghent)), is_released="on")
        self.client.post(list_of(upper), {"action": "release", "_selected_action": [upper.pk]})
        for thing in (ghent, upper):
            self.assertEqual(self.client.get(thing.get_absolute_url()).status_code, 200)
            self.assertNotContains(self.client.get("/admin/"), url_of(thing))
            self.assertTrue(LogEntry.objects.filter(user=self.ana, object_id=thing.pk).exists())
        self.client.force_login(self.mia)
        self.assertNotContains(self.client.get("/admin/"), "Partners to release")
        self.assertFalse(self.correct(ghent, self.mia))

    def test_the_list_shows_whom_visitors_see(self):
        self.client.force_login(self.ana)
        named, unnamed = SpeakerFactory(family_name="Named"), SpeakerFactory(family_name="Unnamed")
        self.name_publicly(named)
        everybody = self.client.get(list_of(named))
        self.assertContains(everybody, "Nothing public names it")
        for choice, shown, hidden in (("public", named, unnamed), ("hidden", unnamed, named)):
            response = self.client.get(f"{list_of(named)}?visibility={choice}")
            self.assertContains(response, url_of(shown))
            self.assertNotContains(response, url_of(hidden))

    def test_lists_ask_as_often_for_many_as_for_few(self):
        self.client.force_login(self.ana)
        for factory in (SpeakerFactory, OrganisationFactory):
            thing = factory()
            with self.assertNumQueries(queries := 12):
                self.client.get(list_of(thing))
            factory.create_batch(10)
            with self.assertNumQueries(queries):
                self.client.get(list_of(thing))
