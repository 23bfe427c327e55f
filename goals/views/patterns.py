"""The templates that a new objective may begin with."""

from goals import numbers, rules
from goals.models import Objective, ObjectiveTemplate
from goals.views.common import whole_number


def offered(viewer) -> list[ObjectiveTemplate]:
    """Those for the nearest first: the viewer's departments, then everyone's."""
    templates = ObjectiveTemplate.objects.offered_to(viewer).select_related("department")
    return list(templates.order_by("department__name", "title", "pk"))


def chosen(request, templates) -> ObjectiveTemplate | None:
    wanted = whole_number(request.GET.get("template"))
    return next((each for each in templates if each.pk == wanted), None)


def initial_of(template: ObjectiveTemplate, viewer) -> dict:
    """What it says of the objective; its scope only where the viewer may set such objectives."""
    words: dict = {"title": template.title, "description": template.description}
    department = template.department or viewer.department
    scope = template.scope
    if scope != Objective.Scope.PROCESS and rules.can_create(viewer, scope, department=department):
        words["scope"] = scope
        if scope == Objective.Scope.DEPARTMENT:
            words["department"] = department and department.pk
    return words


def rows_of(template: ObjectiveTemplate) -> list[dict]:
    return [
        {
            "title": each.title,
            "unit": each.unit,
            "currency": each.currency,
            "baseline": numbers.plain(each.baseline),
            "target": numbers.plain(each.target),
            "weight": numbers.plain(each.weight),
            "hint": each.hint,
        }
        for each in template.key_results.all()
    ]
