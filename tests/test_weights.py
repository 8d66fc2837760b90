"""What the public site costs to load: bytes as they are transferred, compressed."""

import re
from gzip import compress

from django.conf import settings
from django.test import SimpleTestCase, TestCase

from civitas_cms.library.elements import capped
from tests.everything import make_everything

MAX_CSS, MAX_SCRIPT, MAX_ARTICLE = 18_000, 14_000, 60_000
STATIC = settings.BASE_DIR / "static"


def weight_of(path):
    """Return the bytes of a static file on its way."""
    content = (STATIC / path).read_bytes()
    return len(content if path.endswith(".woff2") else compress(content))


class FileTests(SimpleTestCase):
    def test_style_sheets_and_scripts_are_small(self):
        self.assertLess(weight_of("css/tokens.css") + weight_of("css/site.css"), MAX_CSS)
        scripts = [path.name for path in (STATIC / "js").glob("*.js") if not path.name.startswith("admin-")]
        self.assertLess(sum(weight_of(f"js/{name}") for name in scripts), MAX_SCRIPT)

    def test_dense_screens_load_two_pixels_for_each_of_css(self):
        self.assertEqual(
            capped("(min-width: 40rem) 44.1vw, 12rem"),
            "(min-resolution: 2.5dppx) and (min-width: 40rem) 29.4vw, (min-resolution: 2.5dppx) 8rem,"
            " (min-width: 40rem) 44.1vw, 12rem",
        )


class ArticleTests(TestCase):
    def test_an_article_is_small_with_all_but_its_pictures(self):
        make_everything()
        html = self.client.get("/news/report/").content
        files = set(re.findall(r"/static/((?:css|js|fonts)/[a-z0-9-]+\.(?:css|js|woff2))", html.decode()))
        self.assertTrue(any(path.endswith(".woff2") for path in files))
        self.assertLess(len(compress(html)) + sum(map(weight_of, files)), MAX_ARTICLE)
