from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbox import digest


class Command(BaseCommand):
    help = "Send the daily mail to everyone whose morning it is and whom something waits for. Safe to run at any time."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO-TIME", help="as if it were then, such as 2026-11-23T09:00+01:00")

    def handle(self, *args, now, **options):
        self.stdout.write(str(digest.send_due(instant(now) if now else timezone.now())))


def instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a time. Write it like 2026-11-23T09:00+01:00.") from None
    if timezone.is_naive(moment):
        raise CommandError(f"“{text}” does not say in which zone. Write {text}Z for UTC, or {text}+01:00.")
    return moment
