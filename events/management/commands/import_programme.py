"""``manage.py import_programme``: what would become of a file in a conference, and with ``--apply``, doing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from tqdm import tqdm
from typing_extensions import override

from civitas_cms.postgresql.progress import Report
from events.exchange.applying import NotPossible, apply
from events.exchange.plan import Action, Plan, WhatIsGone
from events.exchange.planning import plan
from events.exchange.reading import Frame, Unreadable, read_file
from events.exchange.steps import Step
from events.models import Conference


class Command(BaseCommand):
    """Say line by line what would become of a programme; with --apply, do all of it or nothing."""

    help = (
        "Say line by line what would become of a programme in a conference: frab or pretalx XML and JSON, Indico JSON, "
        "iCalendar, .xlsx, .ods, .xls or CSV. With --apply, import it, all or nothing: into the working copy where the "
        "conference is public."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="The programme.")
        parser.add_argument("--conference", required=True, metavar="SLUG", help="Where it comes in.")
        parser.add_argument(
            "--apply", action="store_true", help="Import it, instead of saying what would become of it."
        )
        parser.add_argument(
            "--skip-errors", action="store_true", help="Import the rest where something cannot come in."
        )
        parser.add_argument(
            "--gone",
            type=WhatIsGone,
            choices=list(WhatIsGone),
            default=WhatIsGone.LEAVE,
            help="What becomes of sessions that the source had once and has no longer.",
        )
        parser.add_argument("--by", metavar="ACCOUNT", help="Who does it; the first superuser without it.")

    @override
    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Print the plan; raises CommandError if the file cannot be read, or cannot come in."""
        conference = Conference.objects.originals().filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference “{options['conference']}”.")
        try:
            programme = read_file(options["file"], Frame.of(conference))
        except Unreadable as error:
            raise CommandError(str(error)) from None
        with _progress_bar(verbosity) as report:
            planned = plan(programme, conference, options["gone"], partial(report, Step.COMPARING))
        self._print(planned, verbosity)
        if not options["apply"]:
            self.stdout.write("Nothing was saved. Add --apply to import it.")
            return
        self._apply(planned, verbosity, options)

    def _apply(self, planned: Plan, verbosity: int, options: dict[str, Any]) -> None:
        by = _account(options["by"])
        try:
            with _progress_bar(verbosity) as report:
                done = apply(
                    planned,
                    by,
                    skip_errors=options["skip_errors"],
                    comment=f"Imported from {options['file'].name}",
                    report=report,
                )
        except NotPossible as error:
            hint = " Mend them, or add --skip-errors to import the rest." if planned.errors else ""
            raise CommandError(f"{error}{hint}") from None
        except IntegrityError:
            raise CommandError("Somebody changed what belongs to it at the same moment. Please try again.") from None
        except PermissionDenied:
            raise CommandError(f"{by} may not change this conference.") from None
        if done.changes_nothing:
            self.stdout.write("All is as in the file already: nothing was changed.")
        elif done.target.working_copy_of_id:
            self.stdout.write("Imported into the working copy. Visitors see it once its changes are published.")
        else:
            self.stdout.write("Imported.")

    def _print(self, planned: Plan, verbosity: int) -> None:
        for line in planned.sorted_lines():
            if line.action == Action.UNCHANGED and not line.note and verbosity < 2:
                continue
            self.stdout.write(
                f"{line.action.label:22} {line.kind} “{line.name}”" + (f" ({line.note})" if line.note else "")
            )
            for change in line.changes:
                self.stdout.write(f"{'':24}{change.field}: {_short(change.before)} → {_short(change.after)}")
        for problem in planned.problems:
            self.stdout.write(f"{'ERROR' if problem.is_error else 'note':22} {problem}")
        counts = planned.counts("session")
        summary = ", ".join(f"{counts[action]} {action.label}" for action in Action if counts[action])
        self.stdout.write(f"Sessions: {summary or 'none'}. {len(planned.errors)} errors.")


@contextmanager
def _progress_bar(verbosity: int) -> Iterator[Report]:
    """Show on a terminal what the block reports, until it ends."""
    with tqdm(unit=" sessions", leave=False, disable=None if verbosity else True) as bar:
        last = None

        def report(step: str, done: int, total: int) -> None:
            nonlocal last
            if (step, total) != last:
                last = step, total
                bar.set_description(str(Step(step).label), refresh=False)
                bar.reset(total or float("inf"))  # which stands for an unknown number
            bar.update(done - bar.n)

        yield report


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…" if text else "–"


def _account(name: str | None) -> User:
    accounts = User.objects.filter(is_active=True).order_by("pk")
    account = accounts.filter(username=name).first() if name else accounts.filter(is_superuser=True).first()
    if account is None:
        raise CommandError(
            f"There is no account {name}." if name else "There is no superuser: name an account with --by."
        )
    return account
