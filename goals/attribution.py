"""Why is it behind? The shortfall of an objective, split exactly over the key results below it.

The part of a leaf is its effective weight × (what is expected of the objective being explained − what the leaf
counts). A company objective may have 100,000 leaves, so the database walks down once, carrying the weight of each
step as a double, and hands back the few that are shown. Those are then computed exactly; what the others give
together is what is left over of the whole.

As soon as the way down passes through an objective that the viewer may not see, all below it is one number, even
leaves that the viewer may see elsewhere: their weight would tell the hidden one's. That number needs no descent:
what is below an objective is its share × (expected − its progress).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Case, Count, F, FloatField, IntegerField, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django_cte import CTE, with_cte

from goals.models import KeyResult, Objective
from org import tree


class Part(NamedTuple):
    key_result_id: int
    weight: Decimal  # the effective one: the product of the normalised weights on the way up
    shortfall: Decimal  # of the whole; negative where the key result is ahead


@dataclass(frozen=True)
class Shortfall:
    """`whole` is the sum of `parts`, `others` and `hidden`, exactly, each of 12 places."""

    expected: Decimal
    whole: Decimal  # expected − progress; negative where the objective is ahead
    parts: list[Part]  # the largest first
    count: int  # of all leaves that the viewer may see together, those in `parts` too
    positive: Decimal  # what those give that are behind
    others: Decimal  # what those give together that are not in `parts`
    hidden: Decimal | None  # what all those give that the viewer may not see; None where there are none


def attribute(objective: Objective, viewer, expected: Decimal, *, first: int, skip: int = 0, ahead: int = 0):
    """The shortfall of an objective that has a measure, by the stored figures, as far as `viewer` may see it.

    In `parts` are `first` leaves after the `skip` largest, and the `ahead` that are furthest ahead. Five queries.
    """
    whole = expected - objective.progress
    rows = list(_statement(objective, viewer, expected, first, skip, ahead))
    sums = next(row for row in rows if row["leaf"] is None)
    chosen = {row["leaf"] for row in rows if row["leaf"] is not None}
    parts = _sorted(_exactly(objective, chosen, expected))
    hidden = None if sums["hidden"] is None else _twelve(Fraction(sums["hidden"]))
    others = whole - sum((part.shortfall for part in parts), Decimal(0)) - (hidden or 0)
    count = sums["count"] or 0
    if count == len(parts) and abs(others) <= Decimal("1e-9"):
        parts, hidden, others = _with_rest(parts, hidden, others)
    return Shortfall(expected, whole, parts, count, _twelve(Fraction(sums["positive"] or 0)), others, hidden)


def own(objective: Objective, key_results: Iterable[KeyResult], expected: Decimal) -> Shortfall:
    """Of an objective that nothing is aligned to, from its key results: no query."""
    counting = [each for each in key_results if each.progress is not None and each.weight > 0]
    total = sum((Fraction(each.weight) for each in counting), Fraction(0))
    parts = _sorted([_part(each.pk, Fraction(each.weight) / total, expected, each.progress) for each in counting])
    whole = expected - objective.progress
    rest = whole - sum((part.shortfall for part in parts), Decimal(0))
    if abs(rest) <= Decimal("1e-9"):
        parts, _hidden, rest = _with_rest(parts, None, rest)
    positive = sum((part.shortfall for part in parts if part.shortfall > 0), Decimal(0))
    return Shortfall(expected, whole, parts, len(parts), positive, rest, None)


def _with_rest(parts: list[Part], hidden: Decimal | None, rest: Decimal):
    """What the rounding of all levels leaves over, where no others could bear it: to the largest, or to the hidden."""
    if parts:
        largest = max(parts, key=lambda part: abs(part.shortfall))
        borne = largest._replace(shortfall=largest.shortfall + rest)
        return _sorted([borne if part is largest else part for part in parts]), hidden, Decimal(0)
    return (parts, hidden, rest) if hidden is None else (parts, hidden + rest, Decimal(0))


def _sorted(parts: list[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.shortfall, part.key_result_id))


def _part(pk: int, weight: Fraction, expected: Decimal, progress: Decimal) -> Part:
    return Part(pk, _twelve(weight), _twelve(weight * (Fraction(expected) - Fraction(progress))))


def _twelve(exact: Fraction) -> Decimal:
    """Half-even; sums of it stay exact."""
    return Decimal(round(exact * 10**12)).scaleb(-12)


# --- the walk, in the database ---


def walk(objective: Objective, viewer, *, measured: bool = True) -> CTE:
    """Rows of `node` (an objective's id), `share` of the whole, and `unit`: what a weight of 1 in it is of the whole.

    Those that the viewer may not see are there without a unit; what is below them is not there. With `measured` only
    what counts today, else also what would count once it has a measure, its share by rule of thumb.

    UNION ALL: with a share in each row UNION would not end on a loop either. It ends because everything has one
    parent, so that a walk downwards can only come back to where it began, and that is left out.
    """
    counting = {"progress__isnull": False, "weight_sum__gt": 0} if measured else {}
    top = Objective.objects.filter(pk=objective.pk, **counting).order_by()
    children = Objective.objects.counting().filter(weight__gt=0, **counting).exclude(pk=objective.pk)
    children = children.with_seen(viewer).order_by()
    one, weighs = Cast(Value(1.0), FloatField()), Coalesce(NullIf(F("weight_sum"), Value(0.0)), Value(1.0))

    def grow(cte):
        below = cte.join(children, aligned_to_id=cte.col.node).alias(above=double(cte.col.unit))
        share = double(cte.col.unit) * double(F("weight"))
        unit = Case(When(seen=1, then=share / weighs))
        return top.values(node=F("pk"), share=one, unit=one / weighs).union(
            below.filter(above__isnull=False).values(node=F("pk"), share=share, unit=unit), all=True
        )

    return CTE.recursive(grow, name="way")


def double(column) -> Cast:
    return Cast(column, FloatField())


def _statement(objective, viewer, expected: Decimal, first: int, skip: int, ahead: int):
    """One statement: the chosen leaves, and in a row without one what there is altogether.

    Where the unit is null, what is hidden, a part is null and counts in nothing. To filter by it before joining made
    PostgreSQL expect a handful of rows and look each up.
    """
    way = walk(objective, viewer)
    due = Value(float(expected), FloatField())
    leaves = KeyResult.objects.filter(progress__isnull=False, weight__gt=0).order_by()
    part = way.col.unit * double(F("weight")) * (due - double(F("progress")))
    leaf = CTE(way.join(leaves, objective_id=way.col.node).values(leaf=F("pk"), part=part), "leaf", materialized=True)
    hidden = way.join(Objective.objects.order_by(), pk=way.col.node).alias(unit=double(way.col.unit))
    hidden = hidden.filter(unit__isnull=True)
    cut = CTE(hidden.values(part=way.col.share * (due - double(F("progress")))), name="cut")
    all_of = leaf.queryset().order_by().annotate(one=Value(1)).values("one")
    positive = Sum("part", filter=Q(part__gt=0))
    sums = CTE(all_of.annotate(count=Count("part"), positive=positive).values("count", "positive"), "sums", True)
    chosen = leaf.queryset().filter(part__isnull=False).values("leaf", "part")
    some = [CTE(chosen.order_by("-part", "leaf")[skip : skip + first], name="worst")]
    if ahead:  # a slice of nothing would make nothing of the whole statement
        some.append(CTE(chosen.filter(part__lt=0).order_by("part", "-leaf")[:ahead], name="best"))
    return _united((way, leaf, cut, sums), some)


def _united(ctes: tuple[CTE, CTE, CTE, CTE], chosen: list[CTE]):
    """The sums, which are there even where no leaf is, then the leaves."""
    _way, _leaf, cut, sums = ctes
    none, nothing = Value(None, IntegerField()), Value(None, FloatField())
    hidden = cut.queryset().order_by().annotate(one=Value(1)).values("one").annotate(all=Sum("part")).values("all")
    first = sums.queryset().order_by().values("count", "positive", leaf=none, hidden=Subquery(hidden))
    rows = [
        some.queryset().order_by().values(count=none, positive=nothing, leaf=F("leaf"), hidden=nothing)
        for some in chosen
    ]
    return with_cte(*ctes, *chosen, select=first.union(*rows, all=True))


# --- the few that are shown, exactly ---


def _exactly(objective: Objective, chosen: set[int], expected: Decimal) -> list[Part]:
    """Their parts as products of fractions along the way up. Four queries.

    One that somebody moved away since the walk has no part of its own any more: it is among the others.
    """
    leaves = list(KeyResult.objects.filter(pk__in=chosen, progress__isnull=False, weight__gt=0).order_by("pk"))
    if not leaves:
        return []
    above = _above({leaf.objective_id for leaf in leaves})
    totals = _totals(above)
    # What a weight of 1 in an objective is of the whole; None where the way up does not come to `objective`.
    units: dict[int, Fraction | None] = {objective.pk: 1 / totals[objective.pk] if totals[objective.pk] else None}

    def unit_of(pk: int) -> Fraction | None:
        if pk not in units:
            units[pk] = None  # a loop in old data ends here
            parent, weight = above.get(pk, (None, Decimal(0)))
            unit = None if parent is None else unit_of(parent)
            units[pk] = unit * Fraction(weight) / totals[pk] if unit is not None and totals[pk] else None
        return units[pk]

    found = ((leaf, unit_of(leaf.objective_id)) for leaf in leaves)
    return [
        _part(leaf.pk, unit * Fraction(leaf.weight), expected, leaf.progress)
        for leaf, unit in found
        if unit is not None
    ]


def _above(ids: set[int]) -> dict[int, tuple[int | None, Decimal]]:
    """The parent and the weight of these objectives and of all above them."""
    line = tree.ancestry(
        Objective.objects.all(), parent="aligned_to", leaves=Objective.objects.filter(pk__in=ids), name="line_up"
    )
    rows = Objective.objects.filter(pk__in=line).order_by("pk").values_list("pk", "aligned_to_id", "weight")
    return {pk: (parent, weight) for pk, parent, weight in rows}


def _totals(ids: Iterable[int]) -> dict[int, Fraction]:
    """What the contributors of each weigh together, exactly: summed by the database it would be a double on SQLite.

    Of 20,000 contributors a few weights are different, so that few rows come back.
    """
    key_results = KeyResult.objects.filter(objective__in=ids).values_list("objective", "weight")
    below = Objective.objects.counting().filter(aligned_to__in=ids).values_list("aligned_to", "weight")
    totals: dict[int, Fraction] = defaultdict(Fraction)
    for rows in (key_results, below):
        counted = rows.filter(progress__isnull=False, weight__gt=0).order_by().annotate(count=Count("pk"))
        for pk, weight, count in counted:
            totals[pk] += Fraction(weight) * count
    return totals
