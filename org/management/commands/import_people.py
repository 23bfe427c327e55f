import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from org.imports import company, report
from org.imports.apply import CompanyChangedError, apply
from org.imports.headings import FIELDS, key
from org.imports.identity import Answers
from org.imports.plan import Options, Plan, make
from org.imports.spreadsheet import SpreadsheetError, too_large

TRIES = 3


class Command(BaseCommand):
    help = "Imports people from the CSV or XLSX export of an HR system. A dry run, unless --apply is given."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write it, all or nothing")
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the file holds everybody: blank cells empty what is there, and who is missing has left",
        )
        parser.add_argument("--dates", choices=["dmy", "mdy", "ymd"], default="", help="the order in 03/04/2026")
        parser.add_argument("--yes", action="store_true", help="also if more than one person in ten leaves at once")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            help=f"what a column is; nothing after the = leaves it out. Fields: {', '.join(FIELDS)}",
        )
        for name, words in (
            ("--returned", "a leaver's e-mail with a new number: the leaver has returned"),
            ("--another", "a leaver's e-mail with a new number: it is another person's now"),
        ):
            help_text = f"{words}; the new number, the e-mail, or all"
            parser.add_argument(name, action="append", default=[], metavar="NUMBER", help=help_text)

    def handle(self, *args, **options):
        content = _read(options["file"])
        answers = Answers(_folded(options["returned"]), _folded(options["another"]))
        chosen = Options(options["complete"], options["dates"], _chosen(options["map"]), answers)
        try:
            plan = self._apply(content, chosen, options) if options["apply"] else make(content, chosen)
        except SpreadsheetError as error:
            raise CommandError(str(error)) from error
        if plan.company.is_demo:
            raise CommandError(company.demo_refusal())
        self._check_headings(plan, chosen)
        refused = self._must_ask(plan, options)
        for line in report.lines(plan):
            self.stdout.write(line)
        if plan.leaves_many and not options["yes"]:
            self.stdout.write(_("More than one person in ten would leave at once. If that is right, say --yes."))
        self.stdout.write(plan.summary)
        if plan.notes.faults or refused:
            sys.exit(1)

    def _apply(self, content: bytes, chosen: Options, options) -> Plan:
        """Plans anew where somebody changed people in the moment between plan and lock."""
        for _try in range(TRIES):
            plan = make(content, chosen)
            self._check_headings(plan, chosen)
            if plan.notes.faults or plan.company.is_demo or self._must_ask(plan, options):
                return plan
            try:
                apply(plan, by=None, file_name=options["file"].name)
            except CompanyChangedError:
                continue
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            return plan
        raise CommandError(_("People are being changed all the time; nothing was imported. Try again."))

    @staticmethod
    def _must_ask(plan: Plan, options) -> bool:
        return options["apply"] and plan.leaves_many and not options["yes"]

    @staticmethod
    def _check_headings(plan: Plan, chosen: Options) -> None:
        there = {key(heading) for heading in plan.columns.headings}
        for heading in chosen.headings:
            if key(heading) not in there:
                raise CommandError(_("The file has no column “%(heading)s”.") % {"heading": heading})


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings.IMPORT_MAX_BYTES:
            raise CommandError(too_large())
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror}
        ) from error


def _chosen(pairs: list[str]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        heading, equals, name = pair.rpartition("=")
        name = name.strip()
        if not equals or (name and name not in FIELDS):
            wrong = _("“%(pair)s” is not HEADING=FIELD; the fields are %(fields)s.")
            raise CommandError(wrong % {"pair": pair, "fields": ", ".join(FIELDS)})
        chosen[heading.strip()] = name
    return chosen


def _folded(values: list[str]) -> frozenset[str]:
    return frozenset(part.strip().casefold() for value in values for part in value.split(",") if part.strip())
