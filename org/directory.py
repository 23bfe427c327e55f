"""What the directory shows of people, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from org.models import Absence, Department, Employee, Location
from org.models.employee import EmployeeQuerySet

# For so long somebody is new here.
NEW_FOR = timedelta(days=90)


def find(
    people: EmployeeQuerySet,
    *,
    q: str = "",
    department: Department | None = None,
    location: Location | None = None,
    manager: Employee | None = None,
    below: bool = False,
    new: bool = False,
    away: bool = False,
    leavers: bool = False,
) -> EmployeeQuerySet:
    """Of `people`, those that fit, by name. A department counts with all below it, a manager with the direct reports
    or (`below`) with everyone under them; leavers only if asked for. `new` and `away` go by each one's own date.
    """
    people = people.search(q)
    if manager is not None:
        people = people.under(manager) if below else people.filter(manager=manager)
    if department is not None:
        people = people.filter(department__in=Department.objects.under(department))
    if location is not None:
        people = people.filter(location=location)

    def fits(day: date) -> Q:
        condition = Q() if leavers else Q(left_on=None) | Q(left_on__gte=day)
        if new:
            condition &= Q(hired_on__gt=day - NEW_FOR, hired_on__lte=day)
        return condition & Q(pk__in=Absence.objects.on(day).order_by().values("employee")) if away else condition

    people = people.where_on(None, fits) if new or away or not leavers else people.with_zone()
    return people.select_related("department", "location", "manager").by_name()


def away_until(people: Collection[Employee], now: datetime | None = None) -> dict[int, date]:
    """Who of `people` is away on the date that it is for them, and until when (that day included); one query."""
    now = now or timezone.now()
    day = timedelta(days=1)
    around = Absence.objects.filter(starts_on__lte=now.date() + day, ends_on__gte=now.date() - day)
    todays = {person.pk: person.today(now) for person in people}
    found: dict[int, date] = {}
    for absence in around.filter(employee__in=list(todays)).order_by("ends_on", "pk"):
        if absence.starts_on <= todays[absence.employee_id] <= absence.ends_on:
            found[absence.employee_id] = absence.ends_on
    return found


def with_standing(people: Iterable[Employee], now: datetime | None = None) -> list[Employee]:
    """Each of `people` with what a colleague wants to know: `away_until`, `has_left`, `starts_later`."""
    people = list(people)
    now = now or timezone.now()
    away = away_until(people, now)
    for person in people:
        person.away_until = away.get(person.pk)
        person.has_left = person.is_leaver(now)
        person.starts_later = person.hired_on is not None and person.hired_on > person.today(now)
    return people
