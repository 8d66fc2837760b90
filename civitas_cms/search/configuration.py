"""How the database takes a text apart: into stems of the site's language, without accents."""

from typing import Any

from django.conf import settings

from .models import STEMS, WORDS

TOKENS = "asciiword, word, asciihword, hword, hword_asciipart, hword_part"


def create_configurations(cursor: Any) -> None:
    """Create the text search configurations STEMS and WORDS and set the dictionaries that they use."""
    for name in (STEMS, WORDS):
        cursor.execute(f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = simple)")
    set_dictionaries(cursor)


def set_dictionaries(cursor: Any) -> None:
    """Let STEMS use the dictionary of the language in the setting SEARCH_CONFIGURATION.

    Its name is one of PostgreSQL's text search configurations ("english", "french", "simple"). What is indexed keeps
    its old stems until it is written again. Raises ValueError where the database does not know the language.
    """
    language = settings.SEARCH_CONFIGURATION
    dictionary = "simple" if language == "simple" else f"{language}_stem"
    cursor.execute("SELECT quote_ident(dictname) FROM pg_ts_dict WHERE dictname = %s", [dictionary])
    found = cursor.fetchone()
    if not found:
        raise ValueError(f"SEARCH_CONFIGURATION: the database has no dictionary for {language!r}.")
    for name, stemming in [(STEMS, found[0]), (WORDS, "simple")]:
        cursor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {TOKENS} WITH unaccent, pg_catalog.{stemming}"
        )
