"""Objectives by words of their title, or with a typing error; never of one that the viewer may not see."""

from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from goals.models import Objective
from goals.models.objective import SHORTEST_MISTYPED
from org import trigrams
from org.spelling import closeness

# Of their titles, on PostgreSQL.
TITLES = trigrams.Trigrams("goals_objective", "search_text")
# So many of the newest are measured where nothing has the words as they are.
MEASURED = 1000


class Found(NamedTuple):
    """`is_near`: none has these words in its title; these nearly have."""

    objectives: list[Objective]
    is_near: bool = False


def register() -> None:
    trigrams.registered.append(TITLES)


def find(viewer, words: list[str], limit: int) -> Found:
    """`words` are folded. The newest period first; drafts are their owner's. One query, or three where none is found.

    All is asked of what is visible: what is not changes neither what is found nor whether another question follows.
    """
    if not words:
        return Found([])
    visible = Objective.objects.visible_to(viewer)
    visible = visible.exclude(state=Objective.State.CANCELLED).exclude(~Q(owner=viewer), state=Objective.State.DRAFT)
    starts = When(search_text__startswith=f" {words[0]}", then=Value(0))
    ranked = visible.search(words).annotate(rank=Case(starts, default=Value(1), output_field=IntegerField()))
    exactly = list(_told(ranked.order_by("-period__starts_on", "rank", "pk"))[:limit])
    if exactly or all(len(word) < SHORTEST_MISTYPED for word in words):
        return Found(exactly)
    ids = _near(visible, words)[:limit]
    rows = {objective.pk: objective for objective in _told(visible.filter(pk__in=ids).order_by("pk"))} if ids else {}
    return Found([rows[pk] for pk in ids if pk in rows], True)


def _near(visible: QuerySet, words: list[str]) -> list[int]:
    rows = visible.search_near(words).order_by("-period__starts_on", "pk").values_list("search_text", "pk")[:MEASURED]
    measured = [(closeness(words, text), place, pk) for place, (text, pk) in enumerate(rows)]
    return [pk for far, _place, pk in sorted(each for each in measured if each[0] is not None)]


def _told(rows: QuerySet) -> QuerySet:
    return rows.select_related("owner", "period")
