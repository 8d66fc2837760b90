"""Where uploads are kept: files that are there whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string
from typing_extensions import override


class WholeFilesStorage(FileSystemStorage):
    """Keeps files in MEDIA_ROOT. What has the name of a file that is there takes its place, in one moment.

    Where the disk is full or read-only, an OSError says so, and no part of the file is left.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_overwrite": True} | options)

    def _save(self, name: str, content: Any) -> str:
        unfinished = f"{name}.{get_random_string(8)}"
        try:
            # A File of its own: Django would move an upload away from where a second try looks for it.
            super()._save(unfinished, File(content))  # type: ignore[misc] # the stubs leave it out
            os.replace(self.path(unfinished), self.path(name))  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                self.delete(unfinished)
            raise
        return name

    @override
    def delete(self, name: str) -> None:
        """Delete the file, and with the last one in them its folder and that around it, but for those of months."""
        super().delete(name)
        with suppress(OSError):
            for folder in PurePath(name).parents[:2]:
                if folder.name and not folder.name.isdigit():
                    Path(self.path(str(folder))).rmdir()
