"""Progress on its way up: stored for speed, derived from the updates, exact under concurrency.

What a key result stores derives from its updates, what an objective stores from its key results and from what the
objectives below store. Whoever changes one of these recomputes the objective in the same transaction, with its row
locked, and writes a `RollUpMark` for the parent if that objective's own figures changed. The worker takes marks,
locks their objectives in the order of their ids, recomputes from what is stored below, marks the parents that this
changes, and deletes exactly the marks that it read, all in one transaction. The days of the objectives are kept in
the same transactions (goals.snapshots); a mark says from which day on they may differ.

Why nothing is lost: a figure below that the worker did not see yet was not committed when it read, so its mark was
not committed either, is not among those it deletes, and is taken later. To recompute twice changes nothing.
"""

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from goals import bulk, measure, snapshots
from goals.latest import Latest, store
from goals.latest import latest as latest
from goals.latest import recompute_key_result as recompute_key_result
from goals.models import KeyResult, Objective, RollUpMark, Snapshot
from goals.order import SLICE, slices
from goals.order import upwards as upwards
from goals.snapshots import EVER

BATCH = 200  # of marks, taken in one transaction
FEW = 50  # where the days are built from the first one on


class Figures(NamedTuple):
    """What an objective stores of its contributors."""

    progress: Decimal | None
    last_update_on: date | None
    weight_sum: float


class Contributor(NamedTuple):
    weight: Decimal
    progress: Decimal | None
    last_update_on: date | None


# --- pure ---


def figures(key_results: Iterable[Contributor], below: Iterable[Contributor]) -> Figures:
    """Of an objective with these key results and these objectives that count in it."""
    key_results, below = list(key_results), list(below)
    progress, weight = measure.mean_and_weight([each[:2] for each in (*key_results, *below)])
    unfinished = [each for each in key_results if each.progress is None or each.progress < 1]
    days = [each.last_update_on for each in unfinished or below if each.last_update_on]
    return Figures(progress, max(days, default=None), weight)


class Row(NamedTuple):
    """Of an objective what the roll-up reads and writes."""

    pk: int
    aligned_to_id: int | None
    alignment: str
    state: str
    weight: Decimal
    progress: Decimal | None
    last_update_on: date | None
    weight_sum: float

    @property
    def figures(self) -> Figures:
        return Figures(*self[5:])


def row_of(objective: Objective) -> Row:
    return Row(*(getattr(objective, name) for name in Row._fields))


def contributor(weight: Decimal, of: Figures | Latest) -> Contributor:
    return Contributor(weight, of.progress, of.last_update_on)


# --- one objective, in the caller's transaction, with its row locked ---


def recompute(objective: Objective, since: date | None = EVER) -> bool:
    """Brings `objective` up to date with its contributors as they are stored, and its days from `since` on; marks the
    parents that this concerns.

    The caller holds the lock on the row. Says whether one was marked.
    """
    rows = {objective.pk: row_of(objective)}
    changed = _store(rows)
    for name, value in zip(Figures._fields, changed.get(objective.pk, ()), strict=False):
        setattr(objective, name, value)
    return _hand_up(changed, rows, snapshots.build({objective.pk: since}))


def mark(*objective_ids: int, since: date | None = EVER) -> None:
    """Notes, in the caller's transaction, that these must be recomputed, and their days from `since` on."""
    _write_marks((each, since) for each in objective_ids)


def _write_marks(marks: Iterable[tuple[int, date | None]]) -> None:
    now = timezone.now()
    bulk.insert_values(RollUpMark, ("objective", "since", "at"), ((pk, since, now) for pk, since in marks))


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
    """The oldest of those that say since when, else of those that ask for all days, which take long: these slow down
    nothing else, and what they change above them goes behind them in the queue, where it is done once."""
    marks = RollUpMark.objects.order_by("pk").values_list("pk", "objective_id", "since")
    quick = list(marks.filter(since__isnull=False)[:BATCH])
    sinces: dict[int, date | None] = {}
    for _pk, objective, since in quick or marks[:FEW]:
        sinces[objective] = since and min(since, sinces.get(objective) or since)
    sinces = snapshots.together(sinces)
    if quick:
        taken = [pk for pk, objective, _since in quick if objective in sinces]
    else:
        taken = list(RollUpMark.objects.filter(objective__in=sinces).order_by("pk").values_list("pk", flat=True))
    if taken:
        # Days from the first one on take long: the figures go up without them, and they wait behind the others.
        later = snapshots.from_the_first_day(sinces) if quick else set()
        recompute_many(sinces, undated=later, unhurried=not quick)
        _write_marks((pk, EVER) for pk in sorted(later))
        bulk.delete(RollUpMark, taken)
    return len(taken)


def days_due(seconds: float = 2.0) -> int:
    """Builds the days of those whose status time alone has changed, and of those whose days were built by a cadence
    or a period that is no longer theirs, until none is left or `seconds` have passed; says of how many."""
    built, end = 0, time.monotonic() + seconds
    for rows, most in ((snapshots.turned(snapshots.today()), BATCH), (snapshots.outdated(), FEW)):
        # Asked before the transaction, as above.
        while time.monotonic() < end and (ids := list(rows.order_by("pk").values_list("pk", flat=True)[:most])):
            with transaction.atomic():
                some = snapshots.together(dict.fromkeys(ids, EVER if most == FEW else snapshots.today()))
                recompute_many(dict.fromkeys(some, snapshots.today()))
            built += len(some)
    return built


