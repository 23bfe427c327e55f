"""The sum behind a percentage: who contributes what, as far as the viewer may see it, level by level."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from goals import measure, rollup
from goals.models import KeyResult, Objective

SHOWN = 20
PROPOSED = Objective.Alignment.PROPOSED
# So many levels or branches are open at once; more are closed again.
OPEN_AT_MOST = 20


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
    inner: "Sum | None" = None  # the sum of an objective that is open

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

    @property
    def is_clamped(self) -> bool:
        """Whether something else counts than what was truly reached."""
        return self.progress != self.true_progress


@dataclass(frozen=True)
class Sum:
    progress: Decimal | None
    # The key results in their order, then the objectives by title; of more than `SHOWN` those that weigh most.
    parts: list[Part]
    # What all those give together that the viewer may not see; None where there are none.
    # Nothing else of them: no name, no weight, no order, no number.
    hidden: Decimal | None
    total: Decimal | None = None  # what those that count weigh together; None where something is hidden
    more: int = 0  # visible contributors that are not shown; the page of `of` has them all
    more_give: Decimal | None = None  # what those give together; None where none of them counts
    of: Objective | None = None

    @property
    def counting(self) -> list[Part]:
        return [part for part in self.parts if part.gives is not None]

    @property
    def gives(self) -> list[Decimal]:
        """All terms of the sum: they add up to the progress."""
        rest = [each for each in (self.more_give, self.hidden) if each is not None]
        return [part.gives for part in self.parts if part.gives is not None] + rest

    @property
    def has_more_than_own(self) -> bool:
        return self.hidden is not None or any(part.objective for part in self.parts)


def part_of(key_result: KeyResult, viewer) -> tuple[Part, Decimal | None]:
    """What it gives its objective, and what all that counts there weighs together (see `Sum.total`). Two queries."""
    objective = key_result.objective
    levels = read(objective, viewer)
    made = levels.sum_of(objective, {})
    counted = sum((each.weight for each in levels.all_of(objective.pk) if not _why_not(each)), Decimal(0))
    return _closed(counted, key_result), made.total


def explain(objective: Objective, viewer, opened: Collection[int] = ()) -> Sum:
    """Of one objective that the viewer may see, and of those of `opened` that are reached from it over what the
    viewer may see. Three queries, whatever is open."""
    levels = read(objective, viewer, opened)
    known = Objective.objects.filter(pk__in=levels.shown).select_related("owner", "period")
    return levels.sum_of(objective, known.in_bulk() if levels.shown else {})


def read(
    objective: Objective,
    viewer,
    opened: Collection[int] = (),
    *,
    own: Iterable[KeyResult] | None = None,
    with_below: bool = True,
) -> "Levels":
    """The contributors of all levels that are open; `own` are the key results of `objective`, where they are loaded.

    Not `with_below`: nothing is aligned to it.
    """
    asked = {objective.pk, *list(opened)[:OPEN_AT_MOST]}
    key_results, below = defaultdict(list), defaultdict(list)
    if own is None or len(asked) > 1:
        own = KeyResult.objects.filter(objective__in=asked).select_related("owner").order_by("position", "pk")
    for each in own:
        key_results[each.objective_id].append(each)
    rows = Objective.objects.filter(aligned_to__in=asked).with_seen(viewer).order_by("title", "pk")
    few = rows.only("pk", "title", "aligned_to", "weight", "progress", "state", "alignment")
    for each in few if with_below else ():
        below[each.aligned_to_id].append(each)
    return Levels(asked, key_results, below)


def sum_of(
    objective: Objective, key_results: list[KeyResult], shown: list[Objective], counting: dict[int, tuple]
) -> Sum:
    """One level from what the caller knows, as of another day: `counting` holds (weight, progress) of all objectives
    that counted in it, those that are not `shown` too."""
    pairs = [*((each.weight, each.progress) for each in key_results), *counting.values()]
    total = sum((weight for weight, progress in pairs if progress is not None), Decimal(0))
    hidden_ones = [counting[pk] for pk in counting.keys() - {each.pk for each in shown}]
    # Those without a measure or of no weight give nothing, and nothing tells that they are there.
    unseen = [_gives(total, *each) for each in hidden_ones if each[0] > 0 and each[1] is not None]
    everything: list[KeyResult | Objective] = [*key_results, *shown]
    parts = _most(everything)
    kept = {id(each) for each in parts}
    rest = [each for each in everything if id(each) not in kept]
    hidden = sum(unseen, measure.ZERO) if unseen else None
    return Sum(
        objective.progress,
        [_closed(total, each) for each in parts],
        hidden,
        None if unseen or not total else total,
        len(rest),
        _together(total, rest),
        objective,
    )


def _closed(total: Decimal, each: KeyResult | Objective) -> Part:
    """A contributor that is not opened."""
    why_not = _why_not(each)
    share = None if why_not else _share(total, each.weight)
    gives = None if why_not else _gives(total, each.weight, each.progress)
    own, below = (each, None) if isinstance(each, KeyResult) else (None, each)
    return Part(own, below, each.weight, each.progress, share, gives, why_not)


def _chosen(key_results: list[KeyResult], below: list[Objective]) -> list[KeyResult | Objective]:
    """The visible contributors that are shown."""
    return _most([*key_results, *(each for each in below if each.seen)])


def _most(visible: list[KeyResult | Objective]) -> list[KeyResult | Objective]:
    """Of more than `SHOWN` those that weigh most."""
    if len(visible) <= SHOWN:
        return visible
    return sorted(visible, key=lambda each: (_why_not(each) != "", -each.weight))[:SHOWN]


class Levels:
    """What was read of all levels that are open, put together from the top."""

    def __init__(self, asked: set[int], key_results, below):
        self._key_results, self._below, self._known = key_results, below, {}
        self._chosen = {pk: _chosen(key_results[pk], below[pk]) for pk in asked}
        # The ids of the objectives of which the sum shows more than the number.
        self.shown = {each.pk for parts in self._chosen.values() for each in parts if isinstance(each, Objective)}

    def below(self, pk: int) -> list[Objective]:
        """All that is aligned to one that is open, by title, each with `seen` and little else."""
        return self._below[pk]

    def all_of(self, pk: int) -> list[KeyResult | Objective]:
        """The contributors of one that is open, counting or not, seen or not."""
        return [*self._key_results[pk], *self._below[pk]]

    def sum_of(self, objective: Objective, known: dict[int, Objective]) -> Sum:
        """`known`: those `shown`, with their owners."""
        self._known = known
        return self._sum_of(objective, frozenset())

    def _sum_of(self, objective: Objective, above: frozenset[int]) -> Sum:
        pk = objective.pk
        for each in self._key_results[pk]:
            each.objective = objective
        everything = self.all_of(pk)
        total = sum((each.weight for each in everything if not _why_not(each)), Decimal(0))
        shown = self._chosen[pk]
        rest = {(type(each), each.pk): each for each in everything}
        hidden = [rest.pop((Objective, each.pk)) for each in self._below[pk] if not each.seen]
        for each in shown:
            rest.pop((type(each), each.pk))
        counts_hidden = any(not _why_not(each) for each in hidden)
        return Sum(
            objective.progress,
            [self._part(total, each, above | {pk}) for each in shown],
            _together(total, hidden),
            None if counts_hidden or not total else total,
            len(rest),
            _together(total, rest.values()),
            objective,
        )

    def _part(self, total: Decimal, each: KeyResult | Objective, above: frozenset[int]) -> Part:
        why_not = _why_not(each)
        share = None if why_not else _share(total, each.weight)
        gives = None if why_not else _gives(total, each.weight, each.progress)
        if isinstance(each, KeyResult):
            return Part(each, None, each.weight, each.progress, share, gives, why_not)
        found = self._known.get(each.pk, each)
        is_open = each.pk in self._chosen and each.pk not in above  # a loop in old data ends
        inner = self._sum_of(found, above) if is_open else None
        return Part(None, found, each.weight, each.progress, share, gives, why_not, inner)


def _together(total: Decimal, some) -> Decimal | None:
    gives = [_gives(total, each.weight, each.progress) for each in some if not _why_not(each)]
    return sum(gives, measure.ZERO) if gives else None


def _why_not(each: KeyResult | Objective) -> str:
    if isinstance(each, Objective) and not rollup.counts(each):
        # Of a day between two dated rows it may be aligned without any word of it yet.
        return each.state if each.state not in Objective.COUNTING_STATES else each.alignment or PROPOSED
    if each.progress is None:
        return "no-measure"
    return "" if each.weight > 0 else "weight-0"


def _share(total: Decimal, weight: Decimal) -> Decimal:
    with localcontext(measure.CONTEXT):
        return (weight / total).quantize(measure.ZERO)


def _gives(total: Decimal, weight: Decimal, progress: Decimal) -> Decimal:
    with localcontext(measure.CONTEXT):
        return (weight * progress / total).quantize(measure.ZERO)
