"""How an objective moves through its states: the one table that service, button and test read."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals.models import Objective

State = Objective.State


class Move(NamedTuple):
    sources: tuple[str, ...]
    target: str
    refusal: Promise


MOVES = {
    "activate": Move((State.DRAFT,), State.ACTIVE, _("Only a draft can be activated; this objective is %(state)s.")),
    "close": Move((State.ACTIVE,), State.CLOSED, _("Only an active objective can be closed; this one is %(state)s.")),
    "cancel": Move(
        (State.DRAFT, State.ACTIVE),
        State.CANCELLED,
        _("Only a draft or an active objective can be cancelled; this one is %(state)s."),
    ),
}
OPEN = (State.DRAFT, State.ACTIVE)


def allows(objective: Objective, move: str) -> bool:
    return objective.state in MOVES[move].sources
