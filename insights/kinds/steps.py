"""What else may help, besides the button of a signal: for each step what it says, who may, and the form it leads to."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback import rules as of_feedback
from feedback.models import Plan
from goals import rules as of_goals
from goals.models import KeyResult, Objective
from insights.kinds.base import Button, Kind
from insights.models import Signal

Path = Callable[[Signal, Any, Any], str]


def _objective(signal: Signal, record) -> Objective | None:
    """What the step is about: the one that a signal waits for, else its own."""
    return record if isinstance(record, Objective) else signal.objective


def _ask(signal: Signal, record, viewer) -> str:
    return _to("feedback:ask_check_in", signal.about_id, of_feedback.can_ask_check_in(viewer, signal.about))


def _talk(signal: Signal, record, viewer) -> str:
    may = of_feedback.can_schedule(viewer, signal.about) and not signal.about.is_leaver()
    return _to("feedback:schedule", signal.about_id, may)


def _agenda(signal: Signal, record, viewer) -> str:
    may = of_feedback.can_add_to_agenda(viewer, signal.about) and not signal.about.is_leaver()
    return _to("feedback:agenda", signal.about_id, may)


def _offer(signal: Signal, record, viewer) -> str:
    objective = _objective(signal, record)
    return _to("goals:offer", objective.pk, of_goals.can_offer(viewer, objective)) if objective else ""


def _re_plan(signal: Signal, record, viewer) -> str:
    if isinstance(record, KeyResult):
        return _to("goals:rebaseline", record.pk, of_goals.can_rebaseline(viewer, record))
    return _to("goals:edit", signal.objective_id, of_goals.can_edit(viewer, signal.objective))


def _hand_over(signal: Signal, record, viewer) -> str:
    """Of an owner who left or leaves what becomes of all of theirs; else the owner gives the one away."""
    objective = signal.objective
    if of_goals.can_hand_over(viewer, objective.owner):
        return reverse("goals:hand_over", args=[objective.owner_id])
    return _to("goals:edit", objective.pk, of_goals.can_edit(viewer, objective))


def _support_plan(signal: Signal, record, viewer) -> str:
    person = signal.about
    if person.is_leaver() or not of_feedback.can_start_plan(viewer, person, Plan.Kind.SUPPORT):
        return ""
    return reverse("feedback:start_plan", args=[person.pk, Plan.Kind.SUPPORT])


def _to(route: str, pk: int | None, may: bool) -> str:
    return reverse(route, args=[pk]) if may else ""


class Step(NamedTuple):
    words: str | Promise
    # The form for this viewer; "" where it is not theirs to do.
    path: Path


STEPS = {
    "ask": Step(_("Ask for a check-in"), _ask),
    "talk": Step(_("Talk earlier"), _talk),
    "agenda": Step(_("Put it on the agenda"), _agenda),
    "offer": Step(_("Offer a hand"), _offer),
    "re-plan": Step(_("Re-plan"), _re_plan),
    "hand-over": Step(_("Hand over"), _hand_over),
    "support-plan": Step(_("Start a support plan"), _support_plan),
}


def of(kind: Kind, signal: Signal, record, viewer, *, button: Button | None) -> list[Button]:
    """Those that the viewer may take, each form once, without that of the signal's own button.

    Select with the signal `about__manager__location`, `about__location`, `objective__owner__location` and
    `objective__process`.
    """
    found: dict[str, Button] = {}
    for name in kind.steps:
        path = STEPS[name].path(signal, record, viewer)
        if path and path != (button and button.path):
            found.setdefault(path, Button(str(STEPS[name].words), path))
    return list(found.values())
