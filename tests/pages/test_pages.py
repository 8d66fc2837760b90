"""Plain pages, their addresses, and the menus that lead to them."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from civitas_cms.pages.models import MenuItem, SiteSettings
from civitas_cms.publishing.models import State
from tests.factories import MenuItemFactory, PageFactory, PagePictureFactory, PictureFactory, SiteSettingsFactory


class AddressTests(TestCase):
    def test_a_page_cannot_take_the_address_of_another_part_of_the_site(self):
        for slug in ["news", "events", "projects", "admin", "healthz"]:
            with self.subTest(slug):
                with self.assertRaises(ValidationError) as refusal:
                    PageFactory.build(slug=slug).full_clean()
                self.assertEqual(
                    refusal.exception.message_dict["slug"],
                    ["This address belongs to another part of the site. Choose another."],
                )

    def test_a_page_can_have_any_other_address(self):
        for slug in ["about", "newsletter", "my-events", "2026"]:
            with self.subTest(slug):
                PageFactory.build(slug=slug).full_clean()


class MenuTests(TestCase):
    def test_an_item_is_visible_while_its_page_is_public(self):
        now = timezone.now()
        hour = timedelta(hours=1)
        cases = [
            ({}, True),
            ({"state": State.DRAFT}, False),
            ({"state": State.ARCHIVED}, False),
            ({"publish_at": now + hour}, False),
            ({"expire_at": now - hour}, False),
        ]
        for values, expected in cases:
            with self.subTest(values):
                item = MenuItemFactory(page=PageFactory(**values), address="")
                self.assertIs(MenuItem.objects.visible().contains(item), expected)

    def test_an_item_with_an_address_is_always_visible_and_leads_there(self):
        item = MenuItemFactory(address="https://example.org/")
        self.assertIn(item, MenuItem.objects.visible())
        self.assertEqual(item.get_absolute_url(), "https://example.org/")

    def test_an_item_leads_to_a_page_or_an_address_and_not_both(self):
        page = PageFactory()
        for values in ({"page": page, "address": "/news/"}, {"page": None, "address": ""}):
            with self.subTest(values):
                item = MenuItemFactory.build(**values)
                message = "Choose a page or give an address, one of the two."
                with self.assertRaisesMessage(ValidationError, message):
                    item.full_clean()
                with (
                    self.assertRaisesRegex(IntegrityError, "menu_item_leads_to_a_page_or_an_address"),
                    transaction.atomic(),
                ):
                    MenuItem.objects.bulk_create([item])

    def test_an_address_is_one_of_this_site_or_of_the_web(self):
        for address in ["/news/", "/events/?period=past", "https://example.org/", "http://example.org/"]:
            with self.subTest(address):
                MenuItemFactory.build(address=address).full_clean()
        for address in ["news", "//example.org/", "javascript:alert(1)", "mailto:a@example.org", "example.org"]:
            with self.subTest(address), self.assertRaisesMessage(ValidationError, "Start with /"):
                MenuItemFactory.build(address=address).full_clean()

    def test_items_come_in_the_order_that_the_editor_gave_them(self):
        last, first = MenuItemFactory(order=2), MenuItemFactory(order=1)
        self.assertSequenceEqual(MenuItem.objects.visible(), [first, last])


class SiteSettingsTests(TestCase):
    def test_there_is_one_row_of_settings(self):
        SiteSettingsFactory()
        with self.assertRaisesRegex(IntegrityError, "only_one_row_of_site_settings"), transaction.atomic():
            SiteSettings.objects.bulk_create([SiteSettings(pk=2)])


class PictureTextsTests(TestCase):
    """A picture on a page speaks with the page's words where it has some, and else with the library's."""

    def block(self, picture=None, **values):
        picture = PictureFactory.build(**{"alternative_text": "A tram", **(picture or {})})
        return PagePictureFactory.build(parent=PageFactory.build(), picture=picture, **values)

    def test_the_alternative_text(self):
        decorative = {"is_decorative": True, "alternative_text": ""}
        cases = [
            (self.block(), "A tram"),
            (self.block(alternative_text="The new line"), "The new line"),
            (self.block(is_decorative=True), ""),
            (self.block(is_decorative=True, alternative_text="The new line"), ""),
            (self.block(picture=decorative), ""),
            (self.block(picture=decorative, alternative_text="The new line"), "The new line"),
        ]
        for block, expected in cases:
            with self.subTest(here=block.alternative_text, decorative=block.is_decorative):
                self.assertEqual(block.shown_alternative_text, expected)

    def test_caption_and_credit(self):
        library = {"caption": "In Ghent", "credit": "A. Photographer"}
        self.assertEqual(self.block(picture=library).shown_caption, "In Ghent")
        self.assertEqual(self.block(picture=library).shown_credit, "A. Photographer")
        self.assertEqual(self.block(picture=library, caption="Here").shown_caption, "Here")
        self.assertEqual(self.block(picture=library, credit="Someone else").shown_credit, "Someone else")
