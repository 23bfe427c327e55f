from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals import attribution, measure
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory

WEIGHTS = st.sampled_from(["0", "0.5", "1", "2", "0.000000007"]).map(Decimal)
PROGRESS = st.none() | st.decimals(min_value=0, max_value=1, places=12)
LEAVES = st.lists(st.tuples(WEIGHTS, PROGRESS), max_size=4)
# (weight, key results, objectives below), to any depth
TREES = st.recursive(
    st.tuples(WEIGHTS, LEAVES, st.just([])),
    lambda below: st.tuples(WEIGHTS, LEAVES, st.lists(below, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None)
@given(TREES, st.decimals(min_value=0, max_value=1, places=12))
def test_the_parts_add_up_to_the_whole_exactly(tree, expected):
    own, below, ids = {}, {}, iter(range(1, 10_000))

    def plant(node):
        pk = next(ids)
        _weight, leaves, branches = node
        own[pk] = [(next(ids), weight, progress) for weight, progress in leaves]
        below[pk] = []
        for branch in branches:
            child, progress = plant(branch)
            below[pk].append((child, branch[0], progress))
        return pk, measure.objective_progress((w, p) for _pk, w, p in [*own[pk], *below[pk]])

    root, progress = plant(tree)
    if progress is None:
        return

    parts = attribution.split(root, expected, expected - progress, own, below)

    assert sum(part.shortfall for part in parts) == expected - progress
    assert abs(sum(part.weight for part in parts) - 1) < Decimal("1e-9")
    progress_of = {pk: progress for leaves in own.values() for pk, _weight, progress in leaves}
    for part in parts:
        assert abs(part.shortfall - part.weight * (expected - progress_of[part.key_result_id])) < Decimal("1e-8")


@pytest.mark.django_db
def test_a_leaf_that_is_ahead_is_negative_and_the_worst_comes_first(django_assert_num_queries):
    company = ObjectiveFactory()
    team = ObjectiveFactory(aligned_to=company, weight=3)
    behind = KeyResultFactory(objective=team, current=10, progress=Decimal("0.1"))
    ahead = KeyResultFactory(objective=company, current=90, progress=Decimal("0.9"))
    KeyResultFactory(objective=company)  # without a measure
    KeyResultFactory(objective__aligned_to=company, objective__alignment="proposed", progress=Decimal("0"))
    Objective.objects.filter(pk=team.pk).update(progress=Decimal("0.1"))
    Objective.objects.filter(pk=company.pk).update(progress=Decimal("0.3"))
    company.refresh_from_db()

    with django_assert_num_queries(3):
        parts = attribution.attribute(company, date(2026, 11, 15))

    expected = measure.expected(company.period, date(2026, 11, 15))
    assert [(part.key_result_id, part.weight) for part in parts] == [
        (behind.pk, Decimal("0.75")),
        (ahead.pk, Decimal("0.25")),
    ]
    assert parts[1].shortfall < 0
    assert sum(part.shortfall for part in parts) == expected - Decimal("0.3")
