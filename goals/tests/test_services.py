from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from goals import from_nothing, rollup, services
from goals.models import Change, Objective, ProgressUpdate, RollUpMark
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _on_a_day_of_the_period():
    with time_machine.travel("2026-11-16 10:00Z", tick=False):
        yield


def test_update_moves_the_key_result_the_objective_and_what_lies_above(django_capture_on_commit_callbacks):
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=company)
    key_result = KeyResultFactory(objective=team)

    with django_capture_on_commit_callbacks(execute=True):
        entry = services.update(key_result, by=team.owner, value=Decimal(25), confidence=6, comment="first batch")

    key_result.refresh_from_db()
    assert (entry.day, entry.value, key_result.current, key_result.confidence) == (date(2026, 11, 16), 25, 25, 6)
    progress = Objective.objects.order_by("pk").values_list("pk", "progress", "last_update_on")
    assert list(progress) == [
        (company.pk, Decimal("0.25"), date(2026, 11, 16)),
        (team.pk, Decimal("0.25"), date(2026, 11, 16)),
    ]
    assert not RollUpMark.objects.exists()
    assert from_nothing.check() == 0


def test_update_leaves_a_mark_where_nobody_rolls_up():
    company = ObjectiveFactory()
    key_result = KeyResultFactory(objective__aligned_to=company)

    services.update(key_result, by=key_result.objective.owner, value=Decimal(25))

    assert list(RollUpMark.objects.values_list("objective", flat=True)) == [company.pk]
    assert from_nothing.compare() == (0, 4)  # its figures, its two days, and by what they are judged: all of it waits
    assert rollup.roll_up_due() == 2  # its figures, then its days: it never had any
    assert from_nothing.compare() == (0, 0)


def test_update_counts_the_latest_day_then_the_latest_written():
    key_result = KeyResultFactory()
    owner = key_result.objective.owner
    services.update(key_result, by=owner, value=Decimal(30), day=date(2026, 11, 10))
    later = services.update(key_result, by=owner, value=Decimal(40), day=date(2026, 11, 10))
    services.update(key_result, by=owner, value=Decimal(10), day=date(2026, 11, 3))

    key_result.refresh_from_db()
    assert key_result.current == 40

    services.strike(later, by=owner, reason="wrong sheet")
    services.strike(later, by=owner)

    key_result.refresh_from_db()
    assert (key_result.current, key_result.objective.progress) == (30, Decimal("0.3"))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"value": Decimal(5), "day": date(2026, 11, 17)}, "future"),
        ({"value": Decimal(5), "day": date(2026, 9, 30)}, "early"),
        ({"value": Decimal("1234567890.1234567")}, "digits"),
        ({"value": Decimal("0.0000000001")}, "places"),
        ({"value": Decimal(10) ** 15}, "large"),
        ({"value": Decimal("NaN")}, "number"),
        ({"value": Decimal("Infinity")}, "number"),
    ],
)
def test_update_refuses_what_cannot_be(facts, code):
    key_result = KeyResultFactory()

    with pytest.raises(ValidationError) as refusal:
        services.update(key_result, by=key_result.objective.owner, **facts)

    assert refusal.value.code == code
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_update_only_while_active(state):
    key_result = KeyResultFactory(objective__state=state)

    with pytest.raises(ValidationError, match="only an active one"):
        services.update(key_result, by=key_result.objective.owner, value=Decimal(5))


def test_locked_progress_stays():
    period = PeriodFactory(progress_locks_on=date(2026, 11, 16))
    key_result = KeyResultFactory(objective__period=period)

    with pytest.raises(ValidationError, match="locked since 16 Nov 2026"):
        services.update(key_result, by=key_result.objective.owner, value=Decimal(5))


def test_locked_definitions_stay_and_progress_goes_on():
    period = PeriodFactory(definitions_lock_on=date(2026, 11, 1))
    key_result = KeyResultFactory(objective__period=period)
    owner = key_result.objective.owner

    with pytest.raises(ValidationError, match="Targets and weights of 2026 Q4 are locked"):
        services.rebaseline(key_result, by=owner, reason="new plan", target=Decimal(50))

    services.update(key_result, by=owner, value=Decimal(50))
    key_result.refresh_from_db()
    assert key_result.progress == Decimal("0.5")


def test_rebaseline_needs_a_reason_and_keeps_both_numbers():
    key_result = KeyResultFactory()
    owner = key_result.objective.owner
    services.update(key_result, by=owner, value=Decimal(50))

    with pytest.raises(ValidationError, match="needs a reason"):
        services.rebaseline(key_result, by=owner, reason=" ", target=Decimal(200))
    with pytest.raises(ValidationError, match="re-baseline, with a reason"):
        services.edit_key_result(key_result, by=owner, target=Decimal(200))
    services.rebaseline(key_result, by=owner, reason="the market doubled", target=Decimal(200))

    change = Change.objects.get(key_result=key_result)
    assert (change.field, change.old, change.new, change.reason, change.is_rebaseline) == (
        "target",
        "100",
        "200",
        "the market doubled",
        True,
    )
    assert Objective.objects.get(pk=key_result.objective_id).progress == Decimal("0.25")


