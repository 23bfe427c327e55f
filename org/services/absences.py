from datetime import date

from django.db import transaction

from org.models import Absence, Employee


@transaction.atomic
def add(person: Employee, *, by: Employee | None, starts_on: date, ends_on: date) -> Absence:
    """Both days included. Entered by the person, the manager or HR; overlapping ones do no harm."""
    absence = Absence(employee=person, starts_on=starts_on, ends_on=ends_on)
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def remove(absence: Absence, *, by: Employee) -> None:
    absence.delete()
