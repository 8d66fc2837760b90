"""Sorting names as people expect: without regard to case and accents."""

from django.db.models import Func, TextField


class SortKey(Func):
    """The text by which a name is sorted: lower case, and "Lemaître" beside "Lemaitre".

    It calls the database function ``sort_key``, which the first migration creates.
    """

    function = "sort_key"
    arity = 1
    output_field = TextField()
