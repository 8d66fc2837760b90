"""Half-sent bodies hold up nobody who reads, tried with a real server of four threads."""

import socket
import tempfile
from io import BytesIO

from django.test import SimpleTestCase, TransactionTestCase

from civitas_cms.delivery.request_bodies import SILENCE_SECONDS, RequestBodies
from tests.gunicorn import HOST, Gunicorn

END = b"Host: localhost\r\nConnection: close\r\n\r\n"
HALF = b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf="
#: Less than it would take if anybody waited for the rest.
AT_ONCE_SECONDS = SILENCE_SECONDS - 2


class RealServerTests(TransactionTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="gunicorn-")
        self.addCleanup(folder.cleanup)
        self.server = Gunicorn("civitas_cms.wsgi", folder.name, "--worker-class=gthread", "--threads=4", "--workers=1")
        self.addCleanup(self.server.close)

    def send(self, request):
        """Send a request and leave the connection open."""
        client = socket.create_connection((HOST, self.server.port), timeout=AT_ONCE_SECONDS)
        self.addCleanup(client.close)
        client.sendall(request)
        return client

    def answer(self, client):
        """Return all that comes until the server closes the connection, which it does at once."""
        answer = b""
        try:
            while chunk := client.recv(65_536):
                answer += chunk
        except ConnectionResetError:
            pass
        return answer

    def test_half_sent_bodies_stop_nothing(self):
        for path in (b"/news/", b"/", b"/nothing/", b"/media/nothing.jpg", b"/static/nothing.css", b"/healthz/"):
            with self.subTest(path):
                for method, status in ((b"POST ", b"405"), (b"PUT ", b"405"), (b"GET ", b"400"), (b"HEAD ", b"400")):
                    answer = self.answer(self.send(method + path + HALF))
                    self.assertTrue(answer.startswith(b"HTTP/1.1 " + status), answer)
                    self.assertIn(b"Connection: close", answer)
        self.check_that_the_newsroom_takes_bodies()
        for path in (b"/news/", b"/admin/login/"):
            with self.subTest(path):
                for _ in range(12):
                    self.send(b"POST " + path + HALF)
                for _ in range(4):
                    answer = self.answer(self.send(b"GET /news/ HTTP/1.1\r\n" + END))
                    self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer[:100])

    def check_that_the_newsroom_takes_bodies(self):
        """However they come; without the form's secret it refuses what they say."""
        body = b"username=ana&password=wrong"
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:9], body[9:])) + b"0\r\n\r\n"
        for headers in (b"Content-Length: %d\r\n" % len(body), b"Transfer-Encoding: chunked\r\n"):
            request = b"POST /admin/login/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" + headers
            status, _answer = self.server.send(request + END + (chunks if b"chunked" in headers else body))
            self.assertEqual(status, 403)


class WithoutServerTests(SimpleTestCase):
    def ask(self, application, path="/admin/", body=b"", method="POST", **environ):
        started = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": BytesIO(body)} | environ
        answer = RequestBodies(application, "/admin/")(environ, lambda *arguments: started.append(arguments))
        return started[0][0] if started else b"".join(answer)

    def echo(self, environ, start_response):
        return [environ["CONTENT_LENGTH"].encode(), b" ", environ["wsgi.input"].read()]

    def test_the_application_gets_the_whole_body(self):
        self.assertEqual(self.ask(self.echo, body=b"abc", CONTENT_LENGTH="3"), b"3 abc")
        self.assertEqual(self.ask(self.echo, body=b"abcd", CONTENT_LENGTH="3"), b"3 abc")
        self.assertEqual(self.ask(self.echo, body=b"abc", HTTP_TRANSFER_ENCODING="chunked"), b"3 abc")
        large = b"a" * 2_000_000
        self.assertEqual(self.ask(self.echo, body=large, CONTENT_LENGTH="2000000"), b"2000000 " + large)

    def test_a_body_that_ends_early_is_not_shown_to_it(self):
        self.assertEqual(self.ask(self.echo, body=b"ab", CONTENT_LENGTH="3"), "408 Request Timeout")

    def test_what_has_no_body_is_none_of_its_business(self):
        for environ in ({}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}):
            self.assertEqual(self.ask(lambda *_: [b"page"], "/news/", method="GET", **environ), b"page")
