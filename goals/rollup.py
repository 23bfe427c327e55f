"""Progress on its way up: stored for speed, derived from the updates, exact under concurrency.

What a key result stores derives from its updates, what an objective stores from its key results and from what the
objectives below store. Whoever changes one of these recomputes the objective in the same transaction, with its row
locked, and writes a `RollUpMark` for the parent if that objective's own figures changed. The worker takes marks,
locks their objectives in the order of their ids, recomputes from what is stored below, marks the parents that this
changes, and deletes exactly the marks that it read, all in one transaction.

Why nothing is lost: a figure below that the worker did not see yet was not committed when it read, so its mark was
not committed either, is not among those it deletes, and is taken later. To recompute twice changes nothing.
"""

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery

from goals import bulk, measure
from goals.models import KeyResult, Objective, ProgressUpdate, RollUpMark

BATCH = 200


class Figures(NamedTuple):
    """What an objective stores of its contributors."""

    progress: Decimal | None
    last_update_on: date | None
    weight_sum: float


class Latest(NamedTuple):
    """What a key result stores of its updates."""

    current: Decimal | None
    confidence: int | None
    last_update_on: date | None
    progress: Decimal | None


class Contributor(NamedTuple):
    weight: Decimal
    progress: Decimal | None
    last_update_on: date | None


# --- pure ---


def latest(key_result: KeyResult, value: Decimal | None, confidence: int | None, day: date | None) -> Latest:
    """The figures of a key result whose update that counts says `value`, or that has none."""
    if value is None and not key_result.is_milestone:
        return Latest(None, None, None, None)
    current = measure.ZERO if value is None else value
    progress = measure.counted(measure.key_result_progress(key_result.baseline, key_result.target, current))
    return Latest(value, confidence, day, progress)


def figures(key_results: Iterable[Contributor], below: Iterable[Contributor]) -> Figures:
    """Of an objective with these key results and these objectives that count in it."""
    key_results, below = list(key_results), list(below)
    progress, weight = measure.mean_and_weight((each.weight, each.progress) for each in [*key_results, *below])
    unfinished = [each for each in key_results if each.progress is None or each.progress < 1]
    days = [each.last_update_on for each in unfinished or below if each.last_update_on]
    return Figures(progress, max(days, default=None), weight)


def _stored(objective: Objective) -> Figures:
    return Figures(*(getattr(objective, name) for name in Figures._fields))


def _contributor(weight: Decimal, of: Figures) -> Contributor:
    return Contributor(weight, of.progress, of.last_update_on)


# --- one objective, in the caller's transaction, with its row locked ---


def recompute(objective: Objective) -> bool:
    """Brings `objective` up to date with its contributors as they are stored; marks its parent if it moved.

    The caller holds the lock on the row. Says whether anything changed.
    """
    changed = _store({objective.pk: objective})
    return bool(changed)


def recompute_key_result(key_result: KeyResult) -> None:
    """Brings a key result up to date with its updates. The caller holds the lock on its objective."""
    fresh = with_latest(KeyResult.objects.filter(pk=key_result.pk)).get()
    for name, value in _latest_of(fresh)._asdict().items():
        setattr(key_result, name, value)
    key_result.save(update_fields=Latest._fields)


def mark(*objective_ids: int) -> None:
    """Notes, in the caller's transaction, that these objectives must be recomputed."""
    RollUpMark.objects.bulk_create([RollUpMark(objective_id=each) for each in objective_ids], batch_size=1000)


# --- the marks ---


def waits() -> bool:
    return RollUpMark.objects.exists()


def roll_up_due(seconds: float = 2.0) -> int:
    """Takes the marks that wait until none does or `seconds` have passed; says how many it took."""
    taken, end = 0, time.monotonic() + seconds
    # Asked before the transaction: on SQLite each one takes the write lock, and mostly nothing waits.
    while time.monotonic() < end and waits():
        taken += _take_marks()
    return taken


@transaction.atomic
def _take_marks() -> int:
    marks = dict(RollUpMark.objects.order_by("pk").values_list("pk", "objective_id")[:BATCH])
    if marks:
        recompute_many(set(marks.values()))
        RollUpMark.objects.filter(pk__in=marks).delete()
    return len(marks)


def recompute_upwards(ids: Iterable[int]) -> None:
    """As `recompute_many` with their key results, for any number, the lowest first, in the caller's transaction."""
    parents: dict[int, int | None] = {}
    for some in _slices(sorted(ids)):
        parents |= dict(Objective.objects.filter(pk__in=some).order_by("pk").values_list("pk", "aligned_to"))
    for some in _slices(upwards(parents)):
        recompute_many(some, key_results=True, unmarked=parents)


def recompute_many(ids: Iterable[int], *, key_results: bool = False, unmarked: Container[int] = ()) -> int:
    """As `recompute`, for many at once, whose rows it locks; with `key_results` these are recomputed first.

    Parents in `unmarked` are recomputed by the caller. Says how many rows changed. In the caller's transaction.
    """
    # Locked in the order of the ids, as everywhere: two who lock the same rows wait for each other, never in a ring.
    locked = Objective.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids)).order_by("pk")
    objectives = {each.pk: each for each in locked}
    changed = _store_key_results(objectives) if key_results else 0
    return changed + len(_store(objectives, unmarked))


