"""Goals as a file that can be read, checked and imported again."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TextIO

from django.db.models import F, QuerySet

from goals import numbers
from goals.files import columns
from goals.files.known import department_path
from goals.files.refs import ref_of, with_period
from goals.models import KeyResult, Objective
from org.imports.cells import escape_cell
from org.models import Department

CHUNK = 500
ORDER = ("period__starts_on", "period__ends_on", "period", "pk")
Unit = KeyResult.Unit
OF_A_DEPARTMENT = (Objective.Scope.DEPARTMENT, Objective.Scope.PROCESS)


def export(objectives: QuerySet[Objective], to: TextIO, *, viewer=None, key_results=None) -> int:
    """Writes those objectives (start from `visible_to` where a person asks) as CSV; says how many rows.

    `to` is a text file opened with newline="". See `table`.
    """
    writer = csv.writer(to)
    count = -1
    for row in table(objectives, viewer=viewer, key_results=key_results):
        writer.writerow(row)
        count += 1
    return count


def table(objectives: QuerySet[Objective], *, viewer=None, key_results=None) -> Iterator[list[str]]:
    """The headings, then a row for each key result, or for an objective without one; no cell is a formula.

    What the `viewer` may not see is nobody's parent; a command has none. `key_results` are those to be written.
    """
    yield list(columns.ALL)
    for cells in _rows(objectives, viewer, key_results):
        yield [escape_cell(cells.get(column, "")) for column in columns.ALL]


def _rows(objectives: QuerySet[Objective], viewer, some_key_results) -> Iterator[dict[str, str]]:
    names = _Names(viewer)
    key_results = KeyResult.objects.all() if some_key_results is None else some_key_results
    for objective, own in _beside(objectives, key_results):
        shared = _shared(objective, names)
        once = {columns.RETROSPECTIVE: objective.retrospective}  # a long text, on the first of its rows
        for place, key_result in enumerate(own):
            yield shared | _own(key_result) | (once if place == 0 else {})
        if not own:
            yield shared | once


def _beside(objectives: QuerySet[Objective], key_results) -> Iterator[tuple[Objective, list[KeyResult]]]:
    """Each with its key results. Both are read in the same order beside each other, a chunk at a time: two queries for
    any number of them, and never many in memory."""
    rows = objectives.select_related("period", "owner", "process", "aligned_to__period").order_by(*ORDER)
    own = key_results.filter(objective__in=objectives.order_by().values("pk")).select_related("owner")
    own = own.annotate(**{f"at_{name}": F(f"objective__{name}") for name in ORDER})
    own = own.order_by(*(f"at_{name}" for name in ORDER), "position", "pk").iterator(chunk_size=CHUNK)
    following = next(own, None)
    for objective in rows.iterator(chunk_size=CHUNK):
        place, found = (objective.period.starts_on, objective.period.ends_on, objective.period_id, objective.pk), []
        # Of what was made between the two queries the objective is not there: passed over.
        while following is not None and _place_of(following) <= place:
            if following.objective_id == objective.pk:
                found.append(following)
            following = next(own, None)
        yield objective, found


def _place_of(key_result: KeyResult) -> tuple:
    return tuple(getattr(key_result, f"at_{name}") for name in ORDER)


def _shared(objective: Objective, names: "_Names") -> dict[str, str]:
    scope, active = objective.scope, objective.state == Objective.State.ACTIVE
    return {
        columns.REF: names.ref(objective),
        columns.PERIOD: objective.period.name,
        columns.SCOPE: objective.scope,
        columns.DEPARTMENT: names.departments.get(objective.department_id, "") if scope in OF_A_DEPARTMENT else "",
        columns.PROCESS: objective.process.name if scope == Objective.Scope.PROCESS else "",
        columns.OWNER: objective.owner.email,
        columns.OBJECTIVE: objective.title,
        columns.ALIGNED_TO: names.parent(objective),
        columns.WEIGHT: numbers.plain(objective.weight),
        columns.VISIBLE_TO: objective.visibility,
        columns.STATE: "" if active else objective.state,
        columns.SCORE: "" if objective.score is None else numbers.plain(objective.score),
        columns.OBJECTIVE_PROGRESS: _twelve(objective.progress),
    }


def _own(key_result: KeyResult) -> dict[str, str]:
    return {
        columns.KEY_RESULT: key_result.title,
        columns.UNIT: _unit(key_result),
        columns.BASELINE: numbers.plain(key_result.baseline),
        columns.TARGET: numbers.plain(key_result.target),
        columns.CURRENT: numbers.plain(key_result.current),
        columns.KR_WEIGHT: numbers.plain(key_result.weight),
        columns.CONFIDENCE: "" if key_result.confidence is None else str(key_result.confidence),
        columns.KEY_RESULT_OWNER: key_result.owner.email if key_result.owner else "",
        columns.KEY_RESULT_PROGRESS: _twelve(key_result.progress),
    }


def _unit(key_result: KeyResult) -> str:
    if key_result.unit == Unit.PERCENT:
        return "%"
    return (key_result.currency or Unit.CURRENCY) if key_result.unit == Unit.CURRENCY else key_result.unit


def _twelve(progress: Decimal | None) -> str:
    return "" if progress is None else f"{progress:.12f}"


class _Names:
    """What departments and objectives are called so that an import finds exactly these again."""

    def __init__(self, viewer=None):
        parents = Objective.objects.filter(aligned__isnull=False)
        hidden = parents.exclude(pk__in=Objective.objects.visible_to(viewer).values("pk")) if viewer else parents.none()
        self._hidden = set(hidden.order_by("pk").values_list("pk", flat=True))
        rows = {each.pk: each for each in Department.objects.order_by("pk")}
        same = defaultdict(int)
        for each in rows.values():
            same[each.name.casefold()] += 1
        self.departments = {
            pk: each.name if same[each.name.casefold()] == 1 else department_path(each, rows)
            for pk, each in rows.items()
        }
        # The references that look as if we had given them, and those that several periods use.
        refs = Objective.objects.exclude(ref="").order_by("pk").values_list("period", "ref")
        self._looks_given = defaultdict(set)
        self._periods_of = defaultdict(set)
        for period, ref in refs.iterator(chunk_size=CHUNK):
            self._periods_of[ref].add(period)
            if ref.startswith("G"):
                self._looks_given[period].add(ref)

    def ref(self, objective: Objective) -> str:
        return ref_of(objective, self._looks_given[objective.period_id])

    def parent(self, objective: Objective) -> str:
        """Its period stands with it where another period uses the same reference."""
        parent = objective.aligned_to
        if parent is None or parent.pk in self._hidden:
            return ""
        ref = self.ref(parent)
        others = self._periods_of[ref] - {parent.period_id}
        return with_period(ref, parent.period) if others and parent.period_id != objective.period_id else ref
