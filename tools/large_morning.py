"""A company on the morning when everyone has a check-in, to measure the daily mail: in bulk, into an empty database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from feedback.models import CheckIn
from inbox.models import Notification
from org.models import Employee, Location, Organization
from tools.large_company import load

REPORTS = 8  # of each manager
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/Sao_Paulo")
LANGUAGES = ("en-gb", "de", "")
NEWS_OF = 10  # each tenth person was told something


def noon() -> datetime:
    """13:00 UTC on the next working day: inside 08:00 to 16:00 in each of the zones, summer and winter."""
    day = timezone.now().date()
    while day.weekday() > 2:
        day += timedelta(days=1)
    return datetime.combine(day, time(13), UTC)


def build(people: int) -> None:
    now = noon()
    with transaction.atomic():
        Organization(pk=1, name="Large", time_zone="UTC").save()
        places = Location.objects.bulk_create(Location(name=name, time_zone=name) for name in ZONES)
        load(Employee, _people(people, [place.pk for place in places], now))
        load(CheckIn, _check_ins(people, now.date()))
        load(Notification, _news(people, now))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _people(people: int, places: list[int], now: datetime) -> Iterator[dict]:
    for pk in range(1, people + 1):
        yield {
            "id": pk, "password": "!", "email": f"p{pk}@large.example", "first_name": f"P{pk}", "last_name": "Large",
            "manager_id": _manager(pk), "location_id": places[pk % len(places)],
            "language": LANGUAGES[pk % len(LANGUAGES)], "created_at": now,
        }  # fmt: skip


def _manager(pk: int) -> int | None:
    return (pk - 2) // REPORTS + 1 if pk > 1 else None


def _check_ins(people: int, day: date) -> Iterator[dict]:
    for pk in range(2, people + 1):
        yield {
            "id": pk, "employee_id": pk, "manager_id": _manager(pk), "due_on": day, "state": "upcoming",
        }  # fmt: skip


def _news(people: int, now: datetime) -> Iterator[dict]:
    for number, pk in enumerate(range(NEWS_OF, people + 1, NEWS_OF), start=1):
        yield {
            "id": number, "person_id": pk, "kind": "feedback-received", "actor_id": _manager(pk), "path": "/feedback/",
            "at": now - timedelta(hours=20),
        }  # fmt: skip
