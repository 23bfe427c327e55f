"""HR pauses a cycle, and lets it go on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from org.models import Organization
from reviews import closing, pausing, states
from reviews.models import Cycle, Step
from reviews.services.cycles import locked, note, refuse_others


@transaction.atomic
def pause(cycle: Cycle, reason: str, *, by) -> Cycle:
    """No day counts, nobody is asked or reminded, nothing is submitted, answered, calibrated or moved."""
    refuse_others(by)
    cycle = locked(cycle)
    if cycle.paused_at:
        raise ValidationError(_("This cycle is paused already."), code="state")
    if not states.may_pause(cycle):
        words = _("A cycle is paused between launch and close; this one is %(state)s.")
        raise ValidationError(words % {"state": cycle.get_state_display()}, code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    cycle.paused_at = timezone.now()
    cycle.save(update_fields=["paused_at"])
    note(cycle, Step.What.PAUSED, by, reason=reason.strip())
    return cycle


@transaction.atomic
def resume(cycle: Cycle, *, by, days: int | None = None) -> Cycle:
    """The dates that lay ahead move by the days of the pause. `days` is what the page said."""
    refuse_others(by)
    cycle = locked(cycle)
    if not states.may_resume(cycle):
        raise ValidationError(_("This cycle is not paused."), code="state")
    today = closing.today_of(Organization.objects.current())
    if days is not None and days != pausing.days_of(cycle, today):
        raise ValidationError(_("A day has passed meanwhile: look at the dates again."), code="changed")
    moved = pausing.shift(cycle, today)
    cycle.paused_at = None
    cycle.save(update_fields=["paused_at"])
    words = ngettext("dates ahead moved by %(n)d day", "dates ahead moved by %(n)d days", moved) % {"n": moved}
    note(cycle, Step.What.RESUMED, by, after=words if moved else "")
    return cycle
