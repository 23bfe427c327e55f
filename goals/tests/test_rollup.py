"""Any tree, any order of updates: what is stored equals the recursive definition, and the replay of each day too."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import from_nothing, rollup, services
from goals.models import KeyResult, Objective, ProgressUpdate, RollUpMark, Snapshot, SnapshotBasis
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from goals.tests.replay import stored_on
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 10, 5, 9, tzinfo=UTC)
WEIGHTS = [Decimal(each) for each in ("0", "0.5", "1", "2", "3", "0.000000007")]
VALUES = [Decimal(each) for each in ("-4", "0", "1", "3.3", "7", "12.000000001")]

picks = st.integers(0, 10**6)
actions = st.sampled_from(
    ["update", "update", "update", "strike", "weigh", "rebaseline", "align", "cancel", "close", "add", "roll", "night"]
)


class Company:
    """A few objectives of one person, changed at random through the services."""

    def __init__(self):
        self.owner = EmployeeFactory()
        self.period = PeriodFactory()
        self.evenings: list[tuple] = []
        self.grow(0)

    def pick(self, rows, number):
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def grow(self, number):
        parent = self.pick(Objective.objects.filter(state="active"), number) if number % 4 else None
        made = services.create_objective(
            by=self.owner, owner=self.owner, period=self.period, title="Aim", state="active", aligned_to=parent
        )
        for nth in range(number % 3):
            unit = "milestone" if (number + nth) % 5 == 0 else "number"
            services.add_key_result(
                made,
                by=self.owner,
                title=f"Result {nth}",
                unit=unit,
                baseline=VALUES[number % 3],
                target=VALUES[3 + number % 3],
                weight=WEIGHTS[(number + nth) % 6],
            )

    def act(self, action, number, clock):
        try:
            with transaction.atomic():
                getattr(self, action)(number, clock)
        except ValidationError:
            pass  # refused: nothing may have changed

    def add(self, number, clock):
        self.grow(number)

    def update(self, number, clock):
        key_result = self.pick(KeyResult.objects, number)
        if key_result:
            value = Decimal(number % 2) if key_result.is_milestone else VALUES[number % 6]
            services.update(key_result, by=self.owner, value=value)

    def strike(self, number, clock):
        today = self.pick(ProgressUpdate.objects.filter(day=clock.date()), number)
        if today:
            services.strike(today, by=self.owner)

    def weigh(self, number, clock):
        objective = self.pick(Objective.objects.exclude(aligned_to=None), number)
        if objective:
            services.set_weight(objective, by=self.owner, weight=WEIGHTS[number % 6])

    def rebaseline(self, number, clock):
        key_result = self.pick(KeyResult.objects.exclude(unit="milestone"), number)
        if key_result:
            services.rebaseline(key_result, by=self.owner, reason="so it is", target=VALUES[number % 6])

    def align(self, number, clock):
        objective, parent = self.pick(Objective.objects, number), self.pick(Objective.objects, number // 7)
        services.align(objective, None if number % 5 == 0 else parent, by=self.owner)

    def cancel(self, number, clock):
        services.cancel(self.pick(Objective.objects, number), by=self.owner)

    def close(self, number, clock):
        objective = self.pick(Objective.objects, number)
        services.close(objective, by=self.owner, score=Decimal("0.5"), retrospective="Earlier.")

    def roll(self, number, clock):
        rollup.roll_up_due()

    def night(self, number, clock):
        rollup.roll_up_due()
        self.evenings.append((clock.date(), dict(Objective.objects.order_by().values_list("pk", "progress"))))
        clock += timedelta(1)


def recursive_definition() -> dict[int, Decimal | None]:
    """As the design words it, in fractions, from the updates alone."""
    below, own = defaultdict(list), defaultdict(list)
    for each in KeyResult.objects.order_by("pk"):
        counting = each.updates.filter(strike=None).order_by("day", "written_at", "pk").last()
        if counting or each.is_milestone:
            current = Fraction(counting.value) if counting else Fraction(0)
            share = (current - Fraction(each.baseline)) / (Fraction(each.target) - Fraction(each.baseline))
            own[each.objective_id].append((Fraction(each.weight), _twelve(min(max(share, Fraction(0)), Fraction(1)))))
    objectives = Objective.objects.in_bulk()
    for each in objectives.values():
        if each.aligned_to_id and each.alignment == "accepted" and each.state in ("active", "closed"):
            below[each.aligned_to_id].append(each)

    def progress(pk) -> Fraction | None:
        parts = own[pk] + [(Fraction(each.weight), progress(each.pk)) for each in below[pk]]
        parts = [(weight, value) for weight, value in parts if value is not None and weight > 0]
        return _twelve(sum(w * p for w, p in parts) / sum(w for w, _ in parts)) if parts else None

    found = {pk: progress(pk) for pk in objectives}
    return {pk: None if each is None else Decimal(int(each * 10**12)).scaleb(-12) for pk, each in found.items()}


def _twelve(exact: Fraction) -> Fraction:
    return Fraction(round(exact * 10**12), 10**12)


def stored() -> dict[int, Decimal | None]:
    return dict(Objective.objects.order_by().values_list("pk", "progress"))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(actions, picks), min_size=10, max_size=45))
def test_any_tree_in_any_order_equals_the_recursive_definition(steps):
    with transaction.atomic(), time_machine.travel(START, tick=False) as machine:
        company, clock = Company(), START
        for number in range(1, 6):
            company.grow(number)
        for action, number in steps:
            company.act(action, number, clock)
            clock += timedelta(days=1) if action == "night" else timedelta(seconds=1)
            machine.move_to(clock)
        rollup.roll_up_due()

        assert stored() == recursive_definition()
        assert from_nothing.check() == 0
        assert from_nothing.roll_up_all() == 0
        for day, evening in company.evenings:
            assert {pk: then[4] for pk, then in stored_on(day).items()} == evening
        transaction.set_rollback(True)


def test_roll_up_from_nothing_mends_whatever_stands_there(capsys):
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=company)
    key_result = KeyResultFactory(objective=team)
    services.update(key_result, by=team.owner, value=Decimal(25))
    Objective.objects.filter(pk=team.pk).update(progress=Decimal("0.9"))
    KeyResult.objects.update(progress=None, current=None)
    RollUpMark.objects.all().delete()

    with pytest.raises(SystemExit) as stopped:
        call_command("roll_up", "--check")
    # Three rows of figures; of the company the days too: two, and by what they are judged.
    assert (stopped.value.code, capsys.readouterr().out) == (1, "differences 6\n")

    call_command("roll_up")
    call_command("roll_up", "--check")

    assert capsys.readouterr().out == "changed 3\ndifferences 0\n"
    assert set(stored().values()) == {Decimal("0.25")}


def test_days_that_are_left_to_the_worker_wait_and_then_stand_right():
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=company)
    services.update(KeyResultFactory(objective=team), by=team.owner, value=Decimal(25))
    rollup.roll_up_due()
    right = list(Snapshot.objects.order_by("objective", "day").values_list("objective", "day", "until", "progress"))
    Snapshot.objects.all().delete()
    SnapshotBasis.objects.all().delete()
    Objective.objects.update(progress=None)
    rollup.mark(team.pk)  # what waited is not asked for twice

    assert from_nothing.figures_of_all(then_days=True) == 2
    assert set(stored().values()) == {Decimal("0.25")}
    assert (from_nothing.check(), from_nothing.compare().pending > 0, RollUpMark.objects.count()) == (0, True, 2)

    rollup.roll_up_due()
    assert (from_nothing.compare(), rollup.waits()) == ((0, 0), False)
    rows = Snapshot.objects.order_by("objective", "day").values_list("objective", "day", "until", "progress")
    assert list(rows) == right


def test_what_waits_for_all_its_days_holds_up_no_update():
    """And what it changes above it is done once, behind the others."""
    company = ObjectiveFactory()
    teams = ObjectiveFactory.create_batch(3, aligned_to=company)
    key_result = KeyResultFactory(objective__aligned_to=ObjectiveFactory())
    rollup.days_due(30)
    rollup.roll_up_due(30)
    SnapshotBasis.objects.filter(objective__in=teams).delete()
    Snapshot.objects.filter(objective__in=teams).delete()
    rollup.mark(*[each.pk for each in teams])
    services.update(key_result, by=key_result.objective.owner, value=Decimal(50))

    rollup._take_marks()
    assert Objective.objects.get(pk=key_result.objective.aligned_to_id).progress == Decimal("0.5")
    assert set(RollUpMark.objects.values_list("objective", "since")) == {(each.pk, None) for each in teams}

    rollup._take_marks()
    assert set(RollUpMark.objects.values_list("objective", "since")) == {(company.pk, None)}
    rollup.roll_up_due()
    assert (from_nothing.compare().differences, rollup.waits()) == (0, False)


def test_figures_go_up_before_days_that_were_never_built():
    """As right after a roll-up from nothing, when a year of days waits for everybody."""
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=ObjectiveFactory(aligned_to=company))
    key_result = KeyResultFactory(objective=team)
    services.update(key_result, by=team.owner, value=Decimal(50))
    SnapshotBasis.objects.all().delete()
    Snapshot.objects.all().delete()

    rollup._take_marks()
    rollup._take_marks()

    assert stored()[company.pk] == Decimal("0.5")
    assert (SnapshotBasis.objects.count(), Snapshot.objects.count()) == (0, 0)
    assert set(RollUpMark.objects.values_list("objective", "since")) == {
        (team.aligned_to_id, None),
        (company.pk, None),
    }
    rollup.roll_up_due()
    rollup.days_due(30)
    rollup.roll_up_due()
    assert (from_nothing.compare(), rollup.waits()) == ((0, 0), False)


def test_due_takes_only_the_marks_that_wait(capsys):
    company = ObjectiveFactory(progress=Decimal("0.4"))
    middle = ObjectiveFactory(aligned_to=company)
    stray = ObjectiveFactory()
    rollup.days_due(30)
    Objective.objects.filter(pk=stray.pk).update(progress=Decimal("0.9"))  # wrong, and nobody marked it
    services.update(KeyResultFactory(objective__aligned_to=middle), by=company.owner, value=Decimal(50))

    call_command("roll_up", "--due")

    assert capsys.readouterr().out == "days 0\nmarks 2\n"
    assert from_nothing.check() == 1
    company.refresh_from_db()
    assert company.progress == Decimal("0.5")


def test_the_last_update_is_that_of_the_unfinished_key_results_else_of_what_lies_below():
    parent = ObjectiveFactory()
    child = ObjectiveFactory(aligned_to=parent)
    below = KeyResultFactory(objective=child)
    mine = KeyResultFactory(objective=parent)

    def last(day, value):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            services.update(mine if value is not None else below, by=parent.owner, value=Decimal(value or 5))
            rollup.roll_up_due()
        return Objective.objects.get(pk=parent.pk).last_update_on

    assert last(0, None) is None  # its own is unfinished and silent
    assert last(1, 50) == (START + timedelta(1)).date()
    assert last(2, None) == (START + timedelta(1)).date()
    assert last(3, 100) == (START + timedelta(2)).date()
    assert from_nothing.check() == 0


def test_many_marks_of_one_objective_are_one_computation(django_assert_num_queries):
    company = ObjectiveFactory()
    rollup.mark(*[company.pk] * 50)

    with django_assert_num_queries(20):
        assert rollup.roll_up_due() == 50
    assert not rollup.waits()


def test_what_waits_is_told_apart(capsys):
    child = ObjectiveFactory(aligned_to=ObjectiveFactory())
    key_result = KeyResultFactory(objective=child)
    services.update(key_result, by=child.owner, value=Decimal(40))

    call_command("roll_up", "--check")
    # What is above waits for its mark: its progress, two days, and by what these are judged.
    assert capsys.readouterr().out == "4 pending\ndifferences 0\n"

    Objective.objects.filter(pk=child.pk).update(progress=Decimal("0.9"))
    with pytest.raises(SystemExit):
        call_command("roll_up", "--check")
    assert capsys.readouterr().out == "4 pending\ndifferences 1\n"
