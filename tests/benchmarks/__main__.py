"""Measure the site: gunicorn with production settings, and the demonstration with 5,000 articles or more.

The steady figure on a busy machine is the CPU time for each request, of the workers and of PostgreSQL, beside that of a
bare Django view that sends the same bytes, taken in turns in the same run. Requests per second also depend on who asks
and on what else runs.
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path

from django.utils.text import slugify

from tests.benchmarks.server import Server
from tests.benchmarks.site import addresses, newsroom_addresses, prepare

ENCODING = {"Accept-Encoding": "br"}
#: How many requests of each kind one round makes, for each uncached one.
REQUESTS = {"bare": 4, "cached": 4, "not modified": 4, "uncached": 1}
COUNTED = 5  # of how many pages of a kind the queries are counted


def main():
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--articles",
        type=int,
        nargs="+",
        default=[5_000],
        help="size of the site; loaded where it is missing. Several, from small to large, are compared",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the median is given")
    parser.add_argument("--requests", type=int, default=100, help="uncached requests of a kind, a round and a visitor")
    parser.add_argument("--threads", type=int, default=2, help="visitors at a time")
    parser.add_argument("--only", nargs="+", help="kinds of page to measure: the others are left out")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    options = parser.parse_args()

    results = {}
    for wanted in sorted(options.articles):
        articles = prepare(wanted)
        with (
            tempfile.TemporaryDirectory(prefix="civitas-cms-benchmark-") as folder,
            signed_in() as (cookie, environment),
            closing(Server(folder, **environment)) as server,
        ):
            pages = {name: (paths, {}) for name, paths in addresses().items()}
            pages |= {name: (paths, {"Cookie": cookie}) for name, paths in newsroom_addresses().items()}
            results[articles] = {
                name: measure(server, name, paths, headers, folder, options)
                for name, (paths, headers) in pages.items()
                if not options.only or name in options.only
            }
        print(f"\n{articles:,} articles\n\n{table(results[articles])}")
    if len(results) > 1:
        print(f"\nUncached, CPU of the workers and of PostgreSQL in ms\n\n{comparison(results)}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


@contextmanager
def signed_in():
    """Give the cookie of the demonstration's editor, and what the server needs in order to know it."""
    from django.conf import settings  # noqa: PLC0415 - Django is ready only now
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(get_user_model().objects.get(username="editor"))
    name = settings.SESSION_COOKIE_NAME
    yield f"{name}={client.cookies[name].value}", {"SECRET_KEY": settings.SECRET_KEY}
    client.logout()


def measure(server, name, paths, headers, folder, options):
    """Return the figures of the pages at ``paths``, all of one kind, by kind of request; ``headers`` are for all."""
    page = server.get(paths[0], **ENCODING, **headers)
    plain = server.get(paths[0], **headers)
    (Path(folder) / slugify(name)).write_bytes(page.body)
    kinds = {
        "bare": ([f"/bare/{slugify(name)}/"], {}, 200),
        "cached": (paths[:1], ENCODING, 200),
        "not modified": (paths[:1], ENCODING | {"If-None-Match": page.headers["ETag"] or ""}, 304),
        "uncached": (paths, headers | {"X-Uncached": "1"}, 200),
    }
    if not page.headers["ETag"]:  # the page cache does not keep it
        del kinds["cached"], kinds["not modified"]
    rounds = {kind: [] for kind in kinds}
    for places, headers, status in kinds.values():  # templates, connections and both workers' caches
        load(server, places, headers, status, 20, options.threads)
    for _ in range(options.rounds):
        for kind, (places, headers, status) in kinds.items():
            requests = REQUESTS[kind] * options.requests
            rounds[kind].append(load(server, places, headers, status, requests, options.threads))
    figures = {
        kind: {figure: statistics.median(found[figure] for found in of_kind) for figure in of_kind[0]}
        for kind, of_kind in rounds.items()
    }
    for figure in figures.values():
        figure["ratio"] = (figure["cpu_ms"] + figure["database_ms"]) / figures["bare"]["cpu_ms"]
    counted = [server.get(path, X_Uncached="1", X_Count_Queries="1", **headers) for path in paths[:COUNTED]]
    figures["uncached"]["queries"] = max(int(response.headers["X-Queries"]) for response in counted)
    return figures | {"path": paths[0], "pages": len(paths), "bytes": len(plain.body), "compressed": len(page.body)}


def load(server, paths, headers, status, requests, threads):
    """Make ``requests`` requests in each of ``threads`` threads, each time another page, and return what they took."""
    times, wrong = [], []

    def visit(number):
        connection = server.connect()
        for path in islice(cycle(paths), number * requests, (number + 1) * requests):
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - began)
            if response.status != status:
                wrong.append(response.status)
        connection.close()

    visitors = [threading.Thread(target=visit, args=[number]) for number in range(threads)]
    cpu, database, began = server.cpu(), server.database_cpu(), time.perf_counter()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    elapsed = time.perf_counter() - began
    cpu, database = server.cpu() - cpu, server.database_cpu() - database
    if wrong or len(times) != requests * threads:
        raise RuntimeError(f"{paths[0]}: expected {status}, got {wrong[:3]} and {len(times)} answers")
    times.sort()
    return {
        "per_second": len(times) / elapsed,
        "cpu_ms": 1000 * cpu / len(times),
        "database_ms": 1000 * database / len(times),
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[len(times) * 99 // 100],
    }


def table(results):
    """Return the figures as a table in Markdown."""
    lines = [
        "| page | answer | CPU ms | PostgreSQL | × bare | requests/s | p50 ms | p99 ms | queries | bytes |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, page in results.items():
        sizes = {"uncached": page["bytes"], "not modified": 0}
        for kind in REQUESTS:
            if kind not in page:
                lines.append(f"| {name} | {kind} | not kept | | | | | | | |")
                continue
            figures = page[kind]
            lines.append(
                f"| {name} | {kind} | {figures['cpu_ms']:.2f} | {figures['database_ms']:.2f} | {figures['ratio']:.2f} "
                f"| {figures['per_second']:.0f} | {figures['p50_ms']:.1f} | {figures['p99_ms']:.1f} "
                f"| {figures.get('queries', 0)} | {sizes.get(kind, page['compressed']):,} |"
            )
    return "\n".join(lines)


def comparison(results):
    """Return what uncached pages of the sites take, workers + PostgreSQL, and the growth, as a table in Markdown."""
    first, *others = results
    lines = [
        f"| page | {first:,} articles | " + " | ".join(f"{size:,} | to {first:,}" for size in others) + " |",
        "| --- |" + " ---: |" * (1 + 2 * len(others)),
    ]
    for name in results[first]:
        figures = [results[size][name]["uncached"] for size in results]
        texts = [f"{figure['cpu_ms']:.1f} + {figure['database_ms']:.1f}" for figure in figures]
        least, *sums = (figure["cpu_ms"] + figure["database_ms"] for figure in figures)
        cells = [f"{text} | {total / least:.2f}" for text, total in zip(texts[1:], sums, strict=True)]
        lines.append(f"| {name} | {texts[0]} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
