"""Who reads an objective, in a sentence.

By the same facts as `Objective.objects.visible_to`; a test holds the two together.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from goals.models import Objective
from org import audience
from org.lines import managers_of
from org.models import Department, Employee, RoleGrant


def sentence(objective: Objective, viewer: Employee | None = None, others: Iterable[Employee] | None = None) -> str:
    """ "Visible to you, Ana Souza and HR": HR stands for HR and for the partners of the owner's department.

    `others` are the owners of its key results and who heads what it is for, where the caller has them loaded.
    """
    if objective.visibility == Objective.Visibility.EVERYONE:
        return audience.sentence(everyone=True)
    return audience.sentence(named(objective, others), viewer=viewer, hr=True)


def named(objective: Objective, others: Iterable[Employee] | None = None) -> list[Employee]:
    """Who reads a restricted objective by name: the owner, the manager or the whole line, the owners of its key
    results, and who heads what it is for. A fixed number of queries."""
    owner = objective.owner
    line = [owner.manager] if owner.manager_id else []
    if objective.visibility == Objective.Visibility.LINE:
        line = managers_of(owner)
    if others is None:
        others = [*Employee.objects.filter(key_results__objective=objective), *(heads_of(objective) or ())]
    if objective.scope == Objective.Scope.PROCESS:
        others = [*others, objective.process.owner]
    people = [owner, *line, *sorted(others, key=_by_name)]
    return list({person.pk: person for person in people}.values())


def heads_of(objective: Objective) -> QuerySet[Employee] | None:
    """Who heads the department that a restricted objective is for, or one above it; None where it is for none."""
    is_of_unit = objective.scope in (Objective.Scope.DEPARTMENT, Objective.Scope.PROCESS)
    if not (objective.is_restricted and is_of_unit and objective.department_id):
        return None
    heads = RoleGrant.objects.open().filter(
        role=RoleGrant.Role.HEAD, department__in=Department.objects.above(objective.department).values("pk")
    )
    return Employee.objects.filter(pk__in=heads.order_by().values("employee")).order_by("pk")


def _by_name(person: Employee) -> tuple:
    return person.last_name.lower(), person.first_name.lower(), person.pk
