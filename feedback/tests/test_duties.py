from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from feedback.duties import provider
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from org.models import Absence
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def _on_a_monday():
    OrganizationFactory()
    with time_machine.travel(NOW, tick=False):
        yield


def keys(*people, now=NOW):
    return {duty.key: duty.due_on for duty in provider(people, now)}


@pytest.mark.parametrize(
    ("due_on", "kinds"),
    [
        (date(2026, 11, 26), set()),
        (date(2026, 11, 25), {"prepare", "log"}),
        (date(2026, 11, 23), {"prepare", "log"}),
        (date(2026, 11, 10), {"prepare", "log"}),
        (date(2026, 11, 9), {"log"}),  # missed: nothing that the employee could do
    ],
)
def test_check_in_by_its_day(due_on, kinds):
    check_in = CheckInFactory(due_on=due_on)

    found = keys(check_in.employee, check_in.manager)

    assert found == {f"check-in:{check_in.pk}:{kind}": due_on for kind in kinds}


def test_a_prepared_one_waits_for_the_manager_only():
    check_in = CheckInFactory(prepared=True)

    duties = list(provider([check_in.employee, check_in.manager], NOW))

    assert [(duty.person_id, duty.action) for duty in duties] == [(check_in.manager.pk, "Log check-in")]
    assert duties[0].title == f"Check-in with {check_in.employee}"


@pytest.mark.parametrize(
    ("zone", "hour", "local"), [("Pacific/Kiritimati", 18, 24), ("Pacific/Pago_Pago", 9, 22), ("UTC", 9, 23)]
)
def test_with_somebody_away_nothing_is_to_log_on_their_own_day(zone, hour, local):
    check_in = CheckInFactory(due_on=date(2026, 11, 23), employee__time_zone=zone, prepared=True)
    now = NOW.replace(hour=hour)
    key = f"check-in:{check_in.pk}:log"
    away = Absence.objects.create(
        employee=check_in.employee, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, local)
    )

    assert key not in keys(check_in.manager, now=now)

    Absence.objects.filter(pk=away.pk).update(ends_on=date(2026, 11, local - 1))
    assert key in keys(check_in.manager, now=now)
    assert key in keys(check_in.manager, now=now.astimezone(ZoneInfo("Pacific/Kiritimati")))


@pytest.mark.parametrize(
    ("who", "kinds"), [("employee", set()), ("manager", {"prepare"}), ("the manager's manager", {"prepare", "log"})]
)
def test_on_leave_nothing_waits_and_nobody_waits_for_who_is_away(who, kinds):
    check_in = CheckInFactory(employee__manager__manager=EmployeeFactory())
    manager = check_in.manager
    away = {"employee": check_in.employee, "manager": manager, "the manager's manager": manager.manager}[who]
    Absence.objects.create(employee=away, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23))

    assert set(keys(check_in.employee, manager)) == {f"check-in:{check_in.pk}:{kind}" for kind in kinds}


def test_preparing_is_not_mailed_after_its_day():
    check_in = CheckInFactory(due_on=date(2026, 11, 20))

    assert [duty.in_mail for duty in provider([check_in.employee], NOW)] == [False]


@pytest.mark.parametrize("away", ["absent", "leaver", "not yet hired"])
def test_nobody_logs_a_check_in_with_somebody_who_is_not_here(away):
    check_in = CheckInFactory()
    if away == "absent":
        Absence.objects.create(employee=check_in.employee, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 27))
    else:
        fields = {"leaver": {"left_on": date(2026, 11, 22)}, "not yet hired": {"hired_on": date(2026, 11, 24)}}[away]
        for name, value in fields.items():
            setattr(check_in.employee, name, value)
        check_in.employee.save()

    assert keys(check_in.manager) == {}


def test_the_day_is_the_persons_own():
    check_in = CheckInFactory(due_on=date(2026, 11, 26), employee__time_zone="Pacific/Kiritimati")
    now = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("UTC"))  # there it is the 24th already

    assert keys(check_in.employee, now=now) == {f"check-in:{check_in.pk}:prepare": date(2026, 11, 26)}


