"""HR locks a period and opens it again; each step stands in the period's history, with who took it."""

from django.db import transaction
from django.utils.translation import gettext as _

from goals import locks
from goals.models import Period


@transaction.atomic
def lock_period(period: Period, lock: str, *, by) -> Period:
    """Locks from today on, by the day where `by` is. What is locked already stays as it is."""
    period = _locked(period)
    today = by.today()
    if not locks.is_locked(period, lock, today):
        _save(period, lock, today, by=by, reason=_("Locked"))
    return period


@transaction.atomic
def open_period(period: Period, lock: str, *, by) -> Period:
    """Opens again what is locked, or takes away a day that is to come."""
    period = _locked(period)
    if locks.since(period, lock) is not None:
        _save(period, lock, None, by=by, reason=_("Opened again"))
    return period


def _locked(period: Period) -> Period:
    return Period.objects.select_for_update(of=("self",), no_key=True).get(pk=period.pk)


def _save(period: Period, lock: str, day, *, by, reason: str) -> None:
    field = locks.FIELDS[locks.Lock(lock)]
    setattr(period, field, day)
    period._history_user = by
    period._change_reason = f"{reason}: {locks.Lock(lock).label}"
    period.save(update_fields=[field])
