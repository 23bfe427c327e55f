"""When the next check-in is. Each present employee with a manager has one open one, made ahead of time."""

import time
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from feedback.models import CheckIn, CheckInSchedule, PrivateNote
from org.models import Cadence, Employee, Organization
from org.working_days import next_working_days
from org.zones import zone

BATCH = 500


def cadence_of(employee: Employee, organization: Organization) -> Cadence:
    return Cadence(employee.cadence or organization.cadence)


def make_check_ins(now: datetime, *, seconds: float = 1.5, batch: int = BATCH) -> int:
    """Give everyone who lacks one their next check-in; the number made.

    Idempotent, each slice a transaction of its own, no longer than about `seconds`: the next run finds what is left.
    """
    until = time.monotonic() + seconds
    _follow_the_line()
    _take_away_from_those_who_left(now, batch)
    people = _without_an_open_one(now)
    made, last = 0, 0
    while time.monotonic() < until:
        slice_ = list(people.filter(pk__gt=last).order_by("pk")[:batch])
        if not slice_:
            break
        made += _make_for(slice_, now)
        last = slice_[-1].pk
    return made


def _without_an_open_one(now):
    opened = CheckIn.objects.open().filter(employee=OuterRef("pk"))
    return Employee.objects.present(now).filter(~Exists(opened), manager__isnull=False)


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
    days = next_working_days(people, wished, organization=organization)
    CheckInSchedule.objects.bulk_create(
        [CheckInSchedule(employee=person, next_on=days[person.pk]) for person in people],
        update_conflicts=True,
        unique_fields=["employee"],
        update_fields=["next_on"],
    )
    # Two workers at once: the constraint keeps one open check-in each, and neither of them fails.
    CheckIn.objects.bulk_create(
        [CheckIn(employee=person, manager_id=person.manager_id, due_on=days[person.pk]) for person in people],
        ignore_conflicts=True,
    )
    return len(people)


def _follow_the_line() -> int:
    """Open ones go with a changed manager."""
    manager = Employee.objects.filter(pk=OuterRef("employee")).order_by("pk").values("manager")[:1]
    moved = CheckIn.objects.open().filter(employee__manager__isnull=False).exclude(manager=F("employee__manager"))
    return moved.order_by().update(manager=Subquery(manager))


@transaction.atomic
def _take_away_from_those_who_left(now: datetime, batch: int) -> int:
    """The open ones of leavers and of people without a manager vanish, unless somebody has written in them."""
    gone = Q(employee__manager=None) | ~Q(employee__in=Employee.objects.present(now).order_by().values("pk"))
    written = PrivateNote.objects.filter(check_in=OuterRef("pk"))
    empty = CheckIn.objects.filter(
        gone, ~Exists(written), state=CheckIn.State.UPCOMING, how_it_goes="", in_my_way="", what_i_need=""
    )
    # Locked and read again before they go: one that is being prepared right now is prepared afterwards, and stays.
    ids = list(empty.order_by("pk").values_list("pk", flat=True)[:batch])
    locked = empty.filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
    deleted = CheckIn.objects.filter(pk__in=[check_in.pk for check_in in locked]).delete()[0]
    CheckInSchedule.objects.filter(gone).delete()  # after the check-ins, as logging writes them
    return deleted


def day_after(due_on: date, held_on: date, cadence: Cadence) -> date:
    """One cadence after the day it was due, so that the rhythm holds; after the day it was held where that is too near.
    """
    kept = due_on + timedelta(days=cadence.days)
    near = held_on + timedelta(days=cadence.days // 2)
    return kept if kept > near else held_on + timedelta(days=cadence.days)


def plan_next(check_in: CheckIn, *, held_on: date) -> CheckIn | None:
    """Make the one after `check_in`, in the caller's transaction; none for somebody without a manager."""
    employee = check_in.employee
    if employee.manager_id is None:
        return None
    organization = Organization.objects.current()
    wished = day_after(check_in.due_on, held_on, cadence_of(employee, organization))
    due_on = next_working_days([employee], {employee.pk: wished}, organization=organization)[employee.pk]
    CheckInSchedule.objects.update_or_create(employee=employee, defaults={"next_on": due_on})
    opened = CheckIn.objects.open().filter(employee=employee).first()
    return opened or CheckIn.objects.create(employee=employee, manager_id=employee.manager_id, due_on=due_on)
