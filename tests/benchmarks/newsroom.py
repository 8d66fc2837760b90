"""Measure what it costs to write an article: ``DEBUG=true .venv/bin/python -m tests.benchmarks.newsroom``.

A gunicorn with production settings, on the demonstration, and Chromium. Figures are CPU time: of gunicorn's workers,
and of the browser's main thread, as its own protocol counts it (``TaskDuration``). Each is measured several times: the
least is what the work costs, the median shows how busy the machine was with other things.
"""

import argparse
import gzip
import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import brotli

from tests.benchmarks.server import Server
from tests.benchmarks.site import prepare
from tests.gunicorn import HOST

SIZES = (10, 60)  # blocks of an article
KEYS = 40
PICTURE_SIZE = (4000, 3000)  # pixels: 12 megapixels
TOKEN = "a" * 32
PARAGRAPH = "<p>Forty towns compare what their first year of car-free school streets has taught them.</p>"
SLUG = "benchmark-of-"
UPLOADED = "Benchmark picture"
TEXTS = "articles_richtext_set"
IS_READY = """() => document.readyState === "complete"
    && document.querySelector(".order-machine-insert-target.last[tabindex]")"""
#: What each figure must not exceed, by the first words of its row.
LIMITS = {
    "open, 10 blocks: server, CPU ms": 150,
    "open, 60 blocks: server, CPU ms": 350,
    "open, 60 blocks: KB compressed, without its pictures": 350,
    "open, 60 blocks: requests": 25,
    "open, 60 blocks: browser, CPU ms": 1000,
    "a key in 60 blocks: browser, CPU ms": 10,
    "autosave, 10 blocks: server, CPU ms": 40,
    "autosave, 10 blocks: queries": 15,
    "save, 10 blocks: server, CPU ms": 120,
    "save, 10 blocks: queries": 60,
    "save, 60 blocks: queries": 60,
    "picture of 12 MP, click to chosen: browser and server, CPU ms": 700,
}


