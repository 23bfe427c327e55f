from datetime import UTC, date, datetime, timedelta

import pytest

from inbox import schedule
from inbox.tests.factories import MONDAY, MORNING, MailLedgerFactory, MailPreferenceFactory
from org.models import Absence, DayOff, Organization
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def awaiting(now=MORNING):
    return list(schedule.awaiting(now, schedule.zones_in_use()).order_by("pk"))


@pytest.fixture
def person(berlin):
    return EmployeeFactory(location=berlin)


@pytest.mark.parametrize(
    ("local", "goes"),
    [("07:59:59", False), ("08:00", True), ("15:59:59", True), ("16:00", False), ("23:30", False), ("00:00", False)],
)
@pytest.mark.parametrize("zone", ["+01:00", "+05:30", "-03:00"])
def test_window_is_local(zone, local, goes):
    OrganizationFactory()
    names = {"+01:00": "Europe/Berlin", "+05:30": "Asia/Kolkata", "-03:00": "America/Sao_Paulo"}
    person = EmployeeFactory(location=LocationFactory(time_zone=names[zone]))

    assert awaiting(datetime.fromisoformat(f"2026-11-23T{local}{zone}")) == ([person] if goes else [])


@pytest.mark.parametrize(
    ("instant", "goes"),
    [
        # Berlin goes to summer time on Sunday 29 March 2026, and back on Sunday 25 October.
        ("2026-03-29T05:59+00:00", False),
        ("2026-03-29T06:00+00:00", True),
        ("2026-03-29T13:59+00:00", True),
        ("2026-03-29T14:00+00:00", False),
        ("2026-10-25T06:59+00:00", False),
        ("2026-10-25T07:00+00:00", True),
    ],
)
def test_window_on_the_days_the_clock_is_changed(instant, goes):
    OrganizationFactory(working_days=[0, 1, 2, 3, 4, 5, 6])
    person = EmployeeFactory(location=LocationFactory(time_zone="Europe/Berlin"))

    assert awaiting(datetime.fromisoformat(instant)) == ([person] if goes else [])


def test_two_local_days_at_one_instant(db):
    OrganizationFactory(working_days=[0])  # Mondays only
    east = EmployeeFactory(time_zone="Pacific/Kiritimati")
    west = EmployeeFactory(time_zone="Pacific/Honolulu")

    # 08:30 on Monday in Kiritimati is 08:30 on Sunday in Honolulu, a day later Tuesday and Monday.
    assert awaiting(datetime(2026, 11, 22, 18, 30, tzinfo=UTC)) == [east]
    assert awaiting(datetime(2026, 11, 23, 18, 30, tzinfo=UTC)) == [west]


def test_zone_is_the_persons_then_the_locations_then_the_organisations(db):
    OrganizationFactory(time_zone="Asia/Kolkata")
    india = EmployeeFactory()
    berlin = EmployeeFactory(location=LocationFactory(time_zone="Europe/Berlin"))
    EmployeeFactory(location=berlin.location, time_zone="America/Los_Angeles")
    gone = EmployeeFactory(time_zone="Mars/Olympus")  # no longer a zone: UTC

    assert awaiting(datetime(2026, 11, 23, 8, 30, tzinfo=UTC)) == [india, berlin, gone]


def test_nobody_on_a_day_that_nobody_works(person):
    assert awaiting(MORNING - timedelta(days=1)) == []
    Organization.objects.update(working_days=[6])
    assert awaiting(MORNING) == []
    assert awaiting(MORNING - timedelta(days=1)) == [person]


def test_not_on_the_locations_day_off(person):
    elsewhere = EmployeeFactory(location=LocationFactory(time_zone="Europe/Berlin"))
    DayOff.objects.create(location=person.location, day=MONDAY)

    assert awaiting() == [elsewhere]


