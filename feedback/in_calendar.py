"""What of check-ins stands in a person's calendar: the open ones, and what was agreed in one with a day."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import ActionItem, CheckIn
from inbox.calendar import Entry
from org.models import Employee


def provider(person: Employee, now: datetime) -> Iterable[Entry]:
    mine = Q(employee=person) | Q(employee__manager=person)
    check_ins = CheckIn.objects.open().filter(mine, employee__manager__isnull=False).order_by("pk")
    for check_in in check_ins.select_related("employee__manager"):
        other = check_in.employee.manager if check_in.employee_id == person.pk else check_in.employee
        title = _("Check-in with %(name)s") % {"name": other}
        yield Entry(f"check-in:{check_in.pk}", title, check_in.due_on, check_in.get_absolute_url())
    actions = ActionItem.objects.open().filter(owner=person, due_on__isnull=False).order_by("pk")
    for action in actions.select_related("check_in__manager", "employee"):
        other = action.check_in.manager if action.owner_id == action.employee_id else action.employee
        title = _("Due: an action agreed with %(name)s") % {"name": other}
        # Not to the check-in, which whoever got the action from a former manager may not read.
        yield Entry(f"action:{action.pk}", title, action.due_on, reverse("feedback:finish_action", args=[action.pk]))