def _store(objectives: dict[int, Objective], unmarked: Container[int] = ()) -> list[Objective]:
    """Recomputes these, what lies below first, and marks the parents outside of them that this concerns."""
    own, below = _contributors(objectives)
    changed, parents = [], set()
    for objective in _upwards(objectives):
        now = figures(own[objective.pk], below[objective.pk].values())
        before = _stored(objective)
        if now == before:
            continue
        objective.progress, objective.last_update_on, objective.weight_sum = now
        changed.append(objective)
        if counts(objective) and now[:2] != before[:2]:  # its weights are its own affair
            parents.add(objective.aligned_to_id)
        if objective.pk in below.get(objective.aligned_to_id, ()):
            below[objective.aligned_to_id][objective.pk] = _contributor(objective.weight, now)
    bulk.update(changed, Figures._fields)
    mark(*sorted(parent for parent in parents if parent not in objectives and parent not in unmarked))
    return changed


def counts(objective: Objective) -> bool:
    """Whether it counts in a parent; the same as `Objective.objects.counting()`."""
    return (
        objective.aligned_to_id is not None
        and objective.alignment == Objective.Alignment.ACCEPTED
        and objective.state in Objective.COUNTING_STATES
    )


def _contributors(ids) -> tuple[dict[int, list[Contributor]], dict[int, dict[int, Contributor]]]:
    """The key results of each objective, and by id the objectives that count in it, as they are stored."""
    own, below = defaultdict(list), defaultdict(dict)
    rows = KeyResult.objects.filter(objective__in=ids).order_by()
    for objective, *row in rows.values_list("objective_id", "weight", "progress", "last_update_on"):
        own[objective].append(Contributor(*row))
    rows = Objective.objects.counting().filter(aligned_to__in=ids).order_by()
    for parent, child, *row in rows.values_list("aligned_to_id", "pk", "weight", "progress", "last_update_on"):
        below[parent][child] = Contributor(*row)
    return own, below


def _upwards(objectives: dict[int, Objective]) -> Iterator[Objective]:
    """Each after all that are aligned to it. A loop in old data ends instead of turning for ever."""
    parents = {pk: each.aligned_to_id for pk, each in objectives.items()}
    return (objectives[pk] for pk in upwards(parents))


def upwards(parents: dict[int, int | None]) -> list[int]:
    """The ids, each child before its parent, from the parent of each."""
    waiting = defaultdict(int)
    for parent in parents.values():
        waiting[parent] += 1
    ready = [pk for pk in parents if not waiting[pk]]
    for pk in ready:
        parent = parents[pk]
        waiting[parent] -= 1
        if parent in parents and not waiting[parent]:
            ready.append(parent)
    # What is left stands in a loop, or above one.
    done = set(ready)
    return ready + [pk for pk in parents if pk not in done]


# --- key results from their updates ---


def with_latest(key_results):
    """Each with `latest_value`, `latest_confidence` and `latest_day` of the update that counts: the latest day of those
    not struck through, then the latest written."""
    counting = ProgressUpdate.objects.filter(key_result=OuterRef("pk"), strike=None)
    counting = counting.order_by("-day", "-written_at", "-pk")
    return key_results.annotate(
        latest_value=Subquery(counting.values("value")[:1]),
        latest_confidence=Subquery(counting.values("confidence")[:1]),
        latest_day=Subquery(counting.values("day")[:1]),
    )


def _latest_of(key_result: KeyResult) -> Latest:
    return latest(key_result, key_result.latest_value, key_result.latest_confidence, key_result.latest_day)


def _store_key_results(ids) -> int:
    changed = []
    for key_result in with_latest(KeyResult.objects.filter(objective__in=ids)).order_by("pk"):
        now = _latest_of(key_result)
        if now != tuple(getattr(key_result, name) for name in Latest._fields):
            for name, value in now._asdict().items():
                setattr(key_result, name, value)
            changed.append(key_result)
    bulk.update(changed, Latest._fields)
    return len(changed)


# --- everything, from nothing ---


def roll_up_all() -> int:
    """Recomputes every key result from its updates and every objective from below, the lowest first, in slices that
    others can work between; says how many rows changed."""
    changed = 0
    for some in _slices(_whole_order()):
        with transaction.atomic():
            changed += recompute_many(some, key_results=True)
    # What others changed meanwhile below a slice that was done has left its marks.
    roll_up_due(60)
    return changed


def check() -> int:
    """How many rows differ from what a roll-up from nothing would store; changes nothing.

    It computes from the updates alone: no stored figure enters the comparison.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            # One snapshot for all the slices, so that what others commit meanwhile is no difference.
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _differences()


def _differences() -> int:
    differences = 0
    computed: dict[int, dict[int, Contributor]] = defaultdict(dict)
    for ids in _slices(_whole_order()):
        own = defaultdict(list)
        for key_result in with_latest(KeyResult.objects.filter(objective__in=ids)).order_by("pk"):
            now = _latest_of(key_result)
            differences += now != tuple(getattr(key_result, name) for name in Latest._fields)
            own[key_result.objective_id].append(Contributor(key_result.weight, now.progress, now.last_update_on))
        objectives = Objective.objects.in_bulk(ids)
        for objective in (objectives[pk] for pk in ids if pk in objectives):
            now = figures(own[objective.pk], computed.pop(objective.pk, {}).values())
            differences += now != _stored(objective)
            if counts(objective):
                computed[objective.aligned_to_id][objective.pk] = _contributor(objective.weight, now)
    return differences


def _slices(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _whole_order() -> list[int]:
    return upwards(dict(Objective.objects.order_by("pk").values_list("pk", F("aligned_to_id"))))
