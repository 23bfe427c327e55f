"""How a cycle moves through its phases: the one table that service, button and test read."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.models import Cycle, Nomination, Participant

State = Cycle.State
# Launched, and nobody's result is released yet.
BEFORE_RELEASE = (State.NOMINATION, State.WRITING, State.CALIBRATION)


class Move(NamedTuple):
    sources: tuple[str, ...]
    # Empty: the launch chooses, see `first_phase`.
    target: str
    # Who by hand; the clock begins writing on its day, and releases what is planned, as well.
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
    # The states before release; which of them a cycle passes through is its own. The first part that is released takes
    # the cycle into its release phase; whoever is not of it waits there, see `PARTS`.
    "release": Move(
        (State.WRITING, State.CALIBRATION, State.RELEASE),
        State.RELEASE,
        "hr",
        _("Results are released after writing, until the cycle is closed; this one is %(state)s."),
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
    """By the state alone. While a launch is under way neither a second one nor an edit begins; while a cycle is paused
    it is moved nowhere, but cancelled.
    """
    if move == "calibrate" and not cycle.has_calibration:
        return False
    if cycle.paused_at and move != "cancel":
        return False
    return cycle.state in MOVES[move].sources and not cycle.is_launching


def why_not(cycle: Cycle, move: str) -> str:
    """The sentence that refuses a move which the table does not allow."""
    if cycle.paused_at and cycle.state in MOVES[move].sources:
        return str(PAUSED)
    return str(MOVES[move].refusal) % {"state": cycle.get_state_display()}


PAUSED = _("This cycle is paused; resume it first.")
# Where there is something to pause.
PAUSABLE = (State.NOMINATION, State.WRITING, State.CALIBRATION, State.RELEASE)


def may_pause(cycle: Cycle) -> bool:
    return cycle.state in PAUSABLE and cycle.paused_at is None


def may_resume(cycle: Cycle) -> bool:
    return cycle.state in PAUSABLE and cycle.paused_at is not None


WAITING, PLANNED, RELEASED = "waiting", "planned", "released"


class Part(NamedTuple):
    """What becomes of the result of those who are released together. Who: "hr", or "clock" on the day planned."""

    source: str
    target: str
    who: str
    phases: tuple[str, ...]


OPENING = (State.WRITING, State.CALIBRATION, State.RELEASE)
PARTS = {
    "release": Part(WAITING, RELEASED, "hr", OPENING),
    "plan": Part(WAITING, PLANNED, "hr", OPENING),
    "drop": Part(PLANNED, WAITING, "hr", OPENING),
    "release planned": Part(PLANNED, RELEASED, "clock", OPENING),
    # Within an hour, and as long as nobody has read any of it.
    "recall": Part(RELEASED, WAITING, "hr", (State.RELEASE,)),
}


def standing_of(participant: Participant) -> str:
    if participant.released_at:
        return RELEASED
    return PLANNED if participant.release_id else WAITING


def may_be_edited(cycle: Cycle) -> bool:
    return cycle.state == State.SET_UP and cycle.launch_begun_at is None


def first_phase(cycle: Cycle) -> str:
    return State.NOMINATION if cycle.has_nomination else State.WRITING


def is_calibrated(participant: Participant) -> bool:
    """Whether their rating may be changed: from the start of calibration until their own release. Comes with the cycle,
    of which others may be released already.
    """
    cycle = participant.cycle
    is_time = cycle.has_calibration and cycle.state in (State.CALIBRATION, State.RELEASE)
    return is_time and not cycle.paused_at and participant.released_at is None and participant.taken_out_at is None


def may_group(cycle: Cycle) -> bool:
    """Say who calibrates whom. Of those who are released already nothing changes."""
    return cycle.has_calibration and cycle.state in (*BEFORE_RELEASE, State.RELEASE)


class Change(NamedTuple):
    """What HR changes about single people after the launch, each with a reason. `until_release`: of that person."""

    phases: tuple[str, ...]
    refusal: Promise
    until_release: bool = False


ASKING = (State.NOMINATION, State.WRITING)
CHANGES = {
    "extend": Change((State.WRITING,), _("Days are extended while people write; this cycle is in %(state)s.")),
    "reopen": Change((State.WRITING,), _("A review is reopened while people write; this cycle is in %(state)s.")),
    "reassign": Change(ASKING, _("Peers are replaced before writing has ended; this cycle is in %(state)s.")),
    "change_manager": Change(
        (*BEFORE_RELEASE, State.RELEASE),
        _("The manager is changed between launch and close; this cycle is in %(state)s."),
    ),
    "join": Change(ASKING, _("People join before writing has ended; this cycle is in %(state)s.")),
    "take_out": Change(
        (*BEFORE_RELEASE, State.RELEASE),
        _("People are taken out between launch and close; this cycle is in %(state)s."),
        until_release=True,
    ),
    "take_in": Change(
        (*BEFORE_RELEASE, State.RELEASE),
        _("People are taken in again between launch and close; this cycle is in %(state)s."),
        until_release=True,
    ),
}


def allows_change(cycle: Cycle, change: str, participant: Participant | None = None) -> bool:
    row = CHANGES[change]
    is_too_late = row.until_release and participant is not None and participant.released_at is not None
    return cycle.state in row.phases and not is_too_late and not cycle.paused_at


def why_no_change(cycle: Cycle, change: str) -> str:
    if cycle.paused_at and cycle.state in CHANGES[change].phases:
        return str(PAUSED)
    return str(CHANGES[change].refusal) % {"state": cycle.get_state_display()}


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
