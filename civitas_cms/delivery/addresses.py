"""URLs of pages, found as ``reverse`` finds them, but in a tenth of the time: a long programme has hundreds."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

STAND_IN = "1234567890987654321"  # fits wherever a slug or a number may stand, and in no URL of its own


def fast_reverse(name: str, *arguments: str | int) -> str:
    """Return the URL of the view with this name; its arguments are slugs or numbers.

    Raises NoReverseMatch if there is no such view. Whether an argument is a slug is not checked.
    """
    first, *others = _pieces(get_script_prefix(), name, len(arguments))
    return first + "".join([f"{argument}{piece}" for argument, piece in zip(arguments, others, strict=True)])


@lru_cache(maxsize=256)
def _pieces(_prefix: str, name: str, number: int) -> list[str]:
    """Return what stands in the URL before, between and after the arguments."""
    return reverse(name, args=[STAND_IN] * number).split(STAND_IN)
