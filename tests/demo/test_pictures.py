from functools import cache

from django.test import SimpleTestCase
from PIL import Image

from civitas_cms.demo.pictures import NAMES, draw

BADGES = {name for name in NAMES if name.startswith("badge-")}


@cache
def drawn(name: str) -> Image.Image:
    return draw(name)


class FixedPicturesTest(SimpleTestCase):
    def test_every_scene_is_a_full_size_picture(self):
        for name in set(NAMES) - BADGES:
            with self.subTest(name=name):
                self.assertEqual((drawn(name).size, drawn(name).mode), ((1800, 1200), "RGB"))

    def test_every_scene_has_many_colours(self):
        for name in set(NAMES) - BADGES:
            with self.subTest(name=name):
                small = drawn(name).resize((90, 60)).quantize(64)
                self.assertGreater(len(small.getcolors()), 40)

    def test_badges_are_transparent_around_a_plate(self):
        for name in BADGES:
            with self.subTest(name=name):
                badge = drawn(name)
                self.assertEqual((badge.size, badge.mode), ((600, 300), "RGBA"))
                self.assertEqual(badge.getpixel((0, 0))[3], 0)
                self.assertEqual(badge.getpixel((300, 20))[3], 255)

    def test_the_demonstration_has_its_scenes(self):
        expected = (
            "stand plenary world-cafe brick-hall valencia torres-vedras zagreb public-transport cycling interchange"
        )
        expected += " networks ten-cities anniversary workshop kick-off interview metro skyline small-town webinar"
        expected += " night-bus harbour badge-eu badge-web-awards badge-mobility-week badge-smart-cities"
        self.assertEqual(set(NAMES), set(expected.split()))

    def test_the_european_emblem_has_gold_on_blue(self):
        emblem = drawn("badge-eu")
        self.assertEqual(emblem.getpixel((204, 150)), (0, 51, 153, 255))
        self.assertEqual(emblem.getpixel((204, 78)), (255, 204, 0, 255))


class FamiliesTest(SimpleTestCase):
    def test_portraits_of_two_names_differ(self):
        first, second = draw("portrait-ana-kovac"), draw("portrait-joao-silva")
        self.assertEqual((first.size, first.mode), ((900, 900), "RGB"))
        self.assertNotEqual(first.tobytes(), second.tobytes())

    def test_a_monogram_has_the_size_of_a_portrait(self):
        picture = draw("monogram-frans-timmermans")
        self.assertEqual((picture.size, picture.mode), ((900, 900), "RGB"))
        self.assertNotEqual(picture.tobytes(), draw("monogram-marc-lemaitre").tobytes())

    def test_logos_of_any_text(self):
        for text in ("upper", "civitas-muse", "iclei-europe", "UPPER", "a", "National Networks", "ö-w", "x" * 60):
            with self.subTest(text=text):
                logo = draw(f"logo-{text}")
                self.assertEqual((logo.size, logo.mode), ((800, 400), "RGBA"))
                self.assertEqual(logo.getpixel((0, 0))[3], 0)

    def test_the_same_name_gives_the_same_picture(self):
        for name in ("portrait-ana-kovac", "logo-spine", "badge-smart-cities", "cycling"):
            with self.subTest(name=name):
                self.assertEqual(draw(name).tobytes(), draw(name).tobytes())

    def test_unknown_names(self):
        for name in ("", "nothing", "portrait", "portrait-", "logo-", "badge-none"):
            with self.subTest(name=name), self.assertRaises(KeyError):
                draw(name)
