"""How one unit stood over a year: a fixed number of points, however often it was recorded."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from goals import bulk
from insights import moves
from insights.models import UnitReading
from insights.models.reading import held_of

POINTS, STEP = 53, timedelta(weeks=1)
REACHES = POINTS * STEP


class Reading(NamedTuple):
    """What is drawn of one stored reading."""

    day: date
    progress: Decimal | None
    expected: Decimal | None
    blockers: int
    check_ins_due: int
    check_ins_held: int
    is_small: bool
    moved: int
    people: int


class Point(NamedTuple):
    """How it stood at the end of a week: by its last record. `blockers` and `held` are None where too few people
    answered, or none was due."""

    day: date
    progress: Decimal | None
    expected: Decimal | None
    blockers: int | None
    held: Decimal | None


class Reorganisation(NamedTuple):
    """A day from which on many people have another manager or department, and the last record before it."""

    day: date
    moved: int
    before: date


def read(pk: int | None, until: date) -> list[Reading]:
    """The records of the unit of the year up to that day, the oldest first. One query."""
    rows = UnitReading.objects.filter(department=pk, is_itself=False, day__gt=until - REACHES, day__lte=until)
    return [Reading._make(row) for row in bulk.read_values(rows.order_by("day"), *Reading._fields)]


def points(rows: Sequence[Reading], until: date) -> list[Point | None]:
    """One for each of the weeks that end with `until`; None where nothing was recorded, without those before the
    first record."""
    found: list[Point | None] = [None] * POINTS
    for row in rows:
        found[POINTS - 1 - (until - row.day) // STEP] = _point(row)
    first = next((place for place, point in enumerate(found) if point is not None), POINTS)
    return found[first:]


def _point(row: Reading) -> Point:
    return Point(row.day, row.progress, row.expected, None if row.is_small else row.blockers, held_of(row))


def reorganisations(rows: Sequence[Reading]) -> list[Reorganisation]:
    """The oldest first; of one that is at the first record there is nothing to compare with."""
    return [
        Reorganisation(row.day, row.moved, before.day)
        for before, row in pairwise(rows)
        if moves.is_reorganisation(row.moved, row.people)
    ]
