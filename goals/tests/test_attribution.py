"""Why is it behind: exact, the derivative of the number, and silent about what is hidden."""

import random
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from goals import attribution, rollup
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.models import Employee
from org.tests.factories import EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

WEIGHTS = [Decimal(each) for each in ("0", "0.5", "1", "1", "2", "0.000000007")]
SEEDS = st.integers(0, 2**32)
# A seed has no smaller one that is simpler.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
EXPECTED = st.decimals(min_value=0, max_value=1, places=12)


def company(seed: int) -> list[Employee]:
    """A random alignment of nine objectives, some proposed, drafts, restricted or without a measure, rolled up.

    The people: the top, two lines below it, HR, and somebody in no line.
    """
    chance = random.Random(seed)

    def draw() -> int:
        return chance.randrange(10**6)

    top = EmployeeFactory()
    people = [top]
    for _ in range(4):
        people.append(EmployeeFactory(manager=people[draw() % len(people)]))
    hr = EmployeeFactory()
    RoleGrantFactory(employee=hr)
    made = []
    for _ in range(9):
        parent = made[draw() % len(made)] if made else None
        each = ObjectiveFactory(
            owner=people[draw() % len(people)],
            aligned_to=parent,
            weight=WEIGHTS[draw() % len(WEIGHTS)],
            visibility=["everyone", "everyone", "line", "manager"][draw() % 4] if made else "everyone",
            state=["active", "active", "active", "closed", "draft", "cancelled"][draw() % 6] if made else "active",
        )
        if parent and draw() % 6 == 0:
            Objective.objects.filter(pk=each.pk).update(alignment="proposed")
        made.append(each)
        for _leaf in range(draw() % 3):
            value = Decimal(draw() % 130) / 100 if draw() % 5 else None
            leaf = KeyResultFactory(objective=each, weight=WEIGHTS[draw() % len(WEIGHTS)], baseline=0, target=1)
            leaf.current, leaf.progress = value, None if value is None else min(value, Decimal(1))
            leaf.save()
    for each in reversed(made):  # each parent is older than what is aligned to it
        rollup.recompute_many([each.pk], undated=[each.pk])
    return [*(Employee.objects.get(pk=each.pk) for each in people), Employee.objects.get(pk=hr.pk), EmployeeFactory()]


def exact_progress(pk: int, progress_of: dict[int, Fraction]) -> Fraction | None:
    """By the definition, recursively, without rounding."""
    leaves = KeyResult.objects.filter(objective=pk, weight__gt=0).order_by("pk")
    terms = [(Fraction(each.weight), progress_of[each.pk]) for each in leaves if each.progress is not None]
    for child in Objective.objects.filter(aligned_to=pk, weight__gt=0).counting().order_by("pk"):
        below = exact_progress(child.pk, progress_of)
        if below is not None:
            terms.append((Fraction(child.weight), below))
    total = sum((weight for weight, _progress in terms), Fraction(0))
    return sum((weight * progress for weight, progress in terms), Fraction(0)) / total if total else None


def reached(root: Objective, viewer) -> set[int]:
    """The objectives that the viewer comes to from `root` over what they may see."""
    found, waiting = {root.pk}, [root.pk]
    while waiting:
        below = Objective.objects.counting().visible_to(viewer).filter(aligned_to=waiting.pop())
        for pk in below.order_by("pk").values_list("pk", flat=True):
            found.add(pk)
            waiting.append(pk)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(SEEDS, EXPECTED)
@example(1_000_000_001, Decimal("0.000000007586"))
def test_it_adds_up_is_the_derivative_and_tells_nothing_hidden(seed, expected):
    with transaction.atomic():
        people = company(seed)
        root = Objective.objects.order_by("pk").first()
        if root.progress is not None:
            leaves = KeyResult.objects.exclude(progress=None).order_by("pk")
            progress_of = {each.pk: Fraction(each.progress) for each in leaves}
            weights = {pk: _derivative(root, progress_of, pk) for pk in progress_of}
            for viewer in people:
                _check(root, viewer, expected, weights, progress_of)
        transaction.set_rollback(True)


