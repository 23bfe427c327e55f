"""Leave moves the open check-in by itself, and both are told."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback import leave, sweep
from feedback.models import CheckIn
from feedback.tests.factories import CheckInFactory
from inbox.models import Notification
from org.models import Absence, DayOff, Organization
from org.services import absences
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))
THURSDAY, FRIDAY, NEXT_MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _on_a_monday():
    OrganizationFactory()
    with time_machine.travel(MONDAY, tick=False):
        yield


def away(person, starts_on, ends_on):
    return absences.add(person, by=person, starts_on=starts_on, ends_on=ends_on)


def place(check_in):
    check_in.refresh_from_db()
    return check_in.due_on, check_in.moved_from


@pytest.mark.parametrize("party", ["employee", "manager"])
def test_an_absence_of_either_moves_it_to_the_next_day_of_both_and_taken_away_back(party):
    check_in = CheckInFactory(due_on=THURSDAY, prepared=True)
    other = check_in.manager if party == "employee" else check_in.employee
    away(other, FRIDAY, FRIDAY)

    absence = away(getattr(check_in, party), THURSDAY, THURSDAY)
    moved = place(check_in)
    next_on = check_in.employee.check_in_schedule.next_on
    absences.remove(absence, by=check_in.employee)

    assert (moved, next_on) == ((NEXT_MONDAY, THURSDAY), NEXT_MONDAY)
    assert place(check_in) == (THURSDAY, None)
    assert (check_in.state, check_in.how_it_goes, check_in.version) == ("prepared", "Good fortnight.", 0)
    news = set(Notification.objects.values_list("person", "kind", "path", "actor"))
    path, pair = check_in.get_absolute_url(), (check_in.employee_id, check_in.manager_id)
    assert news == {(a, "check-in-moved-by-leave", path, b) for a, b in (pair, pair[::-1])}
    assert Notification.objects.count() == 2  # the one that nobody read gave way


def test_an_absence_made_shorter_brings_it_nearer():
    check_in = CheckInFactory(due_on=THURSDAY)
    absence = away(check_in.employee, THURSDAY, date(2026, 12, 4))
    moved = place(check_in)

    absence.ends_on = FRIDAY
    absences.save(absence, by=check_in.employee)

    assert (moved, place(check_in)) == ((date(2026, 12, 7), THURSDAY), (NEXT_MONDAY, THURSDAY))


def test_an_absence_that_touches_no_check_in_moves_and_tells_nothing():
    check_in, held = CheckInFactory(due_on=THURSDAY), CheckInFactory(due_on=THURSDAY, done=True)

    away(check_in.employee, FRIDAY, FRIDAY)
    away(held.employee, THURSDAY, THURSDAY)

    assert (place(check_in), place(held)) == ((THURSDAY, None), (THURSDAY, None))
    assert not Notification.objects.exists()


def test_back_early_from_leave_it_comes_nearer_but_not_before_tomorrow():
    check_in = CheckInFactory(due_on=THURSDAY)
    absence = away(check_in.employee, THURSDAY, date(2026, 12, 11))

    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("UTC")), tick=False):
        absences.remove(absence, by=check_in.employee)

    assert place(check_in) == (date(2026, 12, 2), THURSDAY)


def test_ill_since_its_day_it_moves_though_late_and_who_leaves_later_is_still_late():
    ill, late = CheckInFactory(due_on=date(2026, 11, 20)), CheckInFactory(due_on=date(2026, 11, 20))

    away(ill.employee, date(2026, 11, 20), date(2026, 11, 24))
    away(late.employee, date(2026, 11, 23), date(2026, 11, 24))

    assert place(ill) == (date(2026, 11, 25), date(2026, 11, 20))
    assert place(late) == (date(2026, 11, 20), None)


def test_the_sweep_finds_days_off_and_the_working_week_and_moves_back():
    check_in = CheckInFactory(due_on=FRIDAY, employee__location=LocationFactory())
    elsewhere = CheckInFactory(due_on=THURSDAY)
    day_off = DayOff.objects.create(location=check_in.employee.location, day=FRIDAY)
    seen = []

    sweep.keep_up(timezone.now())
    seen.append((place(check_in), place(elsewhere)))
    Organization.objects.update(working_days=[0, 1, 2, 4])
    sweep.keep_up(timezone.now())
    seen.append((place(check_in), place(elsewhere)))
    day_off.delete()
    Organization.objects.update(working_days=[0, 1, 2, 3, 4])
    sweep.keep_up(timezone.now())
    seen.append((place(check_in), place(elsewhere)))

    assert seen == [
        ((NEXT_MONDAY, FRIDAY), (THURSDAY, None)),
        ((NEXT_MONDAY, FRIDAY), (FRIDAY, THURSDAY)),
        ((FRIDAY, None), (THURSDAY, None)),
    ]
    assert sweep.keep_up(timezone.now()) == 0


def test_a_new_manager_on_leave_moves_it():
    check_in = CheckInFactory(due_on=THURSDAY)
    check_in.employee.manager = EmployeeFactory()
    check_in.employee.save()
    Absence.objects.create(employee=check_in.employee.manager, starts_on=THURSDAY, ends_on=FRIDAY)

    sweep.keep_up(timezone.now())

    assert place(check_in) == (NEXT_MONDAY, THURSDAY)


def test_where_two_never_meet_it_stays_and_the_sweep_ends():
    check_in = CheckInFactory(due_on=THURSDAY)
    away(check_in.employee, date(2026, 11, 1), date(2029, 1, 1))

    done = sweep.keep_up(timezone.now())

    assert (done, place(check_in)) == (0, (THURSDAY, None))


def test_hr_enters_changes_and_removes_an_absence_in_the_admin(cast, check_in):
    hr = cast.client("hr")
    CheckIn.objects.filter(pk=check_in.pk).update(due_on=THURSDAY)
    form = {"employee": cast.subject.pk, "starts_on": "2026-11-26", "ends_on": "2026-11-26"}
    seen = []

    hr.post(reverse("admin:org_absence_add"), form)
    seen.append(place(check_in))
    absence = Absence.objects.get()
    hr.post(reverse("admin:org_absence_change", args=[absence.pk]), form | {"ends_on": "2026-11-27"})
    seen.append(place(check_in))
    hr.post(reverse("admin:org_absence_delete", args=[absence.pk]), {"post": "yes"})
    seen.append(place(check_in))

    assert seen == [(FRIDAY, THURSDAY), (NEXT_MONDAY, THURSDAY), (THURSDAY, None)]


def test_many_cost_as_many_statements_as_one():
    manager = EmployeeFactory()
    CheckInFactory(due_on=THURSDAY, employee__manager=manager)
    counts = []
    for _round in range(2):
        absence = Absence.objects.create(employee=manager, starts_on=THURSDAY, ends_on=FRIDAY)
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            moved = leave.follow_leave(timezone.now(), until=time.monotonic() + 9)
        counts.append((moved, len(queries)))
        absence.delete()
        leave.after_absences([manager.pk])
        for _each in range(4):
            CheckInFactory(due_on=THURSDAY, employee=EmployeeFactory(manager=manager))

    assert [moved for moved, _count in counts] == [1, 5]
    assert counts[0][1] == counts[1][1]
