"""Leave moves a check-in by itself: the open one stands on the next day that both work, from the day planned for it.

An absence that is entered, changed or taken away moves it at once. What else makes a day free or not (days off, the
working week, another location or manager) is found by the sweep.
"""

import time
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from feedback.models import CheckIn
from feedback.schedule import places, write_days
from inbox.services import News, notify_many
from org.models import Absence, DayOff, Organization

A_DAY = timedelta(days=1)
BATCH = 500


def after_absences(person_ids: Collection[int]) -> int:
    """The absences of these people changed: how many check-ins moved. In the caller's transaction."""
    theirs = Q(employee__in=person_ids) | Q(employee__manager__in=person_ids)
    ids = CheckIn.objects.open().filter(theirs, employee__manager__isnull=False).order_by("pk")
    return _settle(list(ids.values_list("pk", flat=True)), timezone.now())


def follow_leave(now: datetime, *, until: float, batch: int = BATCH) -> int:
    """Move what stands where it cannot, or could stand nearer to its day; slices until `until`, how many moved."""
    organization = Organization.objects.current()
    to_move, moved, last = _misplaced(now, organization), 0, 0
    while time.monotonic() < until:
        ids = list(to_move.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch])
        if not ids:
            break
        moved += _settle(ids, now)
        last = ids[-1]
    return moved


def _misplaced(now: datetime, organization: Organization) -> QuerySet:
    """On a day that one of the two does not work, or moved from one that both work by now. Perhaps a few too many:
    the day here is UTC's.
    """
    weekdays = [day + 1 for day in organization.working_days]
    today = now.date()
    nearer = Greatest(F("moved_from"), Value(today + A_DAY))
    rows = CheckIn.objects.open().filter(employee__manager__isnull=False).annotate(nearer=nearer)
    away, off = _away("due_on"), _off("due_on") | ~Q(due_on__iso_week_day__in=weekdays)
    back = Q(moved_from__isnull=False, due_on__gt=F("nearer"), nearer__iso_week_day__in=weekdays)
    return rows.filter(away | (off & Q(due_on__gte=today - A_DAY)) | (back & ~_away("nearer") & ~_off("nearer")))


def _away(day: str) -> Q:
    """One of the two is in an absence on that day of the check-in."""
    found = Absence.objects.filter(starts_on__lte=OuterRef(day), ends_on__gte=OuterRef(day)).order_by()
    parties = ("employee", "employee__manager")
    employee, manager = (Exists(found.filter(employee=OuterRef(party))) for party in parties)
    return Q(employee) | Q(manager)


def _off(day: str) -> Q:
    """One of the two has a day off on that day of the check-in."""
    found = DayOff.objects.filter(day=OuterRef(day)).order_by()
    parties = ("employee__location", "employee__manager__location")
    employee, manager = (Exists(found.filter(location=OuterRef(place))) for place in parties)
    return Q(employee) | Q(manager)


@transaction.atomic
def _settle(ids: list[int], now: datetime) -> int:
    """Put each where it belongs now, and tell both. Words that were prepared stay as they are."""
    organization = Organization.objects.current()
    rows = CheckIn.objects.open().filter(pk__in=ids, employee__manager__isnull=False)
    rows = rows.select_related("employee__location", "employee__manager__location")
    check_ins = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    todays = {each.employee_id: each.employee.today_beside(organization, now) for each in check_ins}
    own = _found(check_ins, {each.employee_id: each.due_on for each in check_ins}, organization)
    wished = {each.employee_id: _wish(each, todays[each.employee_id]) for each in check_ins}
    nearest = _found(check_ins, wished, organization)
    moved = []
    for check_in in check_ins:
        is_late = check_in.due_on < todays[check_in.employee_id]
        if is_late and own[check_in.employee_id].due_on == check_in.due_on:
            continue  # late is late: whoever goes on leave afterwards makes it no less so
        due_on = nearest[check_in.employee_id].due_on
        if due_on != check_in.due_on:
            planned_on = check_in.planned_on
            check_in.due_on, check_in.moved_from = due_on, planned_on if planned_on < due_on else None
            moved.append(check_in)
    CheckIn.objects.bulk_update(moved, ["due_on", "moved_from"])
    write_days({check_in.employee_id: check_in.due_on for check_in in moved})
    notify_many(_news(moved), at=now)
    return len(moved)


def _wish(check_in: CheckIn, today: date) -> date:
    """The day planned for it; where that has passed today, and tomorrow for one that comes nearer again."""
    return max(check_in.planned_on, today if check_in.due_on <= today else today + A_DAY)


def _found(check_ins: list[CheckIn], wished: dict[int, date], organization: Organization) -> dict:
    pairs = [(check_in.employee, check_in.employee.manager) for check_in in check_ins]
    return places(pairs, wished, organization=organization) if pairs else {}


def _news(check_ins: list[CheckIn]) -> list[News]:
    told = []
    for check_in in check_ins:
        employee_id, manager_id = check_in.employee_id, check_in.employee.manager_id
        path = check_in.get_absolute_url()
        told.append(News(employee_id, "check-in-moved-by-leave", path, manager_id))
        told.append(News(manager_id, "check-in-moved-by-leave", path, employee_id))
    return told
