"""The labels of choices."""

from django.db import models
from django.test import SimpleTestCase
from django.utils import translation
from django.utils.translation import gettext_lazy

from articles.models import Article
from civitas_cms.delivery.choices import ChoiceField
from events.models import Conference


class LabelTests(SimpleTestCase):
    def test_a_value_has_the_label_of_its_choice(self):
        for kind in Article.Kind:
            self.assertEqual(Article(kind=kind.value).get_kind_display(), kind.label)
        self.assertEqual(Conference(state="in_review").get_state_display(), "In review")
        self.assertIs(type(Article().get_kind_display()), str)

    def test_each_language_has_its_own_labels(self):
        class Answer(models.TextChoices):
            YES = "yes", gettext_lazy("Yes")

        class Reply(models.Model):
            answer = ChoiceField(choices=Answer)

            class Meta:
                app_label = "tests"
                managed = False

        for language, label in [("en", "Yes"), ("de", "Ja"), ("en", "Yes")]:
            with translation.override(language):
                self.assertEqual(Reply(answer="yes").get_answer_display(), label)

    def test_a_value_without_a_choice_is_shown_as_it_is(self):
        self.assertEqual(Article(kind="leaflet").get_kind_display(), "leaflet")

    def test_migrations_know_only_djangos_own_field(self):
        _name, path, _arguments, options = Article._meta.get_field("kind").deconstruct()
        self.assertEqual((path, options["max_length"]), ("django.db.models.CharField", 20))
        self.assertEqual(options["verbose_name"], gettext_lazy("kind"))
