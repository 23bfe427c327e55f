"""People as rows that the import knows again: imported, they change nothing."""

from collections.abc import Iterator

from django.db.models import QuerySet

from org.models import Employee

HEADINGS = [
    *("Employee number", "First name", "Last name", "Preferred name", "E-mail", "Job title", "Job level"),
    *("Department", "Parent department", "Location", "Time zone", "Language", "Manager number", "Manager e-mail"),
    *("Manager name", "Hired on", "Leaves on"),
]


def rows(people: QuerySet[Employee]) -> Iterator[list]:
    for person in people.select_related("department__parent", "location", "manager"):
        department, manager = person.department, person.manager
        yield [
            person.employee_number,
            person.first_name,
            person.last_name,
            person.preferred_name,
            person.email,
            person.job_title,
            person.job_level,
            department.name if department else None,
            department.parent.name if department and department.parent else None,
            person.location.name if person.location else None,
            person.time_zone,
            person.language,
            manager.employee_number if manager else None,
            manager.email if manager else None,
            manager.get_full_name() if manager else None,
            person.hired_on,
            person.left_on,
        ]
