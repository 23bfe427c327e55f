from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from org.models import Organization
from perfmgmt.demo import build
from perfmgmt.demo.people import ACCOUNTS, DOMAIN


class Command(BaseCommand):
    help = "Build a believable company of invented people with a year of history, or take it away."

    def add_arguments(self, parser):
        parser.add_argument("--employees", type=int, default=300, help="how many people (300 unless told)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same company")
        parser.add_argument("--remove", action="store_true", help="take the demo company away")

    def handle(self, *, employees, seed, remove, **options):
        if remove:
            return self._remove()
        if not settings.DEMO:
            raise CommandError(
                "A demo company has accounts with a known password. Where DEBUG is off, it is built only with DEMO=1."
            )
        if Organization.objects.current().is_demo:
            self.stdout.write("There is a demo company here already; it is built anew.")
            build.remove()
        try:
            build.build(employees, seed, say=self.stdout.write)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Log in as {', '.join(f'{name}@{DOMAIN}' for name in ACCOUNTS)}; the password is: demo")
        return None

    def _remove(self):
        count = build.remove()
        if not count:
            self.stdout.write("There is no demo company here.")
            return
        build.vacuum()
        self.stdout.write(f"The demo company is gone: {count} people and all that was recorded with them.")
