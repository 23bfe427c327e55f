"""Which months of the time under review the cited evidence tells of. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Month:
    first: date
    is_covered: bool
    # Not begun yet: nothing can be cited from it.
    is_to_come: bool


@dataclass(frozen=True)
class Strip:
    months: list[Month]
    words: str
    # Something of the time under review is missing.
    is_warning: bool


def months_between(starts_on: date, ends_on: date) -> list[date]:
    """The first days of the months in which these days lie."""
    found, month = [], starts_on.replace(day=1)
    while month <= ends_on:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def strip(
    starts_on: date, ends_on: date, today: date, *, cited: Collection[date], waiting: Sequence[Collection[date]]
) -> Strip:
    """`cited` are first days of months; `waiting` those of each entry that is not cited yet."""
    months = [
        Month(first, first in cited, first > today and first not in cited)
        for first in months_between(starts_on, ends_on)
    ]
    past = [month for month in months if not month.is_to_come]
    missing = [month.first for month in past if not month.is_covered]
    if not missing:
        return Strip(months, _("Every month so far is covered by what you cite."), False)
    beside = len([entry for entry in waiting if set(entry) & set(missing)])
    if len(missing) == len(past):
        words = _("Nothing is cited yet.")
    else:
        words = ngettext(
            "%(missing)d of %(all)d months is missing: nothing from %(which)s.",
            "%(missing)d of %(all)d months are missing: nothing from %(which)s.",
            len(missing),
        ) % {"missing": len(missing), "all": len(past), "which": _listed(_runs(missing))}
    return Strip(months, " ".join(filter(None, [words, _of_the_waiting(beside)])), True)


def _of_the_waiting(count: int) -> str:
    if not count:
        return ""
    words = ngettext("%(count)d entry from then stands beside.", "%(count)d entries from then stand beside.", count)
    return words % {"count": count}


def _runs(months: list[date]) -> list[tuple[date, date]]:
    """Months that follow each other, as (first, last)."""
    runs: list[tuple[date, date]] = []
    for month in months:
        if runs and (runs[-1][1] + timedelta(days=32)).replace(day=1) == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def _listed(runs: list[tuple[date, date]]) -> str:
    years = {day.year for run in runs for day in run}
    form = "F" if len(years) == 1 else "F Y"
    named = [
        date_format(first, form)
        if first == last
        else _("%(first)s to %(last)s") % {"first": date_format(first, form), "last": date_format(last, form)}
        for first, last in runs
    ]
    if len(named) == 1:
        return named[0]
    return _("%(most)s and %(last)s") % {"most": ", ".join(named[:-1]), "last": named[-1]}
