"""Key results of the demo company, with a year of updates and the dated history of both."""

import datetime as dt
from decimal import Decimal
from itertools import islice
from random import Random

from goals import rollup
from goals.models import Change, KeyResult, Objective, ProgressUpdate
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, at_work, weighted, working_day
from perfmgmt.demo.objectives import Aim
from perfmgmt.demo.talk import MIXED, REBASELINE_REASONS, SILENT, TROUBLE, UPDATE_COMMENTS, WELL
from perfmgmt.demo.work import Measure

# How fast a key result of somebody in that mood moves, against the calendar: mean and spread.
PACE = {WELL: (1.38, 0.18), MIXED: (1.16, 0.18), TROUBLE: (0.66, 0.2), SILENT: (1.1, 0.2)}
# And how well the winds of the quarter suit the whole function.
WINDS = (0.75, 0.95, 1.0, 1.08, 1.15)
CHUNK = 4000
TOP = Measure("Customers who would recommend us", "percent", "61", "75")  # the company's own, of each year
WEIGHTS = (("1", 80), ("2", 12), ("0.5", 5), ("0", 3))


class Recorder:
    """Draws the key results of objectives and writes them in chunks, so that memory stays bounded."""

    def __init__(self, chance: Chance, now: dt.datetime):
        self.chance, self.now, self.today = chance, now, now.date()
        self.key_results: list[KeyResult] = []
        self.updates: list[ProgressUpdate] = []
        self.changes: list[Change] = []

    def record(self, aims: list[Aim]) -> None:
        queue = iter(aims)
        while chunk := list(islice(queue, CHUNK)):
            self.key_results, self.updates, self.changes = [], [], []
            for aim in chunk:
                self._objective(aim)
            self._settle()
            for rows in (self.key_results, self.updates, self.changes):
                _save(rows)

    def _settle(self) -> None:
        """What each key result stores of its updates, so that the roll-up finds little to write."""
        newest: dict[int, ProgressUpdate] = {}
        for update in self.updates:
            key, before = id(update.key_result), newest.get(id(update.key_result))
            if before is None or (update.day, update.written_at) >= (before.day, before.written_at):
                newest[key] = update
        for row in self.key_results:
            update = newest.get(id(row))
            told = (update.value, update.confidence, update.day) if update else (None, None, None)
            row.current, row.confidence, row.last_update_on, row.progress = rollup.latest(row, *told)

    def _objective(self, aim: Aim) -> None:
        rng = self.chance.stream("measures", *aim.name)
        row = aim.row
        began = aim.row.activated_on or min(row.period.starts_on, self.today)
        written = at_work(rng, began, self.now)
        self._opening(row, None, began, written)
        if aim.answer:
            self._answer(aim)
        if row.state in (Objective.State.CLOSED, Objective.State.CANCELLED):
            day = row.closed_on or self.today
            self._change(row, None, "state", Objective.State.ACTIVE, row.state, day, at_work(rng, day, self.now))
        function = aim.person.function
        if function is None:
            if aim.measures:
                self._key_result(aim, TOP, 0, rng, written)
            return
        for i, measure in enumerate(rng.sample(function.measures, k=min(aim.measures, len(function.measures)))):
            if i == 1 and rng.random() < 0.3:
                measure = Measure(rng.choice(function.milestones), "milestone", "0", "1")
            self._key_result(aim, measure, i, rng, written)

    def _key_result(self, aim: Aim, measure: Measure, position: int, rng: Random, written: dt.datetime) -> None:
        key_result = KeyResult(
            objective=aim.row,
            title=measure.title,
            unit=measure.unit,
            baseline=Decimal(measure.baseline),
            target=Decimal(measure.target),
            weight=Decimal(weighted(rng, [w for w, _ in WEIGHTS], [s for _, s in WEIGHTS])),
            position=position,
        )
        self.key_results.append(key_result)
        self._opening(aim.row, key_result, aim.row.activated_on or aim.row.period.starts_on, written)
        if aim.row.state != Objective.State.DRAFT:
            self._updates(aim, key_result, rng)

    def _updates(self, aim: Aim, key_result: KeyResult, rng: Random) -> None:
        period, mood = aim.row.period, aim.person.mood
        length = (period.ends_on - period.starts_on).days + 1
        last = min(self.today, period.ends_on, aim.row.closed_on or self.today, aim.person.row.left_on or self.today)
        if mood == SILENT and aim.quarter == 0:
            last = min(last, period.starts_on + dt.timedelta(days=length // 4))
        mean, spread = PACE[mood]
        function = aim.person.function.name if aim.person.function else ""
        wind = self.chance.stream("wind", aim.quarter, function).choice(WINDS)
        pace = max(0.05, rng.gauss(mean, spread) * wind)
        step = 14 if aim.quarter == 0 else 28
        day = aim.row.activated_on + dt.timedelta(days=5 + rng.randrange(9))
        while day <= last:
            share = ((day - period.starts_on).days + 1) / length
            done = max(0.0, pace * share * (0.9 + rng.random() / 5) - (0.04 if rng.random() < 0.1 else 0))
            self._update(aim, key_result, day, done, rng)
            day += dt.timedelta(days=step - 3 + rng.randrange(7))

    def _update(self, aim: Aim, key_result: KeyResult, day: dt.date, done: float, rng: Random) -> None:
        mood, person = aim.person.mood, aim.person
        day = min(working_day(day), self.today)
        in_check_in = person.boss is not None and rng.random() < 0.4
        belief = {WELL: 8, MIXED: 6, TROUBLE: 4, SILENT: 6}[mood] + rng.randrange(-1, 2)
        self.updates.append(
            ProgressUpdate(
                key_result=key_result,
                day=day,
                value=_value(key_result, done),
                confidence=belief if rng.random() < 0.8 else None,
                comment=rng.choice(UPDATE_COMMENTS[mood]),
                author=person.boss.row if in_check_in else person.row,
                source=ProgressUpdate.Source.CHECK_IN if in_check_in else ProgressUpdate.Source.PAGE,
                written_at=at_work(rng, day, self.now),
            )
        )
        if rng.random() < 0.012 and not key_result.is_milestone:
            self._rebaseline(aim, key_result, day, rng)

    def _rebaseline(self, aim: Aim, key_result: KeyResult, day: dt.date, rng: Random) -> None:
        old = key_result.target
        key_result.target = (old + (old - key_result.baseline) / 10).quantize(Decimal("0.1"))
        self._change(
            aim.row, key_result, "target", old, key_result.target, day, at_work(rng, day, self.now),
            reason=rng.choice(REBASELINE_REASONS), is_rebaseline=True,
        )

    def _opening(self, objective: Objective, key_result: KeyResult | None, day: dt.date, at: dt.datetime) -> None:
        """The first row of each field that the history replays."""
        if key_result is None:
            state = Objective.State.DRAFT if objective.state == Objective.State.DRAFT else Objective.State.ACTIVE
            facts = {"state": state, "owner": objective.owner_id, "weight": objective.weight}
            if objective.aligned_to_id:
                declined = objective.alignment == Objective.Alignment.DECLINED
                first = Objective.Alignment.PROPOSED if declined else objective.alignment
                facts |= {"aligned_to": objective.aligned_to_id, "alignment": first}
        else:
            facts = {"baseline": key_result.baseline, "target": key_result.target, "weight": key_result.weight}
        for field, value in facts.items():
            if field == "aligned_to" and facts["alignment"] == Objective.Alignment.PROPOSED:
                day, at = self._lately(objective, day)  # the last two of the facts
            self._change(objective, key_result, field, "", value, day, at)

    def _lately(self, objective: Objective, began: dt.date) -> tuple[dt.date, dt.datetime]:
        """A proposal that waits was made in the last days."""
        rng = self.chance.stream("proposed", objective.ref)
        day = max(began, self.today - dt.timedelta(days=1 + rng.randrange(9)))
        return day, at_work(rng, day, self.now)

    def _answer(self, aim: Aim) -> None:
        """The word of who declined, the day after it was proposed."""
        proposed, row = self.changes[-1], aim.row
        day = min(proposed.day + dt.timedelta(days=1), self.today)
        at = max(proposed.at, at_work(self.chance.stream("answer", row.ref), day, self.now))
        self._change(row, None, "alignment", proposed.new, row.alignment, day, at, reason=aim.answer.word)
        self.changes[-1].by = aim.answer.by.row

    def _change(self, objective, key_result, field, old, new, day, at, *, reason="", is_rebaseline=False) -> None:
        self.changes.append(
            Change(objective=objective, key_result=key_result, field=field, old=str(old), new=str(new), day=day, at=at,
                   by=objective.owner, reason=reason, is_rebaseline=is_rebaseline)
        )


def _value(key_result: KeyResult, done: float) -> Decimal:
    if key_result.is_milestone:
        return Decimal(done > 0.55)
    span = float(key_result.target - key_result.baseline)
    places = Decimal("0.1") if abs(span) < 100 else Decimal(1)
    return Decimal(float(key_result.baseline) + span * done).quantize(places)


def _save(rows: list) -> None:
    for row in rows:
        # A row made before its key result was saved learns the id now.
        if getattr(row, "key_result", None) is not None:
            row.key_result_id = row.key_result.pk
    insert(rows)
