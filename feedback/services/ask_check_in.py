"""To ask that two people talk soon."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from feedback import rules
from feedback.models import AskedCheckIn, CheckIn
from inbox.services import notify
from org.models import Employee


@transaction.atomic
def ask_check_in(employee: Employee, *, by: Employee) -> AskedCheckIn:
    """Tells the manager and, where somebody else asks, the employee. While it is open the same one asks once."""
    # The person's row is the lock: a double click asks once.
    people = Employee.objects.select_related("manager").select_for_update(of=("self",), no_key=True)
    employee = people.get(pk=employee.pk)
    if not rules.can_ask_check_in(by, employee):
        raise PermissionDenied
    if known := AskedCheckIn.objects.open().filter(employee=employee, by=by).first():
        return known
    path = _path(employee)
    if by.pk == employee.pk:
        notify(employee.manager_id, "check-in-asked", path, actor=by)
    else:
        notify(employee.manager_id, "check-in-asked-of-manager", path, actor=by)
        notify(employee.pk, "check-in-asked-for", path, actor=by)
    return AskedCheckIn.objects.create(employee=employee, by=by, at=timezone.now())


def _path(employee: Employee) -> str:
    """Of the open check-in; where there is none, of what the two have to talk about."""
    opened = CheckIn.objects.open().filter(employee=employee).first()
    return opened.get_absolute_url() if opened else reverse("feedback:agenda", args=[employee.pk])
