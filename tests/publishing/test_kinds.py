"""What apps register for their kinds of item; tests/guides/ shows what comes of it."""

from django.test import SimpleTestCase

from articles.models import Article, RichText
from civitas_cms.publishing.kinds import Kind, kind_of, register


class RegistrationTests(SimpleTestCase):
    def test_a_model_has_one_kind(self):
        with self.assertRaisesMessage(ValueError, "articles.Article is registered already."):
            register(Kind(Article))

    def test_a_model_that_nobody_has_registered_is_named(self):
        with self.assertRaisesMessage(LookupError, "articles.RichText"):
            kind_of(RichText)
