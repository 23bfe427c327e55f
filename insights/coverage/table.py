"""The report as a file: a row for each department and each step, so that a sum or a chart can be made of them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from insights.coverage.report import Figures, Report
from insights.units import Unit

# A workbook takes about 0.2 ms a row to write, and one waits for it.
XLSX_ROWS = 50_000


def headings() -> list[str]:
    return [
        _("Department, with all below it"),
        _("From"),
        _("To"),
        _("People"),
        _("Check-ins due"),
        _("Check-ins held"),
        _("Active objectives"),
        _("Objectives that are current"),
        _("Feedback given"),
        _("Feedback received"),
        _("Reviews asked for"),
        _("Reviews submitted"),
    ]


def rows(report: Report, unit: Unit) -> Iterator[list]:
    """Empty cells: of fewer people than may be told of."""
    for line in report.branch(unit):
        for step, figures in zip(report.steps, line.by_step, strict=True):
            yield [line.name, step.first, step.last, *_cells(figures)]


def count(report: Report, unit: Unit) -> int:
    return sum(1 for _line in report.branch(unit)) * len(report.steps)


def _cells(of: Figures) -> list[int | None]:
    stand = [of.active, of.current]
    return [of.people, of.due, of.held, *stand, of.given, of.received, of.reviews, of.submitted]
