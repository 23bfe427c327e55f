"""Who talks with their manager as often as was agreed: counts by department for HR, never a word of what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from feedback.models import CheckIn
from org.models import Cadence, Department, Employee, Organization

COUNTED = ("people", "held", "late", "missed", "never")


@dataclass
class Place:
    """A department with everyone in it and below it, or None: those in no department."""

    department: Department | None
    way: str  # "Technology › Platform"
    depth: int = 0
    people: int = 0  # who have a manager
    held: int = 0  # within their cadence
    late: int = 0  # the day has passed
    missed: int = 0  # by a whole cadence; among the late
    never: int = 0

    @property
    def share(self) -> float | None:
        return self.held / self.people if self.people else None

    def add(self, counts: Mapping[str, Any]) -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + counts[name])


def since(day: date, organization: Organization) -> Case:
    """From which day on a check-in was within the cadence of each person, seen from `day`."""
    return Case(
        *(
            When(_has(cadence, organization), then=Value(day - timedelta(days=cadence.days), output_field=DateField()))
            for cadence in Cadence
        ),
        output_field=DateField(),
    )


def _has(cadence: Cadence, organization: Organization) -> Q:
    return Q(cadence__in=[cadence, ""] if cadence == organization.cadence else [cadence])


def standing(people: QuerySet[Employee], day: date, organization: Organization) -> QuerySet[Employee]:
    """Those of `people` with a manager, each with `last_on`, `due_on` of the open one, `since` and what follows."""
    held = CheckIn.objects.filter(employee=OuterRef("pk"), state=CheckIn.State.DONE).order_by()
    last = held.values("employee").annotate(last=Max("held_on")).values("last")
    opened = CheckIn.objects.open().filter(employee=OuterRef("pk")).order_by()
    return people.filter(manager__isnull=False).annotate(
        since=since(day, organization),
        last_on=Subquery(last),
        due_on=Subquery(opened.values("due_on")[:1]),
    )


def by_department(viewer, day: date, organization: Organization) -> tuple[Place, list[Place]]:
    """All together, and each department in the order of the tree; of a partner their own. Two queries."""
    people = Employee.objects.present()
    if not viewer.is_hr:
        people = people.filter(department__in=viewer.partner_departments)
    rows = (
        standing(people, day, organization)
        .order_by()
        .values("department")
        .annotate(
            people=Count("pk"),
            held=Count("pk", filter=Q(last_on__gte=F("since"))),
            late=Count("pk", filter=Q(due_on__lt=day)),
            missed=Count("pk", filter=Q(due_on__lte=F("since"))),
            never=Count("pk", filter=Q(last_on=None)),
        )
    )
    own = {row["department"]: row for row in rows}
    everybody = Place(None, "")
    for counts in own.values():
        everybody.add(counts)
    places = _placed(own)
    if not viewer.is_hr:  # what stands above is not theirs to count
        places = [place for place in places if place.department and place.department.pk in viewer.partner_departments]
    return everybody, places


def _placed(own: Mapping[Any, Mapping[str, Any]]) -> list[Place]:
    departments = {each.pk: each for each in Department.objects.order_by("pk")}
    found: dict[int | None, Place] = {}
    for pk, counts in own.items():
        way = _way(pk, departments)
        for depth, department in enumerate(way):
            names = " › ".join(each.name for each in way[: depth + 1])
            found.setdefault(department.pk, Place(department, names, depth)).add(counts)
        if not way:
            found.setdefault(None, Place(None, "")).add(counts)
    return sorted(found.values(), key=lambda place: (place.department is None, place.way.casefold()))


def _way(pk: int | None, departments: dict[int, Department]) -> list[Department]:
    """From the top down to the department itself."""
    way: list[Department] = []
    while pk in departments and departments[pk] not in way:
        way.insert(0, departments[pk])
        pk = departments[pk].parent_id
    return way
