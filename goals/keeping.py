"""What a person keeps current: the key results that they may update, of all their objectives at once."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from goals.models import KeyResult, Objective
from goals.rules import headed_departments


def to_update(viewer, *, acting: bool = False, also: Collection[int] = ()) -> QuerySet[KeyResult]:
    """The key results that `viewer` keeps: their own, and those of the objectives that they own. One query, when read.

    With `acting` also those that they may update only because they head what the objective is for. What is locked,
    not begun or not active is left out, but for those with an id in `also`: what somebody typed on one of them comes
    back with the reason instead of being lost.
    """
    mine = Q(owner=viewer) | Q(objective__owner=viewer)
    if acting:
        mine |= _headed(viewer)
    day = viewer.today()
    open_now = Q(objective__state=Objective.State.ACTIVE, objective__period__starts_on__lte=day) & (
        Q(objective__period__progress_locks_on=None) | Q(objective__period__progress_locks_on__gt=day)
    )
    visible = Objective.objects.visible_to(viewer).values("pk")
    return (
        KeyResult.objects.filter(mine, open_now | Q(pk__in=also), objective__in=visible)
        .select_related("owner", "objective__owner", "objective__period", "objective__process")
        .order_by("objective__period__ends_on", "objective__title", "objective", "position", "pk")
    )


def _headed(viewer) -> Q:
    scope = Objective.Scope
    return Q(objective__scope=scope.DEPARTMENT, objective__department__in=headed_departments(viewer)) | Q(
        objective__scope=scope.PROCESS, objective__process__owner=viewer
    )
