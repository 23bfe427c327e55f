"""The small line beside a person: how far their goals were on some days until today."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from goals import measure
from goals.models import Objective, ProgressUpdate

POINTS = 8


def of(objectives: list[Objective], day: date) -> dict[int, list[Decimal]]:
    """For each objective its progress on some days, from its own key results; the last is the stored one, of today."""
    updates = (
        ProgressUpdate.objects.filter(key_result__objective__in=[objective.pk for objective in objectives], strike=None)
        .order_by("day", "written_at", "pk")
        .values_list(
            "key_result__objective", "key_result", "key_result__weight", "key_result__baseline",
            "key_result__target", "day", "value",
        )
    )  # fmt: skip
    written = defaultdict(list)
    for objective_id, *update in updates if objectives else []:
        written[objective_id].append(update)
    return {objective.pk: _line(objective, written[objective.pk], day) for objective in objectives}


def _line(objective: Objective, updates: list, day: date) -> list[Decimal]:
    if objective.progress is None:
        return []
    start = min(objective.period.starts_on, day)
    points, latest, index = [], {}, 0
    for step in range(POINTS):
        until = start + timedelta(days=(day - start).days * step // (POINTS - 1))
        while index < len(updates) and updates[index][4] <= until:
            key_result, weight, baseline, target, _day, value = updates[index]
            latest[key_result] = (weight, measure.counted(measure.key_result_progress(baseline, target, value)))
            index += 1
        points.append(measure.objective_progress(latest.values()) or measure.ZERO)
    return [*points[:-1], objective.progress] if updates else [objective.progress] * POINTS


def mean(lines: list[list[Decimal]]) -> list[Decimal]:
    return [sum(values) / len(values) for values in zip(*lines, strict=True)]
