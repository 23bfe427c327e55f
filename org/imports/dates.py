"""Dates in a column: one format for each, the one that most values fit and that fits the other columns.

The formats are `dmy`, `mdy`, `ymd` for text and `cell` for a spreadsheet's own dates (cells, or their serial numbers).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org.imports.cells import Cell

ORDERS = ("dmy", "mdy", "ymd")
NAMES = {
    "dmy": gettext_lazy("day, month, year"),
    "mdy": gettext_lazy("month, day, year"),
    "ymd": gettext_lazy("year, month, day"),
    "cell": gettext_lazy("a spreadsheet’s date"),
}
NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "nil", "k.a.", "keine", "0", "00.00.0000", "0000-00-00"}
# From this year on an end date means: none (SAP writes 31.12.9999).
FOREVER = 2199
FIRST_YEAR, LAST_YEAR = 1900, 2198
# Columns of so many values that only the other order fits are taken at their word, whatever the other columns say.
OWN_WORD = 3

_TIME = re.compile(
    r"[T\s,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
# A day with its zone, as XML has it and Workday's reports write it: 2024-03-01-08:00.
_DAY_WITH_ZONE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$")
_PARTS = re.compile(r"(\d{1,4})\s*([./\-\s])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
_DAY_NAME = re.compile(r"(\d{1,2})\.?[\s\-/]*([^\W\d_]{3,12})\.?,?[\s\-/]*(\d{4}|\d{2})")
_NAME_DAY = re.compile(r"([^\W\d_]{3,12})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-/]+(\d{4})")
_MONTHS = {
    name[:3]: month
    for month, names in enumerate(
        ["jan", "feb", "mar mär mrz mae", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"], 1
    )
    for name in names.split()
}
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)


def is_nothing(value: Cell) -> bool:
    return isinstance(value, str) and value.casefold() in NOTHING


def is_forever(value: Cell) -> bool:
    return any(day.year >= FOREVER for day in readings(value, last_year=9999).values())


def readings(value: Cell, *, last_year: int = LAST_YEAR) -> dict[str, date]:
    """Format → the day that the value is in it; empty where it is no date in any."""
    if isinstance(value, date):
        return {"cell": value, "ymd": value}
    text = _DAY_WITH_ZONE.sub(r"\1", _TIME.sub("", value.strip()))
    if found := _PARTS.fullmatch(text):
        return _numbers(found[1], found[3], found[4], found[2], last_year)
    if re.fullmatch(r"\d{8}", text):
        return _packed(text, last_year)
    if _SERIAL.fullmatch(text) and 10_000 <= float(text) < 80_000:
        return {"cell": _EPOCH + timedelta(days=int(float(text)))}
    if (found := _DAY_NAME.fullmatch(text)) and (month := _MONTHS.get(found[2].casefold()[:3])):
        return _kept({"dmy": (_year(found[3]), month, found[1])}, last_year)
    if (found := _NAME_DAY.fullmatch(text)) and (month := _MONTHS.get(found[1].casefold()[:3])):
        return _kept({"mdy": (_year(found[3]), month, found[2])}, last_year)
    return {}


def _numbers(first: str, second: str, third: str, separator: str, last_year: int) -> dict[str, date]:
    if len(first) == 4:
        found = _kept({"ymd": (first, second, third)}, last_year)
        return found | ({"cell": found["ymd"]} if found else {})
    if len(first) > 2 or len(third) not in {2, 4}:
        return {}
    orders = {"dmy": (_year(third), second, first)}
    if separator != ".":  # dots stand in day-first dates only
        orders["mdy"] = (_year(third), first, second)
    if len(third) == 2 and len(first) == 2:
        orders["yy"] = (_year(first), second, third)
    return _kept(orders, last_year)


def _packed(text: str, last_year: int) -> dict[str, date]:
    """Eight digits; as year, month, day where that is a date, else with the year at the end."""
    first = _kept({"ymd": (text[:4], text[4:6], text[6:])}, last_year)
    return first or _kept(
        {"dmy": (text[4:], text[2:4], text[:2]), "mdy": (text[4:], text[:2], text[2:4])}, last_year
    )


def _year(text: str) -> int:
    """Two digits are 1969 to 2068, as POSIX has it: the same on every day."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def _kept(orders: dict, last_year: int) -> dict[str, date]:
    days = {}
    for order, (year, month, day) in orders.items():
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if FIRST_YEAR <= found.year <= last_year:
            days[order] = found
    return days


