from datetime import UTC, date, datetime, timedelta

import pytest

from inbox.duties import duties_of
from inbox.tests.factories import MONDAY, MORNING
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hired_on", "waits"), [(None, True), (MONDAY, True), (MONDAY + timedelta(days=1), False), (date(2020, 1, 1), True)]
)
def test_nothing_waits_before_the_hire_date(waiting, hired_on, waits):
    OrganizationFactory()
    person, colleague = EmployeeFactory(hired_on=hired_on), EmployeeFactory()
    waiting.add(person, colleague)

    assert set(duties_of([person, colleague], MORNING)) == ({person.pk, colleague.pk} if waits else {colleague.pk})


@pytest.mark.parametrize(("zone", "waits"), [("Pacific/Kiritimati", True), ("America/Sao_Paulo", False)])
def test_the_hire_date_begins_in_the_persons_own_zone(waiting, zone, waits):
    OrganizationFactory()
    person = EmployeeFactory(hired_on=MONDAY, time_zone=zone)
    waiting.add(person)

    found = duties_of([person], datetime(2026, 11, 23, 2, tzinfo=UTC))  # in São Paulo it is still Sunday

    assert set(found) == ({person.pk} if waits else set())
