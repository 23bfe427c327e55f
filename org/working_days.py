"""Working days: the organisation's weekdays, less the location's days off, less the person's absences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

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
    return next_common_days([(person,) for person in people], days, organization=organization)


def next_common_days(
    groups: Iterable[tuple[Employee, ...]], days: Mapping[int, date], *, organization: Organization | None = None
) -> dict[int, date]:
    """For each group the first day from `days[pk of its first]` on that all in it work on, keyed by that pk; three
    queries for all groups. Where there is none within the horizon, the day asked for.
    """
    groups = list(groups)
    if not groups:
        return {}
    organization = organization or Organization.objects.current()
    first, last = min(days.values()), max(days.values()) + HORIZON
    everybody = {person.pk: person for group in groups for person in group}
    off = _days_off({person.location_id for person in everybody.values()}, first, last)
    away = _absences(list(everybody), first, last)
    return {
        group[0].pk: _first_free(
            days[group[0].pk],
            organization.working_days,
            set().union(*(off[person.location_id] for person in group)),
            [absence for person in group for absence in away[person.pk]],
        )
        for group in groups
    }


def common_days(
    group: tuple[Employee, ...], first: date, count: int, *, organization: Organization | None = None
) -> list[date]:
    """The next `count` days from `first` on that all in the group work on; fewer where the horizon ends. 2 queries."""
    organization = organization or Organization.objects.current()
    last = first + HORIZON
    off = set().union(*_days_off({person.location_id for person in group}, first, last).values())
    away = [each for own in _absences([person.pk for person in group], first, last).values() for each in own]
    days = (first + timedelta(days=offset) for offset in range(HORIZON.days))
    free = (day for day in days if _is_free(day, organization.working_days, off, away))
    return list(islice(free, count))


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
        if _is_free(candidate, weekdays, off, away):
            return candidate
    return day


def _is_free(day: date, weekdays: list[int], off: set[date], away: list[tuple[date, date]]) -> bool:
    is_absent = any(starts_on <= day <= ends_on for starts_on, ends_on in away)
    return day.weekday() in weekdays and day not in off and not is_absent
