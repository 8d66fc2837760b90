"""``manage.py demo``: load the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from civitas_cms.demo import accounts, loader, volume


class Command(BaseCommand):
    """Load a complete site to look at, with accounts to sign in; development only. Nothing that exists is changed."""

    help = "Load the demonstration: a complete example site, and an account for each role (needs DEBUG)."

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

    def handle(self, *, if_empty, articles, conferences, **options):
        """Load what was asked for; raises CommandError where no demonstration belongs."""
        if not settings.DEBUG:
            raise CommandError("The demonstration is for development: it is loaded only where DEBUG is set.")
        if options["accounts"]:
            self.show(accounts.renew_passwords())
            return
        if if_empty and not loader.is_empty():
            return
        loader.load()
        if articles or conferences:
            volume.enlarge(articles=articles, conferences=conferences)
        self.stdout.write("The demonstration is loaded.")
        self.show(accounts.make_accounts())

    def show(self, passwords):
        """Print each account's password: the only time that anybody sees it."""
        for name, password in passwords.items():
            self.stdout.write(f"Account: {name}   Password: {password}")
