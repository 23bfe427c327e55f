"""All objectives in an order in which each finds what it needs, in parts that may be taken at once."""

import multiprocessing
import os
import random
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from goals import from_nothing, order, parallel, services
from goals.models import KeyResult, Objective, RollUpMark
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from perfmgmt.testing.threads import at_once

SEVERAL = pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writes at a time")
# The processes of a run have a second thread, which takes their tests; a command has none. These tests fork from one
# of their own: where a test has had a browser its loop runs on in the main one, and connections belong to a loop.
FORKS = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@given(st.integers(0, 10**6), st.integers(0, 60), st.integers(1, 9))
def test_a_slice_needs_only_what_is_in_the_steps_before(seed, size, most):
    rng = random.Random(seed)
    ids = rng.sample(range(1000), size)
    parents = {pk: rng.choice([None, *ids[:nth]]) for nth, pk in enumerate(ids)}

    done = set()
    for step in order.steps(parents, most):
        for ids_of_slice in step:
            others = {pk for ids in step if ids is not ids_of_slice for pk in ids}
            assert 0 < len(ids_of_slice) <= most
            assert not {parents[pk] for pk in ids_of_slice} & (done | others)
        done.update(pk for ids_of_slice in step for pk in ids_of_slice)
    assert done == set(parents)
    known = set()
    for pk in order.upwards(parents):
        assert parents[pk] not in known
        known.add(pk)


def test_what_stands_in_a_loop_comes_last_and_is_not_left_out():
    parents = {1: 2, 2: 1, 3: 1, 4: None}

    assert order.upwards(parents) == [3, 4, 1, 2]
    assert [sorted(pk for ids in step for pk in ids) for step in order.steps(parents, 1)] == [[3, 4], [1, 2]]


@FORKS
@pytest.mark.django_db(transaction=True)
def test_several_at_once_store_what_one_after_the_other_stores(monkeypatch):
    parents = [ObjectiveFactory()]
    for _level in range(3):
        parents = [ObjectiveFactory(aligned_to=parent) for parent in parents for _nth in range(3)]
    for nth, objective in enumerate(parents):
        services.update(KeyResultFactory(objective=objective), by=objective.owner, value=Decimal(nth))
    KeyResult.objects.update(current=None, progress=None)
    Objective.objects.update(progress=None, last_update_on=None, weight_sum=0)
    RollUpMark.objects.all().delete()
    monkeypatch.setattr(from_nothing, "steps", partial(order.steps, most=4))

    assert at_once(partial(from_nothing.figures_of_all, then_days=True)) == [len(parents) + 40]

    assert from_nothing.check() == 0
    marked = RollUpMark.objects.order_by("objective").values_list("objective", flat=True)
    assert list(marked) == list(Objective.objects.order_by("pk").values_list("pk", flat=True))
    assert KeyResult.objects.filter(progress=None).count() == 0


@SEVERAL
@FORKS
@pytest.mark.django_db(transaction=True)
def test_parts_are_worked_on_at_once_each_on_a_connection_of_its_own():
    together = multiprocessing.get_context("fork").Barrier(parallel.PROCESSES, timeout=30)

    def work(part):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [backend] = cursor.fetchone()
        together.wait()
        return part, backend

    def all_of_them():
        found = dict(parallel.each(work, range(parallel.PROCESSES)))
        return found, Objective.objects.count()  # for which the caller has one again

    [(found, count)] = at_once(all_of_them)

    assert set(found) == set(range(parallel.PROCESSES))
    assert len(set(found.values())) == parallel.PROCESSES
    assert count == 0


@FORKS
@pytest.mark.django_db(transaction=True)
def test_after_a_part_that_fails_none_begins(tmp_path):
    def work(part):
        with (tmp_path / "begun").open("a") as begun:
            begun.write("x")
        raise ValueError("no")

    with pytest.raises(ValueError, match=r"^no$"):
        at_once(lambda: parallel.each(work, range(100)))
    assert len((tmp_path / "begun").read_text()) <= parallel.PROCESSES


@SEVERAL
@FORKS
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_ended_is_told():
    with pytest.raises(ChildProcessError, match=r"Run it again\.$"):
        at_once(lambda: parallel.each(lambda part: os._exit(9), range(2)))


@pytest.mark.django_db
def test_within_a_transaction_all_is_done_on_its_own_connection():
    ObjectiveFactory()

    assert parallel.each(lambda _part: Objective.objects.count(), range(3)) == [1, 1, 1]
