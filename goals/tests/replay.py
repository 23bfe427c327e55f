"""How every objective stood in the evening of a day, as the design words it: from the dated rows alone, by recursion.

It shares nothing with the work but the arithmetic and the status of one day.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from goals import measure, status
from goals.models import Change, KeyResult, Objective, ProgressUpdate, Snapshot
from org.models import Organization

NOTHING = (None, None, None, None)


class Replay:
    def __init__(self):
        self.objectives = {each.pk: each for each in Objective.objects.select_related("period", "owner").order_by("pk")}
        self.key_results = list(KeyResult.objects.order_by("pk"))
        self.updates = list(ProgressUpdate.objects.filter(strike=None).order_by("day", "written_at", "pk"))
        self.cadence = Organization.objects.current().cadence
        self.rows = defaultdict(list)
        latest: dict[tuple, date] = {}
        for row in Change.objects.order_by("pk"):
            whose = (row.objective_id, row.key_result_id)
            latest[whose] = max(row.day, latest.get(whose, row.day))
            self.rows[*whose, row.field].append((latest[whose], row))

    def days(self) -> list[date]:
        """From the day before anything happened to the last that is named anywhere."""
        known = [day for rows in self.rows.values() for day, _row in rows] + [each.day for each in self.updates]
        first, last = min(known) - timedelta(1), max(known)
        return [first + timedelta(each) for each in range((last - first).days + 1)]

    def evening(self, day: date) -> dict[int, tuple]:
        """By its id (state, aligned to, alignment, weight, progress, last update, status) of each that existed."""
        own = {pk: self._own(each, day) for pk, each in self.objectives.items()}
        found: dict[int, tuple] = {}

        def figures(pk: int) -> tuple[Decimal | None, date | None]:
            mine = [self._key_result(each, day) for each in self.key_results if each.objective_id == pk]
            mine = [each for each in mine if each != NOTHING]
            below = [
                (facts[3], *figures(child))
                for child, facts in own.items()
                if facts[0] in ("active", "closed") and facts[1] == pk and facts[2] == "accepted"
            ]
            parts = [(weight, progress) for weight, progress, *_last in [*(each[1:] for each in mine), *below]]
            unfinished = [each for each in mine if each[2] is None or each[2] < 1]
            lasts = [each[-1] for each in (unfinished or below) if each[-1]]
            return measure.objective_progress(parts), max(lasts, default=None)

        for pk, facts in own.items():
            if facts[0]:
                progress, last = figures(pk)
                found[pk] = (*facts, progress, last, self._status(pk, facts[0], progress, last, day))
        return found

    def _own(self, objective: Objective, day: date) -> tuple:
        names = ("state", "aligned_to", "alignment", "weight")
        state, parent, alignment, weight = (self._value(objective, None, name, day) for name in names)
        return state, int(parent) if parent else None, alignment, Decimal(weight or objective.weight)

    def _key_result(self, key_result: KeyResult, day: date) -> tuple:
        """(is there, weight, progress, last update)"""
        pk, names = key_result.objective_id, ("baseline", "target", "weight")
        baseline, target, weight = (self._value(key_result, pk, name, day) for name in names)
        if "" in (baseline, target, weight):
            return NOTHING
        said = [each for each in self.updates if each.key_result_id == key_result.pk and each.day <= day]
        current = said[-1].value if said else Decimal(0) if key_result.is_milestone else None
        progress = measure.key_result_progress(Decimal(baseline), Decimal(target), current)
        return True, Decimal(weight), measure.counted(progress), said[-1].day if said else None

    def _value(self, thing, objective: int | None, name: str, day: date) -> str:
        whose = (thing.pk, None) if objective is None else (objective, thing.pk)
        rows = self.rows.get((*whose, name))
        now = getattr(thing, "aligned_to_id" if name == "aligned_to" else name)
        if not rows:
            return "" if now is None else str(now)
        told = [row for known, row in rows if known <= day]
        return told[-1].new if told else rows[0][1].old

    def _status(self, pk, state, progress, last, day) -> str:
        objective = self.objectives[pk]
        return status.status_of(
            state=state,
            progress=progress,
            expected=measure.expected(objective.period, day),
            last_update_on=last,
            counts_from=status.counts_from(objective),
            cadence=objective.owner.cadence or self.cadence,
            today=day,
        )


def stored_on(day: date) -> dict[int, tuple]:
    names = ("state", "aligned_to", "alignment", "weight", "progress", "last_update_on", "status")
    return {row[0]: row[1:] for row in Snapshot.objects.on(day).order_by("pk").values_list("objective_id", *names)}
