"""How a cycle moves through its phases: the one table that service, button and test read."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.models import Cycle

State = Cycle.State
# Launched, and nobody reads a result yet.
BEFORE_RELEASE = (State.NOMINATION, State.WRITING, State.CALIBRATION)


class Move(NamedTuple):
    sources: tuple[str, ...]
    # Empty: the launch chooses, see `first_phase`.
    target: str
    # Who: "hr", or "clock" for what the work itself does.
    who: str
    refusal: Promise


MOVES = {
    "launch": Move((State.SET_UP,), "", "hr", _("Only a cycle in set-up is launched; this one is %(state)s.")),
    "calibrate": Move(
        (State.WRITING,),
        State.CALIBRATION,
        "hr",
        _("Calibration follows writing; this cycle is %(state)s."),
    ),
    # The states before release; which of them a cycle passes through is its own.
    "release": Move(
        (State.WRITING, State.CALIBRATION),
        State.RELEASE,
        "hr",
        _("Only a cycle in writing or calibration is released; this one is %(state)s."),
    ),
    "close": Move((State.RELEASE,), State.CLOSED, "hr", _("Only a released cycle is closed; this one is %(state)s.")),
    "cancel": Move(
        (State.SET_UP, State.NOMINATION, State.WRITING, State.CALIBRATION),
        State.CANCELLED,
        "hr",
        _("What is released or over is not cancelled; this cycle is %(state)s."),
    ),
}


def allows(cycle: Cycle, move: str) -> bool:
    """By the state alone. While a launch is under way neither a second one nor an edit begins."""
    if move == "calibrate" and not cycle.has_calibration:
        return False
    return cycle.state in MOVES[move].sources and not cycle.is_launching


def may_be_edited(cycle: Cycle) -> bool:
    return cycle.state == State.SET_UP and cycle.launch_begun_at is None


def first_phase(cycle: Cycle) -> str:
    return State.NOMINATION if cycle.has_nomination else State.WRITING
