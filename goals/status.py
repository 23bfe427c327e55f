"""Honest status: what the figures say, in one word. Pure functions, and helpers for whole lists."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from goals import measure
from goals.models import KeyResult, Objective
from org.models import Cadence, Organization

ON_TRACK, AT_RISK, OFF_TRACK, STALE, NONE = "on-track", "at-risk", "off-track", "stale", "none"
ACHIEVED, PARTLY_ACHIEVED, MISSED = "achieved", "partly-achieved", "missed"
SLUGS = (ON_TRACK, AT_RISK, OFF_TRACK, STALE, NONE, ACHIEVED, PARTLY_ACHIEVED, MISSED)


def status_of(
    *,
    state: str,
    progress: Decimal | None,
    expected: Decimal,
    last_update_on: date | None,
    counts_from: date,
    cadence: str,
    today: date,
) -> str:
    """The status of an objective, or of a key result that is a metric.

    `counts_from` is the later of activation and the period's first day: nobody is late before it.
    A draft and what was cancelled have none.
    """
    if state == Objective.State.CLOSED:
        return result(progress)
    if state != Objective.State.ACTIVE or progress is None:
        return NONE
    if _is_stale(progress, last_update_on, counts_from, cadence, today):
        return STALE
    return pace(progress, expected)


def milestone_status(
    *,
    state: str,
    progress: Decimal | None,
    confidence: int | None,
    due_on: date,
    last_update_on: date | None,
    counts_from: date,
    cadence: str,
    today: date,
) -> str:
    """A milestone is judged by confidence up to `due_on` (the period's end where it has none of its own)."""
    if state == Objective.State.CLOSED:
        return result(progress)
    if state != Objective.State.ACTIVE or progress is None:
        return NONE
    if progress >= 1:
        return ON_TRACK
    if _is_stale(progress, last_update_on, counts_from, cadence, today):
        return STALE
    if today > due_on:
        return OFF_TRACK
    if confidence is None:
        return NONE
    return ON_TRACK if confidence >= 7 else AT_RISK if confidence >= 4 else OFF_TRACK


def pace(progress: Decimal, expected: Decimal) -> str:
    behind = expected - progress
    if progress >= Decimal("0.9") * expected or behind <= Decimal("0.05"):
        return ON_TRACK
    if progress >= Decimal("0.7") * expected or behind <= Decimal("0.15"):
        return AT_RISK
    return OFF_TRACK


class Rule(NamedTuple):
    """What the status of an objective depends on besides its own figures: its period, and how often it is updated."""

    starts_on: date
    ends_on: date
    counts_from: date
    cadence: str


class Course(NamedTuple):
    """The status of an objective over time while nothing happens to it: it never gets better."""

    first: str
    turns: tuple[tuple[date, str], ...]  # the days from which time alone makes it worse, in their order

    def on(self, day: date) -> str:
        found = self.first
        for turn, status in self.turns:
            if turn > day:
                break
            found = status
        return found


def course(state: str, progress: Decimal | None, last_update_on: date | None, rule: Rule) -> Course:
    """The same as `status_of` on each day, from a few comparisons."""
    if state == Objective.State.CLOSED:
        return Course(result(progress), ())
    if state != Objective.State.ACTIVE or progress is None:
        return Course(NONE, ())
    if progress >= 1:
        return Course(ON_TRACK, ())
    last = max(last_update_on or rule.counts_from, rule.counts_from)
    stale_from = last + timedelta(3 * Cadence(rule.cadence).days // 2 + 1)
    turns = [(day, worse) for day, worse in _paces(progress, rule) if day < stale_from]
    return Course(ON_TRACK, (*turns, (stale_from, STALE)))


def _paces(progress: Decimal, rule: Rule) -> list[tuple[date, str]]:
    expected, nine, seven = _lines(rule.starts_on, rule.ends_on)
    found = []
    for line, margin, worse in ((nine, Decimal("0.05"), AT_RISK), (seven, Decimal("0.15"), OFF_TRACK)):
        place = max(bisect_right(line, progress), bisect_right(expected, progress + margin))
        if place < len(expected):
            day = rule.starts_on + timedelta(place)
            # Where one day brings both, only the worse is seen.
            found = [each for each in found if each[0] != day] + [(day, worse)]
    return found


@lru_cache(maxsize=256)
def _lines(starts_on: date, ends_on: date) -> tuple[list[Decimal], list[Decimal], list[Decimal]]:
    """Expected progress on each day of a period, and nine and seven tenths of it."""
    days = [starts_on + timedelta(each) for each in range((ends_on - starts_on).days + 1)]
    expected = [measure.expected_between(starts_on, ends_on, day) for day in days]
    return expected, [Decimal("0.9") * each for each in expected], [Decimal("0.7") * each for each in expected]


def result(progress: Decimal | None) -> str:
    """The status of what is closed at this figure."""
    if progress is None or progress < Decimal("0.4"):
        return MISSED
    return ACHIEVED if progress >= Decimal("0.7") else PARTLY_ACHIEVED


def _is_stale(progress, last_update_on, counts_from, cadence, today) -> bool:
    """Older than one and a half cadences. What is reached needs no further update."""
    last = max(last_update_on or counts_from, counts_from)
    return progress < 1 and 2 * (today - last).days > 3 * Cadence(cadence).days


def statuses(objectives: Iterable[Objective], today: date, organization: Organization | None = None) -> dict[int, str]:
    """The status of each by its id, with at most three queries for all that is not loaded yet."""
    objectives = list(objectives)
    prefetch_related_objects(objectives, "period", "owner")
    fallback = (organization or Organization.objects.current()).cadence
    return {objective.pk: _of_objective(objective, today, fallback) for objective in objectives}


def key_result_statuses(
    key_results: Sequence[KeyResult], today: date, organization: Organization | None = None
) -> dict[int, str]:
    """As `statuses`, for key results: by the cadence of whoever keeps each."""
    key_results = list(key_results)
    prefetch_related_objects(key_results, "owner", "objective__period", "objective__owner")
    fallback = (organization or Organization.objects.current()).cadence
    return {key_result.pk: _of_keyresult(key_result, today, fallback) for key_result in key_results}


def counts_from(objective: Objective) -> date:
    """The day from which updates are waited for: activation or the period's first day, whichever is later."""
    return max(objective.activated_on or objective.period.starts_on, objective.period.starts_on)


def _of_objective(objective: Objective, today: date, fallback: str) -> str:
    return status_of(
        state=objective.state,
        progress=objective.progress,
        expected=measure.expected(objective.period, today),
        last_update_on=objective.last_update_on,
        counts_from=counts_from(objective),
        cadence=objective.owner.cadence or fallback,
        today=today,
    )


def _of_keyresult(key_result: KeyResult, today: date, fallback: str) -> str:
    objective = key_result.objective
    facts = {
        "state": objective.state,
        "progress": key_result.progress,
        "last_update_on": key_result.last_update_on,
        "counts_from": counts_from(objective),
        "cadence": (key_result.owner or objective.owner).cadence or fallback,
        "today": today,
    }
    if key_result.is_milestone:
        due_on = key_result.due_on or objective.period.ends_on
        return milestone_status(confidence=key_result.confidence, due_on=due_on, **facts)
    is_over = key_result.due_on is not None and today > key_result.due_on
    return status_of(expected=measure.ONE if is_over else measure.expected(objective.period, today), **facts)
