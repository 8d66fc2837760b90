"""Give uploads from before 0.2 names that nobody can guess."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand
from typing_extensions import override

from civitas_cms.library.files import is_unguessable
from civitas_cms.library.models import Document, Picture


class Command(BaseCommand):
    """Move uploads whose addresses can be guessed, as they all could before 0.2; links to the old ones end."""

    help = __doc__

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Picture, Document):
            for row in model.objects.order_by("pk").iterator():
                file = getattr(row, model.file_field)
                if not file or is_unguessable(file.name):
                    continue
                try:
                    with file.storage.open(file.name) as content:
                        file.save(PurePosixPath(file.name).name, File(content))
                except FileNotFoundError:
                    self.stderr.write(f"{file.name} is not there.")
                else:
                    self.stdout.write(file.name)
