"""How the database takes a text apart: into stems of the site's language, without accents."""

from typing import Any

from django.conf import settings

from .models import CONTENT, STEMS, WORDS

STEMMER = "search_stemmer"  # the dictionary of STEMS: the language's, but that it knows no words to leave out
TOKENS = "asciiword, word, hword_asciipart, hword_part"


def create_configurations(cursor: Any) -> None:
    """Create those of STEMS, CONTENT and WORDS that there are not yet, and set the dictionaries that they use."""
    for name in (STEMS, CONTENT, WORDS):
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = simple)")
    cursor.execute("SELECT 1 FROM pg_ts_dict WHERE dictname = %s", [STEMMER])
    if not cursor.fetchone():
        cursor.execute(f"CREATE TEXT SEARCH DICTIONARY {STEMMER} (TEMPLATE = snowball, Language = english)")
    set_dictionaries(cursor)


def drop_configurations(cursor: Any) -> None:
    """Undo ``create_configurations``."""
    for name in (STEMS, CONTENT, WORDS):
        cursor.execute(f"DROP TEXT SEARCH CONFIGURATION {name}")
    cursor.execute(f"DROP TEXT SEARCH DICTIONARY {STEMMER}")


def set_dictionaries(cursor: Any) -> None:
    """Let STEMS and CONTENT use the dictionary of the language in the setting SEARCH_CONFIGURATION.

    Its name is one of PostgreSQL's text search configurations ("english", "french", "simple"). What is indexed keeps
    its old stems until it is written again. Raises ValueError where the database does not know the language.
    """
    language = settings.SEARCH_CONFIGURATION
    dictionary = "simple" if language == "simple" else f"{language}_stem"
    cursor.execute("SELECT quote_ident(dictname) FROM pg_ts_dict WHERE dictname = %s", [dictionary])
    found = cursor.fetchone()
    if not found:
        raise ValueError(f"SEARCH_CONFIGURATION: the database has no dictionary for {language!r}.")
    stemmer = "simple"
    if language != "simple":
        stemmer = STEMMER
        cursor.execute(f"ALTER TEXT SEARCH DICTIONARY {STEMMER} (Language = {found[0].removesuffix('_stem')})")
    for name, stemming in [(STEMS, stemmer), (CONTENT, found[0]), (WORDS, "simple")]:
        cursor.execute(f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {TOKENS} WITH unaccent, {stemming}")
