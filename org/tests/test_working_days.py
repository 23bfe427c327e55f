from datetime import UTC, date, datetime, timedelta

import pytest

from org.models import Absence, DayOff, Employee
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory
from org.working_days import absent_now, is_working_day, next_working_day, next_working_days, working_day_filter

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, MONDAY, TUESDAY = date(2026, 10, 2), date(2026, 10, 3), date(2026, 10, 5), date(2026, 10, 6)


@pytest.fixture
def person():
    OrganizationFactory()
    return EmployeeFactory(location=LocationFactory())


@pytest.mark.parametrize(("day", "works"), [(FRIDAY, True), (SATURDAY, False), (MONDAY, True)])
def test_weekdays_of_the_organisation(person, day, works):
    assert is_working_day(person, day) == works


@pytest.mark.parametrize(
    ("working_days", "began"),
    [
        ([0, 1, 2, 3, 4], "2026-11-23"),  # Monday to Friday
        ([6, 0, 1, 2, 3], "2026-11-22"),  # Sunday to Thursday
        ([5, 6, 0, 1, 2], "2026-11-21"),  # Saturday to Wednesday
        ([1, 2, 3, 4, 5], "2026-11-24"),  # Tuesday to Saturday
        ([0, 1, 3, 4], "2026-11-23"),  # with Wednesday off, which begins no week
        ([0, 1, 2, 3, 4, 5], "2026-11-23"),
        ([0, 1, 2, 3, 4, 5, 6], "2026-11-23"),
        ([2], "2026-11-25"),
    ],
)
def test_the_week_begins_on_its_first_working_day(working_days, began):
    organization = OrganizationFactory.build(working_days=working_days)
    began = date.fromisoformat(began)

    week = [organization.week_start(began + timedelta(days=offset)) for offset in range(7)]

    assert week == [began] * 7


def test_a_day_off_counts_at_its_location_only(person):
    DayOff.objects.create(location=person.location, day=FRIDAY)
    elsewhere, nowhere = EmployeeFactory(location=LocationFactory()), EmployeeFactory()

    assert [is_working_day(who, FRIDAY) for who in (person, elsewhere, nowhere)] == [False, True, True]


def test_an_absence_counts_with_both_its_days_and_for_that_person_only(person):
    Absence.objects.create(employee=person, starts_on=FRIDAY, ends_on=MONDAY)

    assert [is_working_day(person, day) for day in (date(2026, 10, 1), FRIDAY, MONDAY, TUESDAY)] == [
        True,
        False,
        False,
        True,
    ]
    assert is_working_day(EmployeeFactory(), FRIDAY)


def test_next_working_day_skips_weekend_day_off_and_absence(person):
    DayOff.objects.create(location=person.location, day=MONDAY)
    Absence.objects.create(employee=person, starts_on=TUESDAY, ends_on=TUESDAY)

    assert next_working_day(person, FRIDAY) == FRIDAY
    assert next_working_day(person, SATURDAY) == date(2026, 10, 7)


def test_next_working_day_ends_for_somebody_away_for_years(person):
    Absence.objects.create(employee=person, starts_on=FRIDAY, ends_on=date(2036, 1, 1))

    assert next_working_day(person, FRIDAY) == FRIDAY


@pytest.mark.parametrize("count", [1, 3])
def test_next_working_days_for_many_in_three_queries(person, count, django_assert_num_queries):
    people = [person, *EmployeeFactory.create_batch(count - 1, location=person.location)]

    with django_assert_num_queries(3):
        found = next_working_days(people, {who.pk: SATURDAY for who in people})

    assert found == {who.pk: MONDAY for who in people}


def test_the_filter_agrees_with_the_single_question_in_every_zone(person):
    # Friday 23:30 in Berlin is Saturday in Auckland and still Friday in New York.
    now = datetime(2026, 10, 2, 21, 30, tzinfo=UTC)
    for zone in ("Pacific/Auckland", "America/New_York", ""):
        EmployeeFactory(time_zone=zone)
    DayOff.objects.create(location=person.location, day=FRIDAY)
    Absence.objects.create(employee=EmployeeFactory(time_zone="America/New_York"), starts_on=FRIDAY, ends_on=FRIDAY)

    found = set(working_day_filter(Employee.objects.all(), now))

    assert found == {who for who in Employee.objects.all() if is_working_day(who, who.today(now))}
    assert {who.time_zone for who in found} == {"America/New_York", ""}


def test_absent_now_is_by_the_date_of_each(person):
    now = datetime(2026, 10, 2, 21, 30, tzinfo=UTC)
    auckland = EmployeeFactory(time_zone="Pacific/Auckland")
    for who in (person, auckland):
        Absence.objects.create(employee=who, starts_on=SATURDAY, ends_on=SATURDAY)

    assert list(absent_now(Employee.objects.all(), now)) == [auckland]
