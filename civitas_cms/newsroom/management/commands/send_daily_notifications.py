"""Tell people by e-mail what waits for them: for those who want it in one message a day. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from civitas_cms.newsroom.mail import has_mail_server, send_daily


class Command(BaseCommand):
    """Send the messages of the day."""

    help = "Sends each person who wants it one e-mail with what waits for them in the newsroom. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them, and say how many there were."""
        if has_mail_server():
            self.stdout.write(f"{send_daily()} messages sent.")
        else:
            self.stdout.write("The site has no mail server (EMAIL_URL), so nothing was sent.")
