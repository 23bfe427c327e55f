"""What waits for managers of the goals of people who left, or who moved from one manager to another.

Titles name the person only; nothing that somebody wrote. A fixed number of queries for any number of managers: one that
says who left or moved (`Lately`), one more for leavers and one for the last managers of those without any, and one for
the key results of movers; their objectives come with what else waits (`goals.duties`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db.models import CharField, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from goals import states, waiting
from goals.models import Change, KeyResult, MoveAnswer, Objective
from inbox.duties import Duty
from org import moves
from org.models import Employee, Organization
from org.together import Together

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
    # Of whom nobody is the manager any more, only those whom one of these managed once can be theirs (`_keeper`).
    orphans = Q(manager=None, pk__in=moves.managed_by(ids))
    return (
        Employee.objects.filter(left_on__lt=latest)
        .filter(Q(manager__in=ids) | Q(manager__manager__in=ids, manager__left_on__lt=latest) | orphans)
        .filter(Exists(_objectives(Visibility.values)) | Exists(_key_results()))
    )


def of_leavers(ids: set[int], now: datetime) -> Iterable[Duty]:
    """The direct manager's; the next one's where that one left too; the last one's where there is none any more."""
    has_public = Exists(_objectives([Visibility.EVERYONE, Visibility.LINE])) | Exists(_key_results())
    left = _left(ids, now).annotate(has_public=has_public).select_related("location", "manager__location")
    found = list(left.order_by("left_on", "pk"))
    if not found:
        return
    organization = Organization.objects.current()
    orphans = [person.pk for person in found if person.manager_id is None]
    last = moves.last_managers(orphans) if orphans else {}
    for person in found:
        keeper, may_see = _keeper(person, last, now, organization)
        if keeper in ids and may_see and _has_left(person, now, organization):
            yield _to_hand_over(person, keeper)


def _objectives(visibilities: Sequence[str]) -> QuerySet[Objective]:
    return Objective.objects.filter(owner=OuterRef("pk"), state__in=OPEN, visibility__in=visibilities).order_by()


def _key_results() -> QuerySet[KeyResult]:
    """Those in objectives that everyone reads: for another the page says what there is."""
    open_ones = KeyResult.objects.filter(owner=OuterRef("pk"), objective__state__in=OPEN)
    return (
        open_ones.filter(objective__visibility=Visibility.EVERYONE).exclude(objective__owner=OuterRef("pk")).order_by()
    )


def _keeper(
    person: Employee, last: dict[int, int], now: datetime, organization: Organization
) -> tuple[int | None, bool]:
    """Whose duty it is, and whether they see any of it: what is for the direct manager alone, no other one reads."""
    if person.manager is None:
        return last.get(person.pk), person.has_public
    if _has_left(person.manager, now, organization):
        return person.manager.manager_id, person.has_public
    return person.manager_id, True


def _has_left(person: Employee, now: datetime, organization: Organization) -> bool:
    """As `is_leaver`, without asking for the organisation once for each."""
    return person.left_on is not None and person.left_on < person.today_beside(organization, now)


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


def key_results_of(found: dict[int, moves.Move]) -> QuerySet[KeyResult]:
    """Those that who moved keeps in open objectives of others that everyone reads, with their `answers`, and since
    when they keep them (`kept_since`; None: from the first day)."""
    given = Change.objects.filter(field=Change.Field.OWNER, key_result=OuterRef("pk"))
    given = given.filter(new=Cast(OuterRef("owner"), CharField())).order_by("-at")
    said = MoveAnswer.objects.filter(key_result=OuterRef("pk")).order_by().values("key_result")
    return (
        KeyResult.objects.filter(owner__in=found, objective__state__in=OPEN)
        .filter(objective__visibility=Visibility.EVERYONE)
        .exclude(objective__owner=F("owner"))
        .annotate(answers=_together(said), kept_since=Subquery(given.values("at")[:1]))
        .select_related("owner", "objective")
        .order_by("pk")
    )


def answers() -> Subquery:
    """What managers said about an objective after a move: (manager, the move's instant), as JSON."""
    return _together(
        MoveAnswer.objects.filter(objective=OuterRef("pk"), key_result=None).order_by().values("objective")
    )


def _together(said: QuerySet) -> Subquery:
    return Subquery(said.annotate(told=Together(JSONObject(manager="manager", at="moved_at"))).values("told"))


def _answered(goal) -> set[tuple[int, datetime]]:
    found = ((each["manager"], datetime.fromisoformat(each["at"])) for each in goal.answers or ())
    # Without a zone where the database keeps none: it is UTC then.
    return {(manager, at if at.tzinfo else at.replace(tzinfo=UTC)) for manager, at in found}


def of_movers(
    goals: Iterable[Objective | KeyResult], found: dict[int, moves.Move], ids: set[int], now: datetime
) -> Iterable[Duty]:
    """`goals`: the open ones of those who moved, with their `answers`. One duty for each person and manager."""
    told = set()
    for goal in sorted(goals, key=lambda each: (each.owner_id, each.pk)):
        person, move, answered = goal.owner, found[goal.owner_id], _answered(goal)
        if not _is_to_answer(person, move, now):
            continue
        for manager_id in _asked_about(goal, person, move) & ids:
            waits = (manager_id, move.at) not in answered
            if waits and (person.pk, manager_id) not in told:
                told.add((person.pk, manager_id))
                yield _to_answer(person, manager_id, move)


def _is_to_answer(person: Employee, move: moves.Move, now: datetime) -> bool:
    is_over = person.left_on is not None and person.left_on < now.date()
    return not is_over and person.manager_id == move.manager_id


def _asked_about(goal: Objective | KeyResult, person: Employee, move: moves.Move) -> set[int]:
    """Both managers, if they surely read it by today's line; a guess in their disfavour asks too little, never leaks.

    The former manager reads what everyone reads, and what is for the line where they are the new one's own manager.
    """
    if isinstance(goal, KeyResult):  # everyone reads its objective
        return {move.manager_id, move.former_id} if not goal.kept_since or goal.kept_since <= move.at else set()
    if not waiting.is_asked_about(goal, move):
        return set()
    is_above = person.manager.manager_id == move.former_id and goal.visibility == Visibility.LINE
    former_reads = goal.visibility == Visibility.EVERYONE or is_above
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
        why=_("You are their new manager.") if is_new else _("You were their manager."),
        due_on=moved_on + TIME_TO_ANSWER,
        detail=_("Carry on, re-align or cancel")
        if is_new
        else _("Let them go along, keep them in your team, or cancel"),
        icon="arrow-right-left",
        minutes=5,
        kind="moved",
        other=person,
    )
