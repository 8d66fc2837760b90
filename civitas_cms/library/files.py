"""Files that belong to rows: named so that nobody can guess where they are, there with the row, and gone with it.

Revisions and working copies name pictures and documents by the keys of their rows, never by their files. So a working
copy keeps what it shows from being deleted, as everything does that refers to it; a file that was replaced is named by
nothing; and a revision that is restored after a picture was deleted does without it, file or no file.
"""

import logging
import re
import shutil
from contextlib import suppress
from functools import partial
from string import ascii_lowercase, digits
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile, ImageFieldFile
from django.utils.crypto import get_random_string
from typing_extensions import override

from civitas_cms.delivery.failures import FileNotKeptError, failure_of
from civitas_cms.delivery.unit_of_work import on_rollback, unit_of_work

logger = logging.getLogger(__name__)

RENDITIONS_FOLDER = "renditions"  # the folder of what was made of pictures, in a folder for each row and file
RANDOM_LENGTH = 22  # characters of 36: 113 bits
#: How a text leads to a document.
LINK_TO_DOCUMENT = f'href="{settings.MEDIA_URL}documents/'
#: Characters of a document's name in the storage that no other begins with: documents/YYYY/MM/ and a random folder.
UNIQUE_LENGTH = len("documents/2026/01/") + RANDOM_LENGTH
LENGTH_OF_REPLACED = 6  # characters of what tells apart the files that a row had one after the other
RANDOM_FOLDER = re.compile(
    rf"(?P<of_row>.*/[a-z0-9]{{{RANDOM_LENGTH}}})/(?:[a-z0-9]{{{LENGTH_OF_REPLACED}}}/)?[^/]+", re.DOTALL
)


def is_unguessable(name: str) -> bool:
    """Tell whether nobody finds the file of this name who was not told it; before 0.2, all names could be guessed."""
    return bool(RANDOM_FOLDER.fullmatch(name))


class RowsFile(FieldFile):
    """A file that is written before its row, and disappears again where the row is not kept."""

    @override
    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Write it. Raises FileNotKeptError where the disk is full or cannot be written."""
        with unit_of_work():
            try:
                super().save(name, content, save=False)
            except OSError as error:
                if failure := failure_of(error):
                    raise FileNotKeptError(self.field.name, failure, error) from error
                raise
            on_rollback(lambda: discard(str(self.name), self.instance.pk))
            if save:
                self.instance.save()


class RowsFileField(models.FileField):
    """A field of such files, each in a folder with a random name; visitors save it under the name that it came with."""

    attr_class = RowsFile

    @override
    def generate_filename(self, instance: Any, filename: Any) -> str:
        """Return a new name in the storage for the file.

        One that takes another's place comes into the same folder, so that links to the former still say what they mean.
        """
        folder, _slash, name = super().generate_filename(instance, filename).rpartition("/")
        if former := RANDOM_FOLDER.fullmatch(instance.former_file_name):
            return f"{former['of_row']}/{_random(LENGTH_OF_REPLACED)}/{name}"
        return f"{folder}/{_random(RANDOM_LENGTH)}/{name}"

    @override
    def deconstruct(self) -> Any:
        """Describe it to migrations as what it is in the database."""
        name, _path, arguments, options = super().deconstruct()
        return name, f"django.db.models.{self.described_as}", arguments, options

    described_as = "FileField"


def _random(length: int) -> str:
    return get_random_string(length, ascii_lowercase + digits)


class RowsImageFile(RowsFile, ImageFieldFile):
    """Such a file of a picture."""


class RowsImageField(RowsFileField, models.ImageField):
    """A field of such files of pictures."""

    attr_class = RowsImageFile
    described_as = "ImageField"


class HasFile(models.Model):
    """A model whose rows have a file each, which goes when it is replaced or its row deleted, once that is certain."""

    #: The name of the field that has it.
    file_field: ClassVar[str]
    #: What the file was called that another takes the place of; empty where there was none.
    former_file_name = ""

    class Meta:
        abstract = True

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        with unit_of_work():
            rows = type(self)._base_manager.filter(pk=self.pk)
            stored = rows.select_for_update(no_key=True).values_list(self.file_field, flat=True)
            self.former_file_name = (stored.first() if self.pk else None) or ""
            super().save(*args, **kwargs)
            if self.former_file_name and self.former_file_name != stored.get():
                _discard_when_certain(self, self.former_file_name)


def forget_file(sender: type[HasFile], instance: HasFile, **kwargs: Any) -> None:
    """Let the file of the row go, which was deleted."""
    if name := getattr(instance, instance.file_field).name:
        _discard_when_certain(instance, name)


def _discard_when_certain(row: HasFile, name: str) -> None:
    """Delete the file of this ``name`` once the transaction is kept, if no row has it then."""
    transaction.on_commit(partial(_discard_unless_named, type(row), name, row.pk), robust=True)


def _discard_unless_named(model: type[HasFile], name: str, key: int) -> None:
    if not model._base_manager.filter(**{model.file_field: name}).exists():
        discard(name, key)


def discard(name: str, key: int | None) -> None:
    """Delete the file of this ``name``, and what was made of it for the row with this ``key``.

    Where that is not possible it stays, and ``orphaned_files`` finds it.
    """
    try:
        default_storage.delete(name)
        with suppress(FileNotFoundError):
            shutil.rmtree(default_storage.path(f"{RENDITIONS_FOLDER}/{key}/{name}"))
    except OSError:
        logger.warning("The file %s cannot be deleted.", name, exc_info=True)
