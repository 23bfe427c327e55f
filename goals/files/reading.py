"""The bytes of a CSV or XLSX file as rows of goals."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from goals.files import columns
from goals.files.wishes import VALUES, Fault, Row
from org.imports.cells import clean, clip, is_error
from org.imports.spreadsheet import SpreadsheetError, Table, read_table


def read(content: bytes) -> tuple[list[Row], list[Fault], list[str]]:
    """The rows, what cannot be read of them, and the headings that we don't know. Raises SpreadsheetError."""
    table = read_table(content, lambda heading: columns.canonical(heading) is not None)
    names = _names(table)
    rows, faults = [], []
    for row in table.rows:
        if row.problem:
            faults.append(Fault(row.line, row.problem))
        elif row.missing:
            words = {"cells": len(row.cells) - row.missing, "width": len(row.cells)}
            text = _("the row has %(cells)d cells and the heading %(width)d; was the file cut off?")
            faults.append(Fault(row.line, text % words))
        else:
            cells = {name: _clean(name, _text(cell)) for name, cell in zip(names, row.cells, strict=True) if name}
            rows.append(Row(row.line, cells))
            faults += _failed_formulas(row.line, cells)
    unknown = [clip(heading) for heading in table.headings if heading and columns.canonical(heading) is None]
    return rows, faults, unknown


def _failed_formulas(line: int, cells: dict[str, str]) -> Iterator[Fault]:
    """Where text is expected; a number says itself that it is none."""
    for column, cell in cells.items():
        if is_error(cell) and column not in VALUES:
            failed = _("%(column)s is %(error)s: a formula of the spreadsheet that failed.")
            yield Fault(line, failed % {"column": column, "error": cell})


def _names(table: Table) -> list[str | None]:
    """The column of each heading; a required one that is missing, or one that comes twice, ends the reading."""
    names = [columns.canonical(heading) for heading in table.headings]
    known = [name for name in names if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise SpreadsheetError(_("The column %(column)s comes twice; keep one.") % {"column": ", ".join(twice)})
    missing = [name for name in columns.REQUIRED if name not in known]
    if missing:
        text = _("The file has no column %(column)s. The first row has to name the columns.")
        raise SpreadsheetError(text % {"column": ", ".join(missing)})
    return [None if name in columns.DERIVED else name for name in names]


def _clean(column: str, text: str) -> str:
    return lines(text) if column == columns.RETROSPECTIVE else clean(text)


def lines(text: str) -> str:
    """A text of several lines, each of them visible text; as it comes back from any kind of file."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def _text(cell: str | date) -> str:
    """A workbook makes a date of the period 2026-10."""
    return f"{cell:%Y-%m}" if isinstance(cell, date) and cell.day == 1 else str(cell)
