"""What `org` tells of a person's timeline: when they joined, and moves from one manager or department to another."""

from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org import moments, rules
from org.models import Employee
from org.moments import Moment, Place
from org.moves import SLIP, History

KIND = "moves"


def register() -> None:
    moments.register(KIND, gettext_lazy("Moves"), told)


def told(viewer: Employee, person: Employee, *, after: Place | None, limit: int) -> list[Moment]:
    """One query. To whom a hire date is not shown, old moves are not either."""
    if not rules.can_see_dates(viewer, person):
        return []
    found = _moves(person)
    if person.hired_on and person.hired_on <= person.today():
        found.append(Moment(person.hired_on, 0, _("Joined")))
    found.sort(key=lambda each: (each.day, each.pk), reverse=True)
    return [each for each in found if moments.follows(after, KIND, each.day, each.pk)][:limit]


def _moves(person: Employee) -> list[Moment]:
    rows = History.objects.filter(id=person.pk).select_related("manager", "department")
    rows = list(rows.order_by("history_date", "history_id"))
    # What was set right within a day was a slip of whoever keeps the records.
    stayed = [row for row, then in pairwise(rows) if then.history_date - row.history_date >= SLIP]
    stayed += rows[-1:]
    found = []
    for before, row in pairwise(stayed):
        day = timezone.localdate(row.history_date)
        if row.manager_id != before.manager_id:
            title = _("New manager: %(name)s") % {"name": row.manager} if row.manager else _("No manager any more")
            found.append(Moment(day, 2 * row.history_id + 1, title, more=_before(before.manager)))
        if row.department_id != before.department_id:
            title = _("Moved to %(name)s") % {"name": row.department} if row.department else _("In no department")
            found.append(Moment(day, 2 * row.history_id, title, more=_before(before.department)))
    return found


def _before(what) -> str:
    return _("before: %(what)s") % {"what": what} if what else ""
