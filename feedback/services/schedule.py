"""When they talk: move one to another day, and set how often. The open check-in is locked before the people, as
logging and preparing lock them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback import rules, states
from feedback.models import CheckIn, CheckInSchedule
from feedback.schedule import cadence_of, places, write_days
from feedback.services.check_in import locked
from inbox.services import News, notify_many
from org.models import Employee, Organization
from org.working_days import next_common_days
from org.zones import has_day

FAR = timedelta(days=366)


@transaction.atomic
def move(check_in: CheckIn, *, by: Employee, day: date) -> bool:
    """To another day, by either of the two; the other is told. Whether it was this call that did it."""
    check_in = locked(check_in)
    states.move("move", check_in, by=by)
    if check_in.due_on == day:
        return False
    employee, manager = check_in.employee, check_in.employee.manager
    refuse_bad_day(employee, day, field="day")
    check_in.due_on, check_in.moved_from = day, None
    check_in.save(update_fields=["due_on", "moved_from"])
    write_days({employee.pk: day})
    other = manager if by.pk == employee.pk else employee
    notify_many([News(other.pk, "check-in-moved", check_in.get_absolute_url(), by.pk)])
    return True


def refuse_bad_day(employee: Employee, day: date, *, field: str) -> None:
    """Raises ValidationError on `field` for a day on which the employee and their manager cannot meet."""
    people = [employee, employee.manager] if employee.manager else [employee]
    refuse_far_day(employee, day, field=field)
    for person in people:
        if not has_day(person.zone, day):
            words = _("There is no %(day)s where %(name)s is: the clocks there leave it out. Choose another day.")
            named = {"day": date_format(day, "j F Y"), "name": person.get_short_name()}
            raise ValidationError({field: words % named})
    free = next_common_days([tuple(people)], {employee.pk: day})[employee.pk]
    if free == day:
        return
    own = {each.pk: next_common_days([(each,)], {each.pk: day})[each.pk] for each in people}
    away = next((each for each in people if own[each.pk] != day), employee)
    words = _("%(name)s does not work on that day; the next day that both of you work is %(day)s.")
    raise ValidationError({field: words % {"name": away.get_short_name(), "day": date_format(free, "l j F Y")}})


def refuse_far_day(person: Employee, day: date, *, field: str) -> None:
    """The past, and a year that was mistyped."""
    today = person.today(timezone.now())
    if day < today:
        raise ValidationError({field: _("That day has passed; choose today or later.")})
    if day > today + FAR:
        raise ValidationError({field: _("That day is more than a year ahead; look at the year.")})


@transaction.atomic
def reschedule(employee: Employee, *, by: Employee, next_on: date, cadence: str = "") -> CheckInSchedule:
    """Move the next check-in to another day, and set how often they talk ("" is the organisation's cadence)."""
    # The one made by a log that ends meanwhile is found below.
    opened = _lock_open([employee.pk])
    before = opened[employee.pk].due_on if employee.pk in opened else None
    employee = _lock_reports([employee.pk], by=by)[0]
    refuse_bad_day(employee, next_on, field="next_on")
    is_other_cadence = _set_cadence([employee], cadence, by=by)
    _put({employee.pk: (next_on, None)}, [employee])
    kinds = (["check-in-cadence"] if is_other_cadence else []) + (["check-in-moved"] if before != next_on else [])
    _tell([employee], kinds, by=by)
    return CheckInSchedule.objects.get(employee=employee)


@transaction.atomic
def change_cadence(
    reports: Iterable[Employee], *, by: Employee, cadence: str, first_on: date | None = None, spread: bool = False
) -> list[CheckIn]:
    """How often `by` talks with each of these reports; and when next, from `first_on` on: all on the next day that
    both work, or spread over one cadence. Without it the days stay. The open check-ins, as they are then.
    """
    ids = sorted({report.pk for report in reports})
    before = {pk: check_in.due_on for pk, check_in in _lock_open(ids).items()}
    people = _lock_reports(ids, by=by)
    organization = Organization.objects.current()
    changed = _set_cadence(people, cadence, by=by)
    found: dict[int, tuple[date, date | None]] = {}
    if first_on is not None and people:
        refuse_far_day(by, first_on, field="first_on")
        length = cadence_of(people[0], organization).days if spread else 0
        by_name = sorted(people, key=lambda person: (person.last_name, person.first_name, person.pk))
        wished = {person.pk: first_on + timedelta(days=length * n // len(people)) for n, person in enumerate(by_name)}
        made = places([(person, person.manager) for person in people], wished, organization=organization)
        found = {pk: (place.due_on, place.moved_from) for pk, place in made.items()}
        _put(found, people)
    _tell(changed, ["check-in-cadence"], by=by)
    moved = [person for person in people if person.pk in found and found[person.pk][0] != before.get(person.pk)]
    _tell(moved, ["check-in-moved"], by=by)
    return list(CheckIn.objects.open().filter(employee__in=people).select_related("employee").order_by("due_on", "pk"))


def _lock_open(employee_ids: list[int]) -> dict[int, CheckIn]:
    rows = CheckIn.objects.open().filter(employee__in=employee_ids)
    return {row.employee_id: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}


def _lock_reports(ids: list[int], *, by: Employee) -> list[Employee]:
    """The people as they are now; refused where one is not the direct report of `by` any more."""
    rows = Employee.objects.filter(pk__in=ids).select_related("manager__location", "location")
    people = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if len(people) < len(ids) or not all(rules.can_schedule(by, person) for person in people):
        raise PermissionDenied
    return people


def _set_cadence(people: list[Employee], cadence: str, *, by: Employee) -> list[Employee]:
    """Those whose cadence it was not yet."""
    changed = [person for person in people if person.cadence != cadence]
    for person in changed:
        person.cadence = cadence
        person.clean_fields(exclude=[field.name for field in Employee._meta.fields if field.name != "cadence"])
        person._history_user = by
        person.save(update_fields=["cadence"])
    return changed


def _put(days: dict[int, tuple[date, date | None]], people: list[Employee]) -> None:
    """The open check-in of each of these people stands on that day; one is made where there is none."""
    new = [
        CheckIn(employee=each, manager_id=each.manager_id, due_on=days[each.pk][0], moved_from=days[each.pk][1])
        for each in people
    ]
    CheckIn.objects.bulk_create(new, ignore_conflicts=True)
    opened = list(CheckIn.objects.open().filter(employee__in=people).order_by("pk"))
    for check_in in opened:
        check_in.due_on, check_in.moved_from = days[check_in.employee_id]
    CheckIn.objects.bulk_update(opened, ["due_on", "moved_from"])
    write_days({pk: day for pk, (day, _moved_from) in days.items()})


def _tell(people: list[Employee], kinds: list[str], *, by: Employee) -> None:
    opened = CheckIn.objects.open().filter(employee__in=people).order_by("pk")
    notify_many([News(each.employee_id, kind, each.get_absolute_url(), by.pk) for each in opened for kind in kinds])
