"""The employee decides what a new manager reads of the check-ins that somebody else held."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import CheckIn
from feedback.services.check_in import locked
from inbox.services import News, notify_many
from org.models import Employee


@transaction.atomic
def open_to_manager(check_in: CheckIn, *, by: Employee, to: int, is_open: bool = True) -> CheckIn:
    """One: `to` (an id) is the manager whom the page named; it opens to nobody else."""
    check_in = locked(check_in)
    if not rules.can_open_to_manager(by, check_in):
        raise PermissionDenied
    _refuse_another(check_in.employee, to)
    was_open = check_in.opened_to_id == to
    check_in.opened_to_id = to if is_open else None
    check_in.save(update_fields=["opened_to"])
    if is_open and not was_open:
        _tell(by, to)
    return check_in


@transaction.atomic
def open_earlier(*, by: Employee, to: int, chosen: Collection[int], among: Collection[int] | None = None) -> int:
    """Of the check-ins `among` (ids; None: all) those `chosen` are open to the manager `to` from now on, the others
    are not; how many changed.
    """
    by = Employee.objects.select_related("manager").get(pk=by.pk)
    rows = CheckIn.objects.earlier_of(by).select_for_update(of=("self",), no_key=True)
    check_ins = list((rows if among is None else rows.filter(pk__in=among)).order_by("pk"))
    _refuse_another(by, to)
    changed = []
    for check_in in check_ins:
        opened_to = to if check_in.pk in chosen else None
        if (check_in.opened_to_id == to) != (opened_to == to):
            check_in.opened_to_id = opened_to
            changed.append(check_in)
    CheckIn.objects.bulk_update(changed, ["opened_to"], batch_size=500)
    if any(check_in.opened_to_id for check_in in changed):
        _tell(by, to)
    return len(changed)


def _refuse_another(employee: Employee, to: int) -> None:
    if employee.manager_id != to:
        words = _("Your manager changed meanwhile: it is %(name)s now. Nothing was opened or closed; choose again.")
        raise ValidationError(words % {"name": employee.manager or _("nobody")}, code="another")


def _tell(employee: Employee, manager_id: int) -> None:
    history = reverse("feedback:history", args=[employee.pk])
    notify_many([News(manager_id, "check-ins-opened", history, employee.pk)])
