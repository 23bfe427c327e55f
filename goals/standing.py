"""How objectives stand today, put onto the rows that a page shows."""

from collections.abc import Sequence

from django.utils import timezone

from goals import measure, states, status
from goals.models import KeyResult, Objective
from org import leavers


def dress(objectives: Sequence[Objective], *, viewer, with_parents: bool = True) -> Sequence[Objective]:
    """Gives each `status`, `expected`, and `parent_title` or `parent_hidden` of what it is aligned to.

    And `is_without_owner` where it is open and its owner has left. At most two queries, the organisation's cadence
    and the parents that the viewer may see, and three more where an owner leaves about today.
    """
    today = timezone.localdate()
    found = status.statuses(objectives, today) if objectives else {}
    titles = _visible_titles(objectives, viewer) if with_parents else {}
    left = leavers.who_left(objective.owner for objective in objectives)
    for objective in objectives:
        objective.status = found[objective.pk]
        objective.is_without_owner = objective.owner_id in left and objective.state in states.OPEN
        objective.expected = measure.expected(objective.period, today)
        objective.parent_title = titles.get(objective.aligned_to_id, "")
        objective.parent_hidden = with_parents and objective.aligned_to_id is not None and not objective.parent_title
    return objectives


def mark_without_owner(key_results: Sequence[KeyResult]) -> None:
    """Gives each `is_without_owner`: it is open and the owner that it names has left; `owner` is loaded."""
    left = leavers.who_left(key_result.owner for key_result in key_results if key_result.owner)
    for key_result in key_results:
        key_result.is_without_owner = key_result.owner_id in left and key_result.objective.state in states.OPEN


def _visible_titles(objectives, viewer) -> dict[int, str]:
    parents = {objective.aligned_to_id for objective in objectives if objective.aligned_to_id}
    if not parents:
        return {}
    visible = Objective.objects.visible_to(viewer).filter(pk__in=parents)
    return dict(visible.order_by("pk").values_list("pk", "title"))
