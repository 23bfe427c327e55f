"""When the next check-in is. Each present employee with a manager has one open one, made ahead of time."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from feedback import handover
from feedback.models import CheckIn, CheckInSchedule
from org.models import Cadence, Employee, Organization
from org.working_days import next_common_days
from org.zones import zone

BATCH = 500


def cadence_of(employee: Employee, organization: Organization) -> Cadence:
    return Cadence(employee.cadence or organization.cadence)


@dataclass(frozen=True)
class Place:
    """Where a check-in comes to stand: its day and, where leave keeps it off the day it was planned for, that day."""

    due_on: date
    moved_from: date | None = None


def places(
    pairs: Iterable[tuple[Employee, ...]], wished: Mapping[int, date], *, organization: Organization
) -> dict[int, Place]:
    """For each (employee, manager) the next day from `wished[employee.pk]` on that both work; by the employee's id."""
    pairs = list(pairs)
    planned = {pk: _weekday_from(day, organization) for pk, day in wished.items()}
    found = next_common_days(pairs, planned, organization=organization)
    return {pk: Place(day, planned[pk] if day > planned[pk] else None) for pk, day in found.items()}


def _weekday_from(day: date, organization: Organization) -> date:
    """A weekend is no leave: what is planned for one is planned for the working day after it."""
    while day.weekday() not in organization.working_days:
        day += timedelta(days=1)
    return day


def make_check_ins(now: datetime, *, until: float, batch: int = BATCH) -> int:
    """Give everyone who lacks one their next check-in; the number made.

    Idempotent, each slice a transaction of its own, until the clock `time.monotonic` says `until`.
    """
    people = _without_an_open_one(now)
    made, last = 0, 0
    while time.monotonic() < until:
        slice_ = list(people.filter(pk__gt=last).select_related("manager").order_by("pk")[:batch])
        if not slice_:
            break
        made += _make_for(slice_, now)
        last = slice_[-1].pk
    return made


def _without_an_open_one(now):
    opened = CheckIn.objects.open().filter(employee=OuterRef("pk"))
    # A manager who left holds none; HR names another, and then there is one again.
    here = Employee.objects.not_left(now).order_by().values("pk")
    return Employee.objects.present(now).filter(~Exists(opened), manager__in=here)


@transaction.atomic
def _make_for(people: list[Employee], now: datetime) -> int:
    organization = Organization.objects.current()
    planned = dict(CheckInSchedule.objects.filter(employee__in=people).values_list("employee", "next_on"))
    wished = {}
    for person in people:
        today = now.astimezone(zone(person.zone_name)).date()
        # The first ones of a whole company are spread over a cadence, the same way at each run.
        first = today + timedelta(days=1 + person.pk % cadence_of(person, organization).days)
        wished[person.pk] = planned[person.pk] if planned.get(person.pk, date.min) >= today else first
    found = places([(person, person.manager) for person in people], wished, organization=organization)
    write_days({person.pk: found[person.pk].due_on for person in people})
    # Two workers at once: the constraint keeps one open check-in each, and neither of them fails.
    made = [
        CheckIn(
            employee=person,
            manager_id=person.manager_id,
            due_on=found[person.pk].due_on,
            moved_from=found[person.pk].moved_from,
        )
        for person in people
    ]
    CheckIn.objects.bulk_create(made, ignore_conflicts=True)
    handover.tell_of_beginnings(people, now)
    return len(people)


def write_days(days: Mapping[int, date]) -> None:
    """When each employee's next check-in is, by their ids; in the caller's transaction, after the check-ins' locks."""
    CheckInSchedule.objects.bulk_create(
        [CheckInSchedule(employee_id=pk, next_on=day) for pk, day in sorted(days.items())],
        update_conflicts=True,
        unique_fields=["employee"],
        update_fields=["next_on"],
    )


def day_after(planned_on: date, held_on: date, cadence: Cadence) -> date:
    """One cadence after the day it was planned for, so that the rhythm holds; after the day it was held where that is
    too near. Held so early that its own day is more than half a cadence away, that day stays.
    """
    near = held_on + timedelta(days=cadence.days // 2)
    if planned_on > near:
        return planned_on
    kept = planned_on + timedelta(days=cadence.days)
    return kept if kept > near else held_on + timedelta(days=cadence.days)


def plan_next(check_in: CheckIn, *, held_on: date) -> CheckIn | None:
    """Make the one after `check_in`, in the caller's transaction; none for somebody without a manager."""
    employee = check_in.employee
    if employee.manager_id is None:
        return None
    organization = Organization.objects.current()
    wished = day_after(check_in.planned_on, held_on, cadence_of(employee, organization))
    place = places([(employee, employee.manager)], {employee.pk: wished}, organization=organization)[employee.pk]
    write_days({employee.pk: place.due_on})
    opened = CheckIn.objects.open().filter(employee=employee).first()
    return opened or CheckIn.objects.create(
        employee=employee, manager_id=employee.manager_id, due_on=place.due_on, moved_from=place.moved_from
    )
