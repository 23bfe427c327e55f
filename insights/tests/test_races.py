"""Two refreshes at once, on PostgreSQL and on SQLite."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from feedback.tests.factories import BlockerFactory
from goals.tests.factories import PeriodFactory
from insights import refreshing, services
from insights.models import Dismissal, Signal, UnitReading
from insights.tests.conftest import DAY
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory
from perfmgmt.testing.threads import at_once, named_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=True):
        OrganizationFactory()
        PeriodFactory()
        yield


def test_refreshes_at_once_are_one():
    for department in DepartmentFactory.create_batch(3):
        manager = EmployeeFactory(department=department)
        BlockerFactory(
            raised_by=EmployeeFactory(department=department, manager=manager),
            raised_at=datetime(2026, 11, 10, 12, tzinfo=UTC),
        )

    at_once(*[lambda: refreshing.refresh_due(60)] * 2, *[refreshing.refresh_all] * 2)

    assert refreshing.compare() == 0
    assert Signal.objects.filter(kind="blocker").count() == 3
    assert UnitReading.objects.filter(is_itself=False).count() == 4


def test_of_two_who_dismiss_at_once_the_second_is_told():
    manager = EmployeeFactory(manager=EmployeeFactory())
    person = EmployeeFactory(manager=manager)
    refreshing.refresh_all()
    signal = Signal.objects.get(about=person)

    def by(somebody):
        until = DAY + timedelta(days=7)
        return lambda: bool(services.dismiss(signal, by=somebody, reason=str(somebody), until=until, day=DAY))

    outcomes = named_at_once(by(manager), by(manager.manager))

    assert sorted(map(str, outcomes)) == ["True", "ValidationError"]
    assert Dismissal.objects.count() == 1
