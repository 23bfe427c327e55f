"""How a draft comes to be agreed: the one table that service, button and test read.

The objective stays a draft throughout. Its stage follows from the last dated step and the version that this speaks
of: an edit makes what was submitted lapse.
"""

from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals.models import DraftStep, Objective

Kind = DraftStep.Kind


class Stage(models.TextChoices):
    OPEN = "open", _("not submitted yet")
    SUBMITTED = "submitted", _("submitted")
    LAPSED = "lapsed", _("edited since it was submitted")
    RETURNED = "returned", _("returned")
    AGREED = "agreed", _("agreed")


class Who(models.TextChoices):
    OWNER = "owner", _("the owner")
    MANAGER = "manager", _("the direct manager")


class Move(NamedTuple):
    sources: tuple[str, ...]
    kind: str
    who: str
    refusal: Promise


MOVES = {
    "submit": Move(
        (Stage.OPEN, Stage.LAPSED, Stage.RETURNED),
        Kind.SUBMITTED,
        Who.OWNER,
        _("It is submitted already, as it stands."),
    ),
    "withdraw": Move((Stage.SUBMITTED,), Kind.WITHDRAWN, Who.OWNER, _("Nothing is submitted that could be withdrawn.")),
    "send_back": Move(
        (Stage.SUBMITTED,), Kind.RETURNED, Who.MANAGER, _("Only what is submitted can be returned; look again.")
    ),
    "agree": Move(
        (Stage.SUBMITTED,), Kind.AGREED, Who.MANAGER, _("Only what is submitted can be agreed to; look again.")
    ),
}
_STAGE_OF = {
    Kind.SUBMITTED: Stage.SUBMITTED,
    Kind.WITHDRAWN: Stage.OPEN,
    Kind.RETURNED: Stage.RETURNED,
    Kind.AGREED: Stage.AGREED,
}


def is_for_two(objective: Objective) -> bool:
    """A draft of a person who has a manager here: those two agree on it. Load `owner__manager` with it."""
    manager = objective.owner.manager
    return (
        objective.state == Objective.State.DRAFT
        and objective.scope == Objective.Scope.INDIVIDUAL
        and manager is not None
        and not manager.is_leaver()
    )


def last_step(objective: Objective) -> DraftStep | None:
    """Asked once for each objective object; a service asks of the one that it has locked."""
    if not hasattr(objective, "_last_step"):
        objective._last_step = objective.steps.select_related("by").order_by("-pk").first()
    return objective._last_step


def know_last(objective: Objective, step: DraftStep | None) -> None:
    """For who has read the steps already."""
    objective._last_step = step


def stage_of(objective: Objective) -> str:
    step = last_step(objective)
    if step is None:
        return Stage.OPEN
    if step.kind == Kind.SUBMITTED and step.version != objective.version:
        return Stage.LAPSED
    return _STAGE_OF[Kind(step.kind)]


def allows(objective: Objective, move: str) -> bool:
    return is_for_two(objective) and stage_of(objective) in MOVES[move].sources


def is_the(user, who: str, objective: Objective) -> bool:
    """Whether `user` is the one of the two that the table names, by today's reporting line."""
    return user.pk == (objective.owner_id if who == Who.OWNER else objective.owner.manager_id)
