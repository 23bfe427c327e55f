"""Cells are data. What is taken off a cell on the way in, and put before it on the way out."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

Cell = str | date

# A spreadsheet runs text that starts like this; a number is only a number.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?\s?%?")
# Excel's own way to write a character that XML does not allow.
_EXCEL_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = {
    *("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#BEZUG!", "#NV", "#WERT!", "#ZAHL!"),  # as a German one exports them to CSV
}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200e\u200f"))
# Joiners stay where they say something: between the signs of one picture, and in Persian or Hindi words.
_JOINERS = re.compile(r"(?<![\u0600-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0600-\U0010ffff])")
# These turn the writing direction of all that follows on the line, other people's words too.
_INVISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def escape_cell(value):
    """Text that a spreadsheet would run gets an apostrophe before it. `unescape_cell` takes exactly that one off:
    text that begins with apostrophes before such a character gets one more, so that the way there and back is exact.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def unescape_cell(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def clean(text: str) -> str:
    """One line of visible text: composed, without control characters, white space as single blanks."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    text = " ".join("".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text).split())
    return unicodedata.normalize("NFC", _JOINERS.sub("", text))


def from_text(text: str) -> str:
    """A cell of a text file."""
    text = text.strip(" \t\r\n\u00a0\ufeff")
    return unescape_cell(text) if text[:1] == "'" else text


def from_workbook(value, number_format: str = "") -> Cell:
    """A cell of a workbook: text as a text file would have it, or a date."""
    match value:
        case None:
            return ""
        case str():
            return from_text(_EXCEL_CHARACTER.sub(_unescape_character, value))
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            return _number(value, number_format)
        case datetime():
            return value.date()
        case date():
            return value
        case time():
            return value.isoformat()
        case _:
            return from_text(str(value))


def _unescape_character(found: re.Match) -> str:
    code = int(found[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF or code == 0 else chr(code)


def _number(value, number_format: str) -> str:
    number = Decimal(format(value, ".15g"))
    is_percentage = "%" in number_format
    text = format(number * 100 if is_percentage else number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # A number such as 00123 is stored as 123 and only shown with its zeros.
    if text.isdigit() and number_format and set(number_format) == {"0"}:
        return text.zfill(len(number_format))
    return f"{text}%" if is_percentage else text


def is_error(cell: Cell) -> bool:
    """A formula of the spreadsheet that failed: #REF!, #N/A …"""
    return isinstance(cell, str) and cell.upper() in _ERRORS


def clip(text: object, length: int = 60) -> str:
    """What a message quotes of a cell, however long the cell is."""
    text = clean(str(text))
    return text if len(text) <= length else f"{text[: length - 1]}…"
