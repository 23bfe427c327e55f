"""Working days: the organisation's weekdays, less the location's days off, less the person's absences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from org.models import Absence, DayOff, Employee, Organization
from org.models.employee import EmployeeQuerySet

# Nobody's days off and absences are followed further than this; who is away for longer is reminded on the day itself.
HORIZON = timedelta(days=400)


def is_working_day(person: Employee, day: date, *, organization: Organization | None = None) -> bool:
    """Does `person` work on `day`? Two queries at most, and one more where the organisation is not passed."""
    organization = organization or Organization.objects.current()
    return (
        day.weekday() in organization.working_days
        and not DayOff.objects.filter(location=person.location_id, day=day).exists()
        and not Absence.objects.on(day).filter(employee=person.pk).exists()
    )


def next_working_day(person: Employee, day: date, *, organization: Organization | None = None) -> date:
    """The first working day of `person` from `day` on, `day` itself included."""
    return next_working_days([person], {person.pk: day}, organization=organization)[person.pk]


def next_working_days(
    people: Iterable[Employee], days: Mapping[int, date], *, organization: Organization | None = None
) -> dict[int, date]:
    """For each of `people` the first working day from their `days[pk]` on, itself included; three queries for all."""
    people = list(people)
    if not people:
        return {}
    organization = organization or Organization.objects.current()
    first, last = min(days.values()), max(days.values()) + HORIZON
    off = _days_off({person.location_id for person in people}, first, last)
    away = _absences([person.pk for person in people], first, last)
    return {
        person.pk: _first_free(days[person.pk], organization.working_days, off[person.location_id], away[person.pk])
        for person in people
    }


def working_day_filter(people: EmployeeQuerySet, now: datetime) -> EmployeeQuerySet:
    """Of `people`, those who work on the date that it is for them at the instant `now`: one statement for thousands."""
    working_days = Organization.objects.current().working_days

    def works(day):
        off = DayOff.objects.filter(location=OuterRef("location"), day=day)
        away = Absence.objects.on(day).filter(employee=OuterRef("pk"))
        return Q(~Exists(off), ~Exists(away)) if day.weekday() in working_days else Q(pk__in=[])

    return people.where_on(now, works)


def absent_now(people: EmployeeQuerySet, now: datetime) -> EmployeeQuerySet:
    """Of `people`, those who are in an absence on the date that it is for them at `now`."""
    return people.where_on(now, lambda day: Q(Exists(Absence.objects.on(day).filter(employee=OuterRef("pk")))))


def _days_off(locations: set, first: date, last: date) -> dict[int, set[date]]:
    off = defaultdict(set)
    rows = DayOff.objects.filter(location__in=locations - {None}, day__range=(first, last))
    for location, day in rows.order_by().values_list("location", "day"):
        off[location].add(day)
    return off


def _absences(people: list[int], first: date, last: date) -> dict[int, list[tuple[date, date]]]:
    away = defaultdict(list)
    rows = Absence.objects.filter(employee__in=people, starts_on__lte=last, ends_on__gte=first)
    for employee, starts_on, ends_on in rows.order_by().values_list("employee", "starts_on", "ends_on"):
        away[employee].append((starts_on, ends_on))
    return away


def _first_free(day: date, weekdays: list[int], off: set[date], away: list[tuple[date, date]]) -> date:
    for offset in range(HORIZON.days):
        candidate = day + timedelta(days=offset)
        absent = any(starts_on <= candidate <= ends_on for starts_on, ends_on in away)
        if candidate.weekday() in weekdays and candidate not in off and not absent:
            return candidate
    return day