def main() -> None:
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.newsroom", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=0, help="size of the site; loaded where it is missing")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    options = parser.parse_args()

    prepare(options.articles)
    with (
        a_newsroom() as newsroom,
        tempfile.TemporaryDirectory(prefix="civitas-cms-benchmark-") as folder,
        closing(Server(folder, **newsroom.environment)) as server,
    ):
        figures = of_server(server, newsroom, options.rounds)
        figures |= of_browser(server, newsroom, options.rounds, folder)
    print(f"\n{table(figures)}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


@contextmanager
def a_newsroom() -> Iterator[SimpleNamespace]:
    """Sign the demonstration's editor in, and make a draft of each size; take away in the end what was made."""
    from django.conf import settings  # noqa: PLC0415 - Django is ready only now
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415
    from civitas_cms.library.models import Picture  # noqa: PLC0415
    from tests.factories import ArticleFactory  # noqa: PLC0415

    client = Client()
    client.force_login(get_user_model().objects.get(username="editor"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    articles = {}
    for left in Article.objects.filter(slug__startswith=SLUG):  # by a benchmark that was stopped
        left.delete()
    try:
        for blocks in SIZES:
            articles[blocks] = ArticleFactory(slug=f"{SLUG}{blocks}-blocks", state="draft", publish_at=None)
            fill(articles[blocks], blocks)
        yield SimpleNamespace(
            articles=articles,
            cookies={settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN},
            environment={"SECRET_KEY": settings.SECRET_KEY},
        )
    finally:
        for article in articles.values():
            article.delete()
        for picture in Picture.objects.filter(title=UPLOADED):
            picture.delete()
        client.logout()


def fill(article: Any, blocks: int) -> None:
    """Give ``article`` texts, quotes and pictures, such as a report has."""
    from civitas_cms.library.models import Picture  # noqa: PLC0415 - Django is ready only now
    from events.models import Speaker  # noqa: PLC0415
    from tests.factories import ArticlePictureFactory, QuoteFactory, RichTextFactory  # noqa: PLC0415

    speakers, pictures = list(Speaker.objects.all()[:20]), list(Picture.objects.all()[:10])
    for number in range(blocks):
        place = {"parent": article, "ordering": 10 * (number + 1)}
        if number % 5 == 2:
            QuoteFactory(speaker=speakers[number % len(speakers)], **place)
        elif number % 5 == 4:
            ArticlePictureFactory(picture=pictures[number % len(pictures)], **place)
        else:
            RichTextFactory(text=PARAGRAPH * 4, **place)


# The server -----------------------------------------------------------------------------------------------------------


def of_server(server: Server, newsroom: SimpleNamespace, rounds: int) -> dict[str, list[float]]:
    """Return what the workers take to open, save and autosave, in milliseconds of CPU, and how many queries."""
    figures: dict[str, list[float]] = {}
    for blocks, article in newsroom.articles.items():
        form = Form(server, newsroom, article)
        kinds: dict[str, Callable[..., int]] = {"open": form.open, "save": form.save, "autosave": form.autosave}
        for kind, ask in kinds.items():
            name = f"{kind}, {blocks} blocks"
            for _ in range(4):  # templates, connections and both workers' caches
                form.read()
                ask()
            form.read()
            figures[f"{name}: queries"] = [ask(X_Uncached="1", X_Count_Queries="1")]
            figures[f"{name}: server, CPU ms"] = [measured(server, form, ask) for _ in range(rounds)]
    return figures


def measured(server: Server, form: "Form", ask: Callable[..., int]) -> float:
    """Return the CPU time of the workers for one answer, in milliseconds."""
    form.read()
    before = server.cpu()
    ask()
    return 1000 * (server.cpu() - before)


class Form:
    """The form of an article as somebody has it open: it knows what to send, and the version that it is of."""

    def __init__(self, server: Server, newsroom: SimpleNamespace, article: Any):
        self.server = server
        self.address = f"/admin/articles/article/{article.pk}/"
        self.cookies = "; ".join(f"{name}={value}" for name, value in newsroom.cookies.items())
        self.text = article.articles_richtext_set.order_by("pk").first()
        self.count, self.words = 0, self.text.text

    def read(self) -> None:
        """Look at what the form would send."""
        from tests.newsroom.base import fields_of_form  # noqa: PLC0415 - Django is ready only now

        page = SimpleNamespace(text=self._ask("GET", "change/").body.decode())
        self.fields = fields_of_form(page, "article_form")

    def open(self, **headers: str) -> int:
        """Ask for the form; returns the number of queries, if ``headers`` ask for it."""
        return self._count(self._ask("GET", "change/", **headers))

    def save(self, **headers: str) -> int:
        """Save what was read, with other words in one text, and stay."""
        self.words = self._words()
        fields = self.fields | {f"{TEXTS}-0-text": [self.words], "_continue": ["1"]}
        return self._count(self._ask("POST", "change/", fields, 302, **headers))

    def autosave(self, **headers: str) -> int:
        """Send other words of one text, as the script does some seconds after the last key."""
        name = f"{TEXTS}-0-text"
        before, self.words = self.words, self._words()
        fields = {"_field": [name], name: [self.words], f"_before:{name}": [before]}
        fields |= {f"{TEXTS}-0-id": [self.text.pk], "_version": [""], "_window": ["b" * 32]}
        response = self._ask("POST", "autosave/", fields, **headers)
        if json.loads(response.body)["conflicts"]:
            raise RuntimeError("The autosave was refused.")
        return self._count(response)

    def _words(self) -> str:
        self.count += 1
        return f"<p>Version {self.count}</p>{PARAGRAPH * 3}"

    def _ask(self, method: str, path: str, fields: dict | None = None, status: int = 200, **headers: str) -> Any:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if fields is not None:
            body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}, doseq=True)
            names["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.server.connect()
        connection.request(method, self.address + path, body, names | {"Cookie": self.cookies})
        response: Any = connection.getresponse()
        response.body = response.read()
        connection.close()
        if response.status != status:
            raise RuntimeError(f"{method} {self.address}{path}: {response.status}, and not {status}")
        return response

    def _count(self, response: Any) -> int:
        return int(response.headers.get("X-Queries", 0))


# The browser ----------------------------------------------------------------------------------------------------------


def of_browser(server: Server, newsroom: SimpleNamespace, rounds: int, folder: str) -> dict[str, list[float]]:
    """Return what the browser takes, and loads, until an article can be typed in, for a key, and for an upload."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a dependency of development only

    from tests.browser.base import QUIET, find_chromium  # noqa: PLC0415 - Django is ready only now

    figures: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        options = [*QUIET, "--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=options)
        for _ in range(rounds):
            for blocks, article in newsroom.articles.items():
                tab = Tab(browser, server, newsroom)
                tab.open(article)
                note(figures, f"open, {blocks} blocks: browser, CPU ms", tab.ready_ms)
                note(figures, f"open, {blocks} blocks: requests", len(tab.loaded))
                sizes = {request.url: transferred(request) / 1000 for request in tab.loaded}
                pictures = sum(size for url, size in sizes.items() if "/media/" in url)
                note(
                    figures,
                    f"open, {blocks} blocks: KB compressed, without its pictures",
                    sum(sizes.values()) - pictures,
                )
                note(figures, f"open, {blocks} blocks: KB of its pictures", pictures)
                note(figures, f"a key in {blocks} blocks: browser, CPU ms", tab.type_into_a_text())
                tab.close()
            tab = Tab(browser, server, newsroom)
            tab.open(newsroom.articles[SIZES[0]])
            before = server.cpu()
            in_browser = tab.upload(photograph(Path(folder)))
            name = "picture of 12 MP, click to chosen: "
            note(figures, f"{name}server, CPU ms", 1000 * (server.cpu() - before))
            note(figures, f"{name}browser, CPU ms", in_browser)
            note(figures, f"{name}browser and server, CPU ms", figures[f"{name}server, CPU ms"][-1] + in_browser)
            tab.close()
        browser.close()
    return figures


def note(figures: dict[str, list[float]], name: str, value: float) -> None:
    """Add a ``value`` to those of ``name``."""
    figures.setdefault(name, []).append(value)


class Tab:
    """A page in an empty profile, in which the editor is signed in."""

    def __init__(self, browser: Any, server: Server, newsroom: SimpleNamespace):
        self.site = f"http://{HOST}:{server.port}"
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.site} for name, value in newsroom.cookies.items()]
        )
        self.page = self.context.new_page()
        self.protocol = self.context.new_cdp_session(self.page)
        self.protocol.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.loaded: list[Any] = []

    def cpu(self) -> float:
        """Return how long the main thread has worked so far, in milliseconds."""
        metrics = self.protocol.send("Performance.getMetrics")["metrics"]
        return next(1000 * each["value"] for each in metrics if each["name"] == "TaskDuration")

    def open(self, article: Any) -> None:
        """Open the form of ``article``, and wait until it can be typed in and loads nothing any more."""
        self.page.on("requestfinished", lambda request: request.method == "GET" and self.loaded.append(request))
        self.page.goto(f"{self.site}/admin/articles/article/{article.pk}/change/")
        self.page.wait_for_function(IS_READY)
        self.page.wait_for_load_state("networkidle")
        self.ready_ms = self.cpu()

    def type_into_a_text(self) -> float:
        """Type into a text in the middle, and return what one key takes."""
        texts = self.page.locator(".order-machine .field-text .prose-editor")
        text = texts.nth(texts.count() // 2)
        text.scroll_into_view_if_needed()
        text.click()
        self.page.locator(".ProseMirror-focused").wait_for()
        self.page.keyboard.type("warm")
        self.page.wait_for_timeout(500)
        before = self.cpu()
        self.page.keyboard.type("x" * KEYS, delay=30)
        return (self.cpu() - before) / KEYS

    def upload(self, picture: Path) -> float:
        """Upload the file ``picture`` in the dialog of the lead picture; returns what that takes until it is chosen."""
        chooser = self.page.locator(".field-lead_picture .chooser")
        before = self.cpu()
        chooser.locator(".choose").click()
        dialog = self.page.locator("dialog.chooser-dialog[open]")
        dialog.locator("input[type=file]").set_input_files(picture)
        dialog.locator(".upload-rows [name=alternative_text]").fill("A tram in front of a town hall")
        dialog.get_by_role("button", name="Upload", exact=True).click()
        chooser.locator(".chosen li img").wait_for()
        self.page.wait_for_load_state("networkidle")
        return self.cpu() - before

    def close(self) -> None:
        """Close it, without being asked whether what was typed shall be lost."""
        self.context.close()


def transferred(request: Any) -> int:
    """Return how many bytes come in production: WhiteNoise has Brotli's of all files, proxies make gzip of pages."""
    response = request.response()
    body = response.body() if response.ok else b""
    compress = brotli.compress if "/static/" in request.url else gzip.compress
    return min(len(body), len(compress(body)))


def photograph(folder: Path) -> Path:
    """Return a file with a picture of 12 megapixels, as a camera makes it, that is not the same as any other."""
    from PIL import Image  # noqa: PLC0415 - only where it is needed

    noise = Image.effect_noise((PICTURE_SIZE[0] // 8, PICTURE_SIZE[1] // 8), 90)
    picture = Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)]).resize(PICTURE_SIZE)
    for place in ((0, 0), (8, 8), (16, 16)):
        picture.paste(tuple(os.urandom(3)), (*place, place[0] + 8, place[1] + 8))
    file = folder / f"{UPLOADED}.jpg"
    picture.save(file, "JPEG", quality=88)
    return file


# The result -----------------------------------------------------------------------------------------------------------


def table(figures: dict[str, list[float]]) -> str:
    """Return the figures as a table in Markdown, each with what it must not exceed."""
    lines = ["| what | least | median | at most |", "| --- | ---: | ---: | ---: |"]
    for name, values in sorted(figures.items()):
        lines.append(f"| {name} | {min(values):.1f} | {statistics.median(values):.1f} | {LIMITS.get(name, '')} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
