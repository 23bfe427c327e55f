"""Who has not submitted what is due, for the page of a cycle: names and counts, never words, and nothing anonymous, of
which there is no row here. Without what is about the viewer and their manager.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from org.models import Employee
from reviews import rules
from reviews.models import Cycle, CycleRelation, Review
from reviews.models.setting_up import not_about

SHOWN = 20
SOON = timedelta(days=3)


@dataclass
class Writer:
    person: Employee
    count: int
    due_on: date
    is_late: bool
    # Whether the viewer may give this one more time.
    may_extend: bool


@dataclass
class Late:
    rows: list[Writer]
    has_more: bool


def of(cycle: Cycle, viewer: Employee, today: date) -> Late | None:
    """Each writer with the earliest day; None where nobody is to write. Two queries."""
    if cycle.state != Cycle.State.WRITING or cycle.paused_at:
        return None
    day = CycleRelation.objects.filter(cycle=cycle, relation=OuterRef("relation")).values("due_on")
    missing = Review.objects.filter(
        not_about(viewer, "participant__subject"),
        participant__cycle=cycle,
        participant__taken_out_at=None,
        state=Review.State.OPEN,
    ).annotate(day=Coalesce("due_on", Subquery(day)))
    due = missing.filter(day__lte=today + SOON).order_by().values_list("writer")
    found = list(due.annotate(n=Count("pk"), first=Min("day")).order_by("first", "-n", "writer")[: SHOWN + 1])
    people = Employee.objects.in_bulk([writer for writer, _n, _first in found[:SHOWN]])
    rows = [
        Writer(people[pk], n, first, first < today, rules.can_decide_about(viewer, people[pk]))
        for pk, n, first in found[:SHOWN]
    ]
    return Late(rows, len(found) > SHOWN)
