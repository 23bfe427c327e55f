"""The kinds about blockers that are alike and about how goals hang together: an example, and one that just is not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from feedback.models import Blocker
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, SupportFactory
from insights.tests.conftest import DAY
from insights.tests.factories import StandingObjectiveFactory
from insights.tests.goal_examples import NOW, alike, alone, teams, waiting
from insights.tests.test_kinds import found
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db


# --- the same blocker again and again ---


@pytest.mark.parametrize(("count", "severity"), [(3, 1), (5, 2), (7, 3)])
def test_the_same_kind_of_help_again_and_again(moment, count, severity):
    person = alike(count)[0].raised_by

    [signal] = found("blocker-repeated", moment)

    assert (signal.subject, signal.about, signal.next_by) == (person.pk, person.pk, person.manager_id)
    figures = dict(signal.figures)
    assert (signal.severity, figures["by"], figures["which"], figures["times"]) == (severity, "help", "time", count)
    assert signal.since == DAY - timedelta(days=count - 2)
    # The third last of them leaves the ninety days then.
    assert figures["over_on"] == (DAY + timedelta(days=87)).isoformat()


def test_the_same_key_result_again_and_again(moment):
    key_result = KeyResultFactory()
    for nth, help_ in enumerate(("time", "people", "")):
        alike(
            1, person=key_result.objective.owner, key_result=key_result, help=help_, raised_at=NOW - timedelta(days=nth)
        )

    [signal] = found("blocker-repeated", moment)

    assert dict(signal.figures)["which"] == key_result.pk


def test_what_is_not_the_same_again(moment):
    manager = EmployeeFactory()
    alike(2)
    of_each_kind = EmployeeFactory(manager=manager)
    for help_ in ("time", "people", "skill"):
        alike(1, person=of_each_kind, help=help_)
    alike(3, person=EmployeeFactory(manager=manager), help="")
    alike(3, person=EmployeeFactory(manager=manager, left_on=DAY - timedelta(days=2)))
    long_ago = EmployeeFactory(manager=manager)
    alike(2, person=long_ago)
    alike(1, person=long_ago, raised_at=NOW - timedelta(days=90))

    assert found("blocker-repeated", moment) == []


# --- the same kind of blocker in several teams ---


def test_several_teams_wait_for_the_same(moment):
    people = teams(4)
    unit, leader = people[0].department, people[0].manager.manager

    [signal] = found("blocker-shared", moment)

    assert (signal.unit, signal.department, signal.about, signal.next_by) == (unit.pk, unit.pk, leader.pk, leader.pk)
    figures = dict(signal.figures)
    assert (figures, signal.severity, signal.since) == (
        {"help": "decision", "teams": 4, "people": 4},
        1,
        DAY - timedelta(days=2),
    )


def test_it_stands_at_the_lowest_unit_that_holds_them_and_at_none_above(moment):
    top = EmployeeFactory(manager=EmployeeFactory())
    whole = DepartmentFactory()
    DepartmentFactory()
    left, right = (DepartmentFactory(parent=whole) for _each in range(2))
    teams(4, department=left, top=top)
    teams(2, department=right, top=top, help="time")
    teams(2, department=whole, top=top, help="time")

    signals = found("blocker-shared", moment)

    assert [(each.unit, dict(each.figures)["help"]) for each in signals] == [
        (left.pk, "decision"),
        (whole.pk, "time"),
    ]


def test_of_people_in_departments_without_a_common_one_it_stands_at_the_whole(moment):
    top = EmployeeFactory(manager=EmployeeFactory())
    teams(2, department=DepartmentFactory(), top=top)
    teams(2, department=DepartmentFactory(), top=top)

    [signal] = found("blocker-shared", moment)

    assert (signal.unit, signal.department, signal.about) == (None, None, top.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"help": ""},
        {"resolved_at": NOW},
        {"raised_by__left_on": DAY - timedelta(days=2)},
    ],
)
def test_two_teams_are_not_three(moment, change):
    people = teams(4)
    for person in people[:2]:
        if "raised_by__left_on" in change:
            person.left_on = change["raised_by__left_on"]
            person.save()
        else:
            by = {"resolved_by": person} if "resolved_at" in change else {}
            Blocker.objects.filter(raised_by=person).update(**change, **by)

    assert found("blocker-shared", moment) == []


def test_where_fewer_than_k_would_be_left_without_those_that_one_knows_of_nothing_is_said(moment):
    people = teams(3)
    # Without the one that each manager knows of, two are left: fewer than three.
    assert found("blocker-shared", moment) == []

    teams(1, department=people[0].department, top=people[0].manager.manager)
    assert len(found("blocker-shared", moment)) == 1

    # Two of the four went up: their leader knows these, and could tell that two more have one.
    Blocker.objects.filter(raised_by__in=people[:2]).update(raised_at=NOW - timedelta(days=8))
    assert found("blocker-shared", moment) == []

    # All four went up: the leader knows them all anyway.
    Blocker.objects.update(raised_at=NOW - timedelta(days=8))
    assert len(found("blocker-shared", moment)) == 1


def test_without_anybody_above_all_of_them_it_is_nobodys(moment):
    department = DepartmentFactory()
    teams(2, department=department)
    teams(2, department=department)

    assert found("blocker-shared", moment) == []


# --- goals aligned to nothing: the middle of the period has passed ---


def test_somebodys_goals_serve_nothing(moment):
    objective = alone()
    company = Objective.objects.get(scope="company")
    ObjectiveFactory(owner=objective.owner, aligned_to=company, alignment="declined", activated_on=DAY - timedelta(14))

    [signal] = found("unaligned", moment)

    assert (signal.subject, signal.next_by, signal.severity) == (objective.owner_id, objective.owner_id, 2)
    assert (signal.since, dict(signal.figures)["alone"], dict(signal.figures)["total"]) == (DAY, 2, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"activated_on": DAY - timedelta(days=13)},
        {"state": Objective.State.DRAFT},
        {"visibility": Objective.Visibility.MANAGER},
        {"owner__left_on": DAY - timedelta(days=2)},
    ],
)
def test_what_is_not_alone(moment, fields):
    alone(**fields)

    assert found("unaligned", moment) == []


def test_a_part_of_them_is_enough_where_hr_says_so(moment):
    objective = alone()
    proposed = {"aligned_to": Objective.objects.get(scope="company"), "alignment": "proposed"}
    ObjectiveFactory(owner=objective.owner, **proposed)

    assert [len(found("unaligned", moment, threshold)) for threshold in (50, 51)] == [1, 0]


def test_where_the_company_aims_at_nothing_nobody_can_serve_it(moment):
    ObjectiveFactory()

    assert found("unaligned", moment) == []


# --- too many goals ---


@pytest.mark.parametrize(("count", "severity"), [(6, 1), (8, 2), (11, 3)])
def test_more_goals_than_five(moment, count, severity):
    owner = EmployeeFactory(department=DepartmentFactory())
    for nth in range(count):
        ObjectiveFactory(owner=owner, activated_on=date(2026, 10, 1 + nth))

    [signal] = found("too-many-goals", moment)

    assert (signal.subject, signal.unit, signal.severity) == (owner.pk, owner.department_id, severity)
    assert (signal.since, dict(signal.figures)["count"]) == (date(2026, 10, 6), count)


def test_five_are_not_too_many(moment):
    owner = EmployeeFactory()
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    ObjectiveFactory.create_batch(5, owner=owner)
    ObjectiveFactory(owner=owner, state=Objective.State.CLOSED)
    ObjectiveFactory(owner=owner, period=year)
    ObjectiveFactory(owner=owner, visibility=Objective.Visibility.MANAGER)

    assert found("too-many-goals", moment) == []


# --- mine waits for yours: 58.24 % are expected, so up to 52.4 % is behind, and 33 % is 25 points behind ---


@pytest.mark.parametrize(("yours", "severity"), [("0.33", 1), ("0.18", 2), ("0.03", 3)])
def test_mine_waits_for_yours(moment, yours, severity):
    mine, other = waiting("0.52", yours)

    [signal] = found("waiting", moment)

    assert (signal.subject, signal.objective, signal.about, signal.next_by) == (
        mine.pk, mine.pk, mine.owner_id, mine.owner_id,
    )  # fmt: skip
    assert (signal.severity, dict(signal.figures)["waits_for"]) == (severity, other.pk)


def test_what_is_named_as_a_support_counts_too_and_the_one_furthest_behind_is_named(moment):
    mine, _other = waiting()
    worst = SupportFactory(supported=mine, objective=StandingObjectiveFactory(progress=Decimal("0.1"))).objective

    [signal] = found("waiting", moment)

    assert (dict(signal.figures)["waits_for"], dict(signal.figures)["others"]) == (worst.pk, 1)


@pytest.mark.parametrize(
    ("mine", "yours", "fields"),
    [
        ("0.53", "0", {}),  # on track all the same
        ("0.5", "0.34", {}),  # 24 points
        ("0.5", "0", {"alignment": "proposed"}),
        ("0.5", "0", {"weight": 0}),
        ("0.5", "0", {"state": Objective.State.CANCELLED}),
        ("0.5", "0", {"visibility": Objective.Visibility.LINE}),
    ],
)
def test_what_does_not_wait(moment, mine, yours, fields):
    waiting(mine, yours, **fields)

    assert found("waiting", moment) == []


def test_nobody_waits_for_themselves(moment):
    mine, other = waiting()
    Objective.objects.filter(pk=other.pk).update(owner=mine.owner)

    assert found("waiting", moment) == []
