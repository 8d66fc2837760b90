"""Tags: what looks alike is one tag, and each has a page, feeds and filters, in whatever script it is."""

from importlib import import_module

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from taggit.models import Tag, TaggedItem

from articles.models import Article
from civitas_cms.search.models import IndexEntry
from tests.factories import ArticleFactory, TagFactory
from tests.newsroom.base import AdminTestCase

NAMES = ["Κλίμα", "Мобильность", "تنقل", "北京", "🚲", "👩\u200d🚒", "+", "C++", "C#", "!!!", "字" * 100, "🚲" * 100]


def tagged(*names):
    """Return a public article with tags of these names."""
    article = ArticleFactory()
    article.tags.set(names)
    return article


class AddressTests(TestCase):
    def test_every_tag_has_a_page_feeds_and_a_filter(self):
        article = tagged(*NAMES)
        article.save()
        tags = article.tags.all()
        self.assertEqual(len({tag.slug for tag in tags}), len(NAMES))
        page = self.client.get(article.get_absolute_url())
        sitemap = self.client.get("/sitemap-tags.xml")
        for tag in tags:
            with self.subTest(tag):
                self.assertRegex(tag.slug, r"^[a-z0-9_-]*[a-z][a-z0-9_-]*$")
                address = f"/tags/{tag.slug}/"
                for response in (page, sitemap):
                    self.assertContains(response, address)
                self.assertContains(self.client.get(address), article.title)
                for feed in ("feed.atom", "feed.rss"):
                    self.assertContains(self.client.get(address + feed), article.title)
                found = self.client.get("/search/", {"q": article.title, "tag": tag.slug})
                self.assertContains(found, article.get_absolute_url())


class IdentityTests(TestCase):
    def test_what_looks_alike_is_one_tag(self):
        for name in ("Zoë", "Zoe\u0308", "Zo\u200bë", "\ufeffZoë ", "zoë", "ZOE\u0308", "Zo\u00adë"):
            tagged(name)
        self.assertEqual([tag.name for tag in Tag.objects.all()], ["Zoë"])
        self.assertEqual(Article.objects.filter(tags__name="Zoë").count(), 7)

    def test_letters_of_other_scripts_have_no_case_either(self):
        for name in ("Κλίμα", "ΚΛΊΜΑ", "κλίμα"):
            tagged(name)
        self.assertEqual(Tag.objects.count(), 1)

    def test_nothing_is_no_tag(self):
        self.assertFalse(tagged("\u200b", " ", "").tags.exists())


class FormerTagsTests(TestCase):
    """What the migration makes of the tags that there are."""

    def test_they_get_addresses_and_become_one(self):
        first, second, third = tagged("Zoë"), tagged("trams"), tagged("buses")
        invisible = Tag.objects.create(name="x", slug="x")
        Tag.objects.filter(name="trams").update(name="Zoe\u0308")
        Tag.objects.filter(name="buses").update(name="Κλίμα", slug="")
        Tag.objects.filter(pk=invisible.pk).update(name="\u200b")
        for article in (first, second):
            TaggedItem.objects.create(tag=invisible, content_object=article)
        IndexEntry.objects.filter(object_id=third.pk).update(tags={"": "Κλίμα"})
        with connection.schema_editor(atomic=False) as editor:
            import_module("articles.migrations.0006_tags_with_addresses").complete_tags(apps, editor)
        self.assertEqual(set(Tag.objects.values_list("name", "slug")), {("Zoë", "zoe"), ("Κλίμα", "klima")})
        for article, name in ((first, "Zoë"), (second, "Zoë"), (third, "Κλίμα")):
            self.assertEqual([tag.name for tag in Article.objects.get(pk=article.pk).tags.all()], [name])
        content_type = ContentType.objects.get_for_model(Article)
        entry = IndexEntry.objects.get(content_type=content_type, object_id=third.pk)
        self.assertEqual(entry.tags, {"klima": "Κλίμα"})


class FormTests(AdminTestCase):
    address = "/admin/taggit/tag/add/"

    def test_a_new_tag_needs_no_address(self):
        self.save(self.address, {"name": "Κλι\u0301μα\u200b", "slug": ""})
        self.assertEqual(list(Tag.objects.values_list("name", "slug")), [("Κλίμα", "klima")])
        self.save(self.address, {"name": "Climate", "slug": "weather"})
        self.assertTrue(Tag.objects.filter(slug="weather").exists())

    def test_what_cannot_be_is_refused_beside_the_field(self):
        TagFactory(name="Zoë", slug="zoe")
        for name, slug, field, words in (
            ("zoe\u0308", "", "name", "We already have this tag."),
            ("\u200b", "", "name", "This field is required."),
            ("Climate", "κλίμα", "slug", "letters, numbers, underscores or hyphens"),
        ):
            with self.subTest(name=name, slug=slug):
                response = self.save(self.address, {"name": name, "slug": slug})
                errors = response.context["adminform"].form.errors
                self.assertEqual(list(errors), [field])
                self.assertIn(words, str(errors[field]))
        self.assertEqual(Tag.objects.count(), 1)
