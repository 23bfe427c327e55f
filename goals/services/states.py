from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from goals import states
from goals.models import Change, Objective
from goals.services import common


@transaction.atomic
def activate(objective: Objective, *, by) -> Objective:
    """From a draft to what counts and is waited for."""
    objective = common.lock(objective.pk)
    common.refuse_leaver(objective.owner)
    _move(objective, "activate", by=by, activated_on=by.today())
    return objective


@transaction.atomic
def close(objective: Objective, *, by, score: Decimal, retrospective: str) -> Objective:
    """Ends it with the owner's score, 0 to 1, and a short retrospective. It counts above as before."""
    objective = common.lock(objective.pk)
    if not retrospective.strip():
        raise ValidationError(
            _("Write a short retrospective: what helped, what to do differently."), code="retrospective"
        )
    if score is None or not 0 <= score <= 1:
        raise ValidationError(_("A score is between 0 and 1."), code="score")
    facts = {"closed_on": by.today(), "score": round(score, 2), "retrospective": retrospective.strip()}
    _move(objective, "close", by=by, **facts)
    return objective


@transaction.atomic
def cancel(objective: Objective, *, by, reason: str = "") -> Objective:
    """Ends it without a result: it stays to be read and counts nowhere."""
    objective = common.lock(objective.pk)
    _move(objective, "cancel", by=by, reason=reason, closed_on=by.today())
    return objective


def _move(objective: Objective, move: str, *, by, reason: str = "", **facts) -> None:
    """Takes the locked objective through one move of the table, with its history."""
    step = states.MOVES[move]
    if not states.allows(objective, move):
        raise ValidationError(str(step.refusal), params={"state": objective.state_in_words()}, code="state")
    common.note_change(objective, Change.Field.STATE, objective.state, step.target, by=by, reason=reason.strip())
    objective.state = step.target
    for name, value in facts.items():
        setattr(objective, name, value)
    objective.save(update_fields=["state", *facts])
    common.recompute(objective, since=by.today())
