"""``manage.py intake``: what would be made of texts, and with ``--create``, drafts of them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm
from typing_extensions import override

from articles.intake.drafts import described_pictures, make_draft
from articles.intake.files import SUFFIXES, Unreadable, read_file
from articles.intake.known import Known
from articles.intake.matching import load_known
from articles.intake.understanding import understand


class Command(BaseCommand):
    """Say as JSON what would be made of texts; with --create, make drafts. Each file is one transaction."""

    help = (
        "Print as JSON what an article of each text would be made of: title, strapline, summary, blocks, and what is "
        "left out. Texts are .docx, .odt, .rtf, .html, .eml, .txt or .md. With --create, make drafts of them."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="A text, or a folder of texts.")
        parser.add_argument("--create", action="store_true", help="Make a draft of each text.")
        parser.add_argument("--by", metavar="ACCOUNT", help="Whose drafts they are; the first superuser's without it.")

    @override
    def handle(
        self, *args: Any, paths: list[Path], create: bool, by: str | None, verbosity: int, **options: Any
    ) -> None:
        """Print one object for one file, or a list for several; raises CommandError if any could not be taken in."""
        files = list(_files(paths))
        author = _author(by) if create else None
        known = load_known()
        results, failed = [], 0
        progress = tqdm(files, desc="Texts", unit="text", disable=None if verbosity and len(files) > 1 else True)
        for path in progress:
            try:
                results.append(self._take_in(path, known, author, create=create))
                if create:
                    known = load_known()  # with whom and what the draft has made
            except Unreadable as error:
                failed += 1
                self.stderr.write(f"{path}: {error}")
        is_one = len(files) == 1 and not paths[0].is_dir()
        if results:
            self.stdout.write(json.dumps(results[0] if is_one else results, ensure_ascii=False, indent=2))
        if failed:
            raise CommandError(f"{failed} of {len(files)} texts could not be taken in.")

    def _take_in(self, path: Path, known: Known, author: User | None, *, create: bool) -> dict[str, Any]:
        source = read_file(path)
        understood = understand(source, known)
        pictures = described_pictures(understood, source.pictures) if create else {}
        result = {"file": str(path), **understood.as_json()}
        if create:
            article = make_draft(understood, author, f"Made from {path.name}", pictures)
            result["draft"] = {"id": article.pk, "url": article.get_absolute_url()}
        return result


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    """Yield the files, and those in folders that may be texts; raises CommandError for what is not there."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in SUFFIXES)
        elif path.exists():
            yield path
        else:
            raise CommandError(f"{path}: there is no such file.")


def _author(name: str | None) -> User | None:
    if name is None:
        return User.objects.filter(is_active=True, is_superuser=True).order_by("pk").first()
    author = User.objects.filter(username=name).first()
    if author is None:
        raise CommandError(f"There is no account {name}.")
    return author
