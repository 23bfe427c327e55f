"""Let a duty rest, wake it, do it in its row. Each locks the person first: of two at once, one sees the other's."""

from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox import deeds, snoozing
from inbox.deeds import Done
from inbox.duties import Duty, duties_of
from inbox.models import Snooze
from org.models import Employee, Organization


@transaction.atomic
def snooze(key: str, until: date, *, by: Employee, now: datetime | None = None) -> Snooze:
    """The duty of `key` rests until the day `until`; no longer than `snoozing.latest`."""
    now = now or timezone.now()
    person, today = _locked(by), by.today(now)
    duty = _duty(person, key, now)
    last = snoozing.latest(duty, today, Organization.objects.current())
    if until <= today:
        raise ValidationError(_("Choose a day after today."))
    if until > last:
        raise ValidationError(_too_long(duty, today, last))
    rest = {"until": until, "made_on": today, "looked_at": now}
    row, _made = Snooze.objects.update_or_create(person=person, key=key, defaults=rest)
    return row


@transaction.atomic
def wake(key: str, *, by: Employee) -> bool:
    """It waits again, now; say whether it was this call that did it."""
    key = key.replace("\x00", "")  # which no key has, and PostgreSQL does not look for
    return bool(Snooze.objects.filter(person=_locked(by), key=key).delete()[0])


@transaction.atomic
def do_in_place(key: str, *, by: Employee) -> Done:
    """Raises ObjectDoesNotExist where no app does that, or not for `by`; PermissionDenied and ValidationError of it."""
    person = _locked(by)
    done = deeds.do(key, by=by)
    if done is None:
        raise ObjectDoesNotExist(key)
    Snooze.objects.filter(person=person, key=key).delete()
    return done


def _locked(person: Employee) -> Employee:
    return Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _duty(person: Employee, key: str, now: datetime) -> Duty:
    for duty in duties_of([person], now).get(person.pk, []):
        if duty.key == key:
            return duty
    raise ValidationError(_("That no longer waits for you."), code="gone")


def _too_long(duty: Duty, today: date, last: date) -> str:
    day = date_format(last, "l j F")
    if duty.due_on is None:
        return _("It can rest until %(day)s at most.") % {"day": day}
    if duty.due_on > today:
        return _("It is due on %(day)s and can rest until then at most.") % {"day": day}
    return _("It is due already and can rest until %(day)s at most.") % {"day": day}
