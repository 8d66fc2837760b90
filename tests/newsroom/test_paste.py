"""Where the newsroom's editors send what was pasted."""

import json

from django.test import TestCase
from django.test.client import Client
from django.urls import reverse

from civitas_cms.newsroom.paste import MAX_PASTE_BYTES
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.factories import UserFactory, staff

HTML = "<h2>A</h2><p><img src=x>words</p><table><tr><th>City<th>Trams<tr><td>Ghent<td>4 | 5</table>"


class PasteTests(TestCase):
    def paste(self, html, query="?headings=1"):
        return self.client.post(reverse("admin:paste") + query, html.encode(), content_type="text/html")

    def test_the_answer_is_a_text_of_ours_and_what_was_left_out(self):
        self.client.force_login(staff(CONTRIBUTOR))
        answer = self.paste(HTML).json()
        self.assertEqual(answer["html"], "<h2>A</h2><p>words</p><p>City | Trams</p><p>Ghent | 4 | 5</p>")
        self.assertEqual(answer["htmlWithoutTables"], "<h2>A</h2><p>words</p>")
        self.assertEqual(answer["message"], "Not taken along: 1 picture.")
        self.assertEqual(answer["tables"][0]["rows"], [["City", "Trams"], ["Ghent", "4 | 5"]])
        self.assertEqual(answer["tableOffer"], "Insert 1 table as a block")

    def test_fields_without_headings_get_none(self):
        self.client.force_login(staff(EDITOR))
        self.assertEqual(self.paste("<h2>A</h2>", query="").json()["html"], "<p><strong>A</strong></p>")

    def test_what_was_taken_along_is_not_worth_a_word(self):
        self.client.force_login(staff(EDITOR))
        answer = self.paste("<p>words</p>").json()
        self.assertEqual((answer["message"], answer["tableMessage"], answer["tables"]), ("", "", []))

    def test_it_is_for_those_who_may_write(self):
        self.assertEqual(self.paste(HTML).status_code, 302)
        self.client.force_login(UserFactory())
        self.assertEqual(self.paste(HTML).status_code, 302)
        self.client.force_login(staff())
        self.assertEqual(self.paste(HTML).status_code, 403)

    def test_no_other_site_can_ask(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff(EDITOR))
        with self.assertLogs("django.security.csrf"):
            answer = client.post(reverse("admin:paste"), "<p>", content_type="text/html")
        self.assertEqual(answer.status_code, 403)

    def test_it_is_asked_by_post(self):
        self.client.force_login(staff(EDITOR))
        self.assertEqual(self.client.get(reverse("admin:paste")).status_code, 405)

    def test_too_much_is_refused_with_kind_words(self):
        self.client.force_login(staff(EDITOR))
        for length in (MAX_PASTE_BYTES + 1, 10 * MAX_PASTE_BYTES):
            answer = self.paste("x" * length)
            self.assertEqual(answer.status_code, 413)
            self.assertIn("in parts", json.loads(answer.content)["message"])
