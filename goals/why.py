"""Why is it behind? The shortfall as a page tells it: the few places that make most of it, and their last word."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from goals import attribution, measure, status, units
from goals.attribution import Shortfall
from goals.blocked import Blocked, blocked
from goals.models import KeyResult, Objective

FEW, AHEAD, MOST = 7, 3, Decimal("0.8")
PAGE = 25
BEHIND, LEVEL, IN_FRONT, MISSING, WHOLE = "behind", "level", "ahead", "missing", "whole"
DRAFT, CANCELLED, NO_MEASURE = "draft", "cancelled", "no-measure"
SPLIT = (BEHIND, LEVEL, IN_FRONT, MISSING, WHOLE)


@dataclass(frozen=True)
class Row:
    key_result: KeyResult  # with `objective`
    points: str
    is_ahead: bool
    blocked: Blocked | None
    silent_days: int | None  # where it is stale


@dataclass(frozen=True)
class Answer:
    """What is printed adds up: the rows, `others` and `hidden` are `whole`."""

    kind: str
    whole: str = ""  # in points, without sign
    rows: tuple[Row, ...] = ()
    count: int = 0  # of all that the viewer may see
    others_count: int = 0
    others: str = ""  # empty: nothing is left over
    hidden: str = ""  # empty: nothing is hidden


def kind_of(objective: Objective, expected: Decimal) -> str:
    if objective.state == Objective.State.DRAFT:
        return DRAFT
    if objective.state == Objective.State.CANCELLED:
        return CANCELLED
    if objective.progress is None:
        return NO_MEASURE
    if objective.state == Objective.State.CLOSED:
        return MISSING if objective.progress < 1 else WHOLE
    return BEHIND if objective.progress < expected else IN_FRONT if objective.progress > expected else LEVEL


def expected_of(objective: Objective, today: date) -> Decimal:
    """What was closed is measured by the whole, whenever it was closed."""
    closed = objective.state == Objective.State.CLOSED
    return measure.ONE if closed else measure.expected(objective.period, today)


def head(objective: Objective, today: date) -> Answer:
    """Only how much it is, for the place of what comes a moment later. No query."""
    expected = expected_of(objective, today)
    kind = kind_of(objective, expected)
    return Answer(kind, _unsigned(expected - objective.progress)) if kind in SPLIT else Answer(kind)


def few(objective: Objective, viewer, today: date) -> Answer:
    """The few that make most of it, then some of what is ahead. Eleven queries at most."""
    expected = expected_of(objective, today)
    kind = kind_of(objective, expected)
    if kind not in SPLIT:
        return Answer(kind)
    found = attribution.attribute(objective, viewer, expected, first=FEW, ahead=AHEAD)
    return _answer(kind, _most(found), _loaded(found), viewer, today)


def of_own(objective: Objective, key_results: list[KeyResult], viewer, today: date) -> Answer:
    """As `few`, of an objective in which nothing else counts. One query."""
    expected = expected_of(objective, today)
    kind = kind_of(objective, expected)
    if kind not in SPLIT:
        return Answer(kind)
    found = _most(attribution.own(objective, key_results, expected))
    return _answer(kind, found, {each.pk: each for each in key_results}, viewer, today)


def whole(objective: Objective, viewer, today: date, page: int) -> tuple[Answer, int]:
    """A page of all that can be listed, and which one it is; beyond the last it is the last."""
    expected = expected_of(objective, today)
    kind = kind_of(objective, expected)
    if kind not in SPLIT:
        return Answer(kind), 1
    found = attribution.attribute(objective, viewer, expected, first=PAGE, skip=PAGE * (page - 1))
    last = max(1, -(-found.count // PAGE))
    if page > last:
        page = last
        found = attribution.attribute(objective, viewer, expected, first=PAGE, skip=PAGE * (page - 1))
    return _answer(kind, found, _loaded(found), viewer, today, places=2), page


def _most(found: Shortfall) -> Shortfall:
    """Until four fifths of what is behind are told; of a handful all are."""
    if found.count <= FEW + AHEAD and len(found.parts) == found.count:
        return found
    told, kept = Decimal(0), []
    for part in found.parts:
        if part.shortfall > 0:
            if len(kept) >= FEW or told >= MOST * found.positive:
                continue
            told += part.shortfall
        elif part not in found.parts[-AHEAD:] or part.shortfall == 0:
            continue
        kept.append(part)
    left = sum((part.shortfall for part in found.parts if part not in kept), Decimal(0))
    return replace(found, parts=kept, others=found.others + left)


def _loaded(found: Shortfall) -> dict[int, KeyResult]:
    ids = [part.key_result_id for part in found.parts]
    rows = KeyResult.objects.filter(pk__in=ids).select_related("owner", "objective__owner", "objective__period")
    return {each.pk: each for each in rows}


def _answer(kind: str, found: Shortfall, key_results: dict[int, KeyResult], viewer, today: date, places=1) -> Answer:
    # One that was removed a moment ago is nobody's word any more: it is among the others.
    parts = [part for part in found.parts if part.key_result_id in key_results]
    left = sum((part.shortfall for part in found.parts if part not in parts), found.others)
    numbers = [part.shortfall for part in parts] + [left] + ([] if found.hidden is None else [found.hidden])
    # Told as what it is, short or ahead; the rows then say how much of it each makes, in digits that tell it.
    places = units.places_that_tell([part.shortfall for part in parts] or numbers, places)
    printed, total = units.points_that_add_up(numbers, found.whole, places)
    chosen = [key_results[part.key_result_id] for part in parts]
    known = status.key_result_statuses(chosen, today) if chosen else {}
    obstacles = blocked([each.pk for each in chosen], viewer)
    rows = tuple(
        Row(each, text, part.shortfall < 0, obstacles.get(each.pk), _silence(each, known[each.pk], today))
        for each, part, text in zip(chosen, parts, printed, strict=False)
    )
    count = found.count - len(parts)
    others = printed[len(parts)] if count > 0 or abs(left) > Decimal("1e-9") else ""
    hidden = "" if found.hidden is None else printed[-1]
    return Answer(kind, total.removeprefix("−"), rows, found.count, max(0, count), others, hidden)


def _silence(key_result: KeyResult, slug: str, today: date) -> int | None:
    if slug != status.STALE:
        return None
    begin = status.counts_from(key_result.objective)
    return (today - max(key_result.last_update_on or begin, begin)).days


def _unsigned(value: Decimal) -> str:
    return units.points_that_add_up([], abs(value))[1]
