import gc
import sys

from django.core.management.base import BaseCommand

from goals import from_nothing, rollup


class Command(BaseCommand):
    help = (
        "Recomputes the progress and the days of every key result and objective from nothing; of more than a thousand "
        "objectives the worker builds the days afterwards (or --due)."
    )
    requires_system_checks = []  # of settings and routes: none of them matters here, and they take a second

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--check",
            action="store_true",
            help="change nothing; count what differs, and exit with 1 if anything does but what waits to be rolled up",
        )
        which.add_argument(
            "--due", action="store_true", help="take only what waits: marks, and days that time or a cadence changed"
        )
        which.add_argument("--figures", action="store_true", help="recompute the figures of today and leave the days")

    def handle(self, *, check, due, figures, **options):
        gc.disable()  # looking for circles among a million decimals takes a third of the time, and finds none
        try:
            self._run(check=check, due=due, figures=figures)
        finally:
            gc.enable()  # whoever called the command goes on

    def _run(self, *, check, due, figures):
        if check:
            differences, pending = from_nothing.compare()
            if pending:
                self.stdout.write(f"{pending} pending")
            self.stdout.write(f"differences {differences}")
            if differences:
                sys.exit(1)
        elif due:
            taken = days = 0
            while (marks := rollup.roll_up_due(10)) or (built := rollup.days_due(10)):
                taken, days = taken + marks, days + (0 if marks else built)
            self.stdout.write(f"days {days}")
            self.stdout.write(f"marks {taken}")
        else:
            self.stdout.write(f"changed {from_nothing.figures_of_all() if figures else from_nothing.roll_up_all()}")
