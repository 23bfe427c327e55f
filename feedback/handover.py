"""What becomes of check-ins when somebody's manager changes, and who is told: once, from whatever place it was changed.

The open check-in follows the line. That it has not done so yet is the sign that nobody was told; both happen in one
transaction, so a run that is repeated tells nobody twice.
"""

import time
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from feedback.models import CheckIn, CheckInSchedule, PrivateNote
from inbox.services import News, notify_many
from org.leavers import who_left
from org.models import Employee


def follow_the_line(now: datetime, *, until: float, batch: int) -> int:
    """Open check-ins go to the manager of today, and all three are told; how many went. Slices until `until`."""
    followed = 0
    while time.monotonic() < until:
        ids = list(_led_by_another().order_by("pk").values_list("pk", flat=True)[:batch])
        if not ids:
            break
        followed += follow(ids, now)
    return followed


def _led_by_another() -> QuerySet[CheckIn]:
    return CheckIn.objects.open().filter(employee__manager__isnull=False).exclude(manager=F("employee__manager"))


@transaction.atomic
def follow(ids: list[int], now: datetime) -> int:
    """Those of these open check-ins that another leads. Whoever ends one calls it before: then no run finds it."""
    held = CheckIn.objects.filter(
        employee=OuterRef("employee"), manager=OuterRef("manager"), state__in=CheckIn.ENDED_STATES
    )
    rows = _led_by_another().filter(pk__in=ids).annotate(has_held=Exists(held.order_by()))
    rows = rows.select_related("employee", "manager").select_for_update(of=("self",), no_key=True).order_by("pk")
    check_ins = list(rows)
    left = who_left([check_in.manager for check_in in check_ins], now)
    news: list[News] = []
    for check_in in check_ins:
        employee = check_in.employee
        if check_in.manager_id not in left:
            path = _history(employee) if check_in.has_held else employee.get_absolute_url()
            news.append(News(check_in.manager_id, "check-ins-handed-over", path, employee.pk))
        news += _of_new_manager(employee)
        check_in.manager_id = employee.manager_id
    CheckIn.objects.bulk_update(check_ins, ["manager"])
    notify_many(news, at=now)
    return len(check_ins)


def _of_new_manager(employee: Employee) -> list[News]:
    return [
        News(employee.pk, "check-ins-with-another", reverse("feedback:earlier"), employee.manager_id),
        News(employee.manager_id, "check-ins-taken-over", _history(employee), employee.pk),
    ]


def _history(employee: Employee) -> str:
    return reverse("feedback:history", args=[employee.pk])


def tell_of_beginnings(people: Iterable[Employee], now: datetime) -> None:
    """Of people who just got their next check-in, those whose last one was held by somebody else: who was without a
    manager for a while, or was away from the company. In the caller's transaction.
    """
    last = CheckIn.objects.filter(employee=OuterRef("pk"), state__in=CheckIn.ENDED_STATES).order_by("-due_on", "-pk")
    found = Employee.objects.filter(pk__in=[person.pk for person in people]).annotate(
        last_manager=Subquery(last.values("manager")[:1])
    )
    changed = found.filter(last_manager__isnull=False, manager__isnull=False).exclude(last_manager=F("manager"))
    notify_many([news for employee in changed.order_by("pk") for news in _of_new_manager(employee)], at=now)


@transaction.atomic
def take_away(now: datetime, *, batch: int) -> int:
    """The open ones of leavers and of people without a manager vanish, unless somebody has written in them."""
    gone = Q(employee__manager=None) | ~Q(employee__in=Employee.objects.present(now).order_by().values("pk"))
    written = PrivateNote.objects.filter(check_in=OuterRef("pk"))
    empty = CheckIn.objects.filter(
        gone, ~Exists(written), state=CheckIn.State.UPCOMING, how_it_goes="", in_my_way="", what_i_need=""
    )
    # Locked and read again before they go: one that is being prepared right now is prepared afterwards, and stays.
    ids = list(empty.order_by("pk").values_list("pk", flat=True)[:batch])
    rows = empty.filter(pk__in=ids).select_related("employee", "manager")
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    _tell_of_pauses(locked, now)
    deleted = CheckIn.objects.filter(pk__in=[check_in.pk for check_in in locked]).delete()[0]
    CheckInSchedule.objects.filter(gone).delete()  # after the check-ins, as logging writes them
    return deleted


def _tell_of_pauses(check_ins: list[CheckIn], now: datetime) -> None:
    """Who works here and has no manager any more, and who was it."""
    left = who_left([person for each in check_ins for person in (each.employee, each.manager)], now)
    news = []
    for check_in in check_ins:
        employee, former = check_in.employee, check_in.manager
        if employee.pk in left or employee.manager_id is not None:
            continue
        news.append(News(employee.pk, "check-ins-paused", reverse("feedback:index"), former.pk))
        if former.pk not in left:
            news.append(News(former.pk, "check-ins-handed-over", employee.get_absolute_url(), employee.pk))
    notify_many(news, at=now)
