"""The bridge in small, as a leader sees it on Today: the units below theirs, and what changed in four weeks.

Drawn from what is stored alone. Three queries: the departments, the day to compare with, and the readings of both days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Max, Q
from django.urls import reverse

from insights import readings
from insights.models import UnitReading
from insights.units import Organisation, Unit
from org.models import Employee

A_MONTH = timedelta(weeks=4)
PIECES_AT_MOST = 8
POINT = Decimal("0.01")


@dataclass
class Piece:
    """A unit now, and how it stood then; `then` is None where nothing is known of that day."""

    unit: Unit
    now: UnitReading
    then: UnitReading | None = None

    @property
    def status(self) -> str:
        return readings.standing(self.now)

    @property
    def path(self) -> str:
        return reverse("insights:department", args=[self.unit.pk]) if self.unit.pk else reverse("insights:bridge")

    @property
    def short(self) -> Decimal:
        return self.now.short or Decimal(0)

    @property
    def points_short(self) -> int:
        """In whole points, as the table of the bridge says it: 0 where that is a part of one."""
        return int((self.short * 100).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def gained(self) -> Decimal | None:
        """By how much it is nearer than then to what is expected, 0 to 1; below 0 it is further away. None where that
        is less than one point, or cannot be said."""
        if self.then is None or self.now.short is None or self.then.short is None:
            return None
        gained = self.then.short - self.now.short
        return gained if abs(gained) >= POINT else None

    @property
    def lost(self) -> Decimal:
        return -(self.gained or Decimal(0))

    @property
    def more_blockers(self) -> int:
        """Of fewer people than the anonymity threshold none are told."""
        if self.then is None or self.now.is_small or self.then.is_small:
            return 0
        return self.now.blockers - self.then.blockers

    @property
    def fewer_blockers(self) -> int:
        return -self.more_blockers


@dataclass
class SmallBridge:
    whole: Piece
    pieces: list[Piece]
    since: date | None  # the day that it is compared with
    beyond: int = 0  # so many more are not drawn
    hidden: int = 0  # so many are counted, and not the viewer's to see

    @property
    def better(self) -> int:
        return sum((piece.gained or 0) > 0 for piece in self.pieces)

    @property
    def worse(self) -> int:
        return sum((piece.gained or 0) < 0 for piece in self.pieces)


def of(viewer: Employee, company: str) -> SmallBridge | None:
    """Of who stands at the top, the whole; else the viewer's own department. None where nothing is stored of it yet."""
    organisation = Organisation(viewer)
    own = organisation.by_id.get(viewer.department_id)
    unit = Unit(None, company) if viewer.manager_id is None or own is None else own
    begin = organisation.home if unit.pk is None and organisation.home else unit
    below = organisation.below[begin.pk]
    now, then, since = _readings([unit.pk, *(each.pk for each in below)])
    if unit.pk not in now:
        return None
    shown = [each for each in below if organisation.may_open(each.pk) and each.pk in now]
    pieces = [Piece(each, now[each.pk], then.get(each.pk)) for each in shown]
    drawn = _neediest(pieces)
    return SmallBridge(
        Piece(unit, now[unit.pk], then.get(unit.pk)),
        drawn,
        since,
        beyond=len(pieces) - len(drawn),
        hidden=len([each for each in below if not organisation.may_open(each.pk)]),
    )


def _neediest(pieces: list[Piece]) -> list[Piece]:
    """As many as there is room for, in the order of the organisation."""
    kept = sorted(pieces, key=lambda piece: -piece.short)[:PIECES_AT_MOST]
    return [piece for piece in pieces if any(piece is each for each in kept)]


def _readings(units: Iterable[int | None]) -> tuple[dict, dict, date | None]:
    """Of these units the newest, and those of four weeks before; which day that was."""
    wanted = set(units)
    days = UnitReading.objects.aggregate(newest=Max("day"))["newest"]
    if days is None:
        return {}, {}, None
    earlier = UnitReading.objects.filter(day__lte=days - A_MONTH).order_by("-day").values("day")[:1]
    of_these = Q(department__in=wanted - {None}) | (Q(department=None) if None in wanted else Q(pk__in=[]))
    rows = UnitReading.objects.filter(of_these, Q(day=days) | Q(day=earlier), is_itself=False)
    now: dict[int | None, UnitReading] = {}
    then: dict[int | None, UnitReading] = {}
    for row in rows:
        (now if row.day == days else then)[row.department_id] = row
    return now, then, next((row.day for row in then.values()), None)
