"""How a cycle moves through its phases: the one table that service, button and test read."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.models import Cycle, Nomination

State = Cycle.State
# Launched, and nobody reads a result yet.
BEFORE_RELEASE = (State.NOMINATION, State.WRITING, State.CALIBRATION)


class Move(NamedTuple):
    sources: tuple[str, ...]
    # Empty: the launch chooses, see `first_phase`.
    target: str
    # Who by hand; the clock begins writing on its day as well.
    who: str
    refusal: Promise


MOVES = {
    "launch": Move((State.SET_UP,), "", "hr", _("Only a cycle in set-up is launched; this one is %(state)s.")),
    "write": Move(
        (State.NOMINATION,),
        State.WRITING,
        "hr",
        _("Only a cycle in nomination begins to be written; this one is %(state)s."),
    ),
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


class Change(NamedTuple):
    """What HR changes about single people after the launch, each with a reason."""

    phases: tuple[str, ...]
    refusal: Promise


ASKING = (State.NOMINATION, State.WRITING)
BEFORE_RELEASE = (State.NOMINATION, State.WRITING, State.CALIBRATION)
CHANGES = {
    "extend": Change((State.WRITING,), _("Days are extended while people write; this cycle is in %(state)s.")),
    "reopen": Change((State.WRITING,), _("A review is reopened while people write; this cycle is in %(state)s.")),
    "reassign": Change(ASKING, _("Peers are replaced before writing has ended; this cycle is in %(state)s.")),
    "change_manager": Change(
        (*BEFORE_RELEASE, State.RELEASE),
        _("The manager is changed between launch and close; this cycle is in %(state)s."),
    ),
    "join": Change(ASKING, _("People join before writing has ended; this cycle is in %(state)s.")),
    "take_out": Change(BEFORE_RELEASE, _("People are taken out before release; this cycle is in %(state)s.")),
    "take_in": Change(BEFORE_RELEASE, _("People are taken in again before release; this cycle is in %(state)s.")),
}


def allows_change(cycle: Cycle, change: str) -> bool:
    return cycle.state in CHANGES[change].phases


Peer = Nomination.State
NONE = ""  # nobody was named yet


class PeerMove(NamedTuple):
    """What becomes of one who is named as a peer. Who: "subject", "manager" or "nominee"."""

    sources: tuple[str, ...]
    target: str
    who: str
    phases: tuple[str, ...]


PEER_MOVES = {
    "propose": PeerMove((NONE, Peer.WITHDRAWN), Peer.PROPOSED, "subject", (State.NOMINATION,)),
    "withdraw": PeerMove((Peer.PROPOSED,), Peer.WITHDRAWN, "subject", (State.NOMINATION,)),
    "approve": PeerMove((Peer.PROPOSED, Peer.REFUSED), Peer.APPROVED, "manager", ASKING),
    "add": PeerMove((NONE, Peer.WITHDRAWN, Peer.REFUSED), Peer.APPROVED, "manager", ASKING),
    "refuse": PeerMove((Peer.PROPOSED, Peer.APPROVED), Peer.REFUSED, "manager", ASKING),
    "decline": PeerMove((Peer.APPROVED,), Peer.DECLINED, "nominee", ASKING),
}
