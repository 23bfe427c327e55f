"""HR moves a cycle by hand, by the table in `states`; what it overrules needs a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from org.models import Organization
from reviews import closing, moves, opening, releasing, states
from reviews.models import Cycle, Step
from reviews.services.cycles import locked, note, refuse_others
from reviews.services.releasing import decided, release


@transaction.atomic
def move_cycle(cycle: Cycle, name: str, reason: str, *, by, seen: list[str]) -> Cycle:
    """`seen` is what the page said would be overruled. To release is to open the results of everyone who waits."""
    if name == "release":
        return release(cycle, releasing.Choice(), reason, by=by, seen=seen).cycle
    refuse_others(by)
    cycle = locked(cycle)
    if not states.allows(cycle, name):
        raise ValidationError(states.why_not(cycle, name), code="state")
    if name == "close" and opening.under_way().filter(cycle=cycle).exists():
        raise ValidationError(_("Results are being released at this moment; close it when all of these are open."))
    checked = moves.check(cycle, name, closing.today_of(Organization.objects.current()))
    reason = decided(checked, reason, seen)
    before, cycle.state = cycle.state, states.MOVES[name].target
    cycle.save(update_fields=["state"])
    if before == Cycle.State.WRITING:
        opening.end_writing(cycle)
    note(cycle, Step.What.MOVED, by, before=before, after=cycle.state, reason=reason)
    if name == "close":
        releasing.drop_plans(cycle)
    if name == "calibrate":
        opening.tell_calibrating(cycle, by.pk)
    return cycle
