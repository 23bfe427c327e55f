from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals import measure
from goals.models import Period

VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False)
WEIGHTS = st.sampled_from(["0", "0.5", "1", "2", "3", "0.000000001", "123456789012345"]).map(Decimal)
PROGRESS = st.none() | st.decimals(min_value=0, max_value=1, places=12)
QUARTER = Period(starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))


def to_twelve(exact: Fraction) -> Decimal:
    """Half-even, computed in whole numbers."""
    return Decimal(round(exact * 10**12)).scaleb(-12)


@settings(deadline=None)
@given(VALUES, VALUES, VALUES)
def test_key_result_progress_is_the_exact_quotient_rounded_once(baseline, target, current):
    if baseline == target:
        target += 1
    exact = (Fraction(current) - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))

    assert measure.key_result_progress(baseline, target, current) == to_twelve(exact)


@settings(deadline=None)
@given(st.lists(st.tuples(WEIGHTS, PROGRESS), max_size=8), st.randoms())
def test_objective_progress_is_the_exact_mean_whatever_the_order(contributors, random):
    counting = [(Fraction(w), Fraction(p)) for w, p in contributors if p is not None and w > 0]
    exact = sum(w * p for w, p in counting) / sum(w for w, _ in counting) if counting else None

    random.shuffle(contributors)

    assert measure.objective_progress(contributors) == (None if exact is None else to_twelve(exact))


@pytest.mark.parametrize(
    ("baseline", "target", "current", "true", "counts"),
    [
        ("14", "4", "9", "0.5", "0.5"),  # a falling target
        ("0", "100", "120", "1.2", "1"),
        ("10", "20", "5", "-0.5", "0"),
        ("0", "3", "1", "0.333333333333", "0.333333333333"),
        ("5", "4", "5", "0", "0"),
    ],
)
def test_progress_is_true_on_the_screen_and_clamped_in_the_sum(baseline, target, current, true, counts):
    progress = measure.key_result_progress(Decimal(baseline), Decimal(target), Decimal(current))

    assert (progress, measure.counted(progress)) == (Decimal(true), Decimal(counts))
    assert not str(measure.counted(progress)).startswith("-")


def test_without_an_update_there_is_no_measure():
    assert measure.key_result_progress(Decimal(0), Decimal(1), None) is None
    assert measure.counted(None) is None
    assert measure.objective_progress([(Decimal(1), None), (Decimal(0), Decimal(1))]) is None


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 9, 1), "0"),
        (date(2026, 10, 1), "0"),
        (date(2026, 11, 1), "0.340659340659"),
        (date(2026, 12, 31), "1"),
        (date(2027, 2, 1), "1"),
    ],
)
def test_expected_is_the_share_of_the_period_that_has_passed(day, share):
    assert measure.expected(QUARTER, day) == Decimal(share)


def test_the_weights_of_those_that_count_are_summed_exactly():
    pairs = [("0.1", "0.5"), ("0.2", "1"), ("0.3", None), ("0", "1"), ("999999999999999", "0")]

    _progress, weight = measure.mean_and_weight(
        (Decimal(weight), None if progress is None else Decimal(progress)) for weight, progress in pairs
    )

    assert weight == float(Decimal("999999999999999.3"))
