"""``manage.py demo``: load the demonstration."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from civitas_cms.demo import accounts, loader, volume
from civitas_cms.postgresql.pending_migrations import has_pending_migrations


class Command(BaseCommand):
    """Load a complete site to look at, with accounts to sign in; development only. Nothing that exists is changed."""

    help = "Load the demonstration: a complete example site, and an account for each role (needs DEBUG)."
    requires_system_checks = ()  # the server makes them when it starts

    def add_arguments(self, parser):
        """Declare what to load, and when."""
        parser.add_argument("--if-empty", action="store_true", help="Do nothing if the site already has content.")
        parser.add_argument("--accounts", action="store_true", help="Only make new passwords for the accounts.")
        parser.add_argument(
            "--articles", type=int, default=0, metavar="N", help="Also generate articles, until there are N such."
        )
        parser.add_argument(
            "--conferences", type=int, default=0, metavar="N", help="Also generate conferences, until there are N such."
        )
        parser.add_argument(
            "--serve",
            metavar="ADDRESS",
            help="Start everything in one go: bring the database up to date, load the demonstration if it is empty, "
            "and serve it at ADDRESS (127.0.0.1:8000).",
        )

    def handle(self, *, if_empty, articles, conferences, **options):
        """Load what was asked for; raises CommandError where no demonstration belongs."""
        if not settings.DEBUG:
            raise CommandError("The demonstration is for development: it is loaded only where DEBUG is set.")
        if options["accounts"]:
            self.show(accounts.renew_passwords())
            return
        if address := options["serve"]:
            self.serve(address)
            return
        self.migrate()
        if if_empty and not loader.is_empty():
            return
        self.stdout.write("Loading the demonstration ...")
        loader.load()
        if articles or conferences:
            volume.enlarge(articles=articles, conferences=conferences)
        self.stdout.write("The demonstration is loaded.")
        self.show(accounts.make_accounts())

    def serve(self, address):
        """Prepare the site, and serve it until it is stopped.

        In one process, because each one that starts takes a second; only the server's reloader starts another.
        """
        if os.environ.get(DJANGO_AUTORELOAD_ENV) != "true":  # else the reloader has started us again
            self.stdout.write("Starting the database ...")
            connection.ensure_connection()
            call_command("demo", if_empty=True, stdout=self.stdout)
            self.stdout.write(f"\nThe site:      http://{address}/")
            self.stdout.write(f"The newsroom:  http://{address}/admin/")
            self.stdout.write("To sign in, use an account that was shown when the demonstration was loaded,")
            self.stdout.write("or make new passwords with: DEBUG=true .venv/bin/python manage.py demo --accounts")
            self.stdout.write("Press Ctrl+C to stop.")
        call_command("runserver", address, skip_checks=False)

    def migrate(self):
        """Bring the database up to date, if it is not."""
        if has_pending_migrations():
            self.stdout.write("Bringing the database up to date ...")
            call_command("migrate", verbosity=0)

    def show(self, passwords):
        """Print each account's password: the only time that anybody sees it."""
        for name, password in passwords.items():
            self.stdout.write(f"Account: {name}   Password: {password}")
