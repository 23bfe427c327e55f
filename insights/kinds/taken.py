"""Which actions were taken while a signal stood, found in the records of what was done, on whichever page.

A look at a kind calls `note` before it writes what differs, in the same transaction: so of a signal that ends the
record which ended it is there to be found. An action counts from the look that found the signal first.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

from feedback.models import AgendaItem, AskedCheckIn, Blocker, CheckIn, Plan
from goals import bulk
from goals.models import Change, Objective, Offer, ProgressUpdate
from insights.models import Signal, TakenAction

Field, State = Change.Field, Objective.State


def _subject(signal: Signal) -> Iterable[int | None]:
    return [signal.subject]


def _about(signal: Signal) -> Iterable[int | None]:
    return [signal.about_id]


def _objective(signal: Signal) -> Iterable[int | None]:
    return [signal.objective_id]


def _objectives(signal: Signal) -> Iterable[int | None]:
    """The one that it speaks of, and the one that this waits for."""
    return [signal.objective_id, signal.figures.get("waits_for")]


class Deed(NamedTuple):
    """One way to act: the records of it, in which field of them it says of what, by whom and when, and what that is of
    a signal.
    """

    action: str
    model: type[Model]
    of: str
    by: str
    at: str
    key: Callable[[Signal], Iterable[int | None]] = _about
    only: Q = Q()


_ENDED = Q(field=Field.STATE, new__in=[State.CLOSED, State.CANCELLED])
_PLANNED = Q(is_rebaseline=True) | Q(field__in=[Field.TARGET, Field.DUE_ON, Field.REMOVED]) | _ENDED
_ALIGNED = Q(field__in=[Field.ALIGNED_TO, Field.ALIGNMENT])
# By whoever owned it.
_GIVEN = Q(field=Field.OWNER, key_result=None, old=Cast("by", CharField()))
DEEDS = {
    "acknowledge": Deed("acknowledge", Blocker, "pk", "acknowledged_by", "acknowledged_at", _subject),
    "resolve": Deed("resolve", Blocker, "pk", "resolved_by", "resolved_at", _subject),
    "log": Deed("log", CheckIn, "pk", "manager", "logged_at", _subject, Q(state=CheckIn.State.DONE)),
    "ask": Deed("ask", AskedCheckIn, "employee", "by", "at"),
    "agenda": Deed("agenda", AgendaItem, "employee", "author", "written_at"),
    "support-plan": Deed("support-plan", Plan, "employee", "started_by", "started_at", only=Q(kind=Plan.Kind.SUPPORT)),
    "offer": Deed("offer", Offer, "objective", "by", "at", _objectives),
    "update": Deed("update", ProgressUpdate, "key_result__objective", "author", "written_at", _objective),
    "re-plan": Deed("re-plan", Change, "objective", "by", "at", _objective, _PLANNED),
    "re-plan the key result": Deed("re-plan", Change, "key_result", "by", "at", _subject, _PLANNED),
    "end one's own": Deed("re-plan", Change, "objective__owner", "by", "at", only=_ENDED),
    "hand-over": Deed("hand-over", Change, "objective", "by", "at", _objective, Q(field=Field.OWNER, key_result=None)),
    "hand over one's own": Deed("hand-over", Change, "by", "by", "at", only=_GIVEN),
    "align": Deed("align", Change, "objective__owner", "by", "at", only=_ALIGNED),
    "agree on goals": Deed("agree on goals", Change, "objective__owner", "by", "at", only=Q(field=Field.STATE, old="")),
}  # fmt: skip


def note(deeds: Iterable[str], signals: Collection[Signal]) -> None:
    """Write down what was done about these signals, which all are of one kind; a statement for each of the deeds. What
    was noted before stays as it is.
    """
    if not signals:
        return
    begin = min(signal.found_at for signal in signals)
    found = [taken for name in deeds for taken in _taken(DEEDS[name], signals, begin)]
    TakenAction.objects.bulk_create(found, batch_size=500, ignore_conflicts=True)


def _taken(deed: Deed, signals: Collection[Signal], begin: datetime) -> Iterable[TakenAction]:
    by_key: dict[Hashable, list[Signal]] = defaultdict(list)
    for signal in signals:
        for key in filter(None, deed.key(signal)):
            by_key[key].append(signal)
    for key, by, at in _records(deed, by_key.keys(), begin):
        for signal in by_key[key]:
            if at >= signal.found_at:
                yield TakenAction(
                    kind=signal.kind,
                    subject=signal.subject,
                    unit_id=signal.unit_id,
                    severity=signal.severity,
                    action=deed.action,
                    by_id=by,
                    at=at,
                )


def _records(deed: Deed, keys: Collection, begin: datetime) -> QuerySet:
    rows = deed.model._default_manager.filter(deed.only, **{f"{deed.of}__in": bulk.among(keys)})
    # What an import wrote is nobody's.
    rows = rows.filter(**{f"{deed.at}__gte": begin, f"{deed.by}__isnull": False})
    return rows.order_by().values_list(deed.of, deed.by, deed.at)