def test_a_blocker_goes_up_after_a_week():
    top = EmployeeFactory()
    manager = EmployeeFactory(manager=top)
    fresh = BlockerFactory(raised_by__manager=manager)
    old = BlockerFactory(raised_by__manager=manager, raised_at=NOW - timedelta(days=8))
    seen = {"acknowledged_at": NOW, "acknowledged_by": manager}
    BlockerFactory(raised_by__manager=manager, raised_at=NOW - timedelta(days=8), **seen)

    duties = list(provider([manager, top], NOW))

    assert [(duty.person_id, duty.key, duty.due_on) for duty in duties] == [
        (manager.pk, f"blocker:{old.pk}:acknowledge", date(2026, 11, 22)),
        (top.pk, f"blocker:{old.pk}:acknowledge", date(2026, 11, 22)),
        (manager.pk, f"blocker:{fresh.pk}:acknowledge", date(2026, 11, 30)),
    ]
    assert old.text in duties[0].detail
    assert (old.text in duties[1].detail, old.text_upward in duties[1].detail) == (False, True)


def test_a_blocker_without_words_for_above_goes_up_without_text():
    top = EmployeeFactory()
    old = BlockerFactory(raised_by__manager=EmployeeFactory(manager=top), gone_up=True, text_upward="")

    assert [duty.detail for duty in provider([top], timezone.now())] == ["open 8 days"]
    assert old.text_for(top) == ""


@pytest.mark.parametrize("due_on", [date.min, date.max])
def test_a_day_at_the_end_of_the_calendar_breaks_nobodys_list(due_on):
    action = ActionItemFactory(due_on=due_on)

    found = keys(action.owner)

    assert found == ({f"action:{action.pk}:finish": due_on} if due_on == date.min else {})


def test_actions_by_their_day():
    check_in = CheckInFactory(done=True)
    due = ActionItemFactory(check_in=check_in, due_on=date(2026, 11, 24))
    next_week = ActionItemFactory(check_in=check_in, due_on=date(2026, 11, 30))
    ActionItemFactory(check_in=check_in, due_on=date(2026, 12, 1))
    undated = ActionItemFactory(check_in=check_in, due_on=None)
    ActionItemFactory(check_in=check_in, due_on=date(2026, 11, 20), done_at=NOW)
    theirs = ActionItemFactory(check_in=check_in, owner=check_in.manager, due_on=date(2026, 11, 20))

    duties = list(provider([check_in.employee, check_in.manager], NOW))

    assert [(duty.key, duty.title) for duty in duties] == [
        (f"action:{theirs.pk}:finish", f"Agreed with {check_in.employee}: an action"),
        (f"action:{due.pk}:finish", f"Agreed with {check_in.manager}: an action"),
        (f"action:{next_week.pk}:finish", f"Agreed with {check_in.manager}: an action"),
        (f"action:{undated.pk}:finish", f"Agreed with {check_in.manager}: an action"),
    ]
    # What has no day is on Today until it is done, and no mail is sent for it.
    assert [duty.in_mail for duty in duties] == [True, True, True, False]


@pytest.mark.parametrize(
    ("left_on", "told"),
    [
        (date(2026, 11, 23), ["Ana Souza sees it in your check-ins.", "Ana Souza sees that you acknowledged it."]),
        (date(2026, 11, 22), ["", ""]),
    ],
)
def test_nobody_is_said_to_see_what_they_cannot_after_they_left(left_on, told):
    check_in = CheckInFactory(done=True, employee__first_name="Ana", employee__last_name="Souza")
    ana, manager = check_in.employee, check_in.manager
    ActionItemFactory(check_in=check_in, owner=manager)
    BlockerFactory(raised_by=ana)
    type(ana).objects.filter(pk=ana.pk).update(left_on=left_on)

    found = {duty.kind: duty.in_place.told for duty in provider([manager], NOW) if duty.in_place}

    assert [found["action"], found["blocker"]] == told


def test_titles_hold_no_text_of_anybody():
    manager = EmployeeFactory(manager=EmployeeFactory())
    check_in = CheckInFactory(employee__manager=manager, prepared=True, how_it_goes="SECRET")
    BlockerFactory(raised_by=check_in.employee, gone_up=True, text="SECRET", text_upward="SECRET")
    ActionItemFactory(check_in__employee=check_in.employee, text="SECRET")

    duties = list(provider([check_in.employee, manager, manager.manager], timezone.now()))

    assert len(duties) == 4
    assert [duty for duty in duties if "SECRET" in f"{duty.title}{duty.action}{duty.path}{duty.why}{duty.key}"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count, django_assert_num_queries):
    people = []
    for _each in range(count):
        check_in = CheckInFactory(employee__manager=EmployeeFactory(manager=EmployeeFactory()))
        BlockerFactory(raised_by=check_in.employee, gone_up=True)
        ActionItemFactory(check_in__employee=check_in.employee)
        people += [check_in.employee, check_in.manager, check_in.manager.manager]

    with django_assert_num_queries(4):  # organisation, check-ins, blockers, actions
        duties = list(provider(people, timezone.now()))

    assert len(duties) == 5 * count
