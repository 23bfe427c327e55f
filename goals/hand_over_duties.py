"""What waits for managers of the goals of people who left, or who moved from one manager to another.

Titles name the person only; nothing that somebody wrote. A fixed number of queries for any number of managers: one that
says who left or moved (`Lately`), one more for leavers and one for the last managers of those without any; the
objectives of movers come with what else waits (`goals.duties`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from goals import states, waiting
from goals.models import KeyResult, MoveAnswer, Objective
from inbox.duties import Duty
from org import moves
from org.models import Employee, Organization
from org.together import Together
from org.zones import zone

# By when the word of a manager is waited for; it is shown from the first day.
TIME_TO_ANSWER = timedelta(days=7)
OPEN = [str(state) for state in states.OPEN]
Visibility = Objective.Visibility


class Lately(NamedTuple):
    """Who moved, by the person; and whether somebody left goals behind, as far as it is about these managers."""

    moves: dict[int, moves.Move]
    somebody_left: bool


def lately(ids: set[int], now: datetime) -> Lately:
    """One query: the history says who moved, the people who left."""
    nobody, instant = Value(None, output_field=IntegerField()), Value(now, output_field=DateTimeField())
    left = _left(ids, now).order_by().values_list("pk", nobody, Coalesce("manager_id", 0), instant, "pk")
    rows = list(moves.changes(now, managers=ids).union(left, all=True))
    changes = [row for row in rows if row[1] is not None]
    found = {move.person_id: move for move in moves.folded(changes, now, managers=ids)}
    return Lately(found, len(changes) < len(rows))


# --- leavers ---


def _left(ids: set[int], now: datetime) -> QuerySet[Employee]:
    latest = now.date() + timedelta(days=1)
    return (
        Employee.objects.filter(left_on__lt=latest)
        .filter(Q(manager__in=ids) | Q(manager__manager__in=ids, manager__left_on__lt=latest) | Q(manager=None))
        .filter(Exists(_objectives(Visibility.values)) | Exists(_key_results()))
    )


def of_leavers(ids: set[int], now: datetime) -> Iterable[Duty]:
    """The direct manager's; the next one's where that one left too; the last one's where there is none any more."""
    has_public = Exists(_objectives([Visibility.EVERYONE, Visibility.LINE])) | Exists(_key_results())
    left = _left(ids, now).annotate(has_public=has_public).select_related("location", "manager__location")
    found = list(left.order_by("left_on", "pk"))
    if not found:
        return
    fallback = Organization.objects.current().time_zone
    orphans = [person.pk for person in found if person.manager_id is None]
    last = moves.last_managers(orphans) if orphans else {}
    for person in found:
        keeper, may_see = _keeper(person, last, now, fallback)
        if keeper in ids and may_see and _has_left(person, now, fallback):
            yield _to_hand_over(person, keeper)


def _objectives(visibilities: Sequence[str]) -> QuerySet[Objective]:
    return Objective.objects.filter(owner=OuterRef("pk"), state__in=OPEN, visibility__in=visibilities).order_by()


def _key_results() -> QuerySet[KeyResult]:
    """Those in objectives that everyone reads: for another the page says what there is."""
    open_ones = KeyResult.objects.filter(owner=OuterRef("pk"), objective__state__in=OPEN)
    return (
        open_ones.filter(objective__visibility=Visibility.EVERYONE).exclude(objective__owner=OuterRef("pk")).order_by()
    )


def _keeper(person: Employee, last: dict[int, int], now: datetime, fallback: str) -> tuple[int | None, bool]:
    """Whose duty it is, and whether they see any of it: what is for the direct manager alone, no other one reads."""
    if person.manager is None:
        return last.get(person.pk), person.has_public
    if _has_left(person.manager, now, fallback):
        return person.manager.manager_id, person.has_public
    return person.manager_id, True


def _has_left(person: Employee, now: datetime, fallback: str) -> bool:
    """As `is_leaver`, without asking for the organisation once for each."""
    return person.left_on is not None and person.left_on < now.astimezone(_zone(person, fallback)).date()