def _derivative(root, progress_of, pk) -> Fraction:
    """How much the whole rises with one leaf, by raising it a little."""
    little = Fraction(1, 1000)
    raised = exact_progress(root.pk, progress_of | {pk: progress_of[pk] + little})
    return (raised - exact_progress(root.pk, progress_of)) / little


def _check(root, viewer, expected, weights, progress_of):
    found = attribution.attribute(root, viewer, expected, first=100)
    seen = reached(root, viewer)
    shown = {part.key_result_id for part in found.parts}
    counting = {pk for pk, weight in weights.items() if weight}
    visible = set(KeyResult.objects.filter(objective__in=seen).order_by("pk").values_list("pk", flat=True)) & counting

    assert found.whole == expected - root.progress
    assert sum(part.shortfall for part in found.parts) + found.others + (found.hidden or 0) == found.whole
    assert shown == visible
    assert (found.count, found.others) == (len(visible), 0)
    assert (found.hidden is None) == (counting <= visible)
    for part in found.parts:
        exact = weights[part.key_result_id] * (Fraction(expected) - progress_of[part.key_result_id])
        assert abs(Fraction(part.weight) - weights[part.key_result_id]) < Fraction(1, 10**11)
        assert abs(Fraction(part.shortfall) - exact) < Fraction(1, 10**9)
    assert [part.shortfall for part in found.parts] == sorted((part.shortfall for part in found.parts), reverse=True)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(SEEDS, EXPECTED, st.integers(0, 3), st.integers(1, 3), st.integers(0, 2))
def test_a_slice_of_it_adds_up_with_the_rest(seed, expected, skip, first, ahead):
    with transaction.atomic():
        people = company(seed)
        root = Objective.objects.order_by("pk").first()
        if root.progress is not None:
            everything = attribution.attribute(root, people[-2], expected, first=100)
            found = attribution.attribute(root, people[-2], expected, first=first, skip=skip, ahead=ahead)
            exact = {part.key_result_id: part.shortfall for part in everything.parts}
            assert sum(part.shortfall for part in found.parts) + found.others == found.whole
            assert len(found.parts) >= min(first, max(0, len(exact) - skip))
            assert all(abs(exact[part.key_result_id] - part.shortfall) < Decimal("1e-9") for part in found.parts)
            assert (found.count, found.hidden) == (everything.count, None)
        transaction.set_rollback(True)


def test_a_leaf_that_is_ahead_is_negative_and_the_worst_comes_first(django_assert_num_queries):
    company = ObjectiveFactory(progress=Decimal("0.3"), weight_sum=4)
    team = ObjectiveFactory(aligned_to=company, weight=3, progress=Decimal("0.1"), weight_sum=1)
    behind = KeyResultFactory(objective=team, current=10, progress=Decimal("0.1"))
    ahead = KeyResultFactory(objective=company, current=90, progress=Decimal("0.9"))
    KeyResultFactory(objective=company)  # without a measure
    KeyResultFactory(objective__aligned_to=company, objective__alignment="proposed", progress=Decimal(0))
    viewer = company.owner
    assert (viewer.open_grants, viewer.is_manager) == ([], False)

    with django_assert_num_queries(5):
        found = attribution.attribute(company, viewer, Decimal("0.5"), first=7, ahead=3)

    assert [(part.key_result_id, part.weight, part.shortfall) for part in found.parts] == [
        (behind.pk, Decimal("0.75"), Decimal("0.3")),
        (ahead.pk, Decimal("0.25"), Decimal("-0.1")),
    ]
    assert (found.whole, found.others, found.hidden, found.positive) == (Decimal("0.2"), 0, None, Decimal("0.3"))


