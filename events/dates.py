"""Dates as people say them, for what is no page."""

from datetime import date

from django.utils.formats import date_format


def written_period(first: date, last: date) -> str:
    """Return two dates as pages write them: "26 June 2023", "26–27 June 2023", "30 June – 2 July 2023"."""
    if first == last:
        return date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    form = "j F" if first.year == last.year else "j F Y"
    return f"{date_format(first, form)} – {date_format(last, 'j F Y')}"
