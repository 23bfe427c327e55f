"""Close the objectives of a period, all or nothing, once; and carry them over."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import closing, services
from goals.carrying import carried_baseline, landings, next_period
from goals.models import Change, KeyResult, Objective, Period
from goals.services.closing import Done, Ending, Next, carry_over, close_objectives
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.models import RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
State, Alignment, Visibility = Objective.State, Objective.Alignment, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    OrganizationFactory()
    with time_machine.travel("2027-01-05T12:00:00Z", tick=False):
        yield


@pytest.fixture
def following():
    return PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))


@pytest.fixture
def ana():
    return EmployeeFactory(manager=EmployeeFactory())


def ending(objective, what=Next.CLOSE, score="0.7", text="What helped") -> Ending:
    return Ending(objective, what, text, None if score is None else Decimal(score))


def states() -> dict[str, str]:
    return dict(Objective.objects.order_by("pk").values_list("title", "state"))


# --- the next period ---


def period(name, first, last) -> Period:
    return Period(pk=abs(hash(name)), name=name, starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last))


def test_the_next_period_begins_first_and_is_of_about_the_same_length():
    quarter = period("2026 Q4", "2026-10-01", "2026-12-31")
    others = [
        period("2026", "2026-01-01", "2026-12-31"),
        period("2027", "2027-01-01", "2027-12-31"),
        period("2027-01", "2027-01-01", "2027-01-31"),
        period("2027 Q1", "2027-01-01", "2027-03-31"),
        period("2027 Q2", "2027-04-01", "2027-06-30"),
    ]

    assert next_period(quarter, [quarter, *others]).name == "2027 Q1"
    assert next_period(others[0], [quarter, *others]).name == "2027"
    assert next_period(others[-1], [quarter, *others]) is None


# --- all or nothing, once ---


def test_each_becomes_what_was_chosen_for_it(ana, following):
    closed, carried, cancelled, left = (ObjectiveFactory(owner=ana, title=title) for title in "ABCD")
    endings = [
        ending(closed),
        ending(carried, Next.CARRY, "0.4", "Goes on"),
        ending(cancelled, Next.CANCEL, None, "Overtaken"),
    ]

    done = close_objectives(endings, by=ana, into=following)

    assert done == Done(closed=2, carried=1, cancelled=1)
    assert list(Objective.objects.order_by("pk").values_list("title", "state", "score", "retrospective")) == [
        ("A", "closed", Decimal("0.70"), "What helped"),
        ("B", "closed", Decimal("0.40"), "Goes on"),
        ("C", "cancelled", None, ""),
        ("D", "active", None, ""),
        ("B", "draft", None, ""),
    ]
    assert Change.objects.get(objective=cancelled, new="cancelled").reason == "Overtaken"
    assert left.copies.count() == 0


def test_sent_twice_it_closes_once(ana, following):
    endings = [
        ending(ObjectiveFactory(owner=ana, title="A")),
        ending(ObjectiveFactory(owner=ana, title="B"), Next.CARRY),
        ending(ObjectiveFactory(owner=ana, title="C"), Next.CANCEL, None, "Overtaken"),
    ]
    first = close_objectives(endings, by=ana, into=following)
    changes, objectives = Change.objects.count(), Objective.objects.count()

    again = close_objectives(endings, by=ana, into=following)

    assert again == first
    assert (Change.objects.count(), Objective.objects.count()) == (changes, objectives)


@pytest.mark.parametrize(
    ("what", "score", "text", "words"),
    [
        (Next.CLOSE, "0.9", "Other words", "this one is closed"),
        (Next.CLOSE, None, "What helped", "A score is between 0 and 1"),
        (Next.CANCEL, None, "Overtaken", "this one is closed"),
    ],
)
def test_what_somebody_else_closed_meanwhile_is_not_overwritten(ana, what, score, text, words):
    objective, other = ObjectiveFactory(owner=ana, title="A"), ObjectiveFactory(owner=ana, title="B")
    services.close(objective, by=ana, score=Decimal("0.7"), retrospective="What helped")

    with pytest.raises(ValidationError, match=words) as refused:
        close_objectives([ending(other), ending(objective, what, score, text)], by=ana)

    objective.refresh_from_db()
    assert refused.value.row == 1
    assert (objective.score, objective.retrospective) == (Decimal("0.70"), "What helped")
    assert states() == {"A": "closed", "B": "active"}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_that_is_refused_leaves_all_as_they_were(ana, following, place):
    objectives = [ObjectiveFactory(owner=ana) for _ in range(3)]
    endings = [ending(each, Next.CARRY) for each in objectives]
    endings[place] = ending(objectives[place], text="  ")

    with pytest.raises(ValidationError, match="short retrospective") as refused:
        close_objectives(endings, by=ana, into=following)

    assert refused.value.row == place
    assert set(states().values()) == {"active"}
    assert Objective.objects.count() == 3


def test_closing_stays_possible_once_progress_is_locked(ana):
    objective = ObjectiveFactory(owner=ana)
    Period.objects.update(definitions_lock_on=date(2026, 11, 1), progress_locks_on=date(2027, 1, 1))

    close_objectives([ending(objective)], by=ana)

    objective.refresh_from_db()
    assert objective.state == State.CLOSED


# --- carry over ---


def test_the_copy_begins_where_the_old_one_stands(ana, following):
    gone = EmployeeFactory(left_on=date(2026, 12, 1))
    objective = ObjectiveFactory(
        owner=ana, title="Cut lead time", description="Door to door", visibility=Visibility.LINE
    )
    facts = {"objective": objective, "weight": 2}
    KeyResultFactory(**facts, title="Short", unit="currency", currency="EUR", current=40, due_on=date(2026, 12, 1))
    KeyResultFactory(**facts, title="Kept", baseline=14, target=9, current=None, owner=gone)
    KeyResultFactory(**facts, title="Reached", current=100)

    copy = carry_over(objective, following, by=ana)

    assert (copy.title, copy.description, copy.visibility) == ("Cut lead time", "Door to door", "line")
    assert (copy.period, copy.owner, copy.state, copy.copied_from) == (following, ana, "draft", objective)
    names = ("title", "unit", "currency", "baseline", "target", "weight", "current", "owner", "due_on")
    assert list(copy.key_results.values_list(*names)) == [
        ("Short", "currency", "EUR", 40, 100, 2, None, None, None),
        ("Kept", "number", "", 14, 9, 2, None, None, None),
        ("Reached", "number", "", 0, 100, 2, None, None, None),
    ]


@settings(max_examples=200, deadline=None)
@given(
    baseline=st.decimals(-1000, 1000, places=3),
    target=st.decimals(-1000, 1000, places=3),
    current=st.none() | st.decimals(-3000, 3000, places=3),
    milestone=st.booleans(),
)
def test_a_carried_key_result_can_move_and_never_turns_round(baseline, target, current, milestone):
    if baseline == target:
        return
    if milestone:
        baseline, target, current = Decimal(0), Decimal(1), current and Decimal(1)
    unit = "milestone" if milestone else "number"
    key_result = KeyResult(baseline=baseline, target=target, current=current, unit=unit)

    new = carried_baseline(key_result)

    assert new in (baseline, current)
    assert (target > new) == (target > baseline)
    assert new != target
    if current is not None and not milestone and (target - current) * (target - baseline) > 0:
        assert new == current


def test_it_is_carried_over_once_also_by_hand(ana, following):
    objective = ObjectiveFactory(owner=ana)

    copies = [carry_over(objective, following, by=ana) for _ in range(2)]

    assert copies[0] == copies[1]
    assert objective.copies.count() == 1


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda objective, following: None, "no period to carry it over into"),
        (lambda objective, following: Period.objects.filter(pk=following.pk).update(definitions_lock_on="2027-01-05"),
         "Targets and weights of 2027 Q1 are locked"),
        (lambda objective, following: type(objective.owner).objects.update(left_on="2026-12-31"), "has left"),
    ],
)  # fmt: skip
def test_why_it_cannot_be_carried_over(ana, following, prepare, words):
    objective = ObjectiveFactory(owner=ana)
    prepare(objective, following)
    into = None if "no period" in words else Period.objects.get(pk=following.pk)

    with pytest.raises(ValidationError, match=words):
        close_objectives([ending(Objective.objects.get(), Next.CARRY)], by=ana, into=into)

    assert states() == {objective.title: "active"}


def test_parent_and_child_go_on_together(ana, following):
    parent = ObjectiveFactory(owner=ana, title="parent")
    child = ObjectiveFactory(owner=ana, title="child", aligned_to=parent)

    close_objectives([ending(child, Next.CARRY), ending(parent, Next.CARRY)], by=ana, into=following)

    copy = child.copies.get()
    assert (copy.aligned_to, copy.alignment) == (parent.copies.get(), "accepted")


@pytest.mark.parametrize(("whose", "alignment"), [("manager", "accepted"), ("stranger", "proposed")])
def test_it_is_aligned_to_the_copy_that_its_parents_owner_made(ana, following, whose, alignment):
    owner = ana.manager if whose == "manager" else EmployeeFactory()
    parent = ObjectiveFactory(owner=owner)
    child = ObjectiveFactory(owner=ana, aligned_to=parent)
    of_parent = carry_over(parent, following, by=owner)

    copy = carry_over(child, following, by=ana)

    assert (copy.aligned_to, copy.alignment) == (of_parent, alignment)


@pytest.mark.parametrize(("whose", "alignment"), [("manager", "accepted"), ("stranger", "proposed")])
def test_what_serves_the_year_serves_it_again_or_asks_anew(ana, following, whose, alignment):
    years = PeriodFactory(name="two years", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    parent = ObjectiveFactory(owner=ana.manager if whose == "manager" else EmployeeFactory(), period=years)
    child = ObjectiveFactory(owner=ana, aligned_to=parent)

    copy = carry_over(child, following, by=ana)

    assert (copy.aligned_to, copy.alignment) == (parent, alignment)


@pytest.mark.parametrize("why", ["nothing", "declined", "parent not carried", "parent left", "parent closed"])
def test_else_it_is_aligned_to_nothing(ana, following, why):
    years = PeriodFactory(name="two years", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    owner = EmployeeFactory(left_on=date(2026, 12, 1) if why == "parent left" else None)
    parent = ObjectiveFactory(
        owner=owner,
        period=PeriodFactory() if why == "parent not carried" else years,
        state=State.CLOSED if why == "parent closed" else State.ACTIVE,
    )
    child = ObjectiveFactory(owner=ana, aligned_to=None if why == "nothing" else parent)
    if why == "declined":
        Objective.objects.filter(pk=child.pk).update(alignment=Alignment.DECLINED)
        child.refresh_from_db()

    copy = carry_over(child, following, by=ana)

    assert (copy.aligned_to, copy.alignment) == (None, "")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.lists(st.integers(0, 5), min_size=1, max_size=6),
    chosen=st.lists(st.sampled_from(list(Next)), min_size=6, max_size=6),
)
def test_any_tree_closes_and_goes_on_as_it_was(ana, following, parents, chosen):
    """Each copy hangs where its original hung, if that was carried over; nothing else changes; twice is once."""
    Objective.objects.update(aligned_to=None, alignment="")
    Objective.objects.all().delete()
    made: list[Objective] = []
    for place, parent in enumerate(parents):
        above = made[parent] if parent < place else None
        made.append(ObjectiveFactory(owner=ana, title=f"O{place}", aligned_to=above))
    endings = [ending(each, what) for each, what in zip(made, chosen, strict=False) if what != Next.OPEN]

    for _twice in range(2):
        close_objectives(endings, by=ana, into=following)

    carried = {each.pk for each, what in zip(made, chosen, strict=False) if what == Next.CARRY}
    copies = {each.copied_from_id: each for each in Objective.objects.exclude(copied_from=None)}
    assert copies.keys() == carried
    assert Objective.objects.count() == len(made) + len(carried)
    for each in made:
        if each.pk in carried:
            there = copies.get(each.aligned_to_id)
            assert copies[each.pk].aligned_to_id == (there.pk if there else None)


def test_landings_cost_the_same(ana, following, django_assert_num_queries):
    for count in (1, 3):
        children = [ObjectiveFactory(owner=ana, aligned_to=ObjectiveFactory()) for _ in range(count)]
        with django_assert_num_queries(2):
            landings(children, following)


# --- what one has to close ---


def test_own_objectives_and_those_one_acts_for(ana):
    department = DepartmentFactory()
    RoleGrantFactory(employee=ana, role=RoleGrant.Role.HEAD, department=department)
    process = ProcessFactory(owner=ana)
    ObjectiveFactory(owner=ana, title="own")
    ObjectiveFactory(title="department", scope="department", department=department, visibility=Visibility.MANAGER)
    ObjectiveFactory(title="process", scope="process", process=process)
    ObjectiveFactory(title="somebody’s in the department", department=department)
    ObjectiveFactory(owner=ana, title="draft", state=State.DRAFT)
    ObjectiveFactory(owner=ana.manager, title="the manager’s")

    found = closing.to_close(ana)

    assert set(found.values_list("title", flat=True)) == {"own", "department", "process"}


def test_children_come_right_before_their_parents(ana):
    top = ObjectiveFactory(owner=ana, title="A top")
    middle = ObjectiveFactory(owner=ana, title="B middle", aligned_to=top)
    ObjectiveFactory(owner=ana, title="C low", aligned_to=middle)
    ObjectiveFactory(owner=ana, title="D alone", aligned_to=ObjectiveFactory())
    ObjectiveFactory(owner=ana, title="A low", aligned_to=middle)

    turn = closing.in_turn(list(closing.to_close(ana)))

    assert [each.title for each in turn] == ["A low", "C low", "B middle", "A top", "D alone"]


def test_a_loop_in_old_data_loses_nothing(ana):
    one, other = ObjectiveFactory(owner=ana), ObjectiveFactory(owner=ana)
    Objective.objects.filter(pk=one.pk).update(aligned_to=other, alignment="accepted")
    Objective.objects.filter(pk=other.pk).update(aligned_to=one, alignment="accepted")

    assert set(closing.in_turn(list(closing.to_close(ana)))) == {one, other}