def test_a_leaf_below_a_hidden_objective_is_in_the_hidden_line_even_where_it_could_be_seen():
    company = ObjectiveFactory(progress=Decimal("0.25"), weight_sum=4)
    secret = ObjectiveFactory(aligned_to=company, visibility="manager", weight=2, progress=Decimal("0.5"), weight_sum=1)
    open_again = ObjectiveFactory(aligned_to=secret, progress=Decimal("0.5"), weight_sum=1)
    KeyResultFactory(objective=open_again, current=50, progress=Decimal("0.5"))
    KeyResultFactory(objective=company, weight=2, current=0, progress=Decimal(0))

    found = attribution.attribute(company, EmployeeFactory(), Decimal("0.75"), first=7)

    assert [part.shortfall for part in found.parts] == [Decimal("0.375")]
    assert (found.hidden, found.others, found.count) == (Decimal("0.125"), 0, 1)


def test_who_sees_nothing_below_gets_one_number():
    company = ObjectiveFactory(progress=Decimal("0.5"), weight_sum=3)
    for _ in range(3):
        ObjectiveFactory(aligned_to=company, visibility="manager", progress=Decimal("0.5"), weight_sum=1)

    found = attribution.attribute(company, EmployeeFactory(), Decimal("0.58"), first=7, ahead=3)

    assert (found.parts, found.count, found.others, found.hidden) == ([], 0, 0, Decimal("0.08"))


def test_a_loop_in_old_data_ends():
    one = ObjectiveFactory(progress=Decimal("0.5"), weight_sum=2)
    two = ObjectiveFactory(aligned_to=one, progress=Decimal("0.5"), weight_sum=1)
    KeyResultFactory(objective=one, current=50, progress=Decimal("0.5"))
    Objective.objects.filter(pk=one.pk).update(aligned_to=two, alignment="accepted")
    one.refresh_from_db()

    found = attribution.attribute(one, one.owner, Decimal("0.6"), first=7)

    assert (len(found.parts), found.whole) == (1, Decimal("0.1"))


def test_its_own_key_results_need_no_query(django_assert_num_queries):
    objective = ObjectiveFactory(progress=Decimal("0.333333333333"))
    for place, progress in enumerate(["0", "0", "0.999999999999", None]):
        KeyResultFactory(objective=objective, position=place, progress=progress and Decimal(progress), current=1)
    key_results = list(objective.key_results.all())

    with django_assert_num_queries(0):
        found = attribution.own(objective, key_results, Decimal("0.5"))

    assert sum(part.shortfall for part in found.parts) == found.whole == Decimal("0.166666666667")
    assert {part.key_result_id for part in found.parts} == {each.pk for each in key_results[:3]}


def test_exactly_as_the_walk_in_the_database_says():
    """The two ways to compute it agree on the same tree."""
    objective = ObjectiveFactory(progress=Decimal("0.25"), weight_sum=4)
    KeyResultFactory(objective=objective, weight=3, progress=Decimal(0), current=0)
    KeyResultFactory(objective=objective, weight=1, progress=Decimal(1), current=1)
    rows = defaultdict(list)
    for each in objective.key_results.all():
        rows[each.pk].append(each)

    walked = attribution.attribute(objective, objective.owner, Decimal("0.5"), first=7)
    own = attribution.own(objective, [each for some in rows.values() for each in some], Decimal("0.5"))

    assert walked == own


def test_a_leaf_that_was_moved_away_since_the_walk_is_among_the_others():
    objective = ObjectiveFactory(progress=Decimal("0.25"), weight_sum=1)
    KeyResultFactory(objective=objective, progress=Decimal("0.25"), current=25)
    elsewhere = KeyResultFactory(progress=Decimal("0.25"), current=25)
    emptied = KeyResultFactory(objective=objective)

    assert attribution._exactly(objective, {elsewhere.pk, emptied.pk}, Decimal("0.5")) == []


def test_before_the_first_sweep_after_an_update_of_the_product_it_is_still_being_added_up():
    """The weights of the contributors are not known yet."""
    objective = ObjectiveFactory(progress=Decimal("0.25"))
    KeyResultFactory(objective=objective, progress=Decimal("0.25"), current=25)

    found = attribution.attribute(objective, objective.owner, Decimal("0.5"), first=7)

    assert (found.parts, found.count, found.hidden) == ([], 0, None)
    assert found.others == found.whole == Decimal("0.25")
