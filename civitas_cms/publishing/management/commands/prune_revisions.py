"""Delete old revisions that need not be kept."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from typing_extensions import override

from civitas_cms.publishing.revisions.saving import prune


class Command(BaseCommand):
    """Delete revisions older than REVISIONS_KEPT_DAYS, but for each item's latest and those that were public."""

    help = __doc__

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, help="keep all revisions of so many days, whatever the setting says")

    @override
    def handle(self, *args: Any, days: int | None = None, **options: Any) -> None:
        number = prune(None if days is None else timezone.now() - timedelta(days=days))
        self.stdout.write(f"{number} revisions deleted.")
