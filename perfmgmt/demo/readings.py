"""What was read by special access, so that the reading record and its pages have something to show."""

import datetime as dt

from feedback.models import CheckIn
from org.models import Employee, SpecialAccess
from org.models.special_access import LASTS
from perfmgmt.demo.people import Person

# By whose account, about whose, begun how many days ago, why.
READ = (
    ("hr", "employee", 20, "You asked us to look at how the hand-over of the test bench was agreed."),
    ("hr", "manager", 1, "A complaint of last week about hours on the test bench; Works Council agreed."),
)


def save(staff: list[Person], now: dt.datetime) -> None:
    by_account = {person.account: person.row for person in staff if person.account}
    for reader, person, days, why in READ:
        _read(by_account[reader], by_account[person], now - dt.timedelta(days=days), why)


def _read(reader: Employee, person: Employee, begun: dt.datetime, why: str) -> None:
    access = SpecialAccess.objects.create(
        reader=reader, person=person, reason=why, begun_at=begun, ends_at=begun + LASTS
    )
    held = CheckIn.objects.filter(employee=person, state=CheckIn.State.DONE, held_on__lt=begun.date())
    for check_in in held.order_by("-held_on", "-pk")[:1]:
        opened = begun + dt.timedelta(minutes=4)
        record = access.records.create(kind="check-in", object_id=check_in.pk, opened_at=opened)
        record.people.add(check_in.employee_id, check_in.manager_id)