def _zone(person: Employee, fallback: str) -> ZoneInfo:
    return zone(person.time_zone or (person.location.time_zone if person.location else "") or fallback)


def _to_hand_over(person: Employee, keeper_id: int) -> Duty:
    return Duty(
        person_id=keeper_id,
        key=f"goals:{person.pk}:hand-over",
        title=_("Goals of %(name)s are without an owner") % {"name": person},
        mail_title=_("Goals in your team are without an owner"),
        action=_("Hand over"),
        path=reverse("goals:hand_over", args=[person.pk]),
        why=_("Their owner left; whoever managed them decides what becomes of their goals."),
        due_on=person.left_on + timedelta(days=1),
        detail=_("Hand each over, take it over, or cancel it"),
        icon="user-round-x",
        minutes=5,
        kind="hand-over",
        other=person,
    )


# --- movers ---


def open_goals_of(found: dict[int, moves.Move]) -> QuerySet[Objective]:
    return Objective.objects.filter(owner__in=found, state__in=OPEN)


def answers() -> Subquery:
    """What managers said about an objective after a move: (manager, the move's instant), as JSON."""
    said = MoveAnswer.objects.filter(objective=OuterRef("pk")).order_by().values("objective")
    return Subquery(said.annotate(told=Together(JSONObject(manager="manager", at="moved_at"))).values("told"))


def _answered(objective: Objective) -> set[tuple[int, datetime]]:
    found = ((each["manager"], datetime.fromisoformat(each["at"])) for each in objective.answers or ())
    # Without a zone where the database keeps none: it is UTC then.
    return {(manager, at if at.tzinfo else at.replace(tzinfo=UTC)) for manager, at in found}


def of_movers(
    objectives: Iterable[Objective], found: dict[int, moves.Move], ids: set[int], now: datetime
) -> Iterable[Duty]:
    """`objectives`: the open ones of those who moved, with their `answers`."""
    told = set()
    for objective in sorted(objectives, key=lambda each: (each.owner_id, each.pk)):
        person, move, answered = objective.owner, found[objective.owner_id], _answered(objective)
        for manager_id in _asked_about(objective, person, move, now) & ids:
            waits = (manager_id, move.at) not in answered
            if waits and (person.pk, manager_id) not in told:
                told.add((person.pk, manager_id))
                yield _to_answer(person, manager_id, move)


def _asked_about(objective: Objective, person: Employee, move: moves.Move, now: datetime) -> set[int]:
    """Both managers, if they surely read it by today's line; a guess in their disfavour asks too little, never leaks.

    The former manager reads what everyone reads, and what is for the line where they are the new one's own manager.
    """
    is_over = person.left_on is not None and person.left_on < now.date()
    if is_over or person.manager_id != move.manager_id or not waiting.is_asked_about(objective, move):
        return set()
    is_above = person.manager.manager_id == move.former_id and objective.visibility == Visibility.LINE
    former_reads = objective.visibility == Visibility.EVERYONE or is_above
    return {move.manager_id, move.former_id} if former_reads else {move.manager_id}


def _to_answer(person: Employee, manager_id: int, move: moves.Move) -> Duty:
    is_new = manager_id == move.manager_id
    moved_on: date = move.at.date()
    return Duty(
        person_id=manager_id,
        key=f"goals:{person.pk}:moved:{moved_on.isoformat()}",
        title=_("%(name)s moved: what becomes of the goals?") % {"name": person},
        mail_title=_("Somebody moved: goals wait for your word"),
        action=_("Decide"),
        path=reverse("goals:moved", args=[person.pk]),
        why=_("You are the new manager of %(name)s.") % {"name": person}
        if is_new
        else _("You were the manager of %(name)s.") % {"name": person},
        due_on=moved_on + TIME_TO_ANSWER,
        detail=_("Carry on, re-align or cancel")
        if is_new
        else _("Let them go along, keep them in your team, or cancel"),
        icon="arrow-right-left",
        minutes=5,
        kind="moved",
        other=person,
    )
