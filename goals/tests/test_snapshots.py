"""Any tree, any history, in any order of writing: the stored days equal the replay of the dated rows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goals import from_nothing, measure, rollup, services, snapshots, status
from goals.models import KeyResult, Objective, ProgressUpdate, RollUpMark, Snapshot, SnapshotBasis
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from goals.tests.replay import Replay, stored_on
from org.models import Organization
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 10, 5, 9, tzinfo=UTC)
WEIGHTS = [Decimal(each) for each in ("0", "0.5", "1", "2", "3", "0.000000007")]
VALUES = [Decimal(each) for each in ("-4", "0", "1", "3.3", "7", "12.000000001")]

ACTIONS = [
    "update", "update_past", "update_past", "strike", "weigh", "rebaseline", "align", "align", "align", "answer",
    "activate", "cancel", "close", "grow", "remove", "hand_over", "roll", "sweep", "night", "night", "weeks",
]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 10**6)), min_size=10, max_size=50)


class Company:
    """A few objectives of three people, changed at random through the services."""

    def __init__(self, clock, zones):
        self.clock = clock
        self.now = START
        cadences = ("weekly", "", "monthly")
        self.people = [
            EmployeeFactory(time_zone=zone, cadence=cadence) for zone, cadence in zip(zones, cadences, strict=True)
        ]
        self.period = PeriodFactory()

    def act(self, action: str, number: int) -> None:
        try:
            with transaction.atomic():
                getattr(self, action)(number)
        except ValidationError:
            pass  # refused: nothing may have changed
        self.wait(timedelta(hours=number % 7))

    def wait(self, time: timedelta) -> None:
        self.now += time + timedelta(seconds=1)
        self.clock.move_to(self.now)

    def pick(self, rows, number):
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def objective(self, number):
        return self.pick(Objective.objects.all(), number)

    def grow(self, number):
        owner = self.people[number % 3]
        parent = self.pick(Objective.objects.filter(state="active"), number // 3) if number % 4 else None
        state = "draft" if number % 5 == 0 else "active"
        made = services.create_objective(
            by=owner, owner=owner, period=self.period, title="Aim", state=state, aligned_to=parent
        )
        for nth in range(number % 3):
            services.add_key_result(
                made,
                by=owner,
                title=f"Result {nth}",
                unit="milestone" if (number + nth) % 5 == 0 else "number",
                baseline=VALUES[number % 3],
                target=VALUES[3 + number % 3],
                weight=WEIGHTS[(number + nth) % 6],
            )

    def update(self, number, day=None):
        key_result = self.pick(KeyResult.objects.all(), number)
        if key_result:
            value = Decimal(number % 2) if key_result.is_milestone else VALUES[number % 6]
            by = self.people[number % 3]
            services.update(key_result, by=by, value=value, day=day and day(by), confidence=number % 11)

    def update_past(self, number):
        self.update(number, lambda by: by.today() - timedelta(number % 50))

    def strike(self, number):
        update = self.pick(ProgressUpdate.objects.all(), number)
        if update:
            services.strike(update, by=self.people[number % 3])

    def weigh(self, number):
        objective = self.pick(Objective.objects.exclude(aligned_to=None), number)
        if objective:
            services.set_weight(objective, by=self.people[number % 3], weight=WEIGHTS[number % 6])

    def rebaseline(self, number):
        key_result = self.pick(KeyResult.objects.exclude(unit="milestone"), number)
        if key_result:
            facts = {"baseline": VALUES[number // 6 % 6], "target": VALUES[number % 6], "weight": WEIGHTS[number % 5]}
            services.rebaseline(key_result, by=self.people[number % 3], reason="so it is", **facts)

    def remove(self, number):
        key_result = self.pick(KeyResult.objects.all(), number)
        if key_result:
            services.remove_key_result(key_result, by=self.people[number % 3])

    def align(self, number):
        objective, parent = self.objective(number), self.objective(number // 7)
        if objective:
            services.align(objective, None if number % 5 == 0 else parent, by=self.people[number % 3])

    def answer(self, number):
        objective = self.pick(Objective.objects.exclude(aligned_to=None), number)
        if objective:
            answer = services.accept if number % 3 else services.decline
            answer(objective, by=self.people[number % 3])

    def activate(self, number):
        if objective := self.pick(Objective.objects.filter(state="draft"), number):
            services.activate(objective, by=objective.owner)

    def cancel(self, number):
        if objective := self.objective(number):
            services.cancel(objective, by=objective.owner)

    def close(self, number):
        if objective := self.objective(number):
            services.close(objective, by=objective.owner, score=Decimal("0.5"), retrospective="Earlier.")

    def hand_over(self, number):
        if objective := self.objective(number):
            services.edit_objective(objective, by=objective.owner, owner=self.people[number % 3])

    def roll(self, number):
        rollup.roll_up_due()

    def sweep(self, number):
        rollup.days_due()

    def night(self, number):
        self.wait(timedelta(days=1))

    def weeks(self, number):
        self.wait(timedelta(weeks=1 + number % 5))


def first(facts: int, evening: dict[int, tuple]) -> dict[int, tuple]:
    return {pk: each[:facts] for pk, each in evening.items()}


def all_days() -> list[tuple]:
    return list(Snapshot.objects.order_by("objective", "day").values_list("objective", *snapshots.FIELDS))


# A failure is shown as it was found: to make it smaller takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.parametrize(
    "zones",
    [("Europe/Berlin",) * 3, ("Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin")],
    ids=["one zone", "three zones"],
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(history=steps)
def test_any_history_in_any_order_equals_the_replay_and_the_days_from_nothing(zones, history):
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
        company = Company(clock, zones)
        for number in (1, 6, 2, 11, 5):
            company.grow(number)
        for action, number in history:
            company.act(action, number)
        rollup.roll_up_due(30)
        assert from_nothing.check() == 0
        rollup.days_due(30)
        assert (from_nothing.check(), rollup.waits()) == (0, False)

        replay = Replay()
        for day in replay.days():
            facts = 7 if day <= snapshots.today() else 6  # what time does tomorrow is not told today
            assert first(facts, stored_on(day)) == first(facts, replay.evening(day))
        assert {pk: figures[4:6] for pk, figures in stored_on(replay.days()[-1]).items()} == {
            row[0]: row[1:] for row in Objective.objects.order_by("pk").values_list("pk", "progress", "last_update_on")
        }
        kept = all_days()
        Snapshot.objects.all().delete()
        SnapshotBasis.objects.all().delete()
        from_nothing.roll_up_all()
        assert all_days() == kept
        assert from_nothing.check() == 0
        transaction.set_rollback(True)


def statuses(objective) -> list[tuple]:
    rows = Snapshot.objects.filter(objective=objective).order_by("day")
    return [(day.isoformat(), status) for day, status in rows.values_list("day", "status")]


def test_what_time_alone_changes_is_written_when_its_day_is_over_even_if_nobody_looked_for_weeks():
    OrganizationFactory(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-10-01T12:00:00Z", tick=False):
        objective = ObjectiveFactory(owner__cadence="monthly")
        services.update(KeyResultFactory(objective=objective), by=objective.owner, value=Decimal(10))
    turn = SnapshotBasis.objects.get(objective=objective).turns_on
    noon = datetime(turn.year, turn.month, turn.day, 11, tzinfo=UTC)  # where midnight is past in Auckland by then
    with time_machine.travel(noon - timedelta(days=1, hours=1), tick=False):
        assert rollup.days_due() == 0
    with time_machine.travel(noon - timedelta(days=1), tick=False):
        assert rollup.days_due() == 1
        assert statuses(objective)[-1] == (turn.isoformat(), "at-risk")
    with time_machine.travel("2026-12-20T12:00:00Z", tick=False):
        assert from_nothing.check() == 0  # what waits is not wrong
        assert rollup.days_due() == 1
        assert rollup.days_due() == 0

    assert [status for _day, status in statuses(objective)] == ["none", "on-track", "at-risk", "off-track", "stale"]
    replay = Replay()
    for day in (date(2026, 10, 2) + timedelta(each) for each in range(80)):
        assert stored_on(day) == replay.evening(day)


@time_machine.travel("2026-12-20T12:00:00Z", tick=False)
@pytest.mark.parametrize("what", ["organisation", "owner", "period"])
def test_another_cadence_or_period_judges_past_days_anew(what):
    organization = OrganizationFactory(cadence="monthly")
    objective = ObjectiveFactory()
    services.update(KeyResultFactory(objective=objective), by=objective.owner, value=Decimal(10), day=date(2026, 10, 1))
    stale = {status: day for day, status in statuses(objective)}["stale"]
    assert rollup.days_due() == 0

    if what == "organisation":
        Organization.objects.filter(pk=organization.pk).update(cadence="weekly")
    elif what == "owner":
        type(objective.owner).objects.filter(pk=objective.owner.pk).update(cadence="weekly")
    else:
        type(objective.period).objects.filter(pk=objective.period.pk).update(starts_on=date(2026, 10, 5))

    assert from_nothing.check() > 0
    assert rollup.days_due() == 1
    now = {status: day for day, status in statuses(objective)}["stale"]
    assert (stale, now) == ("2026-11-16", "2026-11-20" if what == "period" else "2026-10-12")
    assert (from_nothing.check(), rollup.days_due()) == (0, 0)


@time_machine.travel("2026-11-20T12:00:00Z", tick=False)
def test_a_day_that_is_wrong_is_found_by_the_check_and_mended_from_nothing():
    company = ObjectiveFactory()
    child = ObjectiveFactory(aligned_to=company)
    services.update(KeyResultFactory(objective=child), by=child.owner, value=Decimal(50), day=date(2026, 10, 10))
    rollup.roll_up_due()
    kept = all_days()
    assert from_nothing.check() == 0
    Snapshot.objects.filter(objective=child, day=date(2026, 10, 10)).update(progress=Decimal("0.6"))

    assert from_nothing.check() > 0
    from_nothing.roll_up_all()

    assert (all_days(), from_nothing.check()) == (kept, 0)


@time_machine.travel("2026-11-20T12:00:00Z", tick=False)
def test_marks_say_from_which_day_on_and_a_parent_of_then_that_is_gone_needs_none():
    company, other = ObjectiveFactory(), ObjectiveFactory()
    child = ObjectiveFactory(aligned_to=company, owner=other.owner)
    key_result = KeyResultFactory(objective=child)
    services.update(key_result, by=child.owner, value=Decimal(50), day=date(2026, 10, 10))
    rollup.roll_up_due()
    services.align(child, other, by=child.owner)
    rollup.roll_up_due()

    services.update(key_result, by=child.owner, value=Decimal(70), day=date(2026, 11, 2))
    assert set(RollUpMark.objects.values_list("objective", "since")) == {
        (company.pk, date(2026, 11, 2)),
        (other.pk, date(2026, 11, 2)),
    }

    rollup.roll_up_due()
    company.delete()
    services.update(key_result, by=child.owner, value=Decimal(80), day=date(2026, 11, 3))
    assert list(RollUpMark.objects.values_list("objective", flat=True)) == [other.pk]


@given(
    progress=st.none() | st.decimals(0, 1, places=12),
    state=st.sampled_from(["draft", "active", "closed", "cancelled"]),
    last=st.none() | st.dates(date(2026, 9, 1), date(2027, 1, 31)),
    activated=st.dates(date(2026, 9, 1), date(2026, 12, 31)),
    cadence=st.sampled_from(["weekly", "two-weeks", "monthly"]),
)
@settings(deadline=None)
def test_the_course_of_a_status_is_the_status_of_each_day(progress, state, last, activated, cadence):
    period = PeriodFactory.build()
    rule = status.Rule(period.starts_on, period.ends_on, max(activated, period.starts_on), cadence)
    course = status.course(state, progress, last, rule)

    for day in (date(2026, 9, 1) + timedelta(each) for each in range(180)):
        assert course.on(day) == status.status_of(
            state=state,
            progress=progress,
            expected=measure.expected(period, day),
            last_update_on=last,
            counts_from=rule.counts_from,
            cadence=cadence,
            today=day,
        )
