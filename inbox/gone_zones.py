"""Time zones that the zone database no longer has: whoever had chosen one gets their location's, and is told.

A location without a zone has the organisation's, and stands on HR's start page until it has one of its own again.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from inbox.models import Notification
from org.models import Employee, Location
from org.services import people
from org.zones import exists

KIND = "zone-is-gone"
AT_ONCE = 200  # people in one look; the next one finds the others


@transaction.atomic
def mend(now: datetime) -> int:
    """Let go of zones that are gone; the number of people and locations that had one."""
    theirs = _gone(Employee.objects.exclude(time_zone=""))
    found = list(Employee.objects.filter(time_zone__in=theirs).order_by("pk")[:AT_ONCE]) if theirs else []
    for person in found:
        people.edit(person, by=None, time_zone="")
    path = reverse("inbox:preferences")
    Notification.objects.bulk_create([Notification(person=each, kind=KIND, path=path, at=now) for each in found])
    places = _gone(Location.objects.exclude(time_zone=""))
    for place in Location.objects.filter(time_zone__in=places).order_by("pk") if places else ():
        place.time_zone = ""
        place.save(update_fields=["time_zone"])
    return len(found) + len(places)


def _gone(rows) -> list[str]:
    names = rows.order_by().values_list("time_zone", flat=True).distinct()
    return [name for name in names if not exists(name)]
