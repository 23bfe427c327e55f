"""The sum behind a percentage: who contributes what, as far as the viewer may see it."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from goals import measure, rollup
from goals.models import KeyResult, Objective


@dataclass(frozen=True)
class Part:
    """One contributor that the viewer may see; of an objective `key_result` is None, of a key result `objective` is."""

    key_result: KeyResult | None
    objective: Objective | None
    weight: Decimal
    progress: Decimal | None  # the counted one, 0 to 1
    share: Decimal | None  # of the whole weight; None: it does not count
    gives: Decimal | None  # share × progress; all of these add up to the objective's progress
    why_not: str = ""  # "no-measure", "weight-0", "proposed", "declined", "draft", "cancelled"

    @property
    def kind(self) -> str:
        return "key-result" if self.key_result else "objective"

    @property
    def title(self) -> str:
        return (self.key_result or self.objective).title

    @property
    def true_progress(self) -> Decimal | None:
        """Below 0 and above 1 too, where it is a key result."""
        each = self.key_result
        if each is None or each.current is None:
            return self.progress
        return measure.key_result_progress(each.baseline, each.target, each.current)


@dataclass(frozen=True)
class Sum:
    progress: Decimal | None
    parts: list[Part]  # the key results in their order, then the objectives by title
    # What all those give together that the viewer may not see; None where there are none.
    # Nothing else of them: no name, no weight, no order, no number.
    hidden: Decimal | None


def explain(objective: Objective, viewer) -> Sum:
    """Of one objective that the viewer may see. Three queries."""
    key_results = list(objective.key_results.select_related("owner"))
    for each in key_results:
        each.objective = objective
    below = Objective.objects.filter(aligned_to=objective)
    shown = list(below.visible_to(viewer).select_related("owner").order_by("title", "pk"))
    rows = below.counting().order_by("pk").values_list("pk", "weight", "progress")
    counting = {pk: (weight, progress) for pk, weight, progress in rows}
    return sum_of(objective, key_results, shown, counting)


def sum_of(
    objective: Objective, key_results: list[KeyResult], shown: list[Objective], counting: dict[int, tuple]
) -> Sum:
    """`counting` holds (weight, progress) of all objectives that count in it, those that are not `shown` too."""
    pairs = [*((each.weight, each.progress) for each in key_results), *counting.values()]
    total = sum((weight for weight, progress in pairs if progress is not None), Decimal(0))
    parts = [_part(total, key_result=each) for each in key_results]
    parts += [_part(total, objective=each) for each in shown]
    unseen = [_gives(total, *counting[pk]) for pk in counting.keys() - {each.pk for each in shown}]
    unseen = [gives for gives in unseen if gives is not None]
    return Sum(objective.progress, parts, sum(unseen, measure.ZERO) if unseen else None)


def _part(total: Decimal, *, key_result: KeyResult | None = None, objective: Objective | None = None) -> Part:
    each = key_result or objective
    why_not = _why_not(each, objective)
    if why_not:
        return Part(key_result, objective, each.weight, each.progress, None, None, why_not)
    return Part(
        key_result,
        objective,
        each.weight,
        each.progress,
        _share(total, each.weight),
        _gives(total, each.weight, each.progress),
    )


def _why_not(each: KeyResult | Objective, objective: Objective | None) -> str:
    if objective is not None and not rollup.counts(objective):
        return objective.state if objective.state not in Objective.COUNTING_STATES else objective.alignment
    if each.progress is None:
        return "no-measure"
    return "" if each.weight > 0 else "weight-0"


def _share(total: Decimal, weight: Decimal) -> Decimal:
    with localcontext(measure.CONTEXT):
        return (weight / total).quantize(measure.ZERO)


def _gives(total: Decimal, weight: Decimal, progress: Decimal | None) -> Decimal | None:
    if progress is None or not weight:
        return None
    with localcontext(measure.CONTEXT):
        return (weight * progress / total).quantize(measure.ZERO)
