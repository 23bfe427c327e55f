"""Who reads an objective, in a sentence.

By the same facts as `Objective.objects.visible_to`; a test holds the two together.
"""

from django.db.models import Q

from goals.models import Objective
from org import audience
from org.lines import managers_of
from org.models import Department, Employee, RoleGrant


def sentence(objective: Objective, viewer: Employee | None = None) -> str:
    """"Visible to you, Ana Souza and HR": HR stands for HR and for the partners of the owner's department."""
    if objective.visibility == Objective.Visibility.EVERYONE:
        return audience.sentence(everyone=True)
    return audience.sentence(named(objective), viewer=viewer, hr=True)


def named(objective: Objective) -> list[Employee]:
    """Who reads a restricted objective by name: the owner, the manager or the whole line, the owners of its key
    results, and who heads what it is for. A fixed number of queries."""
    owner = objective.owner
    line = [owner.manager] if owner.manager_id else []
    if objective.visibility == Objective.Visibility.LINE:
        line = managers_of(owner)
    others = Q(key_results__objective=objective)
    if objective.scope in (Objective.Scope.DEPARTMENT, Objective.Scope.PROCESS) and objective.department_id:
        others |= Q(
            role_grants__role=RoleGrant.Role.HEAD,
            role_grants__ended_at=None,
            role_grants__department__in=Department.objects.above(objective.department).values("pk"),
        )
    if objective.scope == Objective.Scope.PROCESS:
        others |= Q(processes=objective.process_id)
    people = [owner, *line, *Employee.objects.filter(others).by_name().distinct()]
    return list({person.pk: person for person in people}.values())
