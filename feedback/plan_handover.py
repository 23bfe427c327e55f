"""What becomes of an open plan when somebody's manager changes: it goes on with the new one, whole, and all are told.

That it has not followed the line yet is the sign that nobody was told; both happen in one transaction.
"""

import time
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from feedback.models import Plan
from inbox.services import News, notify_many
from org.leavers import who_left


def follow_the_line(now: datetime, *, until: float, batch: int) -> int:
    """Slices until `until`; how many went to another manager."""
    followed = 0
    while time.monotonic() < until:
        ids = list(_held_by_another().order_by("pk").values_list("pk", flat=True)[:batch])
        if not ids:
            break
        followed += follow(ids, now)
    return followed


def _held_by_another() -> QuerySet[Plan]:
    return Plan.objects.open().filter(employee__manager__isnull=False).exclude(manager=F("employee__manager"))


@transaction.atomic
def follow(ids: list[int], now: datetime) -> int:
    """Those of these open plans that another holds. Whoever ends one calls it before: then no run finds it."""
    rows = _held_by_another().filter(pk__in=ids).select_related("employee", "manager")
    plans = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    people = [person for plan in plans for person in (plan.employee, plan.manager) if person]
    left = who_left(people, now)
    news: list[News] = []
    for plan in plans:
        employee, former, path = plan.employee, plan.manager, plan.get_absolute_url()
        plan.manager_id = employee.manager_id
        if employee.pk in left:
            continue
        if former is not None and former.pk not in left:
            news.append(News(former.pk, "plan-handed-over", employee.get_absolute_url(), employee.pk))
        news.append(News(employee.pk, "plan-with-another", path, employee.manager_id))
        news.append(News(employee.manager_id, "plan-taken-over", path, employee.pk))
    Plan.objects.bulk_update(plans, ["manager"])
    notify_many(news, at=now)
    return len(plans)
