"""What the page Today costs: at most twelve queries, for everybody, whatever waits."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from goals import services
from goals.models import Objective
from goals.tests.factories import FollowFactory, KeyResultFactory, ObjectiveFactory, PeriodFactory
from inbox.tests.factories import NotificationFactory
from org.tests.factories import (
    DepartmentFactory,
    EmployeeFactory,
    LocationFactory,
    OrganizationFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def organization():
    return OrganizationFactory(time_zone="UTC")


@pytest.fixture
def joana(organization):
    boss = EmployeeFactory(first_name="Bo")
    return EmployeeFactory(first_name="Joana", manager=boss, location=LocationFactory(name="Lisbon"))


def talked(person, days):
    return CheckInFactory(employee=person, done=True, held_on=DAY - timedelta(days=days))


def follows(person, *, count=1, **fields):
    """Objectives that moved today."""
    for objective in ObjectiveFactory.create_batch(count, **fields):
        FollowFactory(person=person, objective=objective)
        KeyResultFactory(objective=objective).updates.create(
            day=DAY, value=20, author=objective.owner, written_at=MONDAY
        )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_manager(client, joana, django_assert_max_num_queries, count):
    PeriodFactory()
    for _ in range(count):
        ana = EmployeeFactory(manager=joana)
        talked(ana, 3)
        CheckInFactory(employee=ana, due_on=DAY)
        BlockerFactory(raised_by=ana)
        for objective in ObjectiveFactory.create_batch(count, owner=ana, progress=Decimal("0.2")):
            KeyResultFactory(objective=objective).updates.create(day=DAY, value=20, author=ana, written_at=MONDAY)
        NotificationFactory(person=joana, actor=ana)
        follows(joana)
        services.align(ObjectiveFactory(), ObjectiveFactory(owner=joana), by=ana)

    client.force_login(joana)
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_head_for_whom_nothing_waits(client, joana, django_assert_max_num_queries, count):
    """The dearest page of a manager: the next check-in is told, and restricted objectives are followed."""
    RoleGrantFactory(employee=joana, role="head", department=DepartmentFactory())
    for ana in EmployeeFactory.create_batch(count, manager=joana, hired_on=DAY):
        CheckInFactory(employee=ana, due_on=DAY + timedelta(days=9))
        KeyResultFactory(objective__owner=ana).updates.create(day=DAY, value=20, author=ana, written_at=MONDAY)
        follows(joana, owner=ana, visibility=Objective.Visibility.LINE)

    client.force_login(joana)
    with django_assert_max_num_queries(12):
        page = client.get("/")

    assert (page.context["duties_count"], page.context["followed_later"]) == (0, True)
    assert page.context["next_check_in"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_an_employee_and_of_hr(client, joana, django_assert_max_num_queries, count):
    PeriodFactory()
    hanna = EmployeeFactory(hr=True, manager=joana.manager)
    for person in (joana, hanna):
        follows(person, count=count)
        CheckInFactory(employee=person, due_on=DAY + timedelta(days=9))
        # Two things wait, so that the third is looked for among what comes.
        services.align(ObjectiveFactory(), ObjectiveFactory(owner=person), by=joana.manager)
        ActionItemFactory(owner=person, due_on=DAY)
        client.force_login(person)
        with django_assert_max_num_queries(12):
            page = client.get("/")
        assert len(page.context["followed"]) == count
        assert page.context["duties_count"] == 2


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_hr_who_leads(client, joana, django_assert_max_num_queries, count):
    RoleGrantFactory(employee=joana)
    follows(joana, count=count)
    for ana in EmployeeFactory.create_batch(count, manager=joana):
        services.align(ObjectiveFactory(visibility="line"), ObjectiveFactory(owner=joana), by=ana)
        KeyResultFactory(objective__owner=ana).updates.create(day=DAY, value=20, author=ana, written_at=MONDAY)

    client.force_login(joana)
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_hrs_start_page(client, organization, django_assert_max_num_queries, count):
    hanna = EmployeeFactory(hr=True)
    LocationFactory.create_batch(count, time_zone="")
    EmployeeFactory.create_batch(count)
    client.force_login(hanna)

    with django_assert_max_num_queries(12):
        html = client.get("/admin/").content.decode()

    assert "without a time zone" in html
    assert "without a manager" in html
