"""The curve of an objective's progress over its period, as the chart draws it."""

from datetime import date
from decimal import Decimal

from goals import timeline, units
from goals.models import Objective, Snapshot

Points = list[tuple[date, Decimal | None]]


def points_of(objective: Objective, until: date) -> Points:
    """(day, progress) from the oldest, within the period, up to `until`, where the last word is the given progress."""
    first = objective.period.starts_on
    days: dict[date, Decimal | None] = {}
    rows = Snapshot.objects.filter(objective=objective, day__lte=until).order_by("day")
    for day, progress in rows.values_list("day", "progress"):
        # None at the beginning: there is no line yet.
        if (list(days.values()) or [None])[-1] != progress:
            days[max(day, first)] = progress
    until = min(until, objective.period.ends_on)
    if until >= first and (not days or list(days.values())[-1] != objective.progress):
        days[until] = objective.progress
    return list(days.items())


def updates_of(rows: timeline.Rows, until: date) -> list[tuple[date, list[str]]]:
    """What was recorded for each day and counts, in words: “Lead time 12.1 days, Ana”."""
    counting = [each for each in rows.updates if each.day <= until and not hasattr(each, "strike")]
    found: dict[date, list[str]] = {}
    for each in sorted(counting, key=lambda update: (update.day, update.written_at, update.pk)):
        value = units.with_unit(each.value, each.key_result)
        found.setdefault(each.day, []).append(f"{each.key_result.title} {value}, {each.author.get_short_name()}")
    return list(found.items())


def chart_of(objective: Objective, day: date, rows: timeline.Rows) -> dict:
    """What the chart needs up to `day`; one query, none for a draft."""
    if objective.state == Objective.State.DRAFT:
        return {"points": [], "breaks": [], "updates": [], "until": day}
    return {
        "points": points_of(objective, day),
        "breaks": timeline.breaks(rows, day),
        "updates": updates_of(rows, day),
        "until": day,
    }
