"""Tables for a spreadsheet: CSV and XLSX whose text never runs there."""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
from django.http import HttpResponse
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from org.imports.cells import escape_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def to_csv(headings: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with the mark by which Excel knows it. None is an empty cell, dates are ISO."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(["" if cell is None else escape_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(headings: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(headings))
    for row in rows:
        sheet.append([_allowed(escape_cell(cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _allowed(cell):
    """Without the control characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def download(name: str, headings: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """`name` ends with .csv or .xlsx."""
    if name.endswith(".xlsx"):
        response = HttpResponse(to_xlsx(headings, rows), content_type=XLSX)
    else:
        response = HttpResponse(to_csv(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
