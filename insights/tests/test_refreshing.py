"""Brought up to date piece by piece it is the same as from nothing."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.models import ActionItem, Blocker, CheckIn, RequestedAnswer
from feedback.tests.factories import BlockerFactory, CheckInFactory, FeedbackFactory
from goals.models import KeyResult, Objective
from goals.tests.factories import ObjectiveFactory, SupportFactory
from insights import kinds, refreshing, tasks
from insights.models import KindSetting, Refreshed, Signal, UnitReading
from insights.tests.conftest import DAY
from insights.tests.examples import of_every_kind, without_feedback
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from insights.tests.goal_examples import alike, more_of_each, teams
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory
from reviews.models import CycleRelation, Review

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def world(period):
    """Something of each of the kinds that look at one record, and of whoever is left."""
    department = DepartmentFactory()
    StandingKeyResultFactory(progress=0, objective__owner__department=department)
    StandingObjectiveFactory(last_update_on=DAY - timedelta(days=30))
    BlockerFactory(raised_at=NOW - timedelta(days=9))
    CheckInFactory(due_on=DAY - timedelta(days=40))
    return department


def stored() -> list:
    return sorted(Signal.objects.order_by().values_list("kind", "subject", "about", "unit", "since", "severity"))


def test_from_nothing_every_kind_is_there(world):
    of_every_kind()
    more_of_each()

    counted = refreshing.refresh_all()

    assert {kind.slug: counted[kind.slug] > 0 for kind in kinds.ALL} == {kind.slug: True for kind in kinds.ALL}
    assert counted["changed"] == Signal.objects.count() + UnitReading.objects.filter(day=DAY).count()
    assert refreshing.compare() == 0


def test_to_refresh_again_changes_nothing(world):
    refreshing.refresh_all()
    before = list(Signal.objects.order_by("pk").values())

    assert refreshing.refresh_all()["changed"] == 0
    assert list(Signal.objects.order_by("pk").values()) == before


def test_the_first_sweep_does_it_all(world):
    assert refreshing.refresh_due(60) is False
    assert refreshing.compare() == 0


def test_without_a_change_a_sweep_does_nothing(world, django_assert_num_queries):
    refreshing.refresh_due(60)
    refreshing.refresh_due(60)  # the readings counted the signals of the first
    at = list(Refreshed.objects.order_by("part").values_list("part", "at"))

    with time_machine.travel("2026-11-23T12:30:00Z", tick=False):
        refreshing.refresh_due(60)

    assert list(Refreshed.objects.order_by("part").values_list("part", "at")) == at


def test_each_hour_everything_is_looked_at(world):
    refreshing.refresh_due(60)

    with time_machine.travel("2026-11-23T13:00:00Z", tick=False):
        refreshing.refresh_due(60)
        assert set(Refreshed.objects.exclude(part="lock").values_list("at__hour", flat=True)) == {13}


def test_time_alone_makes_a_signal_and_its_weight(world):
    blocker = BlockerFactory(raised_at=NOW - timedelta(days=6))
    refreshing.refresh_due(60)
    assert not Signal.objects.filter(kind="blocker", subject=blocker.pk).exists()

    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        refreshing.refresh_due(60)
        assert Signal.objects.get(kind="blocker", subject=blocker.pk).severity == 1
    with time_machine.travel("2026-12-01T12:00:00Z", tick=False):
        refreshing.refresh_due(60)
        assert Signal.objects.get(kind="blocker", subject=blocker.pk).severity == 2


def test_without_time_it_does_nothing_and_says_so(world):
    assert refreshing.refresh_due(-1) is True
    assert (Signal.objects.count(), UnitReading.objects.count()) == (0, 0)


def test_a_refresh_that_was_killed_is_gone_on_with(world, monkeypatch):
    def dies(moment):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(refreshing.readings, "store", dies)
        with pytest.raises(KeyboardInterrupt):
            refreshing.refresh_due(60)
    assert Signal.objects.exists()

    refreshing.refresh_due(60)

    assert refreshing.compare() == 0


def test_people_in_several_slices(world, monkeypatch):
    monkeypatch.setattr(refreshing, "SLICE", 4)

    refreshing.refresh_due(60)

    assert refreshing.compare() == 0
    assert Refreshed.objects.filter(part__startswith="slipping:").count() > 1


def test_what_changes_hands_moves_to_another_slice(world, monkeypatch):
    monkeypatch.setattr(refreshing, "SLICE", 1)
    monkeypatch.setattr(kinds, "ALL", (kinds.named("stale"),))
    refreshing.refresh_due(60)
    signal = Signal.objects.get(kind="stale")
    heir = EmployeeFactory()

    Objective.objects.filter(pk=signal.subject).update(owner=heir)
    refreshing.refresh_due(60)

    assert Signal.objects.get(kind="stale").about == heir
    assert refreshing.compare() == 0


def test_a_kind_that_is_switched_off_shows_nothing(world):
    refreshing.refresh_due(60)
    KindSetting.objects.filter(kind="slipping").update(is_on=False)

    refreshing.refresh_due(60)

    assert not Signal.objects.filter(kind="slipping").exists()
    assert (Signal.objects.exists(), refreshing.compare()) == (True, 0)


def test_another_threshold_holds_at_the_next_look(world):
    refreshing.refresh_due(60)
    KindSetting.objects.filter(kind="blocker").update(threshold=30)

    refreshing.refresh_due(60)

    assert not Signal.objects.filter(kind="blocker").exists()


def test_signals_of_a_leaver_end_but_those_of_the_goals_that_stay(world):
    refreshing.refresh_due(60)
    for person in Employee.objects.order_by("pk"):
        person.left_on = DAY - timedelta(days=2)
        person.save()

    refreshing.refresh_due(60)

    assert set(Signal.objects.values_list("kind", "next_by")) == {("slipping", None), ("stale", None)}


def test_what_differs_is_counted_and_nothing_is_changed(world):
    refreshing.refresh_all()
    Signal.objects.filter(kind="stale").update(severity=3)
    UnitReading.objects.filter(department=None, is_itself=False).update(people=99)
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("refresh_signals", "--check", stdout=out)

    assert (ended.value.code, out.getvalue()) == (1, "differences 2\n")
    assert UnitReading.objects.filter(people=99).exists()


def test_the_command_says_how_many_there_are(world):
    out = StringIO()

    call_command("refresh_signals", stdout=out)
    call_command("refresh_signals", "--check", stdout=out)

    assert "blocker 1\n" in out.getvalue()
    assert out.getvalue().endswith("differences 0\n")


def test_the_task_goes_on_with_what_is_left(world, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "SECONDS", 60)
    tasks.sweep_signals()
    assert refreshing.compare() == 0

    monkeypatch.setattr(tasks, "SECONDS", -1)
    BlockerFactory(raised_at=NOW - timedelta(days=9))
    with django_capture_on_commit_callbacks() as asked:
        tasks.sweep_signals()

    assert len(asked) == 1


# --- any changes, in any order ---


def _owner(rng) -> Employee:
    return rng.choice(list(Employee.objects.order_by("pk")))


def _any(rng, model):
    return rng.choice(list(model.objects.order_by("pk")) or [None])


def _moves(rng):
    objective, blocker = _any(rng, Objective), _any(rng, Blocker)
    check_in, key_result = _open_check_in(rng), _any(rng, KeyResult)
    person = _owner(rng)

    def progress():
        value = Decimal(rng.randint(0, 100)) / 100
        KeyResult.objects.filter(pk=key_result.pk).update(progress=value)
        Objective.objects.filter(pk=key_result.objective_id).update(progress=value, last_update_on=DAY)

    def leave():
        person.left_on = DAY - timedelta(days=rng.randint(0, 3))
        person.save()

    def move():
        person.department = _any(rng, Objective).owner.department
        person.save()

    return [
        progress,
        leave,
        move,
        lambda: Objective.objects.filter(pk=objective.pk).update(
            last_update_on=DAY - timedelta(days=rng.randint(0, 60))
        ),
        lambda: Objective.objects.filter(pk=objective.pk).update(state=rng.choice(["active", "closed", "cancelled"])),
        lambda: Blocker.objects.filter(pk=blocker.pk).update(acknowledged_at=NOW, acknowledged_by=person),
        lambda: CheckIn.objects.filter(pk=check_in.pk).update(due_on=DAY - timedelta(days=rng.randint(0, 90))),
        lambda: BlockerFactory(raised_at=NOW - timedelta(days=rng.randint(0, 30)), raised_by=person),
        lambda: StandingKeyResultFactory(progress=0, objective__owner=person),
        lambda: EmployeeFactory(department=person.department),
        lambda: KindSetting.objects.filter(kind="stale").update(threshold=rng.randint(0, 20)),
        lambda: alike(rng.randint(1, 4), person=person),
        lambda: teams(rng.randint(1, 4), top=person, department=person.department),
        lambda: ObjectiveFactory.create_batch(rng.randint(1, 6), owner=person),
        lambda: SupportFactory(supported=objective, objective=StandingObjectiveFactory(progress=0)),
        lambda: SupportFactory._meta.model.objects.all().delete(),
        *_moves_of_people(rng, person),
    ]


def _open_check_in(rng):
    """Whoever moves or holds one does it with one that is open: what has ended keeps its day."""
    return rng.choice(list(CheckIn.objects.open().order_by("pk")))


def _moves_of_people(rng, person):
    submitted = {"state": "submitted", "version": 1, "submitted_at": NOW}

    def hold():
        check_in = _open_check_in(rng)
        written = {"prepared_at": rng.choice([NOW, None])}
        CheckIn.objects.filter(pk=check_in.pk).update(state="done", logged_at=NOW, held_on=DAY, **written)

    def report_to_another():
        person.manager = None
        person.save()

    return [
        hold,
        report_to_another,
        lambda: ActionItem.objects.update(done_at=rng.choice([NOW, None])),
        lambda: ActionItem.objects.update(due_on=DAY - timedelta(days=rng.randint(-1, 1))),
        lambda: RequestedAnswer.objects.update(state="declined", ended_at=NOW),
        lambda: FeedbackFactory(recipient=person, giver=EmployeeFactory(), sent_at=NOW),
        lambda: Review.objects.filter(pk=_any(rng, Review).pk).update(**submitted),
        lambda: CycleRelation.objects.update(due_on=DAY + timedelta(days=rng.randint(-3, 20))),
        lambda: without_feedback(manager=person.manager, department=person.department),
    ]


@pytest.fixture
def whole_world(world):
    of_every_kind()


@given(st.integers(0, 10**6), st.lists(st.integers(0, 24), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_incremental_is_the_same_as_from_nothing(whole_world, seed, steps):
    rng = random.Random(seed)
    with transaction.atomic():
        refreshing.refresh_due(60)
        for step in steps:
            _moves(rng)[step]()
            refreshing.refresh_due(60)
            piecewise = stored()
            assert refreshing.compare() == 0
        Signal.objects.all().delete()
        Refreshed.objects.all().delete()
        UnitReading.objects.filter(day=DAY).delete()
        refreshing.refresh_all()
        assert stored() == piecewise
        transaction.set_rollback(True)
