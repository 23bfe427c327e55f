"""Why is it behind? The shortfall of an objective, split exactly over the key results below it."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from goals import measure
from goals.models import KeyResult, Objective


class Part(NamedTuple):
    key_result_id: int
    objective_id: int
    weight: Decimal  # the effective one: the product of the normalised weights on the way up
    shortfall: Decimal  # of the whole; negative where the key result is ahead


def attribute(objective: Objective, day: date) -> list[Part]:
    """The parts of expected − progress on `day`, by the stored figures, the largest first; they add up to it exactly.

    Without a measure there is no shortfall and no part. Two queries.
    """
    if objective.progress is None:
        return []
    rows = Objective.objects.under(objective).counting().order_by("pk")
    below = defaultdict(list)
    for pk, parent, weight, progress in rows.values_list("pk", "aligned_to_id", "weight", "progress"):
        below[parent].append((pk, weight, progress))
    ids = [objective.pk, *(pk for children in below.values() for pk, _weight, _progress in children)]
    own = defaultdict(list)
    for some in (ids[start : start + 5000] for start in range(0, len(ids), 5000)):
        leaves = KeyResult.objects.filter(objective__in=some).order_by("pk")
        for parent, *leaf in leaves.values_list("objective_id", "pk", "weight", "progress"):
            own[parent].append(tuple(leaf))
    expected = measure.expected(objective.period, day)
    return split(objective.pk, expected, expected - objective.progress, own, below)


def split(root: int, expected: Decimal, whole: Decimal, own: dict, below: dict) -> list[Part]:
    """`own` and `below` hold (id, weight, counted progress) of the key results and objectives of each objective.

    Each part is rounded to 12 places; what the rounding of all levels leaves over goes to the largest.
    """
    parts, waiting = [], [(root, Fraction(1))]
    for objective, share in waiting:
        leaves, branches = _counting(own.get(objective, ())), _counting(below.get(objective, ()))
        total = sum((Fraction(weight) for _pk, weight, _progress in [*leaves, *branches]), Fraction(0))
        waiting += [(pk, share * Fraction(weight) / total) for pk, weight, _progress in branches]
        for pk, weight, progress in leaves:
            effective = share * Fraction(weight) / total
            shortfall = effective * (Fraction(expected) - Fraction(progress))
            parts.append(Part(pk, objective, _twelve(effective), _twelve(shortfall)))
    parts.sort(key=lambda part: (-part.shortfall, part.key_result_id))
    if parts:
        rest = whole - sum(part.shortfall for part in parts)
        parts[0] = parts[0]._replace(shortfall=parts[0].shortfall + rest)
    return parts


def _counting(contributors) -> list[tuple[int, Decimal, Decimal]]:
    return [each for each in contributors if each[2] is not None and each[1] > 0]


def _twelve(exact: Fraction) -> Decimal:
    """Half-even; sums of it stay exact."""
    return Decimal(round(exact * 10**12)).scaleb(-12)
