"""Whom and what the page of an objective names around it, each asked for once."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django_cte import CTE, with_cte

from goals import audience, timeline
from goals.models import KeyResult, Objective, Support
from org import lines
from org.models import Employee


class Around(NamedTuple):
    names: timeline.Names
    readers: str  # who reads it, in a sentence
    people: dict[int, Employee]


def read(
    objective: Objective,
    viewer,
    own: list[KeyResult],
    rows: timeline.Rows,
    objectives: dict[int, Objective],
    also: Collection[int] = (),
) -> Around:
    """By the key results of today, with their owners, and the `objectives` that were read; `also` are the ids of more
    people to know. Two queries at most."""
    people = timeline.wanted(objective, rows)[0] | set(also)
    known = {each.pk: each for each in _loaded(objective, viewer, own, rows)}
    heads = audience.heads_of(objective)
    if heads is not None or people - known.keys():
        known |= {each.pk: each for each in _asked(people - known.keys(), heads)}
    if viewer.is_manager or objective.visibility == Objective.Visibility.LINE:
        # The rules ask whether the viewer stands above the owner, or above that of what it counts in.
        parent = objective.aligned_to if Objective.aligned_to.is_cached(objective) else None
        lines.know([objective.owner, *([parent.owner] if parent else [])])
    others = [each.owner for each in own if each.owner_id]
    others += [each for each in known.values() if getattr(each, "is_head", False)]
    titles = {pk: each.title for pk, each in objectives.items() if each.seen}
    names = timeline.Names({pk: str(each) for pk, each in known.items()}, titles)
    return Around(names, audience.sentence(objective, viewer, others), known)


def objectives_of(
    objective: Objective, viewer, ids: Collection[int], *, then: Subquery | None = None
) -> dict[int, Objective]:
    """Those with these `ids`, those above it, those that it supports without counting there, and those that support it
    so: by title, each with `seen`, `is_supported` and `is_supporting`, what the viewer may not see too. One query.

    Of a past day those with the `ids` alone, each with `owner_then`, which is said by `then`.
    """
    named = Objective.objects.filter(pk__in=ids).order_by().values(node=F("pk"))
    supported = Support.objects.filter(objective=objective).order_by()
    supporting = Support.objects.filter(supported=objective).order_by()
    if then is None:
        above = Objective.objects.above(objective).order_by().values(node=F("pk"))
        kinds = [above, supported.values(node=F("supported")), supporting.values(node=F("objective"))]
        named = named.union(*kinds)
    around = CTE(named, name="around")
    rows = (
        around.join(Objective.objects.all(), pk=around.col.node)
        .exclude(pk=objective.pk)
        .with_seen(viewer)
        .annotate(
            is_supported=Exists(supported.filter(supported=OuterRef("pk"))),
            is_supporting=Exists(supporting.filter(objective=OuterRef("pk"))),
        )
        .select_related("owner", "department", "process", "period")
        .order_by("title", "pk")
    )
    rows = rows if then is None else rows.annotate(owner_then=then)
    return {each.pk: each for each in with_cte(around, select=rows)}


def _loaded(objective, viewer, own, rows: timeline.Rows) -> Iterable[Employee]:
    """Whom the page knows anyway."""
    yield from (viewer, objective.owner, *(each.owner for each in own if each.owner_id))
    yield from (update.author for update in rows.updates)
    yield from (change.by for change in rows.changes if change.by_id)


def _asked(ids: set[int], heads: QuerySet[Employee] | None) -> QuerySet[Employee]:
    named = Employee.objects.filter(pk__in=ids)
    if heads is None:
        return named.order_by("pk")
    both = named.order_by().values("pk").union(heads.order_by().values("pk"))
    rows = Employee.objects.filter(pk__in=both)
    return rows.annotate(is_head=Exists(heads.order_by().filter(pk=OuterRef("pk")))).order_by("pk")
