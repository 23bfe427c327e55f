"""The arithmetic of progress: pure functions on decimals, the same to the last digit on every database.

Progress has 12 places and is rounded once a level, half-even. Values and weights have at most 15 significant
digits, 9 of them after the point; under this precision every sum is exact and every quotient is rounded only
where it becomes progress, so neither the order of the contributors nor a second rounding can change a digit.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from goals.models.fields import PROGRESS_PLACES

CONTEXT = Context(prec=120, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0).scaleb(-PROGRESS_PLACES)
ONE = Decimal(1).quantize(ZERO)


def _rounded(value: Decimal) -> Decimal:
    """To 12 places; never a negative zero, which prints and compares like another number."""
    value = CONTEXT.quantize(value, ZERO)
    return value if value else ZERO


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    return _rounded(CONTEXT.divide(part, whole))


def key_result_progress(baseline: Decimal, target: Decimal, current: Decimal | None) -> Decimal | None:
    """The true progress, below 0 and above 1 too; None before the first update."""
    if current is None:
        return None
    return ratio(CONTEXT.subtract(current, baseline), CONTEXT.subtract(target, baseline))


def counted(progress: Decimal | None) -> Decimal | None:
    """What of a true progress counts: 0 to 1."""
    return None if progress is None else min(ONE, max(ZERO, progress))


def objective_progress(contributors: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The mean of (weight, counted progress) pairs; None where none has both a measure and a weight above 0."""
    return mean_and_weight(contributors)[0]


def mean_and_weight(contributors: Iterable[tuple[Decimal, Decimal | None]]) -> tuple[Decimal | None, float]:
    """As `objective_progress`, and what those that count weigh together: summed exactly, then the nearest float."""
    with localcontext(CONTEXT):
        total = weights = Decimal(0)
        for weight, progress in contributors:
            if progress is not None and weight > 0:
                total += weight * progress
                weights += weight
        return (_rounded(total / weights) if weights else None), float(weights)


def expected(period, day: date) -> Decimal:
    """The share of `period` that has passed on `day`: 0 up to its first day, 1 from its last."""
    return expected_between(period.starts_on, period.ends_on, day)


def expected_between(first: date, last: date, day: date) -> Decimal:
    with localcontext(CONTEXT):
        share = Decimal((day - first).days) / Decimal((last - first).days)
        return min(ONE, max(ZERO, _rounded(share)))
