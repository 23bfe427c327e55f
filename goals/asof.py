"""An objective as of a day, and its progress day by day: what we know today about that day.

A replay of the dated rows (`Change`, `ProgressUpdate`, without those struck through) for the objective and all that
ever stood below it. A field without a row was always as it is now; an objective or key result whose first row has no
old value did not exist before.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from goals import measure
from goals.models import Change, KeyResult, Objective, ProgressUpdate
from org import tree

Field = Change.Field


@dataclass
class KeyResultThen:
    """A key result on the day that the replay has reached; without a baseline it did not exist yet."""

    is_milestone: bool
    baseline: Decimal | None = None
    target: Decimal | None = None
    weight: Decimal | None = None
    current: Decimal | None = None

    @property
    def progress(self) -> Decimal | None:
        if self.baseline is None or self.target is None:
            return None
        current = measure.ZERO if self.current is None and self.is_milestone else self.current
        return measure.counted(measure.key_result_progress(self.baseline, self.target, current))


@dataclass
class ObjectiveThen:
    state: str = ""
    aligned_to: int | None = None
    alignment: str = ""
    weight: Decimal = Decimal(1)
    progress: Decimal | None = None
    key_results: dict[int, KeyResultThen] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return self.state in Objective.COUNTING_STATES and self.alignment == Objective.Alignment.ACCEPTED


class Event(NamedTuple):
    day: date
    at: object
    pk: int
    objective: int
    key_result: int | None
    name: str
    value: object


class Replay:
    """Objectives at the beginning of time, and the events that lead to today. Pure once it is built."""

    def __init__(self, objectives: dict[int, ObjectiveThen], events: list[Event]):
        self.objectives = objectives
        self._events = sorted(events, key=lambda event: event[:3])
        self._below: dict[int | None, set[int]] = defaultdict(set)
        for pk, each in objectives.items():
            self._below[each.aligned_to].add(pk)
        self._recompute(set(objectives))

    def steps(self, root: int, until: date | None = None) -> list[tuple[date, Decimal | None]]:
        """Each day on which the progress of `root` changed, with what it was that evening."""
        found: list[tuple[date, Decimal | None]] = []
        for day, events in _by_day(self._events):
            if until is not None and day > until:
                break
            before = self.objectives[root].progress
            touched = set()
            for event in events:
                touched |= self._do(event)
            self._recompute(touched)
            if self.objectives[root].progress != before:
                found.append((day, self.objectives[root].progress))
        return found

    def _do(self, event: Event) -> set[int]:
        """Which objectives have to be computed anew."""
        objective = self.objectives[event.objective]
        if event.key_result is not None:
            setattr(objective.key_results[event.key_result], event.name, event.value)
            return {event.objective}
        touched = {objective.aligned_to} if objective.counts else set()
        if event.name == "aligned_to":
            self._below[objective.aligned_to].discard(event.objective)
            self._below[event.value].add(event.objective)
        setattr(objective, event.name, event.value)
        if objective.counts:
            touched.add(objective.aligned_to)
        return touched

    def _recompute(self, touched: set[int | None]) -> None:
        """These, and upwards as far as something changes. It ends, since there is no loop in the evening of a day."""
        waiting = {pk for pk in touched if pk in self.objectives}
        while waiting:
            objective = self.objectives[pk := waiting.pop()]
            own = [(each.weight, each.progress) for each in objective.key_results.values() if each.weight is not None]
            below = (self.objectives[each] for each in self._below[pk])
            progress = measure.objective_progress(
                [*own, *((each.weight, each.progress) for each in below if each.counts)]
            )
            if progress != objective.progress:
                objective.progress = progress
                if objective.counts and objective.aligned_to in self.objectives:
                    waiting.add(objective.aligned_to)


def history(objective: Objective, until: date | None = None) -> list[tuple[date, Decimal | None]]:
    """The days on which its progress changed, with what it was from then on."""
    return replay(objective).steps(objective.pk, until)


def as_of(objective: Objective, day: date | None = None) -> ObjectiveThen:
    """The objective with its key results in the evening of `day`; of the last day known where none is given."""
    replayed = replay(objective)
    replayed.steps(objective.pk, day)
    return replayed.objectives[objective.pk]


def replay(objective: Objective) -> Replay:
    """Reads all that ever stood below `objective`, in a fixed number of queries but for what was moved away."""
    ids = _ever_below(objective)
    key_results = KeyResult.objects.filter(objective__in=ids).order_by("pk")
    changes = Change.objects.filter(objective__in=ids).exclude(field__in=[Field.OWNER, Field.DUE_ON, Field.REMOVED])
    updates = ProgressUpdate.objects.filter(key_result__objective__in=ids, strike=None)
    objectives = {
        each.pk: ObjectiveThen(each.state, each.aligned_to_id, each.alignment, each.weight)
        for each in Objective.objects.filter(pk__in=ids).order_by("pk")
    }
    for each in key_results:
        objectives[each.objective_id].key_results[each.pk] = KeyResultThen(
            each.is_milestone, each.baseline, each.target, each.weight
        )
    events = list(_change_events(objectives, changes.order_by("day", "at", "pk")))
    rows = updates.order_by("pk").values_list("day", "written_at", "pk", "key_result__objective", "key_result", "value")
    events += [Event(*row[:5], "current", row[5]) for row in rows]
    return Replay(objectives, events)


def _change_events(objectives: dict[int, ObjectiveThen], changes: QuerySet[Change]):
    """The events, and before the first of each field its old value put where the replay begins."""
    begun = set()
    for change in changes:
        objective = objectives[change.objective_id]
        target = objective.key_results.get(change.key_result_id) if change.key_result_id else objective
        if target is None:
            continue
        key = (change.objective_id, change.key_result_id, change.field)
        if key not in begun:
            begun.add(key)
            setattr(target, change.field, _value(change.field, change.old))
        value = _value(change.field, change.new)
        yield Event(change.day, change.at, change.pk, change.objective_id, change.key_result_id, change.field, value)


def _value(name: str, text: str):
    if name in (Field.STATE, Field.ALIGNMENT):
        return text
    if not text:
        return None
    return int(text) if name == Field.ALIGNED_TO else Decimal(text)


def _by_day(events: list[Event]):
    """(day, its events) in order."""
    days: dict[date, list[Event]] = {}
    for event in events:
        days.setdefault(event.day, []).append(event)
    return days.items()


def _ever_below(objective: Objective) -> QuerySet:
    """The ids, as a queryset: the objective, all below it now, and what was moved away with all below that."""
    now = Q(pk=objective.pk) | Q(pk__in=Objective.objects.under(objective).order_by().values("pk"))
    known = set(Objective.objects.filter(now).order_by("pk").values_list("pk", flat=True))
    moved = list(
        Change.objects.filter(field=Field.ALIGNED_TO, key_result=None)
        .exclude(old="")
        .order_by("pk")
        .values_list("objective_id", "old")
    )
    extra: set[int] = set()
    while found := {pk for pk, old in moved if int(old) in known and pk not in known}:
        extra |= found
        known |= found | set(_with_below(found).values_list("pk", flat=True))
    return Objective.objects.filter(
        now | Q(pk__in=_with_below(extra).order_by().values("pk")) if extra else now
    ).values("pk")


def _with_below(ids: set[int]) -> QuerySet[Objective]:
    roots = Objective.objects.filter(pk__in=ids)
    return Objective.objects.filter(
        pk__in=tree.branch(Objective.objects.all(), parent="aligned_to", roots=roots, name="moved")
    ).order_by("pk")
