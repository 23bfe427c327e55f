"""What of a period one person has to close, in the order in which it is closed: children before their parents."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from goals import rules, states
from goals.models import Objective, Period

ROWS_AT_MOST = 60


def to_close(viewer, period: Period | None = None):
    """The active objectives that `viewer` owns or acts for (`rules.can_close`), of one period or of all."""
    acting = Q(owner=viewer) | Q(scope=Objective.Scope.PROCESS, process__owner=viewer)
    if headed := rules.headed_departments(viewer):
        acting |= Q(scope=Objective.Scope.DEPARTMENT, department__in=headed)
    found = Objective.objects.visible_to(viewer).filter(acting, state=Objective.State.ACTIVE)
    return found if period is None else found.filter(period=period)


def in_turn(objectives: Sequence[Objective]) -> list[Objective]:
    """Each right after those of `objectives` that are aligned to it, else by title."""
    known = {each.pk: each for each in objectives}
    below: dict[int | None, list[Objective]] = defaultdict(list)
    for each in sorted(objectives, key=lambda each: (each.title.casefold(), each.pk)):
        below[each.aligned_to_id if each.aligned_to_id in known else None].append(each)
    found: dict[int, Objective] = {}

    def visit(objective: Objective, path: frozenset[int]) -> None:
        for child in below[objective.pk]:
            if child.pk not in path:
                visit(child, path | {child.pk})
        found.setdefault(objective.pk, objective)

    for top in below[None]:
        visit(top, frozenset({top.pk}))
    # A loop in old data hangs from nothing.
    return [*found.values(), *(each for pk, each in known.items() if pk not in found)]


def open_below(objectives: Sequence[Objective], viewer) -> dict[int, list[Objective]]:
    """What counts in each, by its id, and is not closed, as far as the viewer may see. One query."""
    rows = Objective.objects.visible_to(viewer).filter(
        aligned_to__in=[each.pk for each in objectives],
        alignment=Objective.Alignment.ACCEPTED,
        state__in=states.OPEN,
    )
    found: dict[int, list[Objective]] = defaultdict(list)
    for each in rows.select_related("owner").order_by("title", "pk"):
        found[each.aligned_to_id].append(each)
    return dict(found)
