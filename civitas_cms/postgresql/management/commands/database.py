"""``manage.py database``: look after the embedded PostgreSQL."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from civitas_cms.postgresql.embedded import EmbeddedServer


class Command(BaseCommand):
    """Stop or remove the embedded PostgreSQL, or print its address."""

    help = "Look after the embedded PostgreSQL that development uses."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Declare one subcommand for each thing that can be done."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("stop", help="Stop the server; the next command that needs it starts it again.")
        actions.add_parser("url", help="Print the server's address as a DATABASE_URL, starting it if need be.")
        reset = actions.add_parser("reset", help="Delete the server and everything in it.")
        reset.add_argument("--no-input", "--noinput", action="store_false", dest="interactive", help="Do not ask.")

    @override
    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do what ``action`` names; raises CommandError where another server is configured."""
        if settings.DATABASE_URL:
            raise CommandError("DATABASE_URL names a server of your own: look after it with its own tools.")
        server = EmbeddedServer(settings.DATA_DIR)
        getattr(self, action)(server, **options)

    def stop(self, server: EmbeddedServer, **options: Any) -> None:
        """Stop the server."""
        self.stdout.write("PostgreSQL stopped." if server.stop() else "PostgreSQL was not running.")

    def url(self, server: EmbeddedServer, **options: Any) -> None:
        """Print the server's address."""
        address = server.ensure_running()
        name = settings.DATABASES["default"]["NAME"]
        self.stdout.write(f"postgresql://{address['USER']}@/{name}?host={address['HOST']}&port={address['PORT']}")

    def reset(self, server: EmbeddedServer, *, interactive: bool, **options: Any) -> None:
        """Delete the data, after asking."""
        if interactive and not self.confirmed():
            raise CommandError("Nothing was deleted.")
        server.remove()
        self.stdout.write("The embedded database is deleted; 'make run' makes a new one.")

    def confirmed(self) -> bool:
        """Ask whether to delete the data; without a terminal nobody answers, so the answer is no."""
        try:
            answer = input("This deletes the embedded database with all content. Type 'yes' to go on: ")
        except EOFError:
            return False
        return answer.strip().lower() == "yes"
