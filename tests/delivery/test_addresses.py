"""The addresses of pages."""

from django.test import SimpleTestCase
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, reverse

from civitas_cms.delivery.addresses import fast_reverse


class AddressTests(SimpleTestCase):
    def test_they_are_those_that_django_finds(self):
        for name, *arguments in [
            ["home"],
            ["article", "report"],
            ["quote", 7],
            ["session", "forum", "opening"],
            ["session", "123", "4-5_6"],
            ["share-quote", 12],
        ]:
            with self.subTest(name):
                self.assertEqual(fast_reverse(name, *arguments), reverse(name, args=arguments))

    def test_they_lie_below_the_address_of_the_site(self):
        self.assertEqual(fast_reverse("article", "report"), "/news/report/")
        with override_script_prefix("/cms/"):
            self.assertEqual(fast_reverse("article", "report"), "/cms/news/report/")
        self.assertEqual(fast_reverse("article", "report"), "/news/report/")

    def test_a_name_or_a_number_of_arguments_that_no_view_has_is_an_error(self):
        for name, *arguments in [["nothing"], ["article"], ["home", "report"]]:
            with self.subTest(name), self.assertRaises(NoReverseMatch):
                fast_reverse(name, *arguments)
