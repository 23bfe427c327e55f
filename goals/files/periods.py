"""The periods that a file may name without their being there: 2026 Q4, 2026 H2, 2026 T2, 2026, 2026-10."""

import calendar
import re
from datetime import date
from functools import lru_cache

from goals.models import Period

_NAME = re.compile(r"(?P<year>\d{4})(?: ?(?P<kind>[QHT])(?P<number>\d)|-(?P<month>\d\d))?", re.IGNORECASE)
_MONTHS = {"Q": 3, "T": 4, "H": 6}


def period_named(name: str, first_month: int) -> Period | None:
    """An unsaved period for such a name; None for any other.

    Quarters, thirds, halves and years are those of the fiscal year that begins in `first_month` and is called by the
    calendar year in which it ends. A month is the calendar's.
    """
    match = _NAME.fullmatch(" ".join(name.split()))
    if match is None or not 1900 <= int(match["year"]) <= 2200:
        return None
    year = int(match["year"])
    if match["month"]:
        return _period(match[0], year * 12 + int(match["month"]) - 1, 1) if 1 <= int(match["month"]) <= 12 else None
    first = year * 12 + first_month - 1 - (12 if first_month > 1 else 0)
    if not match["kind"]:
        return _period(match[0], first, 12)
    length, number = _MONTHS[match["kind"].upper()], int(match["number"])
    if not 1 <= number <= 12 // length:
        return None
    return _period(f"{year} {match['kind'].upper()}{number}", first + length * (number - 1), length)


@lru_cache(maxsize=1000)
def canonical(name: str) -> str:
    """As we write such a name, so that "2026q4" and "2026 Q4" are one; any other name as it is."""
    period = period_named(name, 1)
    return period.name if period else name


def _period(name: str, first: int, length: int) -> Period:
    """From the month `first`, counted from the year 0, for `length` months."""
    last = first + length - 1
    end = date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])
    return Period(name=name, starts_on=date(first // 12, first % 12 + 1, 1), ends_on=end)
