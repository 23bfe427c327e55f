"""An uploaded file → a heading and rows, each with the physical line where it starts. Knows nothing of people or goals.

Bounded in time and memory whatever the bytes are: refusals are a `SpreadsheetError` of one sentence.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _

from org.imports import textfile, workbook
from org.imports.cells import clean
from org.imports.errors import SpreadsheetError
from org.imports.rows import Row

__all__ = ["Row", "SpreadsheetError", "Table", "read_table"]

# Titles and blank lines may stand above the heading; not more than this.
HEADING_WITHIN = 30
# The first sheet with so many known headings is the one that is meant.
ENOUGH_KNOWN = 2

_SIGNATURES = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BM", "BMP"),
    (b"{\\rtf", "RTF"),
]
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta", b"<svg")


@dataclass(slots=True)
class Table:
    headings: list[str]
    heading_line: int
    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # further sheets with such a heading


def read_table(content: bytes, recognises: Callable[[str], bool], *, max_rows: int | None = None) -> Table:
    """The table in the bytes of a CSV or XLSX file. Its heading is the row, among the first ones, with the most
    headings that `recognises` knows; blank rows are skipped, and so is the heading where it comes again.

    Raises SpreadsheetError: not a spreadsheet, empty, over the limits, a zip bomb.
    """
    limit = settings.IMPORT_MAX_BYTES
    if len(content) > limit:
        raise SpreadsheetError(too_large())
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SpreadsheetError(_("The file is empty."))
    max_rows = max_rows or settings.IMPORT_MAX_ROWS
    best: tuple[int, list[Row], Iterator[Row]] | None = None
    unread = []
    for name, sheet in _sheets(content):
        first = list(islice((row for row in sheet if not row.is_blank), HEADING_WITHIN))
        known = max((_known(row, recognises) for row in first), default=-1)
        if best is not None and best[0] >= ENOUGH_KNOWN:
            if name and known >= ENOUGH_KNOWN:
                unread.append(name)
        elif best is None or known > best[0] or (known == best[0] and not best[1]):
            best = known, first, sheet
    if best is None or not best[1]:
        raise SpreadsheetError(_("The file is empty."))
    table = _table(*best, recognises=recognises, max_rows=max_rows)
    table.unread = unread
    return table


def too_large() -> str:
    return _("The file is larger than %(limit)d MB. Split it, or raise IMPORT_MAX_BYTES.") % {
        "limit": settings.IMPORT_MAX_BYTES // (1024 * 1024)
    }


def _sheets(content: bytes) -> Iterable[tuple[str, Iterator[Row]]]:
    if content[:4] == b"PK\x03\x04":
        return workbook.sheets(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SpreadsheetError(
            _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without one, or as CSV.")
        )
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise SpreadsheetError(_("This is not a spreadsheet but %(kind)s. Export CSV or XLSX.") % {"kind": kind})
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:40].lower().startswith(_MARKUP):
        raise SpreadsheetError(_("This is not a spreadsheet but a web page or XML. Export CSV or XLSX."))
    return [("", textfile.rows(content))]


def _known(row: Row, recognises: Callable[[str], bool]) -> int:
    return sum(1 for cell in row.cells if isinstance(cell, str) and cell and recognises(cell))


def _is_heading(row: Row, recognises: Callable[[str], bool]) -> bool:
    """The headings once more, in other words: some exports write the technical names above the readable ones."""
    filled = sum(1 for cell in row.cells if cell)
    return filled > 2 and _known(row, recognises) >= 0.8 * filled


def _table(
    known: int, first: list[Row], rest: Iterator[Row], *, recognises: Callable[[str], bool], max_rows: int
) -> Table:
    at = next(i for i, row in enumerate(first) if known <= 0 or _known(row, recognises) == known)
    heading = first[at]
    if heading.problem:
        unclosed = _("The heading on line %(line)d has a quotation mark that is never closed.")
        raise SpreadsheetError(unclosed % {"line": heading.line})
    headings = [clean(str(cell)) for cell in heading.cells]
    while headings and not headings[-1]:
        headings.pop()
    table = Table(headings, heading.line)
    below = first[at + 1 :]
    if below and _is_heading(below[0], recognises):
        below = below[1:]
    for source in (below, rest):
        for row in source:
            if row.is_blank or _fitted(row, headings):
                continue
            table.rows.append(row)
            if len(table.rows) > max_rows:
                too_many = _("The file has more than %(limit)d rows. Split it, or raise IMPORT_MAX_ROWS.")
                raise SpreadsheetError(too_many % {"limit": max_rows})
    return table


def _fitted(row: Row, headings: list[str]) -> bool:
    """Gives the row as many cells as there are headings. True where it only repeats the heading."""
    width = len(headings)
    while len(row.cells) > width and row.cells[-1] == "":
        row.cells.pop()
    if len(row.cells) > width:
        too_wide = _("the row has %(cells)d cells, the heading %(width)d; a text with a comma needs quotation marks")
        row.problem = row.problem or too_wide % {"cells": len(row.cells), "width": width}
        del row.cells[width:]
    row.missing = width - len(row.cells)
    row.cells.extend([""] * row.missing)
    return row.cells == headings and not row.problem
