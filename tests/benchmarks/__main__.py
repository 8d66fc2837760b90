"""Measure the site: gunicorn with production settings, and the demonstration with 5,000 articles.

The steady figure on a busy machine is the server's CPU time for each request, beside that of a bare Django view that
sends the same bytes, taken in turns in the same run. Requests per second also depend on who asks and on what else runs.
"""

import argparse
import http.client
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import django

HOST = "127.0.0.1"
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")  # in which the kernel counts CPU time, for each second
ENCODING = {"Accept-Encoding": "br"}
ROOT = Path(__file__).resolve().parent.parent.parent
#: How many requests of each kind one round makes, for each thread.
REQUESTS = {"bare": 600, "cached": 600, "not modified": 600, "uncached": 25}


def main():
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5_000, help="size of the site; loaded where it is missing")
    parser.add_argument("--port", type=int, default=8064)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the median is given")
    parser.add_argument("--threads", type=int, default=2, help="visitors at a time")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    options = parser.parse_args()

    pages = prepare(options.articles)
    with (
        tempfile.TemporaryDirectory(prefix="civitas-cms-benchmark-") as folder,
        gunicorn(options.port, folder) as server,
    ):
        results = {name: measure(server, name, path, folder, options) for name, path in pages.items()}
    print(table(results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


def prepare(articles):
    """Load the demonstration where it is missing, and return the paths of the pages to measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django is ready only now
    from django.db.models import Count  # noqa: PLC0415
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415
    from events.models import Conference  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Article.objects.count() < articles:
        call_command("demo", articles=articles, conferences=300)
    # Pages with much on them, so that nobody can say the easy ones were chosen.
    article = Article.objects.public().annotate(size=Count("articles_quote_set")).order_by("-size", "pk").first()
    conference = Conference.objects.public().annotate(size=Count("sessions")).order_by("-size", "pk").first()
    pages = {"home": "/", "news": "/news/", "article": article, "conference": conference}
    with suppress(NoReverseMatch):
        pages["search"] = f"{reverse('search')}?q=mobility"
    return {name: page if isinstance(page, str) else page.get_absolute_url() for name, page in pages.items()}


class Server:
    """A running gunicorn."""

    def __init__(self, process, port):
        self.process = process
        self.port = port

    def workers(self):
        """Return the process ids of the workers."""
        main = self.process.pid
        return [int(child) for child in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def cpu(self):
        """Return the CPU time, user and system, that the workers have taken so far, in seconds."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers()]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS

    def get(self, path, **headers):
        """Ask once, and return the response with its ``body``."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response


@contextmanager
def gunicorn(port, folder):
    """Run gunicorn with production settings for a while; ``folder`` takes the bodies of the bare view."""
    from django.conf import settings  # noqa: PLC0415 - Django is ready only now
    from django.db import connection  # noqa: PLC0415

    database = connection.get_connection_params()
    address = (
        settings.DATABASE_URL
        or f"postgresql://{database['user']}@/{database['dbname']}?host={database['host']}&port={database['port']}"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}
    environment |= {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": address,
        "STATIC_ROOT": f"{folder}/static",
        "BENCHMARK_PAGES": folder,
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi", f"--bind={HOST}:{port}"]
    command += [f"--workers={WORKERS}", "--worker-class=sync", "--no-control-socket", "--log-level=warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        server = Server(process, port)
        wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(server):
    """Wait until the server answers; raises ConnectionError if it does not within half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.get("/healthz/")
            return
        except OSError:
            time.sleep(0.1)
    raise ConnectionError("gunicorn does not answer")


def measure(server, name, path, folder, options):
    """Return the figures of one page, by kind of request."""
    page = server.get(path, **ENCODING)
    plain = server.get(path)
    counted = server.get(path, X_Uncached="1", X_Count_Queries="1")
    (Path(folder) / name).write_bytes(page.body)
    kinds = {
        "bare": (f"/bare/{name}/", {}, 200),
        "cached": (path, ENCODING, 200),
        "not modified": (path, ENCODING | {"If-None-Match": page.headers["ETag"]}, 304),
        "uncached": (path, {"X-Uncached": "1"}, 200),
    }
    rounds = {kind: [] for kind in kinds}
    for address, headers, status in kinds.values():  # templates, connections and both workers' caches
        load(server, address, headers, status, 10, options.threads)
    for _ in range(options.rounds):
        for kind, (address, headers, status) in kinds.items():
            rounds[kind].append(load(server, address, headers, status, REQUESTS[kind], options.threads))
    figures = {
        kind: {figure: statistics.median(found[figure] for found in of_kind) for figure in of_kind[0]}
        for kind, of_kind in rounds.items()
    }
    for figure in figures.values():
        figure["ratio"] = figure["cpu_ms"] / figures["bare"]["cpu_ms"]
    figures["uncached"]["queries"] = int(counted.headers["X-Queries"])
    return figures | {"path": path, "bytes": len(plain.body), "bytes_compressed": len(page.body)}


def load(server, path, headers, status, requests, threads):
    """Make ``requests`` requests in each of ``threads`` threads, and return what they took."""
    times, wrong = [], []

    def visit():
        connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
        for _ in range(requests):
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - began)
            if response.status != status:
                wrong.append(response.status)
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(threads)]
    cpu, began = server.cpu(), time.perf_counter()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    elapsed = time.perf_counter() - began
    cpu = server.cpu() - cpu
    if wrong or len(times) != requests * threads:
        raise RuntimeError(f"{path}: expected {status}, got {wrong[:3]} and {len(times)} answers")
    times.sort()
    return {
        "per_second": len(times) / elapsed,
        "cpu_ms": 1000 * cpu / len(times),
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[len(times) * 99 // 100],
    }


def table(results):
    """Return the figures as a table in Markdown."""
    lines = [
        "| page | answer | CPU ms | × bare | requests/s | p50 ms | p99 ms | queries | bytes |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, page in results.items():
        sizes = {"uncached": page["bytes"], "not modified": 0}
        for kind in REQUESTS:
            figures = page[kind]
            lines.append(
                f"| {name} | {kind} | {figures['cpu_ms']:.2f} | {figures['ratio']:.2f} | {figures['per_second']:.0f} "
                f"| {figures['p50_ms']:.1f} | {figures['p99_ms']:.1f} | {figures.get('queries', 0)} "
                f"| {sizes.get(kind, page['bytes_compressed']):,} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
