"""A list of objectives as a file to keep: what the viewer may see, however long, in memory that stays small."""

import io
from collections.abc import Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from goals.files import columns
from goals.files.exporting import export, table
from goals.models import Objective

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Cells that are numbers in a workbook, so that a sum can be made of them.
NUMBERS = {
    *(columns.WEIGHT, columns.BASELINE, columns.TARGET, columns.CURRENT, columns.KR_WEIGHT, columns.CONFIDENCE),
    columns.SCORE,
    *columns.DERIVED,
}


def wanted(request) -> str:
    """The kind of file that the address asks for (`?format=csv`); empty for the page itself."""
    ending = request.GET.get("format", "")
    return ending if request.method == "GET" and ending in TYPES else ""


def download(objectives: QuerySet[Objective], ending: str, *name, viewer, key_results=None) -> FileResponse:
    """Those objectives, which start from `visible_to(viewer)`, in the columns of an import; `name` in words.

    It is written whole to a file of its own before the answer begins: an error is an error, not half a list.
    """
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write = _write_csv if ending == "csv" else _write_xlsx
    write(objectives, file, viewer=viewer, key_results=key_results)
    file.seek(0)
    title = "-".join(filter(None, (slugify(str(part)) for part in name)))
    return FileResponse(file, as_attachment=True, filename=f"{title or 'goals'}.{ending}", content_type=TYPES[ending])


def _write_csv(objectives, file: IO[bytes], **options) -> None:
    """With the mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    export(objectives, text, **options)
    text.detach()


def _write_xlsx(objectives, file: IO[bytes], **options) -> None:
    """Row by row through a file of openpyxl's own."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Goals")[:31])
    for row in _cells(objectives, **options):
        sheet.append(row)
    book.save(file)


def _cells(objectives, **options) -> Iterator[list]:
    rows = table(objectives, **options)
    headings = next(rows)
    yield headings
    numeric = [heading in NUMBERS for heading in headings]
    for row in rows:
        yield [_cell(text, is_number) for text, is_number in zip(row, numeric, strict=True)]


def _cell(text: str, is_number: bool):
    if is_number:
        return Decimal(text) if text else None
    return ILLEGAL_CHARACTERS_RE.sub("", text)
