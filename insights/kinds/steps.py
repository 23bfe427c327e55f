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
from reviews import rules as of_reviews
from reviews import states
from reviews.models import Review

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


def _question(signal: Signal, record, viewer) -> str:
    """Of one's own for one's reports, who read it when they prepare."""
    return reverse("feedback:questions") if signal.about.manager_id == viewer.pk else ""


def _move_action(signal: Signal, record, viewer) -> str:
    return _to("feedback:move_action", record.pk, of_feedback.can_finish(viewer, record))


def _drop_action(signal: Signal, record, viewer) -> str:
    return _to("feedback:drop_action", record.pk, of_feedback.can_finish(viewer, record))


def _take_back(signal: Signal, record, viewer) -> str:
    return _to("giving:take_back", record.pk, of_feedback.can_take_back(viewer, record)) if record else ""


def _ask_feedback(signal: Signal, record, viewer) -> str:
    return reverse("giving:ask") if of_feedback.can_ask_about(viewer, signal.about) else ""


def _give_feedback(signal: Signal, record, viewer) -> str:
    return reverse("giving:give")


def _reports(signal: Signal, record, viewer) -> str:
    return reverse("org:chart_of", args=[signal.about_id])


def _talks(signal: Signal, record, viewer) -> str:
    """With all of one's own reports at once."""
    return reverse("feedback:cadence") if viewer.pk == signal.about_id and viewer.is_manager else ""


def _more_time(signal: Signal, record, viewer) -> str:
    may = _may_change(record, viewer, "extend") and of_reviews.can_decide_about(viewer, signal.about)
    path = _to("admin:reviews_cycle_extend", record.participant.cycle_id, may)
    return f"{path}?person={signal.about_id}" if path else ""


def _another_writer(signal: Signal, record, viewer) -> str:
    """Where HR chooses for whom."""
    may = _may_change(record, viewer, "change_manager")
    return _to("admin:reviews_cycle_changes", record.participant.cycle_id, may)


def _may_change(review: Review, viewer, change: str) -> bool:
    return of_reviews.can_run_cycles(viewer) and states.allows_change(review.participant.cycle, change)


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
    "question": Step(_("Ask a question of your own"), _question),
    "move-action": Step(_("Move it"), _move_action),
    "drop-action": Step(_("Drop it"), _drop_action),
    "take-back": Step(_("Take it back"), _take_back),
    "ask-feedback": Step(_("Ask for feedback"), _ask_feedback),
    "give-feedback": Step(_("Give feedback"), _give_feedback),
    "reports": Step(_("See who reports to whom"), _reports),
    "talks": Step(_("Plan the talks with your team"), _talks),
    "more-time": Step(_("Give more time"), _more_time),
    "another-writer": Step(_("Let somebody else write"), _another_writer),
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
