"""What an objective becomes in the next period: its baselines, and what it is aligned to there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals import states
from goals.models import KeyResult, Objective, Period


def next_period(period: Period, periods: Iterable[Period]) -> Period | None:
    """The one that begins first after `period`; of several that of about its length: a quarter after a quarter."""
    after = [each for each in periods if each.starts_on > period.ends_on]
    return min(after, key=lambda each: (each.starts_on, _difference(each, period), each.pk), default=None)


def _difference(one: Period, other: Period) -> int:
    return abs((one.ends_on - one.starts_on).days - (other.ends_on - other.starts_on).days)


def carried_baseline(key_result: KeyResult) -> Decimal:
    """Where it stands is where it begins anew. The old baseline stays where it stands at its target or beyond it: else
    nothing could move, or a rising target would have become a falling one. A milestone begins as not done.
    """
    current = key_result.current
    if current is None or key_result.is_milestone:
        return key_result.baseline
    rises = key_result.target > key_result.baseline
    is_short = current < key_result.target if rises else current > key_result.target
    return current if is_short else key_result.baseline


@dataclass(frozen=True)
class Landing:
    """What the copy is aligned to: the copy of the parent, the same parent again, or nothing (`parent` None)."""

    parent: Objective | None
    is_copy: bool = False
    was_aligned: bool = False


def landings(objectives: Sequence[Objective], period: Period) -> dict[int, Landing]:
    """For each of `objectives`, by its id, what its copy in `period` is aligned to. Two queries.

    A copy of the parent is taken where it is open; the parent itself where its period holds `period` too; neither
    where its owner has left.
    """
    parents = {
        each.aligned_to_id
        for each in objectives
        if each.aligned_to_id and each.alignment != Objective.Alignment.DECLINED
    }
    if not parents:
        return {each.pk: Landing(None) for each in objectives}
    related = Objective.objects.select_related("period", "owner__location")
    copies = related.filter(copied_from__in=parents, period=period, state__in=states.OPEN).order_by("-pk")
    copies = {each.copied_from_id: each for each in copies if not each.owner.is_leaver()}
    rows = related.filter(pk__in=parents, state=Objective.State.ACTIVE).order_by("pk")
    same = {each.pk: each for each in rows if each.period.encloses(period) and not each.owner.is_leaver()}
    return {each.pk: _landing(each, copies, same) for each in objectives}


def _landing(objective: Objective, copies: dict[int, Objective], same: dict[int, Objective]) -> Landing:
    if objective.aligned_to_id is None or objective.alignment == Objective.Alignment.DECLINED:
        return Landing(None)
    parent = objective.aligned_to_id
    if parent in copies:
        return Landing(copies[parent], is_copy=True, was_aligned=True)
    return Landing(same.get(parent), was_aligned=True)