def test_align_waits_for_the_owner_of_the_parent(django_capture_on_commit_callbacks):
    parent, objective = ObjectiveFactory(), KeyResultFactory(current=50, progress="0.5").objective
    rollup.recompute(objective)

    services.align(objective, parent, by=objective.owner)
    objective.refresh_from_db()
    parent.refresh_from_db()
    assert (objective.alignment, parent.progress) == ("proposed", None)

    with django_capture_on_commit_callbacks(execute=True):
        services.accept(objective, by=parent.owner)
    parent.refresh_from_db()
    assert parent.progress == Decimal("0.5")

    with django_capture_on_commit_callbacks(execute=True):
        services.decline(objective, by=parent.owner)
    parent.refresh_from_db()
    assert parent.progress is None


def test_align_counts_at_once_up_the_line():
    top = EmployeeFactory()
    middle = EmployeeFactory(manager=top)
    objective = ObjectiveFactory(owner=EmployeeFactory(manager=middle))

    assert services.align(objective, ObjectiveFactory(owner=top), by=objective.owner).alignment == "accepted"


@pytest.mark.parametrize(("before", "after"), [("proposed", "accepted"), ("declined", "declined")])
def test_what_waits_counts_once_the_parent_stands_above_and_is_aligned_again(before, after):
    top = EmployeeFactory()
    parent = ObjectiveFactory(owner=top)
    objective = ObjectiveFactory(owner=EmployeeFactory(manager=top), aligned_to=parent, alignment=before)

    assert services.align(objective, parent, by=objective.owner).alignment == after


def test_align_refuses_a_loop_a_narrower_period_and_what_is_not_active():
    quarter = PeriodFactory()
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1))
    top = ObjectiveFactory(period=quarter)
    bottom = ObjectiveFactory(aligned_to=ObjectiveFactory(aligned_to=top))
    annual = ObjectiveFactory(period=year)

    with pytest.raises(ValidationError, match="loop"):
        services.align(top, bottom, by=top.owner)
    with pytest.raises(ValidationError, match="itself"):
        services.align(top, top, by=top.owner)
    with pytest.raises(ValidationError, match="Align within 2026 or to a period that holds"):
        services.align(annual, top, by=annual.owner)
    for state in ("draft", "closed", "cancelled"):
        with pytest.raises(ValidationError, match="align to an active objective"):
            services.align(top, ObjectiveFactory(state=state), by=top.owner)
    assert services.align(top, annual, by=annual.owner).aligned_to == annual


def test_cancel_takes_it_out_of_the_parent_and_close_leaves_it_in(django_capture_on_commit_callbacks):
    parent = ObjectiveFactory()
    done, dropped = (KeyResultFactory(objective__aligned_to=parent) for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        services.update(done, by=done.objective.owner, value=Decimal(80))
        services.update(dropped, by=dropped.objective.owner, value=Decimal(20))
        services.close(done.objective, by=done.objective.owner, score=Decimal("0.8"), retrospective="Start earlier.")
        services.cancel(dropped.objective, by=dropped.objective.owner)

    parent.refresh_from_db()
    assert parent.progress == Decimal("0.8")
    with pytest.raises(ValidationError, match="Only an active objective can be closed"):
        services.close(dropped.objective, by=dropped.objective.owner, score=Decimal(1), retrospective="x")


def test_create_writes_the_history_from_the_first_day():
    owner = EmployeeFactory()
    parent = ObjectiveFactory(owner=owner)

    objective = services.create_objective(
        by=owner, owner=owner, period=PeriodFactory(), title="Answer faster", aligned_to=parent, state="active"
    )
    services.add_key_result(objective, by=owner, title="Median hours", baseline=Decimal(12), target=Decimal(4))

    rows = objective.changes.order_by("pk").values_list("field", "old", "new", "is_rebaseline")
    assert list(rows) == [
        ("state", "", "active", False),
        ("owner", "", str(owner.pk), False),
        ("weight", "", "1", False),
        ("aligned_to", "", str(parent.pk), False),
        ("alignment", "", "accepted", False),
        ("baseline", "", "12", False),
        ("target", "", "4", False),
        ("weight", "", "1", False),
    ]


def test_edit_by_two_at_once_keeps_the_first():
    objective = ObjectiveFactory(title="First")
    services.edit_objective(objective, by=objective.owner, version=0, title="Mine")

    with pytest.raises(ValidationError, match="meanwhile"):
        services.edit_objective(objective, by=objective.owner, version=0, title="Yours")

    assert Objective.objects.get().title == "Mine"
