"""Questions to the reporting line, each one SQL statement that goes upwards: a line is short, a branch is not."""

from org.models import Employee


def is_in_line(a: Employee, b: Employee) -> bool:
    """Is `a` in `b`'s line: does `b` stand above `a`? Nobody is in their own line."""
    if a.manager_id is None or b.pk is None:
        return False
    if a.manager_id == b.pk:
        return True
    return Employee.objects.line_of(a).filter(pk=b.pk).exists()


def managers_of(person: Employee) -> list[Employee]:
    """`person`'s line, the direct manager first, the top last."""
    above = {employee.pk: employee for employee in Employee.objects.line_of(person)}
    line, next_id = [], person.manager_id
    while next_id in above:
        employee = above.pop(next_id)
        line.append(employee)
        next_id = employee.manager_id
    return line
