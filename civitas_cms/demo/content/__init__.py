"""What the demonstration shows, one TOML file for each subject.

Names, dates and figures come from public sources, and so do the quotes, word for word; all else was written for the
demonstration. Rows are referred to by their slugs, pictures and documents by their names.
"""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def read(subject: str) -> dict:
    """Return what ``content/<subject>.toml`` says."""
    return tomllib.loads((FOLDER / f"{subject}.toml").read_text(encoding="utf-8"))


def read_all(folder: str) -> list[dict]:
    """Return what each file in ``content/<folder>/`` says, sorted by the files' names."""
    return [read(f"{folder}/{path.stem}") for path in sorted((FOLDER / folder).glob("*.toml"))]
