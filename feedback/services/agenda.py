"""Points for the next check-in: added by either of the two, carried on until they have talked about them."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import AgendaItem, CheckIn
from org.models import Employee


@transaction.atomic
def add_point(employee: Employee, text: str, *, by: Employee, reader: int | None = None) -> AgendaItem:
    """For the next check-in of `employee` and today's manager. Sent again while it is open, it is the same one.

    `reader` is the other of the two as the page named them: where that is somebody else by now, the writer is asked.
    """
    # The person's row is the lock: a double click adds one.
    rows = Employee.objects.select_related("manager").select_for_update(of=("self",), no_key=True)
    employee = rows.get(pk=employee.pk)
    if not rules.can_add_to_agenda(by, employee):
        raise PermissionDenied
    _refuse_another_reader(employee, by, reader)
    same = AgendaItem.objects.open().filter(employee=employee, manager=employee.manager, author=by, text=text)
    if point := same.first():
        return point
    point = AgendaItem(employee=employee, manager=employee.manager, author=by, text=text)
    point.full_clean()
    point.save()
    return point


@transaction.atomic
def change_point(point: AgendaItem, text: str, *, by: Employee, version: int, reader: int | None = None) -> AgendaItem:
    """Its author's own, until it is talked about. What the employee wrote for a former manager is for today's then."""
    point = _locked(point, by)
    if point.text == text and point.manager_id == point.employee.manager_id:
        return point
    if point.version != version:
        words = _("You changed it in another window meanwhile, to: “%(text)s”. Yours is in the field; save again.")
        raise ValidationError(words % {"text": point.text}, code="changed")
    if by.pk == point.employee_id and point.employee.manager_id:
        _refuse_another_reader(point.employee, by, reader)
        point.manager = point.employee.manager
    point.text = text
    point.version += 1
    point.full_clean()
    point.save(update_fields=["text", "manager", "version"])
    return point


@transaction.atomic
def remove_point(point: AgendaItem, *, by: Employee) -> None:
    _locked(point, by).delete()


def talk_about(check_in: CheckIn, ids: Collection[int], *, by: Employee) -> None:
    """Tick off, in the transaction that logs; the others come back next time."""
    points = AgendaItem.objects.open().filter(employee=check_in.employee, manager=by, pk__in=ids)
    points.order_by().update(check_in=check_in, talked_at=timezone.now())


def _refuse_another_reader(employee: Employee, by: Employee, reader: int | None) -> None:
    other = employee.manager if by.pk == employee.pk else employee
    if reader is not None and reader != other.pk:
        words = _("%(name)s is the manager now and reads it. Look it over, then send it again.")
        raise ValidationError(words % {"name": other}, code="reader")


def _locked(point: AgendaItem, by: Employee) -> AgendaItem:
    rows = AgendaItem.objects.select_related("employee__manager").select_for_update(of=("self",), no_key=True)
    point = rows.filter(pk=point.pk).first()
    if point is None:
        raise ValidationError(_("You took it away in another window."), code="gone")
    if point.author_id != by.pk:
        raise PermissionDenied
    if point.talked_at is not None:
        raise ValidationError(_("You have talked about it meanwhile; it stands in that check-in."), code="over")
    return point
