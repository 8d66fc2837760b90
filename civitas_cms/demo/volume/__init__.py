"""The generated part of the demonstration: a large, varied site, the same each time, to see how everything scales.

Each generated row has an address that begins with "sample-". Rows are inserted in bulk, past ``save()``; what that
would fill in is given here.
"""

from django.core.management import call_command
from django.db import transaction

from .articles import enlarge_articles
from .conferences import enlarge_conferences
from .copies import copy_articles, highest_number
from .partners import make_partners

__all__ = ["enlarge"]

ORIGINALS = 5_000  # articles that are written; further ones are copies of these


@transaction.atomic
def enlarge(*, articles: int = 0, conferences: int = 0) -> None:
    """Generate what is missing to ``articles`` generated articles and ``conferences`` generated conferences.

    Needs the hand-written demonstration, whose pictures it uses.
    """
    partners = make_partners()
    enlarge_conferences(conferences, partners)
    enlarge_articles(min(articles, ORIGINALS), partners)
    if (there := highest_number()) <= ORIGINALS:
        call_command("rebuild_search")
    if articles > max(there, ORIGINALS):
        copy_articles(max(there, ORIGINALS) + 1, articles, ORIGINALS)
