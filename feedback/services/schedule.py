from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import CheckIn, CheckInSchedule
from org.models import Employee
from org.working_days import next_working_days


@transaction.atomic
def reschedule(employee: Employee, *, by: Employee, next_on: date, cadence: str = "") -> CheckInSchedule:
    """Move the next check-in to another day, and set how often they talk ("" is the organisation's cadence)."""
    # The open check-in before the person, as logging and preparing lock them; the one made by a log that ends
    # meanwhile is found below.
    opened = CheckIn.objects.open().filter(employee=employee)
    list(opened.select_for_update(of=("self",), no_key=True).order_by("pk"))
    employee = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=employee.pk)
    if not rules.can_schedule(by, employee):
        raise PermissionDenied
    if next_on < employee.today(timezone.now()):
        raise ValidationError({"next_on": _("That day has passed; choose today or later.")})
    free = next_working_days([employee], {employee.pk: next_on})[employee.pk]
    if free != next_on:
        raise ValidationError(
            {
                "next_on": _("%(name)s does not work on that day; the next working day is %(day)s.")
                % {"name": employee.get_short_name(), "day": date_format(free, "l j F Y")}
            }
        )
    if employee.cadence != cadence:
        employee.cadence = cadence
        employee.full_clean(exclude=["password"])
        employee.save(update_fields=["cadence"])
    schedule, _made = CheckInSchedule.objects.update_or_create(employee=employee, defaults={"next_on": next_on})
    if not opened.order_by().update(due_on=next_on):
        new = CheckIn(employee=employee, manager_id=employee.manager_id, due_on=next_on)
        CheckIn.objects.bulk_create([new], ignore_conflicts=True)
    return schedule
