"""How a check-in and a blocker move: one table each, read by service, button and test."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.models import CheckIn

State = CheckIn.State


def is_employee(user, check_in) -> bool:
    return check_in.employee_id == user.pk


def leads(user, check_in) -> bool:
    """The direct manager of today; while a check-in is open it follows the reporting line."""
    return check_in.employee.manager_id == user.pk


def is_party(user, check_in) -> bool:
    """One of the two who hold it while it is open."""
    return check_in.employee.manager_id is not None and (is_employee(user, check_in) or leads(user, check_in))


def held(user, check_in) -> bool:
    return check_in.manager_id == user.pk


def _always(check_in) -> bool:
    return True


def _has_a_reason(check_in) -> bool:
    return bool(check_in.skip_reason.strip())


@dataclass(frozen=True)
class Move:
    name: str
    sources: tuple[str, ...]
    target: str  # "" where the state stays as it is
    who: Callable[..., bool]
    refusal: str | Promise
    guard: Callable[[CheckIn], bool] = _always
    guard_refusal: str | Promise = ""

    def is_open_to(self, user, check_in) -> bool:
        return check_in.state in self.sources and self.who(user, check_in)


_OVER = _("This check-in is over; nothing was changed.")
_ENDED = _("This check-in was logged or skipped already.")

MOVES = {
    move.name: move
    for move in (
        Move("prepare", CheckIn.OPEN_STATES, State.PREPARED, is_employee, _OVER),
        Move("log", CheckIn.OPEN_STATES, State.DONE, leads, _ENDED),
        Move(
            "skip",
            CheckIn.OPEN_STATES,
            State.SKIPPED,
            leads,
            _ENDED,
            _has_a_reason,
            _("Say in a few words why it is skipped."),
        ),
        Move("move", CheckIn.OPEN_STATES, "", is_party, _ENDED),
        # Words that came too late for the open one, once both texts were shown to the writer.
        Move("supplement", (State.DONE,), State.DONE, is_employee, _OVER),
        Move("supplement a skipped one", (State.SKIPPED,), State.SKIPPED, is_employee, _OVER),
        Move("amend", CheckIn.ENDED_STATES, State.DONE, held, _ENDED),
    )
}


def is_open_to(name: str, user, check_in) -> bool:
    """May `user` make the move `name` now? Needs `check_in.employee` loaded."""
    return MOVES[name].is_open_to(user, check_in)


def move(name: str, check_in, *, by) -> None:
    """Set the new state, or refuse: 403 for the wrong person, a sentence for the wrong moment."""
    step = MOVES[name]
    if not step.who(by, check_in):
        raise PermissionDenied
    if check_in.state not in step.sources:
        raise ValidationError(str(step.refusal), code="state")
    if not step.guard(check_in):
        raise ValidationError(str(step.guard_refusal), code="guard")
    check_in.state = step.target or check_in.state
