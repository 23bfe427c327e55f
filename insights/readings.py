"""How each unit stands: counted by department in a few statements, summed up the tree here.

The progress of a unit is the weighted mean of the active objectives of the running period whose department is the unit
or one below it: the objective's own department, else that of its process, else its owner's. One without a measure does
not count. What is expected is meant the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy

from feedback.models import Blocker, CheckIn
from goals import bulk, measure, status
from goals.models import Objective
from goals.serving import UNIT
from insights import moves
from insights.kinds import Moment
from insights.models import Signal, UnitReading
from org.models import Department, Employee

# Check-ins are counted over so many weeks up to the day.
WEEKS = timedelta(weeks=4)
STORED = (
    "people", "moved", "objectives", "on_track", "at_risk", "off_track", "silent", "weight", "progress", "expected",
    "stale", "blockers", "blockers_taken", "check_ins_due", "check_ins_held", "signals", "is_small",
)  # fmt: skip

# As they stand in a drawing or a sentence, where a status is no heading.
WORDS = {
    status.ON_TRACK: gettext_lazy("on track"),
    status.AT_RISK: gettext_lazy("at risk"),
    status.OFF_TRACK: gettext_lazy("off track"),
    status.STALE: gettext_lazy("stale"),
    status.NONE: gettext_lazy("no measure yet"),
}
COUNTED = {
    status.ON_TRACK: "on_track",
    status.AT_RISK: "at_risk",
    status.OFF_TRACK: "off_track",
    status.STALE: "silent",
}
ANSWERS = ("blockers", "blockers_taken", "check_ins_due", "check_ins_held", "signals")


class Key(NamedTuple):
    """Of a reading: a department, or None for the whole; with all below it, or the part that is of none below."""

    department: int | None
    is_itself: bool


@dataclass
class Sums:
    """What adds up over units."""

    people: int = 0
    moved: int = 0
    objectives: int = 0
    on_track: int = 0
    at_risk: int = 0
    off_track: int = 0
    silent: int = 0
    weight: Decimal = Decimal(0)
    done: Decimal = Decimal(0)  # Σ weight × progress
    stale: Decimal = Decimal(0)  # the weight of what is stale
    blockers: int = 0
    blockers_taken: int = 0
    check_ins_due: int = 0
    check_ins_held: int = 0
    signals: int = 0

    def add(self, other: "Sums") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def take_answers(self, other: "Sums") -> None:
        """What people answered or did, from `other`."""
        for name in ANSWERS:
            setattr(self, name, getattr(other, name))


class Departments:
    """The tree of the departments. Where all stand below one, whoever is of none belongs to that one."""

    def __init__(self, rows: Iterable[tuple[int, int | None]]):
        self.parent = dict(rows)
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in self.parent.items():
            self.children[parent].append(pk)
        tops = self.children[None]
        self.home = tops[0] if len(tops) == 1 else None

    def way(self, pk: int | None) -> list[int]:
        """From the department up to the top; a circle in old data is walked once."""
        way: list[int] = []
        while pk is not None and pk not in way:
            way.append(pk)
            pk = self.parent.get(pk)
        return way


def compute(moment: Moment) -> dict[Key, dict[str, Any]]:
    """What the readings of the day should say, from nothing."""
    tree = Departments(Department.objects.order_by("pk").values_list("pk", "parent"))
    expected = measure.expected(moment.period, moment.day) if moment.period else None
    k = moment.organization.anonymity_threshold
    return summed(tree, _own(moment), expected, k, _of_few(moment, k))


def summed(
    tree: Departments, own: Mapping[int | None, Sums], expected: Decimal | None, k: int, of_few: int = 0
) -> dict[Key, dict]:
    """The readings of all units, from what is of each department alone; `of_few` signals are of the whole alone."""
    sums: dict[Key, Sums] = defaultdict(Sums)
    for pk in tree.parent:
        sums[Key(pk, False)]
        if tree.children[pk]:
            sums[Key(pk, True)]
    for unit, part in own.items():
        # A department that came or went between two statements of one look is found at the next.
        unit = tree.home if unit not in tree.parent else unit
        sums[Key(None, False)].add(part)
        for pk in tree.way(unit):
            sums[Key(pk, False)].add(part)
        if unit is None or tree.children[unit]:
            sums[Key(unit, True)].add(part)
    sums[Key(None, False)]
    _count_answers(tree, sums, k)
    if sums[Key(None, False)].people >= k:
        sums[Key(None, False)].signals += of_few
    return {key: _stored(each, expected, each.people < k) for key, each in sums.items()}


def _own(moment: Moment) -> dict[int | None, Sums]:
    """Of each department alone: what is of none below it either."""
    found: dict[int | None, Sums] = defaultdict(Sums)
    present = Employee.objects.present(moment.now).order_by()
    for unit, people in present.values_list("department").annotate(Count("pk")):
        found[unit].people = people
    for unit, moved in moves.on(moment).items():
        found[unit].moved = moved
    _add_objectives(found, moment)
    blockers = Blocker.objects.open().filter(raised_by__in=present.values("pk")).order_by()
    for unit, count, taken in blockers.values_list("raised_by__department").annotate(
        Count("pk"), Count("acknowledged_at")
    ):
        found[unit].blockers, found[unit].blockers_taken = count, taken
    for unit, due, held in _check_ins(moment, present):
        found[unit].check_ins_due, found[unit].check_ins_held = due, held
    signals = Signal.objects.not_dismissed(moment.day).counted_everywhere().order_by()
    for unit, count in signals.values_list("unit").annotate(Count("pk")):
        found[unit].signals = count
    return found


def _of_few(moment: Moment, k: int) -> int:
    """Signals that only few may see: of each kind in the whole, where they are about k people or more."""
    rows = Signal.objects.not_dismissed(moment.day).filter(audience__in=Signal.FOR_FEW).order_by()
    counts = rows.values("kind").annotate(count=Count("pk"), people=Count("about", distinct=True))
    return sum(each["count"] for each in counts if each["people"] >= k)


def _add_objectives(found: dict[int | None, Sums], moment: Moment) -> None:
    if moment.period is None:
        return
    rows = Objective.objects.filter(state=Objective.State.ACTIVE, period=moment.period.pk, progress__isnull=False)
    expected = measure.expected(moment.period, moment.day)
    names = ("of_unit", "weight", "progress", "last_update_on", "activated_on", "owner__cadence")
    for unit, weight, progress, last_update_on, activated_on, cadence in bulk.read_values(
        rows.filter(weight__gt=0).annotate(of_unit=UNIT).order_by(), *names
    ):
        standing = status.status_of(
            state=Objective.State.ACTIVE,
            progress=progress,
            expected=expected,
            last_update_on=last_update_on,
            counts_from=max(activated_on or moment.period.starts_on, moment.period.starts_on),
            cadence=cadence or moment.organization.cadence,
            today=moment.day,
        )
        sums = found[unit]
        sums.objectives += 1
        name = COUNTED[standing]
        setattr(sums, name, getattr(sums, name) + 1)
        sums.weight += weight
        sums.done += weight * progress
        sums.stale += weight if standing == status.STALE else 0


def _check_ins(moment: Moment, present) -> Iterable[tuple[int | None, int, int]]:
    """Whose day was in the last four weeks: how many there were, and how many of them were held. One that is skipped
    with a reason was due; one of today that is still open is not."""
    day = moment.day
    due = Q(state__in=CheckIn.ENDED_STATES, due_on__lte=day) | Q(state__in=CheckIn.OPEN_STATES, due_on__lt=day)
    rows = CheckIn.objects.filter(due, due_on__gt=day - WEEKS, employee__in=present.values("pk")).order_by()
    held = Count("pk", filter=Q(state=CheckIn.State.DONE))
    return rows.values_list("employee__department").annotate(due=Count("pk"), held=held)


def _stored(sums: Sums, expected: Decimal | None, is_small: bool) -> dict[str, Any]:
    weight = sums.weight
    means = {
        "weight": weight.quantize(Decimal(1).scaleb(-9)),
        "progress": measure.ratio(sums.done, weight) if weight else None,
        "expected": expected if weight else None,
        "stale": measure.ratio(sums.stale, weight) if weight else None,
        "is_small": is_small,
    }
    return {name: getattr(sums, name) for name in STORED if name not in means} | means


def _count_answers(tree: Departments, sums: Mapping[Key, Sums], k: int) -> None:
    """Takes out of the sums what would tell of fewer than k people, alone or by difference.

    Of a part of fewer than k people nothing is counted by itself. All such parts of a unit together are counted in the
    unit where they are k or more; else they wait for the unit above. So what a unit counts beyond the parts that are
    shown is always of k people or more, and in the whole at most k − 1 people are not counted.
    """
    left: dict[int | None, Sums] = {}
    deepest_first = sorted(tree.parent, key=lambda pk: -len(tree.way(pk)))
    for pk in [*deepest_first, None]:
        small, counted = Sums(), Sums()
        own = sums.get(Key(pk, True)) or (Sums() if tree.children[pk] else sums[Key(pk, False)])
        (small if own.people < k else counted).add(own)
        for each in tree.children[pk]:
            # Of a part that is too small itself all of it waits.
            small.add(left.get(each, Sums()))
            if sums[Key(each, False)].people >= k:
                counted.add(sums[Key(each, False)])
        if small.people >= k:
            counted.add(small)
            small = Sums()
        left[pk] = small
        sums[Key(pk, False)].take_answers(counted)
    for each in sums.values():
        if each.people < k:
            each.take_answers(Sums())


def store(moment: Moment) -> int:
    """Writes what differs of the day's readings, in the caller's transaction; how many."""
    fresh, stored = compute(moment), _known(moment.day)
    gone = [row.pk for key, row in stored.items() if key not in fresh]
    new = [
        UnitReading(department_id=key.department, is_itself=key.is_itself, day=moment.day, **values)
        for key, values in fresh.items()
        if key not in stored
    ]
    changed = []
    for key in fresh.keys() & stored.keys():
        if _values(stored[key]) != fresh[key]:
            for name, value in fresh[key].items():
                setattr(stored[key], name, value)
            changed.append(stored[key])
    bulk.delete(UnitReading, gone)
    UnitReading.objects.bulk_create(new, batch_size=500)
    UnitReading.objects.bulk_update(changed, STORED, batch_size=200)
    return len(gone) + len(new) + len(changed)


def compare(moment: Moment) -> int:
    fresh, stored = compute(moment), _known(moment.day)
    differing = sum(_values(stored[key]) != fresh[key] for key in fresh.keys() & stored.keys())
    return len(fresh.keys() ^ stored.keys()) + differing


def _known(day: date) -> dict[Key, UnitReading]:
    return {Key(row.department_id, row.is_itself): row for row in UnitReading.objects.filter(day=day)}


def _values(row: UnitReading) -> dict[str, Any]:
    return {name: getattr(row, name) for name in STORED}


def standing(reading: UnitReading) -> str:
    """The status of a unit in one word: stale where more than half of the weight that counts is, else by its pace."""
    if reading.progress is None:
        return status.NONE
    if reading.progress < 1 and reading.stale > Decimal("0.5"):
        return status.STALE
    return status.pace(reading.progress, reading.expected)
