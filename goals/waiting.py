"""Which goals of somebody wait for a word: they left, or moved. Each list starts from `visible_to`."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from goals import states
from goals.models import Change, KeyResult, MoveAnswer, Objective
from org.moves import Move, moves

_RELATED = ("owner", "department", "process", "period")


def objectives_of(viewer, person, *, also: Collection[int] = ()) -> QuerySet[Objective]:
    """The open objectives of `person`, and those in `also` (ids) that were: what was sent twice is known again."""
    were_theirs = Q(pk__in=also) & (Q(owner=person) | Exists(_given_away(person).filter(objective=OuterRef("pk"))))
    return (
        Objective.objects.visible_to(viewer)
        .filter(Q(owner=person, state__in=states.OPEN) | were_theirs)
        .select_related(*_RELATED)
        .order_by("period__starts_on", "title", "pk")
    )


def key_results_of(viewer, person, *, also: Collection[int] = ()) -> QuerySet[KeyResult]:
    """The key results that `person` keeps in the open objectives of others."""
    visible = Objective.objects.visible_to(viewer).values("pk")
    were_theirs = Q(pk__in=also) & Exists(_given_away(person).filter(key_result=OuterRef("pk")))
    return (
        KeyResult.objects.filter(Q(owner=person, objective__state__in=states.OPEN) | were_theirs)
        .filter(objective__in=visible)
        .exclude(objective__owner=person)
        .select_related("owner", *(f"objective__{name}" for name in _RELATED))
        .order_by("objective__period__starts_on", "objective__title", "objective", "position", "pk")
    )


def _given_away(person) -> QuerySet[Change]:
    return Change.objects.filter(field=Change.Field.OWNER, old=str(person.pk)).order_by()


def moved_objectives(viewer, move: Move, *, also: Collection[int] = ()) -> QuerySet[Objective]:
    """The open objectives of who moved, from before the move, about which `viewer` has said nothing yet.

    By today's line: what a former manager may not read any more is not asked about. Those in `also` (ids) come back
    where the viewer answered about them: what was sent twice is known again.
    """
    said = MoveAnswer.objects.filter(key_result=None, manager=viewer, moved_at=move.at)
    answered = Exists(said.filter(objective=OuterRef("pk")).order_by())
    theirs = Q(owner=move.person_id, created_at__lte=move.at)
    waits = theirs & Q(state__in=states.OPEN) & ~answered
    return (
        Objective.objects.visible_to(viewer)
        .filter(waits | (Q(pk__in=also) & (answered | theirs)))
        .select_related(*_RELATED)
        .order_by("period__starts_on", "title", "pk")
    )


def moved_key_results(viewer, move: Move, *, also: Collection[int] = ()) -> QuerySet[KeyResult]:
    """The same of the key results that who moved keeps in the open objectives of others."""
    answered = Exists(
        MoveAnswer.objects.filter(key_result=OuterRef("pk"), manager=viewer, moved_at=move.at).order_by()
    )
    theirs = Q(owner=move.person_id) & ~given_after(move)
    waits = theirs & Q(objective__state__in=states.OPEN) & ~answered
    return (
        KeyResult.objects.filter(waits | (Q(pk__in=also) & (answered | theirs)))
        .filter(objective__in=Objective.objects.visible_to(viewer).values("pk"))
        .exclude(objective__owner=move.person_id)
        .select_related("owner", *(f"objective__{name}" for name in _RELATED))
        .order_by("objective__period__starts_on", "objective__title", "objective", "position", "pk")
    )


def given_after(move: Move) -> Exists:
    """Whether a key result was given to who moved after the move: then it was given by whoever knew of it."""
    given = Change.objects.filter(field=Change.Field.OWNER, new=str(move.person_id), at__gt=move.at)
    return Exists(given.filter(key_result=OuterRef("pk")).order_by())


def is_asked_about(objective: Objective, move: Move) -> bool:
    """What was made after the move was made for the new manager."""
    return objective.created_at <= move.at


def move_of(person, now: datetime) -> Move | None:
    """The person's move of the last 30 days, if it is still to today's manager."""
    found = moves(now, people=[person.pk])
    return found[0] if found and found[0].manager_id == person.manager_id else None


def answers_about(viewer, person) -> QuerySet[MoveAnswer]:
    """What was said about goals of `person` that `viewer` may see, the newest first."""
    visible = Objective.objects.visible_to(viewer).values("pk")
    return (
        MoveAnswer.objects.filter(person=person, objective__in=visible)
        .select_related("manager", "objective__owner", "key_result__owner", "parent")
        .order_by("-at", "-pk")
    )
