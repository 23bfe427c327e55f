"""Somebody who moved into the demo manager's team: their history of managers, and goals from before the move, a key
result in the former manager's objective among them; and a leaver who had no manager any more."""

import datetime as dt

from goals import states
from goals.models import KeyResult, Objective
from org.models import Employee
from perfmgmt.demo.chance import working_day
from perfmgmt.demo.people import MOVED, UNASKED, Person

DAYS_AGO = 9


def save(people: list[Person], now: dt.datetime) -> None:
    for person in people:
        if person.story == MOVED:
            _move(person, _former(people, person), now)
        elif person.story == UNASKED:
            Employee.objects.filter(pk=person.row.pk).update(manager=None)


def _former(people: list[Person], person: Person) -> Person:
    """Another leader of the same function, or the manager above."""
    others = (p for p in people if p.function is person.function and p.reports and p.level == person.boss.level)
    return next((p for p in others if p is not person.boss), person.boss.boss or person.boss)


def _move(person: Person, former: Person, now: dt.datetime) -> None:
    day = working_day(now.date() - dt.timedelta(days=DAYS_AGO))
    moved_at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    before = moved_at - dt.timedelta(days=120)
    write = Employee.history.bulk_history_create
    person.row.manager = former.row
    write([person.row], default_date=before)
    person.row.manager = person.boss.row
    write([person.row], default_date=moved_at, update=True)
    Objective.objects.filter(owner=person.row).update(created_at=before)
    kept = KeyResult.objects.filter(objective__owner=former.row, objective__state__in=states.OPEN)
    kept = kept.filter(objective__period__ends_on__gte=now.date(), objective__visibility="everyone")
    if found := kept.order_by("objective__period__ends_on", "pk").first():
        KeyResult.objects.filter(pk=found.pk).update(owner=person.row)
