"""What is better and what is worse than on an earlier day: of units by their stored readings, and the signals that
ended between the two days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import status
from goals.serving import NEEDS
from insights import history, kinds, readings
from insights.models import EndedSignal, UnitReading

SHOWN = 5
# From these on a difference is told in the lists; beside a figure each is.
POINTS = Decimal("0.05")
BLOCKERS, FEWEST = Decimal("0.1"), Decimal(2)  # of those that there were, and so many
HELD = Decimal("0.1")


class Difference(NamedTuple):
    """`size`: how many times the least that is told in the lists."""

    words: str
    is_better: bool
    size: Decimal


@dataclass
class Line:
    """What differs of one unit, in one direction."""

    name: str
    path: str
    words: list[str]
    size: Decimal


@dataclass
class Balance:
    since: date | None = None  # None: there is no earlier record
    better: list[Line] = field(default_factory=list)
    worse: list[Line] = field(default_factory=list)
    ended: list[EndedSignal] = field(default_factory=list)
    ended_in_all: int = 0

    @property
    def ended_beyond(self) -> int:
        return self.ended_in_all - len(self.ended)


def differences(now: UnitReading, then: UnitReading) -> list[Difference]:
    found = [_standing(now, then), _gap(now, then), *_blockers(now, then), _held(now, then)]
    return [each for each in found if each is not None]


def _whole(share: Decimal) -> int:
    """In whole points."""
    return int((abs(share) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _standing(now: UnitReading, then: UnitReading) -> Difference | None:
    stands, stood = readings.standing(now), readings.standing(then)
    if stands == stood or status.NONE in (stands, stood):
        return None
    words = _("%(now)s, was %(then)s") % {"now": readings.WORDS[stands], "then": readings.WORDS[stood]}
    return Difference(words, NEEDS.index(stands) > NEEDS.index(stood), Decimal(1))


def _gap(now: UnitReading, then: UnitReading) -> Difference | None:
    is_short, was_short = now.short, then.short
    if is_short is None or was_short is None or not (points := _whole(was_short - is_short)):
        return None
    is_better = is_short < was_short
    words = (
        ngettext("%(points)d point closer to what is expected", "%(points)d points closer to what is expected", points)
        if is_better
        else ngettext(
            "%(points)d point further from what is expected", "%(points)d points further from what is expected", points
        )
    )
    return Difference(words % {"points": points}, is_better, abs(was_short - is_short) / POINTS)


def _blockers(now: UnitReading, then: UnitReading) -> list[Difference]:
    if now.is_small or then.is_small:
        return []
    more = now.blockers - then.blockers
    waiting = (now.blockers - now.blockers_taken) - (then.blockers - then.blockers_taken)
    found = []
    if more:
        words = (
            ngettext("%(count)d open blocker more", "%(count)d open blockers more", more)
            if more > 0
            else ngettext("%(count)d open blocker fewer", "%(count)d open blockers fewer", -more)
        )
        found.append(_of_count(words, more, then.blockers))
    elif waiting:
        words = (
            ngettext("%(count)d blocker more without an answer", "%(count)d blockers more without an answer", waiting)
            if waiting > 0
            else ngettext("%(count)d blocker was answered", "%(count)d blockers were answered", -waiting)
        )
        found.append(_of_count(words, waiting, then.blockers))
    return found


def _of_count(words: str, more: int, of: int) -> Difference:
    return Difference(words % {"count": abs(more)}, more < 0, abs(more) / max(FEWEST, of * BLOCKERS))


def _held(now: UnitReading, then: UnitReading) -> Difference | None:
    is_held, was_held = now.held, then.held
    if is_held is None or was_held is None or not (points := _whole(is_held - was_held)):
        return None
    is_better = is_held > was_held
    words = (
        ngettext("%(points)d point more of the check-ins held", "%(points)d points more of the check-ins held", points)
        if is_better
        else ngettext(
            "%(points)d point less of the check-ins held", "%(points)d points less of the check-ins held", points
        )
    )
    return Difference(words % {"points": points}, is_better, abs(is_held - was_held) / HELD)


def lines(
    units: Sequence[tuple[str, str, UnitReading | None, UnitReading | None]],
) -> tuple[list[Line], list[Line]]:
    """What got better and what got worse of (name, path, now, then), what changed most first."""
    better, worse = [], []
    for name, path, now, then in units:
        if now is None or then is None:
            continue
        known = [each for each in differences(now, then) if each.size >= 1]
        for found, is_better in ((better, True), (worse, False)):
            told = [each for each in known if each.is_better == is_better]
            if told:
                size = sum((each.size for each in told), Decimal(0))
                found.append(Line(name, path, [each.words for each in told], size))
    return sorted(better, key=lambda line: -line.size), sorted(worse, key=lambda line: -line.size)


def ended(rows: QuerySet[EndedSignal], since: date, until: date) -> tuple[list[EndedSignal], int]:
    """Of these that the viewer sees, those that ended after `since`: the first few, each with its `name`, and how many
    there are. One query."""
    named = {kind.slug: kind.name for kind in kinds.ALL}
    rows = history.still_ended(rows).filter(ended_on__gt=since, ended_on__lte=until, kind__in=named)
    rows = rows.annotate(total=Window(Count("*"))).select_related("about", "objective", "unit")
    found: list[Any] = list(rows[:SHOWN])
    for each in found:
        each.name = named[each.kind]
    return found, found[0].total if found else 0
