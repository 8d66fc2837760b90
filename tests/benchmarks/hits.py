"""How many visits the page cache answers while people edit: ``python -m tests.benchmarks.hits``.

Visits are spread over the site's pages as such visits are (Zipf: the second page has half as many as the first). Each
"second" makes its visits; at its end something is saved, and the cache looks for changes as it does in reality. No
clock is waited for, and the renderings, the saving and the notes of changes are real. The site is the demonstration.

The second table tells how many pages 64 MB hold, and what hits that gives, if bodies are kept compressed only, or also
as they are; that is counted from sizes.
"""

import argparse
import io
import os
import re
from collections import OrderedDict
from itertools import accumulate
from random import Random

from tests.benchmarks.site import prepare

SIZE = 64 * 1024 * 1024  # bytes, as ``PAGE_CACHE_SIZE`` is


def main():
    """Run the simulation and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hits", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5_000, help="size of the site; loaded where it is missing")
    parser.add_argument("--pages", type=int, default=5_000, help="pages that are visited")
    parser.add_argument("--visits", type=int, default=30, help="visits in each second")
    parser.add_argument("--seconds", type=int, default=120, help="of each case")
    options = parser.parse_args()
    os.environ["PAGE_CACHE_SIZE"] = str(SIZE)
    prepare(options.articles)

    visitors = Visitors(addresses(options.pages), Random(1))
    print(f"{len(visitors.pages):,} pages, {options.visits} visits a second for {options.seconds} s\n")
    visitors.see_all()
    cases = {
        "no edit": lambda second: None,
        "a draft saved every second": draft_saver(),
        "a public edit every second": public_editor(Random(2)),
        "a publication every second": publisher(),
    }
    print("| | hits | rendered |\n| --- | ---: | ---: |")
    for name, edit in cases.items():
        visits, rendered = visitors.visit(options.visits, options.seconds, edit)
        print(f"| {name} | {1 - rendered / visits:.1%} | {rendered} |", flush=True)
    print("\n| kept in 64 MB | pages | hits |\n| --- | ---: | ---: |")
    for name, (pages, hits) in visitors.by_size().items():
        print(f"| {name} | {pages:,} | {hits:.1%} |")


def addresses(number):
    """Return so many addresses: lists, and in an order by chance what the site map has, with files beside pages."""
    from django.test import Client  # noqa: PLC0415 - Django is ready only now
    from django.urls import reverse  # noqa: PLC0415

    def locations(path):
        page = Client().get(path, headers={"host": "localhost"}).text
        return [location.removeprefix("http://localhost") for location in re.findall("<loc>([^<]*)</loc>", page)]

    lists = ["/", *(reverse(name) for name in ("article-list", "conference-list", "speaker-list", "project-list"))]
    items = [path for section in locations("/sitemap.xml") for path in locations(section) if path not in lists]
    items += [f"{reverse('article-list')}?page={page}" for page in range(2, 51)]
    Random(3).shuffle(items)
    files = [f"{path[:-1]}.ics" for path in items if re.fullmatch("/(people|projects)/[^/]+/", path)]
    return [*lists, *items, *files][:number]


class Visitors:
    """Visits to ``pages``, the most visited first."""

    def __init__(self, pages, random):
        from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 - Django is ready only now

        from civitas_cms.delivery.content_version import poller  # noqa: PLC0415
        from civitas_cms.delivery.page_cache import PageCache  # noqa: PLC0415

        self.pages = pages
        self.random = random
        self.weights = list(accumulate(1 / rank for rank in range(1, len(pages) + 1)))
        self.rendered = 0
        self.sizes = {}
        django = WSGIHandler()

        def application(environ, start_response):
            self.rendered += 1
            return django(environ, start_response)

        self.poller = poller
        self.cache = PageCache(application, SIZE, poller)

    def get(self, page):
        """Visit one page, and return the length of what it is without compression."""
        path, _mark, query = page.partition("?")
        statuses = []
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        body = b"".join(self.cache(environ, lambda status, headers, error=None: statuses.append(status)))
        if not statuses[0].startswith("200"):
            raise RuntimeError(f"{page}: {statuses[0]}")
        return len(body)

    def see_all(self):
        """Visit each page once, the least visited first."""
        self.poller.look()
        for page in reversed(self.pages):
            plain = self.get(page)
            path, _mark, query = page.partition("?")
            kept = self.cache.store.get(
                self.cache.key(
                    {
                        "REQUEST_METHOD": "GET",
                        "HTTP_HOST": "localhost",
                        "PATH_INFO": path,
                        "QUERY_STRING": query,
                        "wsgi.url_scheme": "http",
                    }
                )
            )
            self.sizes[page] = kept.size, kept.size + plain

    def choose(self, number):
        """Return ``number`` pages as visitors choose them."""
        return self.random.choices(self.pages, cum_weights=self.weights, k=number)

    def visit(self, visits, seconds, edit):
        """Return how many visits there were, and how many pages were rendered for them."""
        before = self.rendered
        for second in range(seconds):
            for page in self.choose(visits):
                self.get(page)
            edit(second)
            self.poller.look()
        return visits * seconds, self.rendered - before

    def by_size(self):
        """Return for each way to keep pages how many there are in the end, and the share of hits."""
        trace = self.choose(100_000)
        return {
            name: kept_by_size(trace, {page: sizes[way] for page, sizes in self.sizes.items()})
            for way, name in enumerate(("compressed bodies only", "compressed bodies, and as they are"))
        }


def kept_by_size(trace, sizes):
    """Return how many pages are kept in the end, and the share of hits in the second half of ``trace``."""
    kept, size, hits = OrderedDict(), 0, 0
    for number, page in enumerate(trace):
        if page in kept:
            kept.move_to_end(page)
            hits += number >= len(trace) / 2
            continue
        kept[page] = sizes[page]
        size += sizes[page]
        while size > SIZE * 3 / 4:  # a quarter is for what visitors make up
            size -= kept.popitem(last=False)[1]
    return len(kept), hits / (len(trace) / 2)


def draft_saver():
    """Return what saves a draft of a new article, and its text."""
    from articles.models import Article, RichText  # noqa: PLC0415 - Django is ready only now

    draft, _new = Article.objects.get_or_create(slug="hits-draft", defaults={"title": "A draft"})
    text, _new = RichText.objects.get_or_create(parent=draft, defaults={"ordering": 10, "region": "main"})

    def save(second):
        draft.title, text.text = f"A draft, {second}", f"<p>Words of second {second}.</p>"
        draft.save()
        text.save()

    return save


def public_editor(random):
    """Return what corrects the title and the text of some public article, as the newsroom saves it."""
    from django.db import transaction  # noqa: PLC0415 - Django is ready only now
    from django.utils import timezone  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415

    articles = list(Article.objects.public())

    def save(second):
        article = random.choice(articles)
        with transaction.atomic():
            article.title, article.revised_at = f"{article.title[:200]} {second}", timezone.now()
            article.save()
            for text in article.articles_richtext_set.all()[:1]:
                text.text += f"<p>Corrected in second {second}.</p>"
                text.save()

    return save


def publisher():
    """Return what publishes a new article."""
    from articles.models import Article  # noqa: PLC0415 - Django is ready only now

    def publish(second):
        Article.objects.filter(slug=f"hits-{second}").delete()
        Article.objects.create(slug=f"hits-{second}", title=f"Published in second {second}", state="published")

    return publish


if __name__ == "__main__":
    main()
