"""Who takes part in a cycle: whoever works here on the day, is in its population, and is not excluded."""

from datetime import datetime

from django.db.models import Q, QuerySet

from org.models import Department, Employee
from reviews.models import Cycle, Exclusion


def people_of(cycle: Cycle, now: datetime | None = None) -> QuerySet[Employee]:
    excluded = Exclusion.objects.filter(cycle=cycle).order_by().values("employee")
    return matching(cycle, now).exclude(pk__in=excluded)


def matching(cycle: Cycle, now: datetime | None = None) -> QuerySet[Employee]:
    """Before exclusions. Each criterion that is set narrows it."""
    people = Employee.objects.all()
    if cycle.line_of_id:
        people = people.under(cycle.line_of)
    departments = cycle.departments.order_by().values("pk")
    if departments.exists():
        people = people.filter(department__in=Department.objects.under(Department.objects.filter(pk__in=departments)))
    locations = cycle.locations.order_by().values("pk")
    if locations.exists():
        people = people.filter(location__in=locations)
    if cycle.hired_before:
        people = people.filter(Q(hired_on=None) | Q(hired_on__lt=cycle.hired_before))
    return people.present(now)
