"""Which news are invitations for the same day: a check-in that was put on today goes out at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models import CheckIn
from inbox import at_once
from inbox.models import Notification

MOVED = "check-in-moved"


def register() -> None:
    at_once.register(MOVED, invited, words=_("Your check-in with %(actor)s is today"))


def invited(news: Sequence[Notification], now: datetime) -> set[int]:
    """Those that lead to an open check-in of their person which is on that person's own today."""
    people = {each.person_id for each in news}
    found = CheckIn.objects.open().filter(Q(employee__in=people) | Q(employee__manager__in=people)).order_by("pk")
    days = {}
    for check_in in found.select_related("employee"):
        for person_id in (check_in.employee_id, check_in.employee.manager_id):
            days[person_id, check_in.get_absolute_url()] = check_in.due_on
    return {each.pk for each in news if days.get((each.person_id, each.path)) == each.person.today(now)}
