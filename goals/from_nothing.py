"""The roll-up from nothing: of every key result from its updates and every objective from below, to store it, or to
compare it with what is stored."""

from collections import defaultdict
from collections.abc import Container, Iterable
from functools import partial
from typing import NamedTuple

from django.db import transaction

from goals import bulk, parallel, snapshots
from goals.latest import key_result_rows, latest_of
from goals.models import Objective, RollUpMark
from goals.one_view import one_view
from goals.order import SLICE, slices, steps, upwards
from goals.rollup import Contributor, Row, contributor, counts, figures, mark, recompute_many, roll_up_due


def roll_up_all() -> int:
    """Recomputes every key result from its updates and every objective from below, in slices that others can work
    between, and has all their days built anew; says how many figures changed.

    The days of very many are left to the worker, by their marks, as in `recompute_upwards`.
    """
    parents = _all_parents()
    changed = figures_of_all(parents, then_days=len(parents) > SLICE)
    if len(parents) <= SLICE:
        with transaction.atomic():
            # As in `_take_marks`: read before the rows are, and deleted with what they asked for done.
            marks = _marks_of(parents)
            recompute_many(list(parents))
            bulk.delete(RollUpMark, marks)
        # What others changed meanwhile has left its marks.
        roll_up_due(60)
    return changed


def figures_of_all(parents: dict[int, int | None] | None = None, *, then_days: bool = False) -> int:
    """The figures without the days, or with a mark for these instead of those that waited. Killed in the middle it
    has to be run again: it leaves no marks of what it did not reach."""
    parents = _all_parents() if parents is None else parents
    changed, later = 0, set(parents)
    for step in steps(parents):
        # One that stands in a loop with these is no later one: it is marked.
        later.difference_update(*step)
        changed += sum(parallel.each(partial(_figures_of, later=later, then_days=then_days), step))
    return changed


@transaction.atomic
def _figures_of(ids: list[int], *, later: Container[int], then_days: bool) -> int:
    marks = _marks_of(ids) if then_days else []
    changed = recompute_many(ids, key_results=True, unmarked=later, undated=set(ids))
    if then_days:
        bulk.delete(RollUpMark, marks)
        mark(*ids)
    return changed


def _marks_of(ids: Iterable[int]) -> list[int]:
    rows = RollUpMark.objects.filter(objective__in=bulk.among(ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


class Checked(NamedTuple):
    differences: int
    pending: int  # what differs and waits for the worker to take its marks


def check() -> int:
    """How many rows differ from what a roll-up from nothing would store, without what waits; see `compare`."""
    return compare().differences


def compare() -> Checked:
    """How many rows differ from what a roll-up from nothing would store; changes nothing.

    Of the figures it computes from the updates alone: no stored one enters the comparison. The days are compared with
    what their own dated rows and the stored days below give; where that agrees everywhere it is right everywhere.

    A mark says that its objective is to be computed anew, and with its figures those of all above it: these are
    pending until it is taken. What its days are computed from waits below it no more.
    """
    differences = pending = 0
    with one_view():
        parents = _all_parents()
        marked = set(RollUpMark.objects.order_by("pk").values_list("objective", flat=True))
        waiting = _with_all_above(marked, parents)
        computed: dict[int, dict[int, Contributor]] = defaultdict(dict)
        for ids in slices(upwards(parents)):
            own, figures_of = _different_figures(ids, computed)
            days = snapshots.differences(ids)
            late = sum(pk in waiting for pk in figures_of) + sum(days[pk] for pk in days if pk in marked)
            pending += late
            differences += own + len(figures_of) + sum(days.values()) - late
    return Checked(differences, pending)


def _with_all_above(ids: set[int], parents: dict[int, int | None]) -> set[int]:
    found = set()
    for step in ids:
        while step is not None and step not in found:
            found.add(step)
            step = parents.get(step)
    return found


def _different_figures(ids: list[int], computed: dict[int, dict[int, Contributor]]) -> tuple[int, list[int]]:
    """How many key results of these objectives differ, and which of these do; `computed` holds what was computed of
    those below, by parent."""
    differences, different = 0, []
    own = defaultdict(list)
    key_results = key_result_rows(ids)
    now = latest_of(key_results, ids)
    for each in key_results:
        differences += now[each.pk] != each.stored
        own[each.objective_id].append(contributor(each.weight, now[each.pk]))
    rows = Objective.objects.filter(pk__in=bulk.among(ids)).order_by()
    rows = {row[0]: Row(*row) for row in bulk.read_values(rows, *Row._fields)}
    for row in (rows[pk] for pk in ids if pk in rows):
        found = figures(own[row.pk], computed.pop(row.pk, {}).values())
        if found != row.figures:
            different.append(row.pk)
        if counts(row):
            computed[row.aligned_to_id][row.pk] = contributor(row.weight, found)
    return differences, different


def _all_parents() -> dict[int, int | None]:
    return dict(Objective.objects.order_by("pk").values_list("pk", "aligned_to_id"))
