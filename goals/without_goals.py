"""Who has no goals in a period, for HR: a fixed number of queries, however many people work here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext as _

from goals.models import KeyResult, Objective, Period
from org.models import Department, Employee

HAVING = (Objective.State.DRAFT, *Objective.COUNTING_STATES)


@dataclass(frozen=True)
class Place:
    """A department, with how many in it and below it have no goals."""

    department: Department
    way: str  # "Technology › Platform"
    count: int


def people(viewer, period: Period):
    """Those present who own neither an objective nor a key result in `period` or one that encloses it.

    A draft is a goal, what was cancelled is none. A partner finds the people of their departments; what the viewer may
    not read is as if it were not there, so that nobody's absence from the list tells of it.
    """
    goals = Objective.objects.visible_to(viewer).filter(
        state__in=HAVING, period__in=Period.objects.enclosing(period).order_by().values("pk")
    )
    owned = goals.filter(owner=OuterRef("pk"))
    kept = KeyResult.objects.filter(owner=OuterRef("pk"), objective__in=goals.order_by().values("pk"))
    found = Employee.objects.present().exclude(Exists(owned.order_by()))
    found = found.exclude(Exists(kept.order_by()))
    return found if viewer.is_hr else found.filter(department__in=viewer.partner_departments)


def in_department(found, department: Department | None):
    """Those of `found` in it and below it."""
    if department is None:
        return found
    return found.filter(department__in=Department.objects.under(department).values("pk"))


def listed(found):
    """By department, then by name, with what the page and the files show."""
    return found.select_related("department", "manager").order_by(
        F("department__name").asc(nulls_last=True), "department", *_by_name()
    )


def _by_name():
    return Employee.objects.by_name().query.order_by


def places(viewer, found) -> list[Place]:
    """The departments that the viewer may choose from and that have somebody of `found`, in the order of the tree."""
    rows = found.order_by().values("department").annotate(count=Count("pk")).values_list("department", "count")
    own = dict(rows)
    departments = {each.pk: each for each in Department.objects.order_by("pk")}
    ways = {pk: _way(pk, departments) for pk in departments}
    totals: dict[int, int] = {}
    for pk, count in own.items():
        for above in ways.get(pk, ()):
            totals[above.pk] = totals.get(above.pk, 0) + count
    if not viewer.is_hr:
        totals = {pk: count for pk, count in totals.items() if pk in viewer.partner_departments}
    made = [Place(departments[pk], " › ".join(each.name for each in ways[pk]), count) for pk, count in totals.items()]
    return sorted(made, key=lambda place: place.way.casefold())


def _way(pk: int | None, departments: dict[int, Department]) -> list[Department]:
    way, seen = [], set()
    while pk in departments and pk not in seen:
        seen.add(pk)
        way.insert(0, departments[pk])
        pk = departments[pk].parent_id
    return way


def headings() -> list[str]:
    return [
        _("Department"),
        _("Last name"),
        _("First name"),
        _("E-mail"),
        _("Employee number"),
        _("Job title"),
        _("Manager"),
        _("Manager’s e-mail"),
        _("Hired on"),
    ]


def rows(found) -> Iterable[tuple]:
    """For a spreadsheet, under `headings`."""
    for person in found.iterator(chunk_size=2000):
        manager = person.manager
        yield (
            person.department.name if person.department else None,
            person.last_name,
            person.preferred_name or person.first_name,
            person.email,
            person.employee_number,
            person.job_title,
            manager.get_full_name() if manager else None,
            manager.email if manager else None,
            person.hired_on.isoformat() if person.hired_on else None,
        )
