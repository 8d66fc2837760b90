"""What every answer says and what strangers' hosts get, whoever answers."""

from django.test import TestCase

from tests.factories import ArticleFactory, PictureFactory

BAD_HOSTS = ["elsewhere.example", "localhost:x", "a b", '"', "[::1", "", "localhost\u00e9".encode().decode("latin-1")]


class HostTests(TestCase):
    def test_a_host_that_is_not_ours_gets_400_and_one_line_in_the_log(self):
        for host in BAD_HOSTS:
            for path in ("/", "/admin/", "/nothing/", "/static/css/site.css", "/healthz/"):
                with (
                    self.subTest(host, path=path),
                    self.assertLogs("django.security.DisallowedHost") as logs,
                    self.assertNoLogs("django.request"),
                ):
                    response = self.client.get(path, HTTP_HOST=host)
                    self.assertEqual(response.status_code, 400)
                    self.assertEqual(len(logs.records), 1, logs.output)
                    self.assertIsNone(logs.records[0].exc_info)
                    self.assertNotIn("\n", logs.output[0])


class PermissionsPolicyTests(TestCase):
    def test_every_answer_says_what_pages_do_not_ask_of_a_browser(self):
        ArticleFactory(slug="report")
        picture = PictureFactory().image.url
        for path in ("/", "/news/report/", "/nothing/", "/news", "/admin/", "/admin/login/", "/robots.txt", picture):
            with self.subTest(path):
                policy = self.client.get(path)["Permissions-Policy"]
                for feature in ("camera", "microphone", "geolocation"):
                    self.assertIn(f"{feature}=()", policy)
        self.assertIn("Permissions-Policy", self.client.post("/news/"))
        self.assertIn("Permissions-Policy", self.client.get("/", HTTP_HOST="elsewhere.example"))
