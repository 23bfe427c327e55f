"""Who moved from one manager to another, by the dated history of people that every write and import adds to."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from org.models import Employee

History = Employee.history.model
# For so long both managers are asked what becomes of the person's goals.
ASKED_FOR = timedelta(days=30)
# A manager for less than this was a slip of whoever keeps the records.
SLIP = timedelta(days=1)


class Move(NamedTuple):
    person_id: int
    former_id: int
    manager_id: int
    at: datetime  # with the person, what this move is known by


def moves(now: datetime, *, managers: Collection[int] = (), people: Collection[int] = ()) -> list[Move]:
    """The moves of the last 30 days from or to one of `managers`, or of `people` (ids), one for each person.

    One statement: the window function looks only at the history of those who changed within these days.
    """
    return folded(changes(now, managers=managers, people=people).iterator(), now, managers=managers)


def changes(now: datetime, *, managers: Collection[int] = (), people: Collection[int] = ()) -> QuerySet:
    """The rows that `folded` makes the moves of: (person, manager before, manager, when, row), in no order."""
    recent = History.objects.filter(history_date__gte=now - ASKED_FOR)
    if managers:
        recent = recent.filter(id__in=managed_by(managers))
    if people:
        recent = recent.filter(id__in=people)
    return _changes(History.objects.filter(id__in=recent.order_by().values("id")))


def managed_by(managers: Collection[int]) -> QuerySet:
    """The ids of those who ever had one of these (ids) as their manager, for another query."""
    return History.objects.filter(manager__in=managers).order_by().values("id")


def folded(rows: Iterable[tuple], now: datetime, *, managers: Collection[int] = ()) -> list[Move]:
    """The moves of the last 30 days that these `changes` tell, from or to one of `managers`."""
    rows = sorted(rows, key=lambda row: (row[0], row[3], row[4]))
    found = (move for move in _folded(rows) if now - ASKED_FOR <= move.at <= now)
    return [move for move in found if not managers or {move.former_id, move.manager_id} & set(managers)]


def _changes(rows: QuerySet) -> QuerySet:
    before = Window(Lag("manager_id"), partition_by=F("id"), order_by=["history_date", "history_id"])
    return (
        rows.annotate(before=before)
        .filter(Q(before__lt=F("manager_id")) | Q(before__gt=F("manager_id")))
        .order_by()
        .values_list("id", "before", "manager_id", "history_date", "history_id")
    )


def _folded(changes: Iterable[tuple]) -> Iterable[Move]:
    """The last move of each person; what was set right within a day leaves no trace."""
    last: dict[int, Move] = {}
    for person_id, former_id, manager_id, at, _row in changes:
        before = last.get(person_id)
        if before is not None and at - before.at < SLIP:
            former_id = before.former_id
        last[person_id] = Move(person_id, former_id, manager_id, at)
    return [move for move in last.values() if move.former_id != move.manager_id]


def last_managers(people: Collection[int]) -> dict[int, int]:
    """Who managed each of `people` (ids) last, of those who ever had a manager in the history. One query."""
    rows = History.objects.filter(id__in=people, manager__isnull=False).order_by("history_date", "history_id")
    return dict(rows.values_list("id", "manager_id"))


def managed(person) -> QuerySet:
    """The rows of history in which `person` (an id, or an OuterRef of one) had a manager, the newest first."""
    rows = History.objects.filter(id=person, manager__isnull=False)
    return rows.order_by("-history_date", "-history_id")
