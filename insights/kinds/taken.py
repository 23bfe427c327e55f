"""Which actions were taken while a signal stood, found in the records of what was done, on whichever page.

A look at a kind calls `note` before it writes what differs, in the same transaction: so of a signal that ends the
record which ended it is there to be found. An action counts from the look that found the signal first.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from feedback.models import (
    ActionItem,
    AgendaItem,
    AskedCheckIn,
    Blocker,
    CheckIn,
    FeedbackRequest,
    Plan,
    Question,
    RequestedAnswer,
)
from goals import bulk
from goals.models import Change, MoveAnswer, Objective, Offer, ProgressUpdate
from insights.models import Signal, TakenAction
from org.moves import History
from reviews.models import Relation, Review, Step

Field, State, Held = Change.Field, Objective.State, CheckIn.State


def _subject(signal: Signal) -> Iterable[int | None]:
    return [signal.subject]


def _about(signal: Signal) -> Iterable[int | None]:
    return [signal.about_id]


def _objective(signal: Signal) -> Iterable[int | None]:
    return [signal.objective_id]


def _objectives(signal: Signal) -> Iterable[int | None]:
    """The one that it speaks of, and the one that this waits for."""
    return [signal.objective_id, signal.figures.get("waits_for")]


def _manager(signal: Signal) -> Iterable[int | None]:
    """The other of the two, as the signal knows them."""
    return [signal.figures.get("manager")]


def _all(rows: QuerySet, keys: Collection) -> QuerySet:
    return rows


def _with_former(rows: QuerySet, keys: Collection) -> QuerySet:
    """Of the history of people those rows alone whose person one of `keys` ever managed, each with the `former`
    manager: who stands in the row before."""
    ever = History.objects.filter(manager__in=bulk.among(keys)).order_by().values("id")
    same = Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
    earlier = History.objects.filter(same | Q(history_date__lt=OuterRef("history_date")), id=OuterRef("id"))
    former = earlier.order_by("-history_date", "-history_id").values("manager")[:1]
    return rows.filter(id__in=ever).annotate(former=Subquery(former))


class Deed(NamedTuple):
    """One way to act: the records of it, in which field of them it says of what, by whom and when, and what that is of
    a signal; `rows` adds what `of` or `only` need.
    """

    action: str
    model: type[Model]
    of: str
    by: str
    at: str
    key: Callable[[Signal], Iterable[int | None]] = _about
    only: Q = Q()
    rows: Callable[[QuerySet, Collection], QuerySet] = _all


_ENDED = Q(field=Field.STATE, new__in=[State.CLOSED, State.CANCELLED])
_PLANNED = Q(is_rebaseline=True) | Q(field__in=[Field.TARGET, Field.DUE_ON, Field.REMOVED]) | _ENDED
_ALIGNED = Q(field__in=[Field.ALIGNED_TO, Field.ALIGNMENT])
# By whoever owned it.
_GIVEN = Q(field=Field.OWNER, key_result=None, old=Cast("by", CharField()))
# While it is open it is for the manager of today; an ended one is between the two who held it.
_FOR_TODAYS = Q(state__in=CheckIn.OPEN_STATES) | Q(manager=F("employee__manager"))
_LATE = Q(state__in=CheckIn.ENDED_STATES, logged_at__date__gt=F("due_on"))
_NOT_TAKEN_BACK = Q(taken_back_at=None)
_AWAY = Q(manager__isnull=False) & ~Q(manager=F("former"))
# Who talked with somebody else before, and now for the first time with the manager of today.
_EARLIER = CheckIn.objects.filter(employee=OuterRef("employee"), state=Held.DONE, logged_at__lt=OuterRef("logged_at"))
_WITH_THIS_ONE = Exists(_EARLIER.filter(manager=OuterRef("manager")).order_by())
_WITH_ANOTHER = Exists(_EARLIER.exclude(manager=OuterRef("manager")).order_by())
_FIRST_TALK = Q(_WITH_ANOTHER, ~Q(_WITH_THIS_ONE), state=Held.DONE, manager=F("employee__manager"))
# What is done on the cycle, seen from a review in it: what its writer submitted is asked nowhere.
_IN_CYCLE = "cycle__participants__reviews"
_TIME = Q(what=Step.What.EXTENDED)
_FOR_THE_WRITER = _TIME & (Q(about=None, relation=Relation.MANAGER) | Q(about=F(f"{_IN_CYCLE}__writer")))
_FORMERS = Review.objects.filter(
    participant__cycle=OuterRef("cycle"),
    participant__subject=OuterRef("about"),
    writer=OuterRef(f"{_IN_CYCLE}__writer"),
    relation=Relation.MANAGER,
    state__in=[Review.State.REPLACED, Review.State.CONTRIBUTION],
)
_ANOTHER_WRITER = Q(Exists(_FORMERS.order_by()), what=Step.What.MANAGER)
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
    "prepare": Deed("prepare", CheckIn, "employee", "employee", "prepared_at", only=_FOR_TODAYS),
    "question": Deed("question", Question, "manager", "manager", "created_at", _manager),
    "finish": Deed("finish", ActionItem, "pk", "done_by", "done_at", _subject),
    "share out": Deed("share out", History, "former", "history_user", "history_date", _about, _AWAY, _with_former),
    "log what is late": Deed("log", CheckIn, "manager", "manager", "logged_at", only=_LATE),
    "more time for one": Deed("more time", Step, "about", "by", "at", only=_TIME),
    "ask again": Deed("ask again", RequestedAnswer, "request", "request__asker", "asked_at", _subject),
    "ask for feedback": Deed("ask for feedback", FeedbackRequest, "about", "asker", "asked_at", only=_NOT_TAKEN_BACK),
    "more time": Deed("more time", Step, _IN_CYCLE, "by", "at", _subject, _FOR_THE_WRITER),
    "another writer": Deed("another writer", Step, _IN_CYCLE, "by", "at", _subject, _ANOTHER_WRITER),
    "first talk": Deed("talk", CheckIn, "employee__department", "manager", "logged_at", _subject, _FIRST_TALK),
    "answer about goals": Deed("settle goals", MoveAnswer, "manager__department", "manager", "at", _subject),
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
    # In one call: what `only` says of a review in a cycle, it says of that in `of`.
    rows = deed.rows(deed.model._default_manager.all(), keys)
    rows = rows.filter(deed.only, **{f"{deed.of}__in": bulk.among(keys)})
    # What an import wrote is nobody's.
    rows = rows.filter(**{f"{deed.at}__gte": begin, f"{deed.by}__isnull": False})
    return rows.order_by().values_list(deed.of, deed.by, deed.at)