@pytest.mark.parametrize(("starts", "ends", "goes"), [(-3, -1, True), (0, 0, False), (-3, 0, False), (1, 3, True)])
def test_not_in_an_absence(person, starts, ends, goes):
    Absence.objects.create(
        employee=person, starts_on=MONDAY + timedelta(days=starts), ends_on=MONDAY + timedelta(days=ends)
    )
    Absence.objects.create(employee=EmployeeFactory(left_on=date(2020, 1, 1)), starts_on=MONDAY, ends_on=MONDAY)

    assert awaiting() == ([person] if goes else [])


@pytest.mark.parametrize(
    ("fields", "goes"),
    [
        ({"hired_on": MONDAY}, True),
        ({"hired_on": MONDAY + timedelta(days=1)}, False),
        ({"left_on": MONDAY}, True),
        ({"left_on": MONDAY - timedelta(days=1)}, False),
        ({"is_active": False}, False),
    ],
)
def test_only_who_works_here_today(berlin, fields, goes):
    person = EmployeeFactory(location=berlin, **fields)

    assert awaiting() == ([person] if goes else [])


@pytest.mark.parametrize(("frequency", "goes"), [("daily", True), ("weekly", True), ("none", False)])
def test_frequency(person, frequency, goes):
    MailPreferenceFactory(person=person, frequency=frequency)

    assert awaiting() == ([person] if goes else [])


@pytest.mark.parametrize(
    ("state", "days_ago", "goes"),
    [("sent", 1, False), ("sent", 7, True), ("refused", 1, True), ("failed", 1, True), ("claimed", 1, True)],
)
def test_weekly_is_once_from_monday_on(person, state, days_ago, goes):
    MailPreferenceFactory(person=person, frequency="weekly")
    tuesday = MORNING + timedelta(days=1)
    MailLedgerFactory(
        person=person,
        day=tuesday.date() - timedelta(days=days_ago),
        state=state,
        sent_at=MORNING if state == "sent" else None,
        try_again_at=MORNING if state == "failed" else None,
    )
    MailLedgerFactory(is_sent=True, person__left_on=date(2020, 1, 1))

    assert awaiting(tuesday) == ([person] if goes else [])


@pytest.mark.parametrize(
    ("sent_on", "asked_on", "goes"),
    [
        (MONDAY - timedelta(days=1), MONDAY, False),  # had on the Sunday that began the week
        (MONDAY - timedelta(days=4), MONDAY - timedelta(days=1), True),  # the Thursday that ended the one before
        (MONDAY - timedelta(days=1), MONDAY + timedelta(days=6), True),
    ],
)
def test_a_week_from_sunday_to_thursday_begins_on_sunday(person, sent_on, asked_on, goes):
    Organization.objects.update(working_days=[6, 0, 1, 2, 3])
    MailPreferenceFactory(person=person, frequency="weekly")
    MailLedgerFactory(person=person, day=sent_on, is_sent=True)
    MailLedgerFactory(is_sent=True, person__left_on=date(2020, 1, 1))

    assert awaiting(MORNING + (asked_on - MONDAY)) == ([person] if goes else [])


@pytest.mark.parametrize(
    ("row", "goes"),
    [
        ({"is_sent": True}, False),
        ({"state": "refused"}, False),
        ({"state": "claimed", "claimed_at": MORNING - timedelta(minutes=9, seconds=59)}, False),
        ({"state": "claimed", "claimed_at": MORNING - timedelta(minutes=10)}, True),
        ({"state": "failed", "try_again_at": MORNING + timedelta(seconds=1)}, False),
        ({"state": "failed", "try_again_at": MORNING}, True),
    ],
)
def test_ledger_row_of_today(person, row, goes):
    MailLedgerFactory(person=person, **row)
    MailLedgerFactory(person=EmployeeFactory(left_on=date(2020, 1, 1)))

    assert awaiting() == ([person] if goes else [])


def test_pauses_grow():
    assert [schedule.pause(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 4, 500)] == [5, 15, 45, 120, 120]