def recompute_upwards(ids: Iterable[int], since: date | None = EVER) -> None:
    """As `recompute_many` with their key results, for any number, the lowest first, in the caller's transaction.

    The days of very many are left to the worker, by their marks: on SQLite nobody else writes meanwhile.
    """
    parents: dict[int, int | None] = {}
    for some in slices(sorted(ids)):
        parents |= dict(Objective.objects.filter(pk__in=some).order_by("pk").values_list("pk", "aligned_to"))
    later = set(order := upwards(parents))
    undated = frozenset(order) if len(order) > SLICE else frozenset()
    for some in slices(order):
        later.difference_update(some)
        recompute_many(dict.fromkeys(some, since), key_results=True, unmarked=later, undated=undated)
    _write_marks((pk, since) for pk in order if pk in undated)


def recompute_many(
    ids: Iterable[int] | Mapping[int, date | None],
    *,
    key_results: bool = False,
    unmarked: Container[int] = (),
    undated: Container[int] = (),
    unhurried: bool = False,
) -> int:
    """As `recompute`, for many at once, whose rows it locks, each with its `since` where that is known; with
    `key_results` these are recomputed first.

    Parents in `unmarked` are recomputed by the caller afterwards. Says how many rows changed. In the caller's
    transaction. The days of `undated` stay as they are; `unhurried` has the days of the parents wait behind others.
    """
    sinces = dict(ids) if isinstance(ids, Mapping) else dict.fromkeys(ids, EVER)
    # Locked in the order of the ids, as everywhere: two who lock the same rows wait for each other, never in a ring.
    locked = (
        Objective.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=bulk.among(sinces)).order_by("pk")
    )
    rows = {row[0]: Row(*row) for row in bulk.read_values(locked, *Row._fields)}
    count, own = 0, None
    if key_results:
        count, stored = store(rows)
        own = _grouped(
            (row.objective_id, Contributor(row.weight, now.progress, now.last_update_on)) for row, now in stored
        )
    changed = _store(rows, own)
    order = upwards({pk: row.aligned_to_id for pk, row in rows.items()})
    dated = {pk: sinces[pk] for pk in order if pk not in undated}
    concerned = snapshots.build(dated, later=unmarked) if dated else {}
    if unhurried:
        concerned = dict.fromkeys(concerned, EVER)
    _hand_up(changed, rows, concerned, unmarked)
    return count + len(changed)


def _store(rows: dict[int, Row], own: dict[int, list[Contributor]] | None = None) -> dict[int, Figures]:
    """Recomputes these, what lies below first, from their key results as they are stored; gives what changed."""
    own = _own(rows) if own is None else own
    below = _below(rows)
    changed: dict[int, Figures] = {}
    for pk in upwards({pk: row.aligned_to_id for pk, row in rows.items()}):
        row = rows[pk]
        now = figures(own[pk], below[pk].values())
        if now == row.figures:
            continue
        changed[pk] = now
        if pk in below.get(row.aligned_to_id, ()):
            below[row.aligned_to_id][pk] = contributor(row.weight, now)
    bulk.update_values(Objective, Figures._fields, ((*now, pk) for pk, now in changed.items()))
    return changed


def _hand_up(
    changed: dict[int, Figures],
    rows: dict[int, Row],
    concerned: Mapping[int, date | None],
    unmarked: Container[int] = (),
) -> bool:
    """Marks the parents outside of `rows`: those whose days this concerns, and those in which other figures count."""
    marks = _without_the_gone(concerned, rows)
    # Its weights are its own affair.
    moved = [rows[pk] for pk, now in changed.items() if counts(rows[pk]) and now[:2] != rows[pk].figures[:2]]
    prompt = {pk for pk, since in marks.items() if since is not EVER}
    parents = {row.aligned_to_id for row in moved} - prompt - rows.keys()
    # Of their days nothing is known to differ.
    today = snapshots.today() if parents else None
    more = [(pk, today) for pk in sorted(parents) if pk not in unmarked]
    _write_marks([*sorted(marks.items()), *more])
    return bool(marks or more)


def _without_the_gone(concerned: Mapping[int, date | None], rows: dict[int, Row]) -> dict[int, date | None]:
    """What one was aligned to once may be deleted."""
    former = concerned.keys() - {row.aligned_to_id for row in rows.values()}
    there = set(Objective.objects.filter(pk__in=former).values_list("pk", flat=True)) if former else set()
    return {pk: since for pk, since in concerned.items() if pk not in former or pk in there}


def counts(objective: Objective | Row | Snapshot) -> bool:
    """Whether it counts in a parent; the same as `Objective.objects.counting()`."""
    return (
        objective.aligned_to_id is not None
        and objective.alignment == Objective.Alignment.ACCEPTED
        and objective.state in Objective.COUNTING_STATES
    )


def _own(ids) -> dict[int, list[Contributor]]:
    """The key results of each objective, as they are stored."""
    rows = KeyResult.objects.filter(objective__in=bulk.among(ids)).order_by()
    rows = bulk.read_values(rows, "objective_id", *Contributor._fields)
    return _grouped((row[0], Contributor(*row[1:])) for row in rows)


def _grouped(pairs: Iterable[tuple[int, Contributor]]) -> dict[int, list[Contributor]]:
    found = defaultdict(list)
    for objective, each in pairs:
        found[objective].append(each)
    return found


def _below(ids) -> dict[int, dict[int, Contributor]]:
    """Of each by id the objectives that count in it, as they are stored."""
    below = defaultdict(dict)
    rows = Objective.objects.counting().filter(aligned_to__in=bulk.among(ids)).order_by()
    for parent, child, *row in bulk.read_values(rows, "aligned_to_id", "pk", *Contributor._fields):
        below[parent][child] = Contributor(*row)
    return below
