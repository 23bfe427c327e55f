"""Each kind by an example that makes it, and by one that just does not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from insights import kinds
from insights.tests.conftest import DAY
from insights.tests.examples import EVERY, found
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from insights.tests.goal_examples import more_of_each
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
# Those about conversations, load, feedback and reviews have a module of tests of their own.
HERE = [kind for kind in kinds.ALL if kind.slug not in EVERY]


def test_every_kind_is_named_once_and_explains_itself():
    assert len({kind.slug for kind in kinds.ALL}) == len(kinds.ALL)
    assert all("%(threshold)s" in str(kind.rule) and kind.least <= kind.threshold <= kind.most for kind in kinds.ALL)


# --- a key result slips: 58.24 % are expected, and 15 points may be missing ---


@pytest.mark.parametrize(("progress", "severity"), [("0.43", 1), ("0.33", 2), ("0.18", 3)])
def test_a_key_result_far_behind_slips(moment, progress, severity):
    key_result = StandingKeyResultFactory(progress=Decimal(progress))

    [signal] = found("slipping", moment)

    assert (signal.subject, signal.objective) == (key_result.pk, key_result.objective_id)
    assert (signal.about, signal.next_by) == (key_result.objective.owner_id, key_result.objective.owner_id)
    assert (signal.severity, round(signal.shortfall, 4)) == (
        severity,
        round(Decimal("0.582417582418") - Decimal(progress), 4),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"progress": Decimal("0.4325")},  # 14.99 points behind
        {"progress": Decimal(1)},
        {"progress": None, "last_update_on": None},
        {"last_update_on": date(2026, 11, 1)},  # stale: another signal speaks of it
        {"unit": KeyResult.Unit.MILESTONE, "target": 1},
        {"objective__state": Objective.State.DRAFT},
        {"objective__state": Objective.State.CLOSED},
    ],
)
def test_what_does_not_slip(moment, fields):
    StandingKeyResultFactory(**{"progress": Decimal("0.1")} | fields)

    assert found("slipping", moment) == []


def test_a_key_result_whose_own_date_has_passed_is_expected_to_be_whole(moment):
    late = StandingKeyResultFactory(progress=Decimal("0.84"), due_on=DAY - timedelta(days=1))
    StandingKeyResultFactory(progress=Decimal("0.86"), due_on=DAY - timedelta(days=1))
    StandingKeyResultFactory(progress=Decimal("0.84"), due_on=DAY)

    [signal] = found("slipping", moment)

    assert (signal.subject, signal.since) == (late.pk, DAY)


def test_it_is_the_keepers_and_counts_where_the_objective_belongs(moment):
    department, keeper = DepartmentFactory(), EmployeeFactory(left_on=DAY - timedelta(days=3))
    StandingKeyResultFactory(progress=0, owner=keeper, objective__scope="department", objective__department=department)

    [signal] = found("slipping", moment)

    assert (signal.about, signal.unit, signal.next_by) == (keeper.pk, department.pk, None)


def test_in_a_period_that_is_over_nothing_slips_or_is_stale(moment):
    over = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    StandingKeyResultFactory(progress=0, objective__period=over)
    StandingObjectiveFactory(period=over, last_update_on=date(2026, 8, 1))

    assert (found("slipping", moment), found("stale", moment)) == ([], [])


# --- stale: every two weeks, so after 21 days ---


@pytest.mark.parametrize(("spoken", "severity"), [(22, 1), (42, 2), (53, 2)])
def test_a_silent_objective_is_stale(moment, spoken, severity):
    objective = StandingObjectiveFactory(last_update_on=DAY - timedelta(days=spoken))

    [signal] = found("stale", moment)

    assert (signal.subject, signal.severity) == (objective.pk, severity)
    assert signal.since == DAY - timedelta(days=spoken - 22)


@pytest.mark.parametrize(
    "fields",
    [
        {"last_update_on": DAY - timedelta(days=21)},
        {"last_update_on": None, "activated_on": DAY - timedelta(days=21)},
        {"progress": Decimal(1)},
        {"progress": None},
        {"owner__cadence": "monthly"},
        {"state": Objective.State.CANCELLED},
    ],
)
def test_what_is_not_stale(moment, fields):
    StandingObjectiveFactory(**{"last_update_on": DAY - timedelta(days=22)} | fields)

    assert found("stale", moment) == []


def test_the_threshold_gives_more_days(moment):
    StandingObjectiveFactory(last_update_on=DAY - timedelta(days=24))

    assert [len(found("stale", moment, threshold)) for threshold in (0, 2, 3)] == [1, 1, 0]


# --- a blocker that nobody acknowledged ---

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(("waits", "severity"), [(WEEK, 1), (2 * WEEK, 2), (4 * WEEK, 3)])
def test_a_blocker_without_an_answer_for_a_week(moment, waits, severity):
    blocker = BlockerFactory(raised_at=NOW - waits)

    [signal] = found("blocker", moment)

    assert (signal.subject, signal.about, signal.next_by) == (
        blocker.pk,
        blocker.raised_by_id,
        blocker.raised_by.manager_id,
    )
    assert (signal.severity, signal.since) == (severity, (NOW - waits + WEEK).date())
    assert "text" not in dict(signal.figures)


def test_blockers_that_make_no_signal(moment):
    manager = EmployeeFactory()
    BlockerFactory(raised_at=NOW - WEEK + timedelta(seconds=1))
    BlockerFactory(raised_at=NOW - 2 * WEEK, acknowledged_at=NOW, acknowledged_by=manager)
    BlockerFactory(raised_at=NOW - 2 * WEEK, resolved_at=NOW, resolved_by=manager)
    BlockerFactory(raised_at=NOW - 2 * WEEK, raised_by__left_on=DAY - timedelta(days=2), raised_by__manager=manager)

    assert found("blocker", moment) == []


# --- check-ins missed: every two weeks, so twice after 28 days ---


@pytest.mark.parametrize(("late", "times", "severity"), [(28, 2, 1), (56, 4, 2), (84, 6, 3)])
def test_check_ins_missed_twice_running(moment, late, times, severity):
    check_in = CheckInFactory(due_on=DAY - timedelta(days=late))

    [signal] = found("missed-check-ins", moment)

    assert (signal.subject, signal.about, signal.next_by) == (check_in.pk, check_in.employee_id, check_in.manager_id)
    assert (signal.severity, dict(signal.figures)["times"]) == (severity, times)


@pytest.mark.parametrize(
    "fields",
    [
        {"due_on": DAY - timedelta(days=27)},
        {"done": True},
        {"skipped": True},
        {"employee__cadence": "monthly"},
        {"employee__left_on": DAY - timedelta(days=2)},
    ],
)
def test_what_is_not_missed_twice(moment, fields):
    manager = EmployeeFactory()
    CheckInFactory(**{"due_on": DAY - timedelta(days=40), "employee__manager": manager} | fields)

    assert found("missed-check-ins", moment) == []


# --- no goals ---


def test_somebody_without_goals(moment):
    manager = EmployeeFactory()
    person = EmployeeFactory(manager=manager)
    ObjectiveFactory(owner=manager)

    [signal] = found("without-goals", moment)

    assert (signal.subject, signal.about, signal.next_by) == (person.pk, person.pk, manager.pk)
    assert (signal.severity, signal.since) == (2, date(2026, 10, 15))


def test_at_the_top_it_is_ones_own_to_do(moment):
    person = EmployeeFactory()

    assert [signal.next_by for signal in found("without-goals", moment)] == [person.pk]


def test_who_has_a_goal_is_new_or_gone_is_not_without_goals(moment):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    owner = EmployeeFactory()
    ObjectiveFactory(owner=owner, state=Objective.State.DRAFT)
    ObjectiveFactory(owner=EmployeeFactory(), period=year)
    KeyResultFactory(owner=EmployeeFactory(), objective__owner=owner)
    EmployeeFactory(hired_on=DAY - timedelta(days=13))
    EmployeeFactory(left_on=DAY - timedelta(days=2))
    cancelled = ObjectiveFactory(state=Objective.State.CANCELLED)

    assert [signal.about for signal in found("without-goals", moment)] == [cancelled.owner_id]


def test_without_a_running_period_nobody_is_without_goals(db, today):
    EmployeeFactory()

    assert found("without-goals", kinds.Moment.at()) == []


def test_a_period_that_has_just_begun_says_nothing_yet(moment):
    EmployeeFactory()

    assert [len(found("without-goals", moment, threshold)) for threshold in (53, 54)] == [1, 0]


# --- for all of them ---


@pytest.fixture
def one_of_each(moment):
    StandingKeyResultFactory(progress=0)
    StandingObjectiveFactory(last_update_on=DAY - timedelta(days=30))
    BlockerFactory(raised_at=NOW - 2 * WEEK)
    CheckInFactory(due_on=DAY - timedelta(days=40))
    more_of_each()


@pytest.mark.parametrize("kind", HERE, ids=lambda kind: kind.slug)
def test_of_some_people_it_finds_what_it_finds_of_everyone(moment, one_of_each, kind):
    everything = sorted(found(kind.slug, moment))
    people = Employee.objects.order_by("pk")
    halves = [people.filter(pk__in=list(people.values_list("pk", flat=True))[half::2]) for half in (0, 1)]

    apart = [each for half in halves for each in found(kind.slug, moment, people=half)]

    assert everything
    assert sorted(apart) == everything


@pytest.mark.parametrize("kind", HERE, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("count", [1, 3])
def test_a_fixed_number_of_statements(moment, django_assert_num_queries, kind, count):
    for _each in range(count):
        StandingKeyResultFactory(progress=0)
        StandingObjectiveFactory(last_update_on=DAY - timedelta(days=30))
        BlockerFactory(raised_at=NOW - 2 * WEEK)
        CheckInFactory(due_on=DAY - timedelta(days=40))
        more_of_each()

    statements = {"slipping": 1, "stale": 1, "blocker": 3, "missed-check-ins": 3, "without-goals": 3}
    statements |= {"blocker-repeated": 3, "blocker-shared": 5, "unaligned": 3, "too-many-goals": 3, "waiting": 2}
    with django_assert_num_queries(statements[kind.slug]):
        found(kind.slug, moment)


@pytest.mark.parametrize("kind", HERE, ids=lambda kind: kind.slug)
def test_a_threshold_of_nothing_is_no_error(moment, one_of_each, kind):
    assert len(found(kind.slug, moment, kind.least)) >= len(found(kind.slug, moment))
