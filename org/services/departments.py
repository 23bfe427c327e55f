from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from org.locks import lock_structure
from org.models import Department, Employee


@transaction.atomic
def add(name: str, *, by: Employee | None, parent: Department | None = None) -> Department:
    department = Department(name=name, parent=parent)
    department._history_user = by
    department.full_clean()
    department.save()
    return department


@transaction.atomic
def edit(department: Department, *, by: Employee | None, name: str, parent: Department | None) -> Department:
    """Rename a department, or make it part of another. A loop is refused, and names the departments in it."""
    lock_structure()
    department = Department.objects.select_for_update(of=("self",), no_key=True).get(pk=department.pk)
    refuse_loop(department, parent)
    department.name, department.parent = name, parent
    department._history_user = by
    department.full_clean()
    department.save(update_fields=["name", "parent"])
    return department


def refuse_loop(department: Department, parent: Department | None) -> None:
    """Raises ValidationError if `department` below `parent` is a loop. Decisive only under `lock_structure()`."""
    if parent is None or department.pk is None:
        return
    above = {each.pk: each for each in Department.objects.above(parent)}
    if department.pk not in above:
        return
    # From here on by what was read under the lock; the parent that was passed may be stale.
    loop, step = [department], above[parent.pk]
    while step.pk != department.pk:
        loop.append(step)
        step = above[step.parent_id]
    raise ValidationError(
        _("%(department)s cannot be part of %(parent)s, that would be a loop: %(loop)s."),
        code="loop",
        params={"department": department, "parent": parent, "loop": " → ".join(str(d) for d in [*loop, department])},
    )
