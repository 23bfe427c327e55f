"""Questions to the reporting line, each one SQL statement that goes upwards: a line is short, a branch is not."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django_cte import CTE, with_cte

from org.models import Employee


def is_in_line(a: Employee, b: Employee) -> bool:
    """Is `a` in `b`'s line: does `b` stand above `a`? Nobody is in their own line."""
    if a.manager_id is None or b.pk is None:
        return False
    if a.manager_id == b.pk:
        return True
    if a.known_line is not None:
        return any(person.pk == b.pk for person in a.known_line)
    return Employee.objects.line_of(a).filter(pk=b.pk).exists()


def managers_of(person: Employee) -> list[Employee]:
    """`person`'s line, the direct manager first, the top last."""
    if person.known_line is not None:
        return list(person.known_line)
    return _ordered(person, {employee.pk: employee for employee in Employee.objects.line_of(person)})


def know(people: Iterable[Employee]) -> None:
    """Reads the lines of all of `people` in one statement; what is asked of them afterwards needs none."""
    people = [person for person in people if person.known_line is None]

    def climb(cte):
        first = Employee.objects.filter(pk__in={person.pk for person in people}).order_by()
        above = cte.join(Employee.objects.order_by(), pk=cte.col.node)
        return first.values(begin=F("pk"), node=F("manager_id")).union(
            above.values(begin=cte.col.begin, node=F("manager_id"))
        )

    cte = CTE.recursive(climb, name="lines_up")
    rows = cte.join(Employee.objects.all(), pk=cte.col.node).annotate(begin=cte.col.begin).order_by("pk")
    above: dict[int, dict[int, Employee]] = defaultdict(dict)
    for each in with_cte(cte, select=rows) if people else ():
        above[each.begin][each.pk] = each
    for person in people:
        person.known_line = _ordered(person, above[person.pk])


def _ordered(person: Employee, above: dict[int, Employee]) -> list[Employee]:
    line, next_id = [], person.manager_id
    while next_id in above:
        employee = above.pop(next_id)
        line.append(employee)
        next_id = employee.manager_id
    return line
