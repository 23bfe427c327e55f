"""Who leads a department: its named head, else whoever stands highest in it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from goals import bulk
from org.models import Employee, RoleGrant


class Lead(NamedTuple):
    person: int
    above: int | None


def of(departments: Iterable[int], now) -> dict[int, Lead]:
    """By department, of those in which somebody works: in one query for the heads and one for all others.

    Who stands highest has a manager elsewhere or none; of several, whoever has most reports, then the first.
    """
    wanted = list(departments)
    if not wanted:
        return {}
    present = Employee.objects.present(now)
    heads = RoleGrant.objects.open().filter(role=RoleGrant.Role.HEAD, department__in=bulk.among(wanted))
    heads = heads.filter(employee__in=present.order_by().values("pk")).order_by("-pk")
    found = {
        pk: Lead(person, above)
        for pk, person, above in heads.values_list("department", "employee", "employee__manager")
    }
    reports = Employee.objects.filter(manager=OuterRef("pk")).order_by().values("manager")
    highest = (
        present.filter(Q(manager=None) | Q(manager__department=None) | ~Q(manager__department=F("department")))
        .filter(department__in=bulk.among(wanted))
        .annotate(team=Coalesce(Subquery(reports.annotate(count=Count("pk")).values("count")), 0))
        .order_by("team", "-pk")
    )
    others = {pk: Lead(person, above) for pk, person, above in highest.values_list("department", "pk", "manager")}
    return others | found
