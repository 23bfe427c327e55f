"""XLSX: read as a stream, nothing in it runs. What it unpacks to is weighed before any of it is unpacked."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _

from org.imports.cells import from_workbook
from org.imports.errors import SpreadsheetError
from org.imports.rows import Row

MAX_COLUMNS = 1000
MAX_PARTS = 2000
# Spreadsheets shrink to a tenth; what shrinks to a hundredth is made to burst.
MAX_RATIO = 100
RATIO_FROM = 10 * 1024 * 1024
MAX_UNPACKED_FACTOR = 10
# An address such as A1048577 is beyond the last row that a spreadsheet has.
LAST_ROW = 1_048_576

_OTHER_KINDS = {
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
}

# What openpyxl and the parsers below it raise on files that are no workbook, or a damaged one.
_DAMAGED = (
    *(BadZipFile, zlib.error, OSError, EOFError, SyntaxError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),
)

# It warns of styles and extensions that it leaves out; cells are all that is read here.
warnings.filterwarnings("ignore", module="openpyxl")


def sheets(content: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets in their order, hidden ones last and without their names; the rows are read as one goes."""
    weigh(content)
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        visible = [ws.title for ws in values.worksheets if ws.sheet_state == "visible"]
        names = visible + [ws.title for ws in values.worksheets if ws.sheet_state != "visible"]
        formulas = None
        if _has_formulas(content):
            formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except _DAMAGED as error:
        raise SpreadsheetError(_("This is not a spreadsheet, or a damaged one. Export CSV or XLSX.")) from error
    for name in names:
        yield name if name in visible else "", _rows(values[name], formulas[name] if formulas else None)


def weigh(content: bytes) -> None:
    """The sizes come from the archive's own list; an entry that holds more than it says fails its checksum later."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kind = archive.read("mimetype")[:80].decode("ascii", "replace") if _is_small(archive, "mimetype") else ""
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise SpreadsheetError(_("This is not a spreadsheet, or a damaged one. Export CSV or XLSX.")) from error
    if kind.strip() in _OTHER_KINDS:
        raise SpreadsheetError(_("This is an OpenDocument file. Save it as XLSX or CSV."))
    if "xl/workbook.bin" in names:
        raise SpreadsheetError(_("This is a binary Excel file (.xlsb). Save it as .xlsx or as CSV."))
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts), len(content))
    too_much = unpacked > MAX_UNPACKED_FACTOR * settings.IMPORT_MAX_BYTES
    if too_much or len(parts) > MAX_PARTS or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise SpreadsheetError(_("The file unpacks to far more than a spreadsheet holds and was not opened."))
    if not any(name.startswith("xl/") for name in names):
        raise SpreadsheetError(_("This is not a spreadsheet. Export CSV or XLSX."))


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 200


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            tail = b""
            with archive.open(name) as part:
                while chunk := part.read(1 << 20):
                    if b"<f>" in (window := tail + chunk) or b"<f " in window:
                        return True
                    tail = chunk[-3:]
    return False


def _rows(values, formulas) -> Iterator[Row]:
    """Cells in their cached values; a formula that was never computed is its own text."""
    for sheet in filter(None, (values, formulas)):
        sheet.reset_dimensions()  # some exports declare wrong ones, and everything beyond would be lost
    try:
        texts = iter(formulas.iter_rows(values_only=True)) if formulas else None
        width = 0
        for number, cells in enumerate(values.iter_rows(), start=1):
            if number > LAST_ROW:
                raise SpreadsheetError(_("This is not a spreadsheet, or a damaged one. Export CSV or XLSX."))
            if len(cells) > MAX_COLUMNS:
                raise SpreadsheetError(_("A row has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})
            row = [_cell(cell) for cell in cells]
            if texts is not None:
                text = next(texts, ())
                row = [cell if cell != "" or i >= len(text) else from_workbook(text[i]) for i, cell in enumerate(row)]
            # A sheet does not store the blank cells at the end of a row: they are not missing.
            width = max(width, len(row))
            yield Row(number, row + [""] * (width - len(row)))
    except SpreadsheetError:
        raise
    except _DAMAGED as error:
        raise SpreadsheetError(_("The spreadsheet is damaged. Export it again, as CSV or XLSX.")) from error


def _cell(cell):
    value = cell.value
    if value is None:
        return ""
    return from_workbook(value, cell.number_format if isinstance(value, int | float) else "")
