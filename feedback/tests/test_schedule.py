from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from feedback import schedule, services, sweep, tasks
from feedback.models import CheckIn, CheckInSchedule
from feedback.tests.factories import CheckInFactory, PrivateNoteFactory
from org.models import Absence, Cadence, DayOff, Employee
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def _on_a_monday():
    OrganizationFactory()
    with time_machine.travel(MONDAY, tick=False):
        yield


def open_ones():
    return list(CheckIn.objects.open().order_by("employee").values_list("employee", "manager", "due_on"))


def test_everyone_present_with_a_manager_has_one_open_and_twice_changes_nothing():
    manager = EmployeeFactory()
    present = EmployeeFactory(manager=manager)
    EmployeeFactory(manager=manager, left_on=date(2026, 11, 22))
    EmployeeFactory(manager=manager, hired_on=date(2026, 11, 24))

    made = sweep.keep_up(timezone.now())
    first = open_ones()

    assert made == 1
    assert [row[:2] for row in first] == [(present.pk, manager.pk)]
    assert sweep.keep_up(timezone.now()) == 0
    assert open_ones() == first
    assert CheckInSchedule.objects.values_list("employee", "next_on").get() == (present.pk, first[0][2])


def test_the_first_ones_are_spread_over_a_cadence_and_on_working_days():
    off = DayOff.objects.create(location=LocationFactory(), day=date(2026, 11, 26))
    manager = EmployeeFactory()
    EmployeeFactory.create_batch(30, manager=manager, location=off.location)

    sweep.keep_up(timezone.now())

    days = [due_on for _employee, _manager, due_on in open_ones()]
    assert len(set(days)) >= 8
    assert min(days) > date(2026, 11, 23)
    assert not [day for day in days if day.weekday() > 4 or day == off.day]


def test_what_a_slice_leaves_the_next_run_finishes():
    EmployeeFactory.create_batch(5, manager=EmployeeFactory())

    inserts = []

    def die_in_the_second_slice(execute, sql, *args):
        if sql.startswith("INSERT") and "feedback_checkin" in sql and "schedule" not in sql:
            inserts.append(sql)
            if len(inserts) == 2:
                raise KeyboardInterrupt
        return execute(sql, *args)

    with connection.execute_wrapper(die_in_the_second_slice), pytest.raises(KeyboardInterrupt):
        sweep.keep_up(timezone.now(), batch=2)
    between = CheckIn.objects.count()

    made = sweep.keep_up(timezone.now(), batch=2)

    assert (between, made, CheckIn.objects.count()) == (2, 3, 5)


def test_no_time_no_slice():
    EmployeeFactory(manager=EmployeeFactory())

    assert sweep.keep_up(timezone.now(), seconds=0) == 0


def test_the_task_goes_on_until_nothing_is_left(django_capture_on_commit_callbacks):
    EmployeeFactory(manager=EmployeeFactory())

    with django_capture_on_commit_callbacks(execute=True):
        tasks.make_check_ins.delay()

    assert CheckIn.objects.count() == 1


def test_an_open_one_follows_a_changed_manager_and_a_held_one_stays():
    held = CheckInFactory(done=True)
    opened = CheckInFactory(employee=held.employee, manager=held.manager, prepared=True)
    new = EmployeeFactory()
    Employee.objects.filter(pk=held.employee_id).update(manager=new)

    sweep.keep_up(timezone.now())

    held.refresh_from_db()
    opened.refresh_from_db()
    assert (held.manager == new, opened.manager) == (False, new)


@pytest.mark.parametrize("change", [{"left_on": date(2026, 11, 20)}, {"manager": None}])
def test_without_a_manager_or_after_the_last_day_an_empty_one_vanishes_and_a_written_one_stays(change):
    empty, prepared = CheckInFactory(), CheckInFactory(prepared=True)
    noted = PrivateNoteFactory(check_in=CheckInFactory()).check_in
    Employee.objects.filter(pk__in=[empty.employee_id, prepared.employee_id, noted.employee_id]).update(**change)

    sweep.keep_up(timezone.now())

    assert set(CheckIn.objects.values_list("pk", flat=True)) == {prepared.pk, noted.pk}
    assert not CheckInSchedule.objects.exists()


@pytest.mark.parametrize(
    ("due_on", "held_on", "expected"),
    [
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 30)),
        (date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 30)),  # a little late: the rhythm holds
        (date(2026, 11, 16), date(2026, 11, 26), date(2026, 12, 10)),  # too late for it
        (date(2026, 11, 16), date(2026, 11, 12), date(2026, 11, 30)),  # early
    ],
)
def test_the_next_is_one_cadence_later(due_on, held_on, expected):
    assert schedule.day_after(due_on, held_on, Cadence.TWO_WEEKS) == expected


def test_the_next_avoids_an_absence():
    check_in = CheckInFactory(due_on=date(2026, 11, 23))
    Absence.objects.create(employee=check_in.employee, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 11))

    services.skip(check_in, by=check_in.manager, reason="Customer visit")

    assert CheckIn.objects.open().get().due_on == date(2026, 12, 14)
    assert check_in.employee.check_in_schedule.next_on == date(2026, 12, 14)


def test_an_overdue_one_stays_the_only_open_one_and_is_missed_after_a_cadence():
    check_in = CheckInFactory(due_on=date(2026, 10, 1))

    sweep.keep_up(timezone.now())

    assert CheckIn.objects.get() == check_in
    assert check_in.is_missed(date(2026, 10, 14), Cadence.TWO_WEEKS.days) is False
    assert check_in.is_missed(date(2026, 10, 15), Cadence.TWO_WEEKS.days) is True


def test_reschedule_moves_the_open_one_and_sets_the_cadence():
    check_in = CheckInFactory(due_on=date(2026, 11, 23))

    services.reschedule(check_in.employee, by=check_in.manager, next_on=date(2026, 11, 27), cadence="weekly")

    check_in.refresh_from_db()
    assert (check_in.due_on, check_in.employee.cadence) == (date(2026, 11, 27), "weekly")
    assert check_in.employee.check_in_schedule.next_on == date(2026, 11, 27)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 11, 22), "passed"), (date(2026, 11, 28), "30 November 2026")])
def test_reschedule_refuses_the_past_and_days_off(day, words):
    check_in = CheckInFactory()

    with pytest.raises(ValidationError, match=words):
        services.reschedule(check_in.employee, by=check_in.manager, next_on=day)


def test_only_the_direct_manager_reschedules():
    check_in = CheckInFactory()

    with pytest.raises(PermissionDenied):
        services.reschedule(check_in.employee, by=EmployeeFactory(), next_on=timezone.localdate() + timedelta(days=1))
