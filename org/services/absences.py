from datetime import date

from django.db import transaction

from org import watchers
from org.models import Absence, Employee


@transaction.atomic
def add(person: Employee, *, by: Employee | None, starts_on: date, ends_on: date) -> Absence:
    """Both days included. Entered by the person, the manager or HR; overlapping ones do no harm."""
    return save(Absence(employee=person, starts_on=starts_on, ends_on=ends_on), by=by)


@transaction.atomic
def save(absence: Absence, *, by: Employee | None) -> Absence:
    """A new one, or one with other days or of another person."""
    before = Absence.objects.filter(pk=absence.pk).order_by().values_list("employee", flat=True)
    concerned = {absence.employee_id, *before}
    absence.full_clean()
    absence.save()
    watchers.absences_changed(concerned)
    return absence


@transaction.atomic
def remove(absence: Absence, *, by: Employee) -> None:
    absence.delete()
    watchers.absences_changed({absence.employee_id})
