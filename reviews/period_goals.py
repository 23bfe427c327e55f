"""The goals of the time under review, as far as a viewer may read them, each with its curve up to a day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goals.models import KeyResult, Objective, Snapshot
from org.models import Employee

POINTS = 12
SHOWN = 40


@dataclass
class Goal:
    objective: Objective
    progress: Decimal | None
    status: str
    line: list[Decimal] = field(default_factory=list)
    # The days within the time under review on which its progress changed, from the oldest.
    moved_on: list[date] = field(default_factory=list)
    key_results: list[KeyResult] = field(default_factory=list)


def of(
    subject: Employee, *, viewer: Employee, starts_on: date, ends_on: date, until: date, with_key_results: bool = False
) -> list[Goal]:
    """As they stood on `until`: today, or the last day under review. Two queries; one more with key results."""
    known = Objective.objects.visible_to(viewer).filter(
        owner=subject,
        state__in=[Objective.State.ACTIVE, Objective.State.CLOSED],
        period__starts_on__lte=ends_on,
        period__ends_on__gte=starts_on,
    )
    known = known.select_related("period").order_by("period__starts_on", "period__ends_on", "title", "pk")
    objectives = list((known.prefetch_related("key_results") if with_key_results else known)[:SHOWN])
    days: dict[int, list[tuple]] = defaultdict(list)
    rows = Snapshot.objects.filter(objective__in=objectives, day__lte=until).order_by("objective", "day")
    for pk, *row in rows.values_list("objective_id", "day", "progress", "status"):
        days[pk].append(tuple(row))
    goals = [_goal(each, days[each.pk], starts_on, min(ends_on, until)) for each in objectives]
    for goal in goals if with_key_results else []:
        goal.key_results = list(goal.objective.key_results.all())
    return goals


def _goal(objective: Objective, days: list[tuple], starts_on: date, ends_on: date) -> Goal:
    """`days` are (day, progress, status) from the oldest, each holding until the next."""
    if not days:
        return Goal(objective, None, "none")
    _day, progress, status = days[-1]
    line, moved_on, before = [], [], None
    for day, share, _status in days:
        if share is not None and share != before:
            line.append(share)
            if starts_on <= day <= ends_on:
                moved_on.append(day)
        before = share
    return Goal(objective, progress, status, _thinned(line), moved_on)


def _thinned(line: list[Decimal]) -> list[Decimal]:
    """At most so many points, the first and the last among them."""
    if len(line) <= POINTS:
        return line
    step = (len(line) - 1) / (POINTS - 1)
    return [line[round(place * step)] for place in range(POINTS)]
