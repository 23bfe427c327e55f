"""A page costs the same, however long its lists."""

from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.tests.factories import (
    ActionItemFactory,
    BlockerFactory,
    CheckInFactory,
    PlanActionFactory,
    PlanFactory,
    PlanReviewFactory,
    PrivateNoteFactory,
)
from feedback.tests.pages import url
from goals import services as goals
from goals.tests.factories import KeyResultFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def team_of(cast, count):
    for _each in range(count):
        employee = EmployeeFactory(manager=cast.manager)
        CheckInFactory(employee=employee, done=True)
        CheckInFactory(employee=employee, prepared=True)
        ActionItemFactory(check_in__employee=employee, check_in__manager=cast.manager, owner=cast.manager)
        BlockerFactory(raised_by=employee)


@pytest.mark.parametrize("count", [1, 3])
def test_index_queries_do_not_grow(cast, count, django_assert_num_queries):
    team_of(cast, count)
    manager = cast.client("manager")
    manager.get(reverse("feedback:index"))

    with django_assert_num_queries(7):
        response = manager.get(reverse("feedback:index"))

    assert len(response.context["team"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_blockers_queries_do_not_grow(cast, count, django_assert_num_queries):
    team_of(cast, count)
    manager = cast.client("manager")

    with django_assert_num_queries(4):
        response = manager.get(reverse("feedback:blockers"))

    assert len(response.context["team"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_history_queries_do_not_grow(cast, count, django_assert_num_queries):
    for _each in range(count):
        CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    manager = cast.client("manager")

    with django_assert_num_queries(5):
        response = manager.get(reverse("feedback:history", args=[cast.subject.pk]))

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("route", "queries"), [("log", 12), ("prepare", 12), ("check_in", 12)])
def test_a_check_ins_queries_do_not_grow(cast, check_in, route, queries, count, django_assert_num_queries):
    held = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    for _each in range(count):
        made = goals.update(KeyResultFactory(objective__owner=cast.subject), by=cast.subject, value=Decimal(1))
        check_in.updates.add(made)
        ActionItemFactory(check_in=held)
        BlockerFactory(raised_by=cast.subject, check_in=check_in)
        PlanReviewFactory(plan=PlanFactory(employee=cast.subject, ended=True), check_in=check_in)
    for plan in (PlanFactory(employee=cast.subject), PlanFactory(employee=cast.subject, support=True)):
        for _each in range(count):
            PlanActionFactory(plan=plan)
    PrivateNoteFactory(check_in=check_in)
    client = cast.client("subject" if route == "prepare" else "manager")

    with django_assert_num_queries(queries):
        assert client.get(url(route, check_in)).status_code == 200
