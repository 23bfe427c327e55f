"""The copy of an objective in another period. Alignment is not part of it."""

from goals.carrying import carried_baseline
from goals.models import Objective, Period
from goals.services.key_results import add_key_result
from goals.services.objectives import create_objective


def _copy(objective: Objective, period: Period, by) -> Objective:
    """A draft in `period` with the same words, scope, owner and key results, in the caller's transaction.

    Due dates stay behind: they lie in the old period. A key result of somebody who has left is the owner's.
    """
    copy = create_objective(
        by=by,
        owner=objective.owner,
        period=period,
        title=objective.title,
        scope=objective.scope,
        department=objective.department,
        process=objective.process,
        description=objective.description,
        visibility=objective.visibility,
    )
    copy.copied_from = objective
    copy.save(update_fields=["copied_from"])
    for key_result in objective.key_results.select_related("owner"):
        keeper = key_result.owner
        add_key_result(
            copy,
            by=by,
            title=key_result.title,
            unit=key_result.unit,
            currency=key_result.currency,
            baseline=carried_baseline(key_result),
            target=key_result.target,
            weight=key_result.weight,
            owner=None if keeper is None or keeper.is_leaver() else keeper,
        )
    return copy
