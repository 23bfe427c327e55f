"""What stands above and below an objective in the alignment, as far as the viewer may see it."""

from collections.abc import Sequence

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from goals import standing
from goals.listing import SCOPES
from goals.models import Objective, Support

# What is aligned to one objective and shown on its page; the rest is counted by page.
ALIGNED_SHOWN = 50


def chain(objective: Objective, viewer) -> list[Objective | None]:
    """What it supports, the direct parent first; None for one or more in a row that the viewer may not see.

    Two queries. A declined alignment supports nothing.
    """
    if objective.aligned_to_id is None or objective.alignment == Objective.Alignment.DECLINED:
        return []
    above = Objective.objects.above(objective).select_related("owner", "department", "process", "period")
    above = {each.pk: each for each in above.order_by("pk")}
    visible = set(Objective.objects.visible_to(viewer).filter(pk__in=above).order_by("pk").values_list("pk", flat=True))
    found: list[Objective | None] = []
    step = objective
    while step.aligned_to_id in above and step.alignment != Objective.Alignment.DECLINED:
        step = above.pop(step.aligned_to_id)
        if step.pk in visible:
            found.append(step)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


def aligned(objective: Objective, viewer) -> list[Objective]:
    """The visible objectives aligned to it, proposals first; those declined last."""
    order = {Objective.Alignment.PROPOSED: 0, Objective.Alignment.ACCEPTED: 1, Objective.Alignment.DECLINED: 2}
    rows = (
        Objective.objects.visible_to(viewer)
        .filter(aligned_to=objective)
        .exclude(state=Objective.State.CANCELLED)
        .select_related("owner", "department", "process", "period")
        .order_by("title", "pk")
    )
    found = sorted(rows, key=lambda each: order.get(each.alignment, 3))
    for child in found:
        child.aligned_to = objective  # loaded already, with what the rules ask of it
    return found


def dressed(objectives: Sequence[Objective | None], viewer) -> None:
    standing.dress([each for each in objectives if each is not None], viewer=viewer, with_parents=False)


def candidates(objective: Objective, viewer, search: str = "", *, chosen: int | None = None, limit: int = 20):
    """What it may be aligned to: visible, active, in its period or one that encloses it, and no loop.

    Of the `chosen` one only that it is visible: why it does not fit, the service says. The nearest first, then the
    company's.
    """
    visible = Objective.objects.visible_to(viewer)
    if chosen is not None:
        return list(visible.filter(pk=chosen).select_related("owner", "department", "process", "period"))
    rows = (
        visible.filter(
            period__starts_on__lte=objective.period.starts_on,
            period__ends_on__gte=objective.period.ends_on,
            state=Objective.State.ACTIVE,
        )
        .exclude(pk=objective.pk)
        .exclude(pk__in=Objective.objects.under(objective).values("pk"))
    )
    return _found(rows, objective, search, chosen=chosen, limit=limit)


def supportable(objective: Objective, viewer, search: str = "", *, chosen: int | None = None, limit: int = 20):
    """What it may name that it supports without counting there: visible, active, of the same time or part of it.

    The `chosen` one is found whatever it is, if it is visible: the service says what is wrong with it.
    """
    visible = Objective.objects.visible_to(viewer)
    rows = visible.filter(
        period__starts_on__lte=objective.period.ends_on,
        period__ends_on__gte=objective.period.starts_on,
        state=Objective.State.ACTIVE,
    )
    named = Support.objects.filter(objective=objective).order_by().values("supported")
    counts_in = objective.aligned_to_id if objective.alignment != Objective.Alignment.DECLINED else None
    rows = rows.exclude(pk__in=[objective.pk, counts_in or objective.pk]).exclude(pk__in=named)
    return _found(rows if chosen is None else visible, objective, search, chosen=chosen, limit=limit)


def also(objective: Objective, viewer) -> dict[str, list[Objective]]:
    """What it supports without counting there, and what supports it so: as far as the viewer sees it. One query."""
    below = Support.objects.filter(objective=objective, supported=OuterRef("pk"))
    above = Support.objects.filter(supported=objective, objective=OuterRef("pk"))
    pairs = Support.objects.filter(Q(objective=objective) | Q(supported=objective)).order_by()
    rows = (
        Objective.objects.visible_to(viewer)
        .filter(Q(pk__in=pairs.values("supported")) | Q(pk__in=pairs.values("objective")))
        .exclude(pk=objective.pk)
        .annotate(is_supported=Exists(below), is_supporting=Exists(above))
        .select_related("owner")
        .order_by("title", "pk")
    )
    found = list(rows)
    return {
        "supports": [each for each in found if each.is_supported],
        "supported_by": [each for each in found if each.is_supporting],
    }


def _found(rows, objective: Objective, search: str, *, chosen: int | None, limit: int) -> list[Objective]:
    rows = rows.select_related("owner", "department", "process", "period")
    matching = Q()
    for word in search.split()[:8]:
        matching &= (
            Q(title__icontains=word)
            | Q(owner__last_name__icontains=word)
            | Q(owner__first_name__icontains=word)
            | Q(department__name__icontains=word)
        )
    return list(rows.filter(matching).order_by(_nearness(objective), SCOPES, "title", "pk")[:limit])


def _nearness(objective: Objective) -> Case:
    """What it is aligned to, then the manager's, one's own, the department's: most align to one of these."""
    owner = objective.owner
    return Case(
        When(pk=objective.aligned_to_id, then=Value(0)),
        When(owner=owner.manager_id, then=Value(1)),
        When(owner=owner.pk, then=Value(2)),
        When(department=owner.department_id, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
