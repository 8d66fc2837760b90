"""List the files in the storage that nothing names, and delete them if that is asked for."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat
from typing_extensions import override

from civitas_cms.library.orphans import orphaned_files


class Command(BaseCommand):
    """List the uploaded files, and what was made of pictures, that no picture or document has (any more)."""

    help = __doc__

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete them; without it, they are only listed")

    @override
    def handle(self, *args: Any, delete: bool = False, **options: Any) -> None:
        number = size = 0
        for name, bytes_of_it in orphaned_files():
            self.stdout.write(name)
            if delete:
                default_storage.delete(name)
            number, size = number + 1, size + bytes_of_it
        done = "deleted" if delete else "found; --delete deletes them"
        self.stdout.write(f"{number} files ({filesizeformat(size)}) {done}.")
