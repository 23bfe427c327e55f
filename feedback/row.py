"""All due check-ins of a manager in a row: which is next, and which were put off until the end.

The row is derived at each step, so what was logged, skipped or moved elsewhere is not in it any more. What was put off
stands in the address, so the place is kept by a bookmark, the back button and the form alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from feedback.models import CheckIn
from org.models import Absence, Employee

MOST = 200


@dataclass(frozen=True)
class Row:
    left: tuple[CheckIn, ...]  # in the order in which they come
    later: tuple[CheckIn, ...]  # put off, still due

    @property
    def put_off(self) -> tuple[int, ...]:
        return tuple(check_in.pk for check_in in self.later)

    @property
    def path(self) -> str:
        """Leads to whatever comes next."""
        return _address(reverse("feedback:row"), {}, self.put_off)

    @property
    def steps(self) -> list[tuple[CheckIn, str]]:
        """Each that is left, with its address in the row."""
        return [(check_in, self.path_of("log", check_in)) for check_in in self.left]

    def path_of(self, name: str, check_in: CheckIn) -> str:
        return _address(reverse(f"feedback:{name}", args=[check_in.pk]), {"row": "1"}, self.put_off)

    def path_after(self, check_in: CheckIn) -> str:
        """Where it goes on when this one is put off."""
        others = [pk for pk in self.put_off if pk != check_in.pk]
        return _address(reverse("feedback:row"), {}, [*others, check_in.pk])


def _address(path: str, query: dict[str, str], put_off: Iterable[int]) -> str:
    later = ",".join(map(str, put_off))
    query = query | ({"later": later} if later else {})
    return f"{path}?{urlencode(query, safe=',')}" if query else path


def asked(query) -> tuple[int, ...]:
    """The ids that an address puts off; what is none is left out."""
    return tuple(int(pk) for pk in re.findall(r"\d{1,18}", query.get("later", "")))[:MOST]


def came_from(query) -> str:
    """The form that an address was opened from, `from=log&check_in=12`, in its row if it had one; "" for no form."""
    name, pk = query.get("from", ""), query.get("check_in", "")
    if name not in ("log", "prepare") or not re.fullmatch(r"[0-9]{1,18}", pk):
        return ""
    in_row = "row" in query
    path = reverse(f"feedback:{name}", args=[int(pk)])
    return _address(path, {"row": "1"} if in_row else {}, asked(query) if in_row else ())


def of(viewer: Employee, put_off: Iterable[int]) -> Row:
    """One query."""
    later = {pk: place for place, pk in enumerate(put_off)}
    found = list(due(viewer, viewer.today()).select_related("employee")[:MOST])
    waiting = sorted((each for each in found if each.pk in later), key=lambda each: later[each.pk])
    return Row(tuple(each for each in found if each.pk not in later), tuple(waiting))


def due(viewer: Employee, today: date) -> QuerySet[CheckIn]:
    """The open ones of reports who are here today, whose day has come; the one that waits longest first."""
    here = Q(employee__left_on=None) | Q(employee__left_on__gte=today)
    hired = Q(employee__hired_on=None) | Q(employee__hired_on__lte=today)
    away = Absence.objects.on(today).filter(employee=OuterRef("employee")).order_by()
    rows = CheckIn.objects.visible_to(viewer).open().filter(here, hired, ~Exists(away), employee__manager=viewer)
    return rows.filter(due_on__lte=today).order_by("due_on", "employee__last_name", "pk")


def logged_today(viewer: Employee, start) -> list[CheckIn]:
    """What the viewer has logged or skipped since `start` (an instant), the latest first."""
    rows = CheckIn.objects.visible_to(viewer).filter(manager=viewer, logged_at__gte=start)
    return list(rows.select_related("employee").order_by("-logged_at", "-pk")[:50])
