"""How objectives stand today, put onto the rows that a page shows."""

from collections.abc import Sequence

from django.utils import timezone

from goals import measure, status
from goals.models import Objective


def dress(objectives: Sequence[Objective], *, viewer, with_parents: bool = True) -> Sequence[Objective]:
    """Gives each `status`, `expected`, and `parent_title` or `parent_hidden` of what it is aligned to.

    At most three queries: the organisation's cadence, and the parents that the viewer may see.
    """
    today = timezone.localdate()
    found = status.statuses(objectives, today) if objectives else {}
    titles = _visible_titles(objectives, viewer) if with_parents else {}
    for objective in objectives:
        objective.status = found[objective.pk]
        objective.expected = measure.expected(objective.period, today)
        objective.parent_title = titles.get(objective.aligned_to_id, "")
        objective.parent_hidden = with_parents and objective.aligned_to_id is not None and not objective.parent_title
    return objectives


def _visible_titles(objectives, viewer) -> dict[int, str]:
    parents = {objective.aligned_to_id for objective in objectives if objective.aligned_to_id}
    if not parents:
        return {}
    visible = Objective.objects.visible_to(viewer).filter(pk__in=parents)
    return dict(visible.order_by("pk").values_list("pk", "title"))
