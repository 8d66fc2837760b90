"""The address of something new is made by the site while its name is typed."""

from django.urls import reverse

from articles.models import Article
from civitas_cms.publishing.models import Publishable
from events.models import Organisation, Speaker
from tests.factories import ArticleFactory, staff
from tests.newsroom.base import AdminTestCase

SLUG = Article._meta.get_field("slug")


class SlugTests(AdminTestCase):
    def slug_of(self, model, text):
        address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_slug")
        return self.client.get(address, {"text": text}).json()["slug"]

    def test_it_is_what_a_save_without_one_makes(self):
        ArticleFactory(slug="klima")
        for text in ("Κλίμα", "Zoë & the trams", "🚲", "x" * 250, "!!!"):
            with self.subTest(text):
                self.assertEqual(self.slug_of(Article, text), SLUG.make_free(Article(title=text)))
        self.assertEqual(self.slug_of(Article, "Κλίμα"), "klima-2")
        self.assertEqual(self.slug_of(Article, ""), "")

    def test_every_form_with_one_has_it(self):
        for model in [*Publishable.__subclasses__(), Speaker, Organisation]:
            if model._meta.app_label in ("articles", "events", "pages"):
                with self.subTest(model):
                    page = self.client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add"))
                    self.assertContains(page, "js/admin-slugs.js")
                    self.assertEqual(self.slug_of(model, "Łódź"), "lodz")

    def test_a_form_without_an_address_is_saved_with_one(self):
        address = reverse("admin:events_speaker_add")
        for _time in range(2):
            self.save(address, self.form_fields(address), given_name="Зоя", family_name="Ли")
        slugs = Speaker.objects.order_by("pk").values_list("slug", flat=True)
        self.assertEqual(list(slugs), ["zoya-li", "zoya-li-2"])

    def test_who_may_not_add_anything_is_not_told(self):
        self.client.force_login(staff())
        self.assertEqual(self.client.get(reverse("admin:articles_article_slug"), {"text": "a"}).status_code, 403)
