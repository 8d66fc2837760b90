"""Delete old revisions that need not be kept."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from civitas_cms.publishing.revisions.saving import prune


class Command(BaseCommand):
    """Delete revisions older than REVISIONS_KEPT_DAYS, but for each item's latest and those that were public."""

    help = __doc__

    def add_arguments(self, parser):
        """Let days be given that differ from the setting."""
        parser.add_argument("--days", type=int, help="keep all revisions of so many days, whatever the setting says")

    def handle(self, *args, days=None, **options):
        """Prune, and say how many were deleted."""
        number = prune(None if days is None else timezone.now() - timedelta(days=days))
        self.stdout.write(f"{number} revisions deleted.")
