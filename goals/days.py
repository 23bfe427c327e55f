"""The days of one objective: how it stood from each day on that changed anything. Pure.

A replay of its own dated rows (changes, updates that are not struck through) and of the days of what counted in it.
Changes of one thing stand in the order in which they were written, whatever they changed; one that names an earlier
day than one before it holds from that one's day on, so that the last one written is what holds now. A field without a
row was always as it is now; what has a first row without an old value did not exist before. Only the evening of a day
counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from goals import measure, status
from goals.models import Change, Objective
from goals.status import Rule

Field = Change.Field
# Where the replay keeps what these fields say; a weight stands at the same place of both.
STATE, ALIGNED_TO, ALIGNMENT, WEIGHT = range(4)
BASELINE, TARGET, IS_MILESTONE, _WEIGHT, CURRENT, LAST, PROGRESS, DUE_ON = range(8)
PLACES = {
    Field.STATE.value: STATE,
    Field.ALIGNED_TO.value: ALIGNED_TO,
    Field.ALIGNMENT.value: ALIGNMENT,
    Field.WEIGHT.value: WEIGHT,
    Field.BASELINE.value: BASELINE,
    Field.TARGET.value: TARGET,
    Field.DUE_ON.value: DUE_ON,
}
TEXTS = (Field.STATE, Field.ALIGNMENT)


class Day(NamedTuple):
    """What holds from `day` until `until` (None: still); the fields of a `Snapshot`."""

    day: date
    until: date | None
    state: str
    aligned_to: int | None
    alignment: str
    weight: Decimal
    progress: Decimal | None
    last_update_on: date | None
    status: str

    @property
    def given(self) -> tuple | None:
        """What it gives to a parent: which one, weight, progress, last update; None where it counts in none."""
        counts = self.state in Objective.COUNTING_STATES and self.alignment == Objective.Alignment.ACCEPTED
        return (self.aligned_to, *self[5:8]) if counts and self.aligned_to is not None else None


class Segment(NamedTuple):
    """What an objective gave to a parent from `day` until `until`."""

    day: date
    until: date | None
    weight: Decimal
    progress: Decimal | None
    last_update_on: date | None


class Dated:
    """An objective as it is now, with its dated rows.

    `now` is (state, aligned to, alignment, weight); each of `key_results` (baseline, target, is a milestone, weight),
    and where it is asked for the day on which it is due.
    """

    def __init__(self, now: tuple):
        self.now = now
        self.key_results: dict[int, tuple] = {}
        self.changes: list[tuple] = []  # (key result or None, field, old, new, day) as they were written
        self.updates: list[tuple] = []  # (key result, day, value) by day, then as they were written


def days_of(
    dated: Dated, below: Iterable[Segment], rule: Rule, today: date, since: date | None = None
) -> tuple[list[Day], date | None]:
    """The days from `since` on (that of `since` stands first), and when time alone changes the status next.

    What time changes after `today` is not told yet. Without `since` from the first day on which it existed.
    """
    with localcontext(measure.CONTEXT):
        steps = _Replay(dated, below).steps(rule.starts_on, since)
    return _with_status(steps, rule, today)


class KeyResultThen(NamedTuple):
    baseline: Decimal
    target: Decimal
    weight: Decimal
    current: Decimal | None
    last_update_on: date | None
    progress: Decimal | None
    due_on: date | None


def key_results_on(dated: Dated, day: date) -> dict[int, KeyResultThen]:
    """Those that were there in the evening of `day`, as they stood."""
    replay = _Replay(dated, ())
    for each in sorted(replay.events):
        if each <= day:
            replay.do(each)
    replay.measure_all()
    found = {}
    for pk, each in replay.key_results.items():
        if each[BASELINE] is not None:
            places = (BASELINE, TARGET, WEIGHT, CURRENT, LAST, PROGRESS, DUE_ON)
            found[pk] = KeyResultThen(*(each[place] for place in places))
    return found


class _Replay:
    def __init__(self, dated: Dated, below: Iterable[Segment]):
        self.own = list(dated.now)
        self.key_results = {
            pk: [*values[:4], None, None, None, *(values[4:] or (None,))] for pk, values in dated.key_results.items()
        }
        self.events: dict[date, list] = defaultdict(list)
        self.comings: dict[date, list[Segment]] = defaultdict(list)
        self.goings: dict[date, list[Segment]] = defaultdict(list)
        # Of what counts from below; the sums are exact, so that they may be taken back.
        self.total = self.weights = Decimal(0)
        self.lasts: Counter[date] = Counter()
        self._take_changes(dated.changes)
        for key_result, day, value in dated.updates:
            if thing := self.key_results.get(key_result):
                self.events[day].append((thing, CURRENT, value))
        for segment in below:
            self.comings[segment.day].append(segment)
            if segment.until is not None:
                self.goings[segment.until].append(segment)

    def _take_changes(self, changes) -> None:
        days: dict[int | None, date] = {}
        firsts, lasts = {}, {}
        for key_result, field, old, new, day in changes:
            thing = self.own if key_result is None else self.key_results.get(key_result)
            if thing is None:
                continue
            days[key_result] = day = max(day, days.get(key_result, day))
            if (place := PLACES.get(field)) is None:
                continue  # another owner: what is written after it holds no sooner
            key = (key_result, field)
            firsts.setdefault(key, (thing, place, old))
            if before := lasts.get(key):
                before[2] = _value(field, before[2])
            lasts[key] = event = [thing, place, new]
            self.events[day].append(event)
        for event in lasts.values():
            event[2] = event[0][event[1]]  # what holds now, whatever the last row says
        for (_key_result, field), (thing, place, old) in firsts.items():
            if old or place != WEIGHT or thing is not self.own:
                thing[place] = _value(field, old)

    def steps(self, starts_on: date, since: date | None) -> list[tuple[date, tuple]]:
        """(day, what holds from then on), as far as it differs from the step before."""
        days = sorted(self.events.keys() | self.comings.keys() | self.goings.keys())
        if since is None:
            # Where nothing tells that it began, it was there when its period began.
            since = min([starts_on, *days[:1]]) if self.own[STATE] else None
        found: list[tuple[date, tuple]] = []
        if since is not None:
            for day in days:
                if day < since:
                    self.do(day)
            days = [day for day in days if day > since]
            self.do(since)
            self.measure_all()
            self._note(found, since)
        else:
            self.measure_all()
        for day in days:
            for thing in self.do(day):
                _measure(thing)
            self._note(found, day)
        return found

    def do(self, day: date) -> list[list]:
        """What happened on that day; gives the key results that have to be measured again."""
        touched = []
        for thing, place, value in self.events.get(day, ()):
            thing[place] = value
            if thing is not self.own:
                touched.append(thing)
                if place == CURRENT:
                    thing[LAST] = day
        for segment in self.comings.get(day, ()):
            self._count(segment, 1)
        for segment in self.goings.get(day, ()):
            self._count(segment, -1)
        return touched

    def _count(self, segment: Segment, sign: int) -> None:
        if segment.progress is not None and segment.weight > 0:
            self.total += sign * segment.weight * segment.progress
            self.weights += sign * segment.weight
        if segment.last_update_on is not None:
            self.lasts[segment.last_update_on] += sign

    def measure_all(self) -> None:
        for thing in self.key_results.values():
            _measure(thing)

    def _note(self, found: list, day: date) -> None:
        if not self.own[STATE]:
            return
        facts = (*self.own, *self._figures())
        if not found or found[-1][1] != facts:
            found.append((day, facts))

    def _figures(self) -> tuple[Decimal | None, date | None]:
        total, weights, last, is_unfinished = self.total, self.weights, None, False
        for each in self.key_results.values():
            progress = each[PROGRESS]
            if progress is not None and each[WEIGHT] is not None and each[WEIGHT] > 0:
                total += each[WEIGHT] * progress
                weights += each[WEIGHT]
            if each[BASELINE] is not None and (progress is None or progress < 1):
                is_unfinished = True
                if each[LAST] is not None and (last is None or each[LAST] > last):
                    last = each[LAST]
        if not is_unfinished:
            last = max((day for day, count in self.lasts.items() if count), default=None)
        return (measure.ratio(total, weights) if weights else None), last


def _measure(key_result: list) -> None:
    baseline, target, is_milestone, _weight, current, *_rest = key_result
    if baseline is None or target is None or baseline == target:
        key_result[PROGRESS] = None
        return
    current = measure.ZERO if current is None and is_milestone else current
    key_result[PROGRESS] = measure.counted(measure.key_result_progress(baseline, target, current))


def _value(field: str, text: str):
    if field in TEXTS:
        return text
    if not text:
        return None
    if field == Field.DUE_ON:
        return date.fromisoformat(text)
    return int(text) if field == Field.ALIGNED_TO else Decimal(text)


def _with_status(steps: list[tuple[date, tuple]], rule: Rule, today: date) -> tuple[list[Day], date | None]:
    starts: list[tuple[date, tuple]] = []
    turns_on = None
    for place, (day, facts) in enumerate(steps):
        end = steps[place + 1][0] if place + 1 < len(steps) else None
        course = status.course(facts[STATE], facts[4], facts[5], rule)
        starts.append((day, (*facts, course.on(day))))
        for turn, worse in course.turns:
            if turn <= day:
                continue
            if turn < end if end else turn <= today:
                starts.append((turn, (*facts, worse)))
            else:
                turns_on = None if end else turn
                break
    ends = [day for day, _facts in starts[1:]] + [None]
    return [Day(day, until, *facts) for (day, facts), until in zip(starts, ends, strict=True)], turns_on
