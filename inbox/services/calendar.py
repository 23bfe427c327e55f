"""The secret address of a person's calendar: theirs alone to make, to renew and to revoke."""

from django.db import transaction
from django.utils import timezone

from inbox import addresses
from inbox.models import SecretAddress
from org.models import Employee


@transaction.atomic
def make_calendar(*, by: Employee) -> str:
    """The address, which nobody can look up later; the one before it ends."""
    person = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    return addresses.calendar_url(addresses.new_calendar(person, timezone.now()))


@transaction.atomic
def revoke_calendar(*, by: Employee) -> bool:
    """Say whether there was one."""
    return bool(SecretAddress.objects.filter(person=by, purpose=addresses.CALENDAR).delete()[0])


def calendar_of(person: Employee) -> SecretAddress | None:
    return SecretAddress.objects.filter(person=person, purpose=addresses.CALENDAR).first()
