"""Key results from their updates: what counts is the latest day of those not struck through, then the latest written.

Whoever writes here holds the lock on the objective.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import OuterRef, Subquery

from goals import bulk, measure
from goals.models import KeyResult, ProgressUpdate


class Latest(NamedTuple):
    """What a key result stores of its updates."""

    current: Decimal | None
    confidence: int | None
    last_update_on: date | None
    progress: Decimal | None


NOTHING = Latest(None, None, None, None)


class KeyResultRow(NamedTuple):
    """Of a key result what the roll-up reads and writes."""

    pk: int
    objective_id: int
    unit: str
    baseline: Decimal
    target: Decimal
    weight: Decimal
    current: Decimal | None
    confidence: int | None
    last_update_on: date | None
    progress: Decimal | None

    @property
    def is_milestone(self) -> bool:
        return self.unit == KeyResult.Unit.MILESTONE

    @property
    def stored(self) -> Latest:
        return Latest._make(self[STORED:])


STORED = KeyResultRow._fields.index("current")


def latest(
    key_result: KeyResult | KeyResultRow, value: Decimal | None, confidence: int | None, day: date | None
) -> Latest:
    """The figures of a key result whose update that counts says `value`, or that has none."""
    if value is None and not key_result.is_milestone:
        return NOTHING
    current = measure.ZERO if value is None else value
    progress = measure.counted(measure.key_result_progress(key_result.baseline, key_result.target, current))
    return Latest(value, confidence, day, progress)


def with_latest(key_results):
    """Each with `latest_value`, `latest_confidence` and `latest_day` of the update that counts: the latest day of those
    not struck through, then the latest written."""
    counting = _counting()
    return key_results.annotate(
        latest_value=Subquery(counting.values("value")[:1]),
        latest_confidence=Subquery(counting.values("confidence")[:1]),
        latest_day=Subquery(counting.values("day")[:1]),
    )


def key_result_rows(objectives: Collection[int]) -> list[KeyResultRow]:
    rows = KeyResult.objects.filter(objective__in=bulk.among(objectives)).order_by("pk")
    return list(map(KeyResultRow._make, bulk.read_values(rows, *KeyResultRow._fields)))


def latest_of(key_results: Collection[KeyResultRow], objectives: Collection[int]) -> dict[int, Latest]:
    """What these key results, all of the `objectives`, have to store of their updates."""
    rows = ProgressUpdate.objects
    if connection.features.can_distinct_on_fields:
        rows = rows.filter(key_result__in=bulk.among(each.pk for each in key_results), strike=None)
        rows = rows.distinct("key_result_id").order_by("key_result_id", "-day", "-written_at", "-pk")
    else:
        newest = KeyResult.objects.filter(objective__in=bulk.among(objectives)).order_by()
        rows = rows.filter(pk__in=newest.values(newest=Subquery(_counting().values("pk")[:1]))).order_by()
    said = {row[0]: row[1:] for row in bulk.read_values(rows, "key_result_id", "value", "confidence", "day")}
    nothing = (None, None, None)
    return {each.pk: latest(each, *said.get(each.pk, nothing)) for each in key_results}


def recompute_key_result(key_result: KeyResult) -> None:
    """Brings a key result up to date with its updates. The caller holds the lock on its objective."""
    fresh = with_latest(KeyResult.objects.filter(pk=key_result.pk)).get()
    now = latest(fresh, fresh.latest_value, fresh.latest_confidence, fresh.latest_day)
    for name, value in now._asdict().items():
        setattr(key_result, name, value)
    key_result.save(update_fields=Latest._fields)


def store(objectives: Collection[int]) -> tuple[int, list[tuple[KeyResultRow, Latest]]]:
    """How many of their key results changed, and each with what it stores now."""
    rows = key_result_rows(objectives)
    now = latest_of(rows, objectives)
    pairs = [(row, now[row.pk]) for row in rows]
    changed = [(*each, row.pk) for row, each in pairs if each != row[STORED:]]
    bulk.update_values(KeyResult, Latest._fields, changed)
    return len(changed), pairs


def _counting():
    """The updates of one key result that are not struck through, the one that counts first."""
    rows = ProgressUpdate.objects.filter(key_result=OuterRef("pk"), strike=None)
    return rows.order_by("-day", "-written_at", "-pk")
