"""``manage.py rebuild_search``: write the index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm
from typing_extensions import override

from civitas_cms.search.indexing import rebuild


class Command(BaseCommand):
    """Write the whole index anew: after changes past the site, and after a change of SEARCH_CONFIGURATION."""

    help = "Write the search index anew. Visitors go on searching the old one until the new one is complete."

    @override
    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Rebuild, with a progress bar unless nobody is there to see it."""
        with tqdm(desc="Search", unit="entry", disable=None if verbosity else True) as progress:
            number = rebuild(progress)
        if verbosity:
            self.stdout.write(f"The search index has {number} entries.")
