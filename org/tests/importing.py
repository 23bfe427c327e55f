"""How the tests of the import bring a few lines."""

from org.imports import apply as applying
from org.imports.plan import Options, make
from org.models import Employee

HEAD = "Employee #,First Name,Last Name,Work Email,Supervisor ID,Job Title,Hire Date,Termination Date"


def content(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def plan(*lines: str, head: str = HEAD, **options):
    return make(content(*lines, head=head), Options(**options))


def bring(*lines: str, head: str = HEAD, **options):
    made = plan(*lines, head=head, **options)
    applying.apply(made, by=None, file_name="people.csv")
    return made


def counts(made) -> dict[str, int]:
    return {kind: count for kind, count in made.counts.items() if count}


def faults(made) -> list[str]:
    return made.notes.fault_lines()


def person(number: str) -> Employee:
    return Employee.objects.get(employee_number=number)


THREE = ("1,Ana,Souza,ana@x.example,,CEO,2020-01-01,", "2,Bo,Lee,bo@x.example,1,,,", "3,Cy,Ray,cy@x.example,2,,,")
