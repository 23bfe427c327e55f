"""Processes as pages show them: with the objectives that the viewer may see, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from goals import standing
from goals.models import Objective, Period, Process
from goals.rules import headed_departments
from org import leavers
from org.models import Department, Employee, RoleGrant


def of_processes(viewer, period: Period | None = None, periods: Sequence[Period] = ()) -> QuerySet[Objective]:
    """The visible objectives about processes, the newest period first; those that run through all of `period`."""
    rows = (
        Objective.objects.visible_to(viewer)
        .filter(scope=Objective.Scope.PROCESS)
        .exclude(state=Objective.State.CANCELLED)
        .select_related("owner", "department", "process", "period")
        .order_by("-period__starts_on", "period__ends_on", "period", "title", "pk")
    )
    if period is not None:
        rows = rows.filter(period__in=[each.pk for each in periods if each.encloses(period)])
    return rows


def dress(processes: Sequence[Process], viewer, period: Period | None, periods: Sequence[Period]) -> Sequence[Process]:
    """Gives each `shown`, its dressed objectives of the period, and `is_without_owner`, whose owner has left."""
    left = leavers.who_left(process.owner for process in processes)
    found = of_processes(viewer, period, periods).filter(process__in=[each.pk for each in processes])
    found = standing.dress(list(found), viewer=viewer) if period else []
    for process in processes:
        process.shown = [each for each in found if each.process_id == process.pk]
        process.is_without_owner = process.owner_id in left
    return processes


def without_owner(viewer, day: date) -> list[Process]:
    """Those running whose owner has left, of the departments that the viewer keeps processes for."""
    if not (viewer.is_hr or headed_departments(viewer)):
        return []
    rows = Process.objects.visible_to(viewer).running(day).filter(owner__left_on__isnull=False)
    if not viewer.is_hr:
        rows = rows.filter(department__in=headed_departments(viewer))
    rows = list(rows.select_related("owner", "department").order_by("name", "pk"))
    left = leavers.who_left(process.owner for process in rows)
    return [process for process in rows if process.owner_id in left]


def keepers_of(process: Process) -> QuerySet[Employee]:
    """The heads of its department and of those above; HR keeps it too."""
    above = Department.objects.above(process.department).values("pk")
    grants = RoleGrant.objects.open().filter(role=RoleGrant.Role.HEAD, department__in=above)
    return Employee.objects.filter(pk__in=grants.order_by().values("employee")).not_left().by_name()
