import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from goals import files
from org.imports.spreadsheet import SpreadsheetError


class Command(BaseCommand):
    help = (
        "Reads objectives and key results from a CSV or XLSX file and shows the changes. With --apply it does so, "
        "all or nothing. The updates are those of whoever keeps the key result."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="do it, not only show it")

    def handle(self, *, file, apply, **options):
        try:
            plan = files.plan(file.read_bytes(), file.name)
            if apply and not plan.faults:
                files.apply(plan)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except SpreadsheetError as error:
            raise CommandError(str(error)) from error
        except files.PlanChangedError as changed:
            raise CommandError("The goals changed meanwhile; nothing was written. Run it again.") from changed
        self._tell(plan)
        if plan.faults:
            sys.exit(1)

    def _tell(self, plan: files.Plan) -> None:
        for line in [*plan.faults, *plan.warnings]:
            self.stdout.write(str(line))
        if plan.unknown_columns:
            self.stdout.write(f"Columns left alone: {', '.join(plan.unknown_columns)}")
        for period in plan.new_periods:
            self.stdout.write(f"New period {period}: {period.starts_on} to {period.ends_on}")
        self.stdout.write(plan.summary)
