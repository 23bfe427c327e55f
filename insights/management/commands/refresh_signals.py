import sys

from django.core.management.base import BaseCommand

from insights import refreshing


class Command(BaseCommand):
    help = "Computes the signals of the bridge and today's readings of all units from nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing; count what differs, and exit with 1 if anything does"
        )

    def handle(self, *, check, **options):
        if check:
            differences = refreshing.compare()
            self.stdout.write(f"differences {differences}")
            if differences:
                sys.exit(1)
            return
        for name, count in refreshing.refresh_all().items():
            self.stdout.write(f"{name} {count}")
