"""CSV and its relatives: which encoding, which delimiter, and on which physical line each row starts."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from org.imports.cells import from_text
from org.imports.errors import SpreadsheetError
from org.imports.rows import Row

DELIMITERS = ",;\t|"
MAX_COLUMNS = 1000
# A quoted cell over more lines than this is a quotation mark that nobody closed.
MAX_LINES_OF_A_ROW = 300
MAX_BROKEN_ROWS = 200

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def rows(content: bytes) -> Iterator[Row]:
    lines = _LINE.findall(decode(content))
    start, delimiter = 0, ""
    if found := re.fullmatch(r"\"?sep=(.)\"?\s*", lines[0]) if lines else None:
        start, delimiter = 1, found[1]
    delimiter = delimiter or sniff(lines[start : start + 200])
    return _rows(lines, start, delimiter)


def decode(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _plain(content.decode(encoding, "replace"))
    sample = content[:4096]
    if sample.count(0) > len(sample) // 4:
        # UTF-16 of Western text without its mark: every other byte is zero.
        encoding = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return _plain(content.decode(encoding, "replace"))
    try:
        return _plain(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _plain(_decode_damaged(content))


def _decode_damaged(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in re.findall(r"[^\x00-\x7f]", text)) - bad
    if good > bad:
        return text  # UTF-8 that was cut or hurt somewhere
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _plain(text: str) -> str:
    sample = text[:65536]
    odd = sum(1 for character in sample if character < " " and character not in "\t\r\n\x0b\x0c\x1a")
    if odd > len(sample) // 100 or sample.count("\ufffd") > len(sample) // 20:
        raise SpreadsheetError(_("This is not a spreadsheet. Export CSV or XLSX."))
    # Files that were put together keep their marks in the middle, where they hide a quotation mark.
    return text.replace("\ufeff", "")


def sniff(lines: list[str]) -> str:
    """The delimiter that cuts the most rows into the same, largest number of cells."""

    def score(delimiter: str) -> float:
        widths = Counter(len(row.cells) for row in islice(_rows(lines, 0, delimiter), 60) if not row.is_blank)
        return max(((width - 1) * count / widths.total() for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=score)


def _rows(lines: list[str], at: int, delimiter: str) -> Iterator[Row]:
    """Most lines hold no quotation mark and are simply cut; the others go through the csv module, a row at a time."""
    broken = 0
    width = 0
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            row = Row(at + 1, [from_text(cell) for cell in _cut(line.rstrip("\r\n"), delimiter)])
            width = max(width, len(row.cells))
            yield row
            at += 1
            continue
        cells, taken, closed = _quoted(lines, at, delimiter)
        # A row over several lines whose width is not the others': a mark that was closed by a later row's.
        if not closed or (taken > 1 and width and len(cells) != width):
            broken += 1
            if broken > MAX_BROKEN_ROWS:
                raise SpreadsheetError(_("Too many rows have a quotation mark that is never closed."))
            row = Row(at + 1, [from_text(cell) for cell in _cut(line.rstrip("\r\n").replace('"', ""), delimiter)])
            row.problem = _("a quotation mark is opened in this row and never closed")
            yield row
            at += 1
            continue
        width = max(width, len(cells))
        yield Row(at + 1, [from_text(cell) for cell in cells])
        at += taken


def _cut(line: str, delimiter: str) -> list[str]:
    cells = line.split(delimiter)
    if len(cells) > MAX_COLUMNS:
        raise SpreadsheetError(_("A row has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})
    return cells


def _quoted(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int, bool]:
    """The row that starts at `lines[at]`: its cells, how many lines it takes, and whether its last mark is closed."""
    ran_out = False

    def feed():
        nonlocal ran_out
        for number in range(at, min(at + MAX_LINES_OF_A_ROW, len(lines))):
            yield lines[number]
        ran_out = True

    cells, taken, closed = [], 1, False
    # Within a line anything goes; over several, text after the closing mark tells that another row's mark closed it.
    for strict in (False, True):
        reader = csv.reader(feed(), delimiter=delimiter, skipinitialspace=True, strict=strict)
        try:
            cells = next(reader)
        except (csv.Error, StopIteration):
            return cells, taken, False
        taken, closed = reader.line_num, not ran_out
        if taken == 1:
            break
    return cells, taken, closed
