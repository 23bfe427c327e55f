"""To dismiss a signal for a time, and to take that back. What it speaks of is not touched."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from insights import rules
from insights.models import Dismissal, Signal
from org.models import Employee

LONGEST = timedelta(days=92)


@transaction.atomic
def dismiss(signal: Signal, *, by: Employee, reason: str, until: date, day: date) -> Dismissal:
    """Until that day, the last one of it. The same again is the same one; after somebody else's it is refused."""
    signal = _locked(signal)
    if not rules.can_dismiss(by, signal):
        raise PermissionDenied
    known = Dismissal.objects.on(day).filter(kind=signal.kind, subject=signal.subject).order_by("-pk").first()
    if known is not None and (known.by_id, known.reason, known.until) == (by.pk, reason, until):
        return known
    if known is not None:
        raise ValidationError(_("%(name)s has dismissed it meanwhile.") % {"name": known.by})
    if until > day + LONGEST:
        raise ValidationError({"until": _("Choose a day within three months; it can be dismissed again then.")})
    made = Dismissal(
        kind=signal.kind, subject=signal.subject, by=by, at=timezone.now(), on=day, until=until, reason=reason
    )
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def take_back(signal: Signal, *, by: Employee, day: date) -> bool:
    """It counts again from now on. Whether it was this call that did it."""
    signal = _locked(signal)
    if not rules.can_dismiss(by, signal):
        raise PermissionDenied
    held = Dismissal.objects.on(day).filter(kind=signal.kind, subject=signal.subject)
    return held.update(taken_back_at=timezone.now()) > 0


def _locked(signal: Signal) -> Signal:
    """Two who dismiss at once wait for each other. What ended meanwhile has nothing to be dismissed."""
    rows = Signal.objects.select_related("about").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=signal.pk).first()
    if found is None:
        raise ValidationError(_("It has ended meanwhile; there is nothing left to dismiss."))
    return found