@dataclass(slots=True)
class Formats:
    """The format of each date column; `undecided` holds those that more than one fits."""

    chosen: dict[str, str] = field(default_factory=dict)
    undecided: dict[str, list[str]] = field(default_factory=dict)


def decide(
    columns: Mapping[str, Sequence[Cell]], *, order: str = "", hints: Mapping[str, str] | None = None
) -> Formats:
    """`columns` are the date columns' values, row by row, hire dates before last days; `order` is what HR said;
    `hints` what a heading says of its own format.
    """
    read = {name: [readings(value) for value in values] for name, values in columns.items()}
    formats = Formats()
    fits = {name: Counter(f for days in values for f in days) for name, values in read.items()}
    only = {name: _distinguishing(values) for name, values in read.items()}
    together = order if order in {"dmy", "mdy"} else _majority(sum(only.values(), Counter()))
    for name, count in fits.items():
        allowed = _allowed(count, only[name], order, together)
        if not allowed:
            formats.chosen[name] = together
            continue
        best = max(count[f] for f in allowed)
        equal = [f for f in allowed if count[f] == best]
        formats.chosen[name] = "ymd" if "ymd" in equal and _is_text(columns[name]) else equal[0]
        if {"dmy", "mdy"} <= set(equal):
            _settle(name, formats, read, hints or {})
    _follow(formats, read)
    return formats


def _is_text(values: Sequence[Cell]) -> bool:
    """2020-01-13 fits a spreadsheet's column of dates as well; where no date is a cell, it is told as what it is."""
    return all(isinstance(value, str) for value in values)


def _distinguishing(values: list[dict[str, date]]) -> Counter:
    """Of day-first and month-first, how many values only the one fits."""
    return Counter("dmy" if "dmy" in days else "mdy" for days in values if ("dmy" in days) != ("mdy" in days))


def _majority(only: Counter) -> str:
    return "" if only["dmy"] == only["mdy"] else max(("dmy", "mdy"), key=lambda f: only[f])


def _allowed(count: Counter, only: Counter, order: str, together: str) -> list[str]:
    formats = ["cell", "ymd", "dmy", "mdy"]
    if order == "ymd":
        formats = ["cell", "ymd", "yy"]
    elif together:
        other = "mdy" if together == "dmy" else "dmy"
        own_word = not order and only[other] >= OWN_WORD and not only[together]
        formats.remove(together if own_word else other)
    return [f for f in formats if count[f]]


def _settle(name: str, formats: Formats, read: dict, hints: Mapping[str, str]) -> None:
    """Day first or month first fit equally well: the heading may say, or all dates are the same either way."""
    if name in hints:
        formats.chosen[name] = hints[name]
    elif all(days.get("dmy") == days.get("mdy") for days in read[name]):
        formats.chosen[name] = "dmy"
    else:
        formats.undecided[name] = ["dmy", "mdy"]


def _follow(formats: Formats, read: dict) -> None:
    """What stayed open: in which order nobody leaves before the hire date; else as the columns that are decided."""
    if not formats.undecided:
        return
    decided = {f for name, f in formats.chosen.items() if name not in formats.undecided and f in {"dmy", "mdy"}}
    if len(decided) == 1:
        winner = decided.pop()
    else:
        backwards = {f: _backwards(formats, read, f) for f in ("dmy", "mdy")}
        if backwards["dmy"] == backwards["mdy"] or min(backwards.values()) > 0:
            return
        winner = min(backwards, key=lambda f: backwards[f])
    for name in formats.undecided:
        formats.chosen[name] = winner
    formats.undecided = {}


def _backwards(formats: Formats, read: dict, order: str) -> int:
    if len(read) < 2:
        return 0
    days = []
    for name, values in read.items():
        chosen = order if name in formats.undecided else formats.chosen.get(name, "")
        days.append([value.get(chosen) for value in values])
    return sum(1 for hired, left in zip(days[0], days[1], strict=True) if hired and left and left < hired)


def hint(heading: str) -> str:
    """A heading such as "Hire Date (MM/DD/YYYY)" says its format itself."""
    letters = re.sub(r"[^a-z]", "", (re.search(r"[(\[](.*?)[)\]]", heading) or [""])[0].casefold())
    letters = re.sub(r"(.)\1+", r"\1", letters.replace("t", "d").replace("j", "y"))
    return letters if letters in ORDERS else ""


def question(headings: list[str]) -> str:
    return _(
        "the dates in %(columns)s fit day first and month first alike; say which it is "
        "(--dates dmy or --dates mdy; in the admin beside the headings)"
    ) % {"columns": _(" and ").join(f"“{heading}”" for heading in headings)}
