from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from goals import files
from goals.models import Objective


class Command(BaseCommand):
    help = "Writes all objectives and key results as CSV, with their progress; import_goals reads it again."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("w", newline="", encoding="utf-8-sig") as to:
                count = files.export(Objective.objects.all(), to)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(f"rows {count}")
