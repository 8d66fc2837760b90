"""What the newsroom's forms load, in few files, and what they cost the server."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from posixpath import dirname, join, normpath
from threading import Barrier
from unittest import mock

import rjsmin
from django.contrib.staticfiles import finders
from django.template import Template
from django.test import SimpleTestCase
from js_asset import Media, Script

from civitas_cms.newsroom import bundles
from civitas_cms.newsroom.bundles import BUNDLES, MODULES, BundleFinder, bundled
from civitas_cms.pages.admin.blocks import BlockForm
from tests.factories import ArticleFactory, QuoteFactory, RichTextFactory
from tests.newsroom.base import AdminTestCase, url_of


def content(path):
    """Return what the static file ``path`` says."""
    return Path(finders.find(path)).read_text()


def shortened(path):
    """Return the static file ``path`` as a bundle has it."""
    return content(path) if ".min." in path else rjsmin.jsmin(content(path), keep_bang_comments=True)


class BundleTests(SimpleTestCase):
    def test_a_bundle_has_all_of_its_files_in_order(self):
        self.assertEqual({path for path, _storage in BundleFinder().list(None)}, BUNDLES.keys())
        for bundle in ("newsroom/form.js", "newsroom/blocks.js", "newsroom/base.js"):
            text = content(bundle)
            places = [text.index(shortened(path)) for path in BUNDLES[bundle]]
            self.assertEqual(places, sorted(places))

    def test_licences_stay_and_comments_and_indentation_do_not(self):
        text = content("newsroom/form.js")
        self.assertTrue(text.startswith("/*! jQuery"))
        self.assertGreater(text.count("/*!"), 1)  # select2's
        self.assertEqual(re.findall(r"(?m)^\s+(?:const|let|if|return)\b", text), [])
        self.assertEqual(content("newsroom/newsroom.css").count("/*"), 0)

    def test_what_style_sheets_refer_to_is_found_from_their_bundle(self):
        sheets = [bundle for bundle in BUNDLES if bundle.endswith(".css")]
        addresses = [
            (sheet, each) for sheet in sheets for each in re.findall(r"""url\(["']?([^"'):]+)["']?\)""", content(sheet))
        ]
        self.assertTrue(addresses)
        for sheet, address in addresses:
            with self.subTest(sheet=sheet, address=address):
                self.assertTrue(finders.find(normpath(join(dirname(sheet), address))))
        self.assertNotIn("@import", "".join(map(content, sheets)))

    def test_first_visitors_at_the_same_time_all_find_it(self):
        bundles._made_once.cache_clear()
        threads = 8
        together = Barrier(threads)

        def find(_number):
            together.wait()
            return finders.find("newsroom/base.css")

        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(find, range(threads)))
        self.assertEqual([path for path in found if not Path(path).exists()], [])

    def test_the_parts_of_a_module_import_nothing_of_each_other(self):
        for bundle in MODULES:
            self.assertNotRegex(content(bundle), r"\b(import|export)\s*[{*a-z]")

    def test_each_bundle_stands_once_where_the_first_of_its_files_stood(self):
        scripts = ["admin/js/core.js", "other.js", "js/admin-undo.js", Script("content_editor/index.js", type="module")]
        media = bundled(Media(js=[*scripts, "admin/js/urlify.js"], css={"print": ["paper.css"]}))
        self.assertEqual(
            media._js, ["newsroom/form.js", "other.js", Script("newsroom/content_editor.js", type="module")]
        )
        self.assertEqual(media._css, {"print": ["paper.css"]})


class CostTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        article = ArticleFactory()
        for number in range(3):
            RichTextFactory(parent=article, ordering=number)
            QuoteFactory(parent=article, ordering=10 + number)
        self.address = url_of(article)
        self.client.get(self.address)

    def test_the_empty_row_of_each_kind_of_block_is_made_once(self):
        with mock.patch.object(BlockForm, "__init__", autospec=True, side_effect=BlockForm.__init__) as made:
            response = self.client.get(self.address)
        kinds = [each.formset for each in response.context["inline_admin_formsets"]]
        self.assertEqual(made.call_count, len(kinds) + 6)

    def test_widgets_of_django_are_compiled(self):
        names = []
        render = Template.render
        with mock.patch.object(
            Template, "render", lambda self, context: names.append(self.name) or render(self, context)
        ):
            self.client.get(self.address)
        self.assertIn("admin/change_form.html", names)
        self.assertFalse([name for name in names if str(name).startswith("django/forms/")])
