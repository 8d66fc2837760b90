"""The one way to compare words as people do who look for something: the database function ``fold``.

Index, queries, suggestions, and the newsroom's lists and choosers all use it. ``migrations/0001_fold.py`` creates it
and says what it takes for the same.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Field, Func, Lookup, TextField
from typing_extensions import override


class Fold(Func):
    """The words of a text in lower case with a blank between two, without accents and signs that nobody sees."""

    function = "fold"
    arity = 1
    output_field = TextField()


def folded_index(field: str, name: str) -> GinIndex:
    """Return an index, called ``name``, that helps to find what ``field`` contains, folded."""
    return GinIndex(OpClass(Fold(field), name="gin_trgm_ops"), name=name)


@Field.register_lookup
class ContainsFolded(Lookup):
    """``name__contains_folded="aine o'g"`` finds Áine O’Grady, by a ``folded_index`` if there is one."""

    lookup_name = "contains_folded"
    prepare_rhs = False  # whatever the field is, what is looked for in it is text

    @override
    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the text as it is."""
        return "%s", (value,)

    @override
    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL. What is folded has no characters that mean something to LIKE."""
        column, column_parameters = self.process_lhs(compiler, connection)
        text, text_parameters = self.process_rhs(compiler, connection)
        return f"fold({column}::text) LIKE '%%' || fold({text}) || '%%'", (*column_parameters, *text_parameters)
