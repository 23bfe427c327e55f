"""The day that a page of the bridge is asked for: nobody's mistake in an address is an error page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from insights.curve import Reading
from insights.models import UnitReading


@dataclass(frozen=True)
class Asked:
    """`day` is that of the record to show, None where it is the newest; `said` is what must be told about it."""

    day: date | None
    said: str = ""


def asked(text: str, rows: Sequence[Reading], pk: int | None, today: date) -> Asked:
    """`rows` are the records of the unit `pk`, the oldest first, as far back as the curve reaches."""
    if not text.strip():
        return Asked(None)
    day = _parsed(text)
    if day is None:
        words = {"text": Truncator(text.strip()).chars(40)}
        return Asked(None, _("“%(text)s” is not a day; write one such as 2026-10-14.") % words)
    if day > today:
        return Asked(None, _("%(day)s is still to come.") % {"day": _words(day)})
    if day == today:
        return Asked(None)
    found = next((row.day for row in reversed(rows) if row.day <= day), None) or _nearest(pk, day)
    if found is None:
        return Asked(None, _before_the_first(pk, day))
    if found == day:
        return Asked(day)
    words = {"day": _words(day), "found": _words(found)}
    return Asked(
        found, _("Of %(day)s there is no record. These are the figures of %(found)s, the last before it.") % words
    )


def compared(text: str, shown: date, rows: Sequence[Reading], pk: int | None, today: date) -> Asked:
    """The day to compare with `shown`: an earlier one."""
    found = asked(text, rows, pk, today)
    if found.said and found.day is None:
        return found
    if text.strip() and (found.day is None or found.day >= shown):
        return Asked(None, _("A day is compared with an earlier one."))
    return found


def _parsed(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _of(pk: int | None):
    return UnitReading.objects.filter(department=pk, is_itself=False)


def _nearest(pk: int | None, day: date) -> date | None:
    return _of(pk).filter(day__lte=day).order_by("-day").values_list("day", flat=True).first()


def _before_the_first(pk: int | None, day: date) -> str:
    first = _of(pk).order_by("day").values_list("day", flat=True).first()
    if first is None:
        return _("There is no record of an earlier day yet.")
    words = {"day": _words(day), "first": _words(first)}
    return _("There is no record of %(day)s: the first one is of %(first)s.") % words


def _words(day: date) -> str:
    return formats.date_format(day, "j F Y")


def a_month_before(day: date, rows: Sequence[Reading]) -> date | None:
    """The day of the last record that is a month old, if there is one of the two weeks before that."""
    last = day.replace(day=1) - timedelta(days=1)
    month = last.replace(day=min(last.day, day.day))
    found = next((row.day for row in reversed(rows) if row.day <= month), None)
    return found if found is not None and month - found <= timedelta(days=14) else None
