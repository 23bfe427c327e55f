"""Who moved from whom to whom, told by the history: by hand, by service and by import."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from org.models import Employee
from org.moves import ASKED_FOR, SLIP, History, Move, last_managers, moves
from org.services import people
from org.tests.factories import EmployeeFactory, OrganizationFactory
from org.tests.importing import THREE, bring, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def found(now=NOW, **options) -> list[tuple]:
    return [(move.person_id, move.former_id, move.manager_id) for move in moves(now, **options)]


@pytest.fixture
def three(db):
    OrganizationFactory()
    with at(NOW - 100 * DAY):
        return [EmployeeFactory() for _each in range(3)]


def move(ana, manager, moment) -> None:
    with at(moment):
        people.change_manager(ana, manager, by=None)


def joined(manager, moment=NOW - 90 * DAY) -> Employee:
    with at(moment):
        return EmployeeFactory(manager=manager)


def test_a_move_of_the_last_thirty_days_is_told_to_both(three):
    old, new, other = three
    ana, quiet = joined(old), joined(old)
    move(ana, new, NOW - 10 * DAY)
    quiet.job_title = "Engineer"
    quiet.save()

    assert found(managers=[old.pk]) == found(managers=[new.pk]) == [(ana.pk, old.pk, new.pk)]
    assert found(managers=[other.pk]) == []
    assert moves(NOW, people=[ana.pk]) == [Move(ana.pk, old.pk, new.pk, NOW - 10 * DAY)]
    assert found(NOW - 11 * DAY, people=[ana.pk]) == []


@pytest.mark.parametrize(("ago", "is_asked"), [(ASKED_FOR, True), (ASKED_FOR + timedelta(seconds=1), False)])
def test_for_thirty_days_even_where_something_else_changes_later(three, ago, is_asked):
    old, new, _other = three
    ana = joined(old)
    move(ana, new, NOW - ago)
    with at(NOW - DAY):
        people.edit(ana, by=None, job_title="Engineer")

    assert found(managers=[new.pk]) == ([(ana.pk, old.pk, new.pk)] if is_asked else [])


def test_who_joins_or_loses_a_manager_did_not_move(three):
    old, _new, _other = three
    joined(old, NOW - 5 * DAY)
    alone = joined(None)
    move(alone, old, NOW - 3 * DAY)
    left_alone = joined(old)
    move(left_alone, None, NOW - 3 * DAY)

    assert found(managers=[old.pk]) == []


def test_what_was_set_right_within_a_day_leaves_no_trace(three):
    old, new, other = three
    back, onward, slow = joined(old), joined(old), joined(old)
    move(back, new, NOW - 3 * DAY)
    move(back, old, NOW - 3 * DAY + SLIP / 2)
    move(onward, other, NOW - 3 * DAY)
    move(onward, new, NOW - 3 * DAY + SLIP / 2)
    move(slow, other, NOW - 3 * DAY)
    move(slow, new, NOW - 3 * DAY + SLIP)

    assert found(managers=[old.pk, new.pk, other.pk]) == [(onward.pk, old.pk, new.pk), (slow.pk, other.pk, new.pk)]


def test_an_import_writes_it_too(db):
    with at(NOW - 20 * DAY):
        bring(*THREE, "4,Di,Fox,di@x.example,2,,,")
    with at(NOW - 2 * DAY):
        bring("4,Di,Fox,di@x.example,3,,,")

    assert found(managers=[person("2").pk]) == [(person("4").pk, person("2").pk, person("3").pk)]


def test_the_last_manager(three):
    old, new, _other = three
    ana, ben = joined(old), joined(None)
    move(ana, new, NOW - 50 * DAY)
    move(ana, None, NOW - 40 * DAY)

    assert last_managers([ana.pk, ben.pk]) == {ana.pk: new.pk}


class TestAnyHistory(TestCase):
    """Equal to walking through each person's changes one after the other."""

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 90)), min_size=1, max_size=6))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_walking_through(self, changes):
        managers = [EmployeeFactory() for _each in range(3)]
        ana = EmployeeFactory()
        History.objects.filter(id=ana.pk).delete()
        steps = sorted((NOW - days * DAY, who) for who, days in changes)
        for moment, who in steps:
            ana.manager = managers[who - 1] if who else None
            ana._history_date = moment
            ana.save()

        kept, last = None, None
        for nth, (moment, who) in enumerate(steps):
            if nth and who and kept and who != kept:
                former = last[0] if last and moment - last[2] < SLIP else kept
                last = (former, who, moment)
            kept = who
        wanted = last and last[0] != last[1] and last[2] >= NOW - ASKED_FOR
        expected = [(ana.pk, managers[last[0] - 1].pk, managers[last[1] - 1].pk)] if wanted else []

        assert found(people=[ana.pk]) == expected


def test_one_statement_however_many(three, django_assert_num_queries):
    old, new, _other = three
    for _each in range(3):
        move(joined(old), new, NOW - DAY)

    with django_assert_num_queries(1):
        assert len(moves(NOW, managers=[old.pk, new.pk])) == 3


@pytest.mark.slow
def test_quick_at_ten_thousand_people(three):
    """Of whom an import touched everyone within these days, and moved each tenth."""
    old, new, _other = three
    team = Employee.objects.bulk_create(EmployeeFactory.build_batch(10_000, manager=old, hr=False), batch_size=500)
    write = Employee.history.bulk_history_create
    write(team, default_date=NOW - 60 * DAY, batch_size=500)
    for each in team[::10]:
        each.manager = new
    write(team, default_date=NOW - 5 * DAY, batch_size=500, update=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {History._meta.db_table}")

    started = time.perf_counter()
    count = len(moves(NOW, managers=[new.pk]))
    taken = time.perf_counter() - started

    assert count == 1000
    assert taken < 0.5
