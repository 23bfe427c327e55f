"""Two real connections at the same moment, on PostgreSQL and on SQLite."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from goals import from_nothing, rollup, services
from goals.models import Comment, Follow, Objective, ProgressUpdate, RollUpMark, Support
from goals.services import whole
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_day_of_the_period():
    with time_machine.travel("2026-11-16 10:00Z", tick=True):
        yield


def test_two_updates_on_one_key_result_both_stand_and_the_latest_counts():
    key_result = KeyResultFactory(objective__aligned_to=ObjectiveFactory())
    owner = key_result.objective.owner

    results = at_once(
        *[lambda value=value: services.update(key_result, by=owner, value=Decimal(value)) for value in (10, 20, 30, 40)]
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    latest = ProgressUpdate.objects.order_by("day", "written_at", "pk").last()
    key_result.refresh_from_db()
    assert (ProgressUpdate.objects.count(), key_result.current) == (4, latest.value)
    assert key_result.objective.progress == key_result.progress
    rollup.roll_up_due()
    assert from_nothing.check() == 0


def test_updates_on_siblings_while_two_roll_up_lose_nothing():
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=company)
    key_results = [KeyResultFactory(objective__aligned_to=team) for _ in range(4)]

    def write(key_result):
        for value in range(1, 6):
            services.update(key_result, by=company.owner, value=Decimal(value * 10))

    def roll():
        for _ in range(10):
            rollup.roll_up_due(1)

    results = at_once(*[lambda each=each: write(each) for each in key_results], roll, roll)
    rollup.roll_up_due(10)

    assert results == [None] * 6
    assert from_nothing.check() == 0
    assert Objective.objects.get(pk=company.pk).progress == Decimal("0.5")


def test_two_who_record_the_same_objectives_in_another_order_wait_for_each_other():
    first, second = KeyResultFactory(), KeyResultFactory()
    by = first.objective.owner

    def record(*key_results):
        return whole.record([whole.News(each, 0, Decimal(40)) for each in key_results], by=by)

    results = at_once(*[lambda: record(first, second), lambda: record(second, first)] * 3)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize("through", [0, 1])
def test_a_loop_that_two_close_at_once_is_refused_to_one(through):
    owner = EmployeeFactory()
    first, second = (ObjectiveFactory(owner=owner) for _ in range(2))
    under_first, under_second = first, second
    for _ in range(through):
        under_first = ObjectiveFactory(owner=owner, aligned_to=under_first)
        under_second = ObjectiveFactory(owner=owner, aligned_to=under_second)

    results = at_once(
        lambda: services.align(first, under_second, by=owner), lambda: services.align(second, under_first, by=owner)
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [(type(each), each.code) for each in refused] == [(ValidationError, "loop")]
    assert Objective.objects.exclude(aligned_to=None).count() == 1 + 2 * through


def test_a_parent_that_is_cancelled_meanwhile_takes_nothing_in():
    owner = EmployeeFactory()
    parent, child = ObjectiveFactory(owner=owner), ObjectiveFactory(owner=owner)

    results = at_once(lambda: services.align(child, parent, by=owner), lambda: services.cancel(parent, by=owner))

    child.refresh_from_db()
    refused = isinstance(results[0], ValidationError)
    assert refused == (child.aligned_to_id is None)
    assert not isinstance(results[1], Exception)


def test_a_comment_sent_twice_at_once_is_written_and_told_once():
    objective, author, key = ObjectiveFactory(), EmployeeFactory(), uuid4()

    results = at_once(*[lambda: services.comment(objective, by=author, text="Thanks", key=key)] * 4)

    assert len({result.pk for result in results}) == 1
    assert (Comment.objects.count(), Notification.objects.count()) == (1, 1)


def test_the_same_named_and_followed_by_two_at_once_is_there_once():
    one, other = ObjectiveFactory(), ObjectiveFactory()

    results = at_once(
        *[lambda: services.support(one, other, by=one.owner)] * 2, *[lambda: services.follow(one, by=other.owner)] * 2
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [(type(each), each.code) for each in refused] == [(ValidationError, "duplicate")]
    assert (Support.objects.count(), Follow.objects.count()) == (1, 1)


class Killed(BaseException):
    pass


def test_a_worker_killed_in_the_middle_leaves_the_mark_and_the_next_one_finishes():
    company = ObjectiveFactory()
    key_result = KeyResultFactory(objective__aligned_to=company)
    services.update(key_result, by=company.owner, value=Decimal(50))
    rollup.mark(company.pk)

    def die(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            raise Killed
        return execute(sql, params, many, context)

    Objective.objects.filter(pk=company.pk).update(progress=None)
    with pytest.raises(Killed), connection.execute_wrapper(die):
        rollup.roll_up_due()
    assert (RollUpMark.objects.count(), Objective.objects.get(pk=company.pk).progress) == (1, None)

    rollup.roll_up_due()

    assert (RollUpMark.objects.count(), from_nothing.check()) == (0, 0)
