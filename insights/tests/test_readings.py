"""How units stand: their sums, what is too small to be told, and that the parts make the whole."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals.models import Objective
from goals.tests.factories import PeriodFactory, ProcessFactory
from insights import readings
from insights.kinds import Moment
from insights.models import UnitReading
from insights.readings import ANSWERS, Departments, Key, Sums, _count_answers
from insights.tests.conftest import DAY
from insights.tests.factories import SignalFactory, StandingObjectiveFactory
from insights.tests.test_dismissing import dismissed
from org.models import Department, Organization
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXPECTED = Decimal("0.582417582418")


def read(moment, department=None, is_itself=False):
    return readings.compute(moment)[Key(department and department.pk, is_itself)]


@pytest.fixture
def company(moment):
    """Two departments below a third; four people in each."""
    top = DepartmentFactory(name="Technology")
    below = [DepartmentFactory(name=name, parent=top) for name in ("Firmware", "Optics")]
    people = {each.name: EmployeeFactory.create_batch(4, department=each) for each in (top, *below)}
    return top, *below, people


def test_progress_is_the_weighted_mean_of_what_is_below(moment, company):
    top, firmware, optics, people = company
    StandingObjectiveFactory(owner=people["Firmware"][0], progress=Decimal("0.2"), weight=3)
    StandingObjectiveFactory(owner=people["Optics"][0], progress=Decimal(1))
    StandingObjectiveFactory(owner=people["Optics"][1], progress=None)
    StandingObjectiveFactory(owner=people["Optics"][2], progress=Decimal("0.9"), weight=0)
    StandingObjectiveFactory(owner=people["Optics"][3], progress=Decimal("0.9"), state=Objective.State.CLOSED)

    assert read(moment, firmware)["progress"] == Decimal("0.2")
    assert read(moment, optics)["progress"] == 1
    assert (read(moment, top)["progress"], read(moment, top)["weight"]) == (Decimal("0.4"), 4)
    assert (read(moment)["progress"], read(moment)["expected"]) == (Decimal("0.4"), EXPECTED)
    assert (read(moment)["objectives"], read(moment)["on_track"], read(moment)["off_track"]) == (2, 1, 1)


def test_an_objective_counts_in_its_department_else_that_of_its_process_else_its_owners(moment, company):
    top, firmware, optics, people = company
    StandingObjectiveFactory(owner=people["Optics"][0], scope="department", department=firmware)
    process = ProcessFactory(department=firmware, owner=people["Optics"][0])
    StandingObjectiveFactory(owner=people["Optics"][0], scope="process", process=process)
    StandingObjectiveFactory(owner=people["Optics"][0])

    assert [read(moment, unit)["objectives"] for unit in (firmware, optics, top)] == [2, 1, 3]


def test_only_the_running_period_counts_the_shortest_of_them(moment, company):
    _top, firmware, _optics, people = company
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    StandingObjectiveFactory(owner=people["Firmware"][0], period=year)

    assert (read(Moment.at(), firmware)["objectives"], read(Moment.at(), firmware)["progress"]) == (0, None)


@pytest.mark.parametrize(("silent", "standing"), [(1, "on-track"), (2, "stale")])
def test_a_unit_is_stale_where_more_than_half_of_its_weight_is(moment, company, silent, standing):
    _top, firmware, _optics, people = company
    for nth in range(3):
        last = DAY - timedelta(days=30 if nth < silent else 3)
        StandingObjectiveFactory(owner=people["Firmware"][nth], progress=Decimal("0.6"), last_update_on=last)
    readings.store(moment)

    assert readings.standing(UnitReading.objects.get(department=firmware)) == standing


def test_blockers_and_check_ins_of_four_weeks(moment, company):
    top, firmware, _optics, people = company
    ana, ben, cai, dan = people["Firmware"]
    for person in (ana, ben, cai, dan):
        person.manager = people["Technology"][0]
        person.save()
    BlockerFactory(raised_by=ana)
    BlockerFactory(raised_by=ben, acknowledged_at=NOW, acknowledged_by=ana)
    BlockerFactory(raised_by=ben, resolved_at=NOW, resolved_by=ben)
    CheckInFactory(employee=ana, done=True, due_on=DAY)
    CheckInFactory(employee=ana, done=True, due_on=DAY - timedelta(days=27))
    CheckInFactory(employee=ana, done=True, due_on=DAY - timedelta(days=28))
    CheckInFactory(employee=ben, skipped=True, due_on=DAY - timedelta(days=5))
    CheckInFactory(employee=cai, due_on=DAY - timedelta(days=1))
    CheckInFactory(employee=dan, due_on=DAY)

    for unit in (firmware, top, None):
        found = read(moment, unit)
        assert (found["blockers"], found["blockers_taken"]) == (2, 1)
        assert (found["check_ins_due"], found["check_ins_held"]) == (4, 2)


def test_a_leaver_counts_nowhere(moment, company):
    _top, firmware, _optics, _people = company
    gone = EmployeeFactory(department=firmware, manager=EmployeeFactory(), left_on=DAY - timedelta(days=2))
    BlockerFactory(raised_by=gone)
    CheckInFactory(employee=gone, done=True, due_on=DAY)

    found = read(moment, firmware)

    assert (found["people"], found["blockers"], found["check_ins_due"]) == (4, 0, 0)


def test_signals_count_until_they_are_dismissed(moment, company):
    _top, firmware, _optics, people = company
    first, _second = (SignalFactory(about=person) for person in people["Firmware"][:2])
    assert read(moment, firmware)["signals"] == 2

    dismissed(first)

    assert (read(moment, firmware)["signals"], read(moment)["signals"]) == (1, 1)


# --- too few people ---


def test_of_fewer_than_k_people_nothing_is_counted_that_they_answered(moment, company):
    top, _firmware, _optics, people = company
    small = DepartmentFactory(name="Legal", parent=top)
    for person in EmployeeFactory.create_batch(2, department=small):
        BlockerFactory(raised_by=person)
    BlockerFactory(raised_by=people["Firmware"][0])

    assert (read(moment, small)["is_small"], read(moment, small)["blockers"]) == (True, 0)
    # Two and nobody else would be told by the difference to what is shown of the others.
    assert (read(moment, top)["blockers"], read(moment)["blockers"]) == (1, 1)


def test_small_parts_count_together_where_they_are_enough(moment, company):
    top, _firmware, _optics, _people = company
    for name in ("Legal", "Tax"):
        small = DepartmentFactory(name=name, parent=top)
        for person in EmployeeFactory.create_batch(2, department=small):
            BlockerFactory(raised_by=person)

    assert read(moment, top)["blockers"] == 4


def test_a_higher_threshold_hides_more(moment, company):
    _top, firmware, _optics, _people = company
    Organization.objects.update(anonymity_threshold=5)

    assert [read(Moment.at(), unit)["is_small"] for unit in (firmware, None)] == [True, False]


trees = st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=7)


@given(trees, st.integers(3, 4), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_what_a_unit_counts_beyond_its_parts_is_of_k_people_or_more(rows, k, alone):
    """Each row: whose part it is (an earlier one, or none), how many people are in it alone, and their blockers."""
    tree = Departments((pk, parent if 0 <= parent < pk else None) for pk, (parent, *_rest) in enumerate(rows))
    sums = {Key(None, False): Sums()}
    for pk in tree.parent:
        sums[Key(pk, False)] = Sums()
        if tree.children[pk]:
            sums[Key(pk, True)] = Sums()
    owns = {
        pk: Sums(people=people, blockers=blockers if people else 0) for pk, (_p, people, blockers) in enumerate(rows)
    }
    for pk, own in owns.items():
        for key in [Key(None, False), *(Key(each, False) for each in tree.way(pk))]:
            sums[key].add(own)
        if tree.children[pk]:
            sums[Key(pk, True)].add(own)
    raw = sum(own.blockers for own in owns.values())

    _count_answers(tree, sums, k)

    for unit in [*tree.parent, None]:
        parts = [Key(pk, False) for pk in tree.children[unit]]
        parts += [Key(unit, True)] if Key(unit, True) in sums else []
        shown = [part for part in parts if sums[part].people >= k]
        beyond = sums[Key(unit, False)].blockers - sum(sums[part].blockers for part in shown)
        people = sums[Key(unit, False)].people - sum(sums[part].people for part in shown)
        if parts and sums[Key(unit, False)].people >= k:
            hidden = people + sum(_waiting(tree, sums, part.department, k) for part in shown if not part.is_itself)
            assert beyond == 0 or hidden >= k
    assert sums[Key(None, False)].blockers <= raw
    assert all(sums[key].blockers == 0 for key in sums if sums[key].people < k)


def _waiting(tree, sums, unit, k) -> int:
    """How many people of a unit that is shown were not counted in it: those of its small parts, and what they left."""
    parts = [Key(pk, False) for pk in tree.children[unit]]
    parts += [Key(unit, True)] if Key(unit, True) in sums else []
    small = sum(sums[part].people for part in parts if sums[part].people < k)
    small += sum(
        _waiting(tree, sums, part.department, k) for part in parts if sums[part].people >= k and not part.is_itself
    )
    return small if small < k else 0


# --- the parts make the whole ---

plans = st.lists(
    st.tuples(st.integers(-1, 4), st.integers(0, 3), st.lists(st.integers(0, 100), max_size=3)), min_size=0, max_size=5
)


@given(plans)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_of_spans_are_the_whole(period, plan):
    with transaction.atomic():
        made = []
        for parent, people, progresses in plan:
            above = made[parent] if 0 <= parent < len(made) else None
            made.append(DepartmentFactory(parent=above))
            owners = EmployeeFactory.create_batch(people, department=made[-1]) or [EmployeeFactory()]
            for progress in progresses:
                StandingObjectiveFactory(owner=owners[0], progress=Decimal(progress) / 100)
        found = readings.compute(Moment.at())
        for unit in [None, *(each.pk for each in made)]:
            parts = [
                found[Key(pk, False)] for pk in Department.objects.filter(parent=unit).values_list("pk", flat=True)
            ]
            parts += [found[Key(unit, True)]] if Key(unit, True) in found else []
            whole = found[Key(unit, False)]
            for name in ("people", "objectives", "weight", "on_track", "at_risk", "off_track", "silent"):
                assert not parts or sum(part[name] for part in parts) == whole[name]
            done = sum(part["weight"] * part["progress"] for part in parts if part["progress"] is not None)
            if parts and whole["progress"] is not None:
                assert abs(done - whole["weight"] * whole["progress"]) < Decimal("1e-9")
        transaction.set_rollback(True)


# --- companies that are not like others ---


def test_an_empty_company(moment):
    assert readings.compute(moment).keys() == {Key(None, False)}
    assert (read(moment)["people"], read(moment)["progress"], read(moment)["is_small"]) == (0, None, True)


def test_a_company_of_one(moment):
    person = EmployeeFactory()
    StandingObjectiveFactory(owner=person)
    BlockerFactory(raised_by=person)

    found = read(moment)

    assert (found["people"], found["progress"], found["is_small"], found["blockers"]) == (1, Decimal("0.5"), True, 0)


def test_a_unit_without_people(moment, company):
    top, *_rest = company
    empty = DepartmentFactory(name="Empty", parent=top)

    assert (read(moment, empty)["people"], read(moment, empty)["progress"]) == (0, None)


def test_where_all_stand_below_one_department_who_is_of_none_belongs_to_it(moment, company):
    top, *_rest = company
    EmployeeFactory()

    assert (read(moment, top)["people"], read(moment)["people"]) == (13, 13)
    assert Key(None, True) not in readings.compute(moment)


def test_of_several_departments_at_the_top_who_is_of_none_is_a_part_of_the_whole(moment, company):
    DepartmentFactory(name="Sales")
    EmployeeFactory()

    assert (read(moment)["people"], read(moment, None, True)["people"]) == (13, 1)


def test_a_circle_in_old_data_ends(moment):
    first, second = DepartmentFactory(), DepartmentFactory()
    EmployeeFactory(department=first)
    Department.objects.filter(pk=first.pk).update(parent=second)
    Department.objects.filter(pk=second.pk).update(parent=first)

    assert [read(moment, unit)["people"] for unit in (first, second, None)] == [1, 1, 1]


def test_a_department_that_was_merged_today_is_gone_and_its_people_count_where_they_are(moment, company):
    top, firmware, optics, people = company
    readings.store(moment)
    for person in people["Optics"]:
        person.department = firmware
        person.save()
    optics.delete()

    readings.store(moment)

    assert {row.department_id: row.people for row in UnitReading.objects.filter(is_itself=False)} == {
        top.pk: 12,
        firmware.pk: 8,
        None: 12,
    }


# --- what is stored ---


def test_the_row_of_the_day_is_kept_fresh_and_those_before_stay(moment, company):
    readings.store(moment)
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        EmployeeFactory(department=company[1])
        readings.store(Moment.at())
        readings.store(Moment.at())

    whole = UnitReading.objects.filter(department=None, is_itself=False).order_by("day")
    assert list(whole.values_list("day", "people")) == [(DAY, 12), (DAY + timedelta(days=1), 13)]
    assert {row.day for row in UnitReading.objects.newest()} == {DAY + timedelta(days=1)}


def test_to_store_twice_changes_nothing(moment, company):
    assert (readings.store(moment) > 0, readings.store(moment), readings.compare(moment)) == (True, 0, 0)


def test_a_fixed_number_of_statements(moment, company, django_assert_num_queries):
    with django_assert_num_queries(11):
        readings.compute(moment)


def test_every_answer_is_stored():
    assert set(ANSWERS) < set(readings.STORED)
