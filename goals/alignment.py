"""What stands above and below an objective in the alignment, as far as the viewer may see it."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, IntegerField, Q, Value, When

from goals import standing
from goals.listing import SCOPES
from goals.models import Objective, Support

# What is aligned to one objective and shown on its page; the rest is counted by page.
ALIGNED_SHOWN = 25
# Of those among which one chooses.
SHOWN_OF_EACH = ("owner__department", "department", "process", "period")


def chain(objective: Objective, known: dict[int, Objective]) -> list[Objective | None]:
    """What it supports, the direct parent first, of what is `known` with `seen` (goals.around); None for one or more in
    a row that the viewer may not see. A declined alignment supports nothing.
    """
    above = dict(known)
    found: list[Objective | None] = []
    step = objective
    while step.aligned_to_id in above and step.alignment != Objective.Alignment.DECLINED:
        step = above.pop(step.aligned_to_id)
        if step.seen:
            found.append(step)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


def in_order(below: Iterable[Objective]) -> list[Objective]:
    """The visible ones (`seen`) of what is aligned to one, which comes by title: proposals first, declined last."""
    order = {Objective.Alignment.PROPOSED: 0, Objective.Alignment.ACCEPTED: 1, Objective.Alignment.DECLINED: 2}
    shown = [each for each in below if each.seen and each.state != Objective.State.CANCELLED]
    return sorted(shown, key=lambda each: order.get(each.alignment, 3))


def dressed(objectives: Sequence[Objective | None], viewer) -> None:
    standing.dress([each for each in objectives if each is not None], viewer=viewer, with_parents=False)


def candidates(objective: Objective, viewer, search: str = "", *, chosen: int | None = None, limit: int = 20):
    """What it may be aligned to: visible, active, in its period or one that encloses it, and no loop.

    Of the `chosen` one only that it is visible: why it does not fit, the service says. The nearest first, then the
    company's.
    """
    visible = Objective.objects.visible_to(viewer)
    if chosen is not None:
        return list(visible.filter(pk=chosen).select_related(*SHOWN_OF_EACH))
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


def also(known: dict[int, Objective]) -> dict[str, list[Objective]]:
    """What an objective supports without counting there, and what supports it so: of what is `known` (goals.around) as
    far as the viewer sees it."""
    seen = [each for each in known.values() if each.seen]
    return {
        "supports": [each for each in seen if each.is_supported],
        "supported_by": [each for each in seen if each.is_supporting],
    }


def _found(rows, objective: Objective, search: str, *, chosen: int | None, limit: int) -> list[Objective]:
    rows = rows.select_related(*SHOWN_OF_EACH)
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
