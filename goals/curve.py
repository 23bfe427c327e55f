"""The curve of an objective's progress over its period, as the chart draws it."""

from datetime import date
from decimal import Decimal

from django.core.cache import cache

from goals import asof
from goals.models import Objective

Points = list[tuple[date, Decimal | None]]
# Of an objective with others below it the days before today are replayed once in this time; today's value is stored.
KEPT_SECONDS = 900


def points_of(objective: Objective, today: date, *, has_below: bool) -> Points:
    """(day, progress) from the oldest, within the period, up to what is stored today."""
    until = min(today, objective.period.ends_on)
    return within(_history(objective, until, has_below), objective, until)


def within(history: Points, objective: Objective, until: date) -> Points:
    """What was before the period stands on its first day. The last word is the stored progress."""
    first = objective.period.starts_on
    days: dict[date, Decimal | None] = {}
    for day, progress in history:
        days[max(day, first)] = progress
    if until >= first and (not days or list(days.values())[-1] != objective.progress):
        days[until] = objective.progress
    return sorted(days.items())


def is_costly(has_below: bool, objective: Objective, today: date) -> bool:
    """Whether the page should come first and the curve after it."""
    return has_below and cache.get(_key(objective, min(today, objective.period.ends_on))) is None


def _history(objective: Objective, until: date, has_below: bool) -> Points:
    if not has_below:
        return asof.history(objective, until)
    key = _key(objective, until)
    known = cache.get(key)
    if known is None:
        known = asof.history(objective, until)
        cache.set(key, known, KEPT_SECONDS)
    return known


def _key(objective: Objective, until: date) -> str:
    return f"goals:curve:{objective.pk}:{objective.period_id}:{until.isoformat()}"
