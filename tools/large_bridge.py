"""A company whose bridge is measured: people in a tree of departments, with goals, check-ins, actions, blockers and
feedback, so that most kinds of signals have something to find. In bulk, into an empty database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn, Feedback
from goals.models import KeyResult, Objective, Period
from org.models import Department, Employee, Location, Organization, RoleGrant
from tools.large_company import load

REPORTS = 8  # of each manager
IN_A_DEPARTMENT, DEPARTMENTS_BELOW = 20, 12
HELD, EVERY = 6, timedelta(days=14)  # check-ins of each person
BLOCKED, HR = 20, 2  # each so many-th person; the id of one person


def build(people: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        Organization(pk=1, name="Large", time_zone="UTC").save()
        place = Location.objects.create(name="Jena", time_zone="Europe/Berlin")
        departments = max(1, people // IN_A_DEPARTMENT)
        load(Department, _departments(departments))
        load(Employee, _people(people, departments, place.pk, now))
        period = Period.objects.create(
            name="Q", starts_on=now.date() - timedelta(60), ends_on=now.date() + timedelta(30)
        )
        load(Objective, _objectives(people, period, now))
        load(KeyResult, _key_results(people, now))
        load(CheckIn, _check_ins(people, now))
        load(ActionItem, _actions(people, now))
        load(Blocker, _blockers(people, now))
        load(Feedback, _feedback(people, now))
        RoleGrant.objects.create(employee_id=HR, role=RoleGrant.Role.HR)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _departments(count: int) -> Iterator[dict]:
    for pk in range(1, count + 1):
        yield {"id": pk, "name": f"Department {pk}", "parent_id": (pk - 2) // DEPARTMENTS_BELOW + 1 if pk > 1 else None}


def _manager(pk: int) -> int | None:
    return (pk - 2) // REPORTS + 1 if pk > 1 else None


def _people(people: int, departments: int, place: int, now: datetime) -> Iterator[dict]:
    for pk in range(1, people + 1):
        row = Employee(email=f"p{pk}@large.example", first_name=f"P{pk}", last_name="Large")
        row.derive()
        yield {
            "id": pk, "password": "!", "email": row.email, "first_name": row.first_name, "last_name": row.last_name,
            "manager_id": _manager(pk), "department_id": (pk - 1) * departments // people + 1, "location_id": place,
            "search_text": row.search_text, "search_name": row.search_name, "created_at": now - timedelta(400),
            "hired_on": now.date() - timedelta(400),
        }  # fmt: skip


def _progress(pk: int) -> Decimal:
    return Decimal(pk * 37 % 100) / 100


def _spoken(pk: int, now: datetime):
    return now.date() - timedelta(pk * 13 % 30)


def _objectives(people: int, period: Period, now: datetime) -> Iterator[dict]:
    """One of each person, in the one of their manager; of every 25th nobody has any."""
    for pk in range(1, people + 1):
        above = _manager(pk)
        if pk % 25 == 0:
            continue
        parent = above if above is not None and above % 25 else None
        yield {
            "id": pk, "title": f"Objective {pk}", "search_text": f" objective {pk} ", "owner_id": pk,
            "period_id": period.pk, "scope": "individual" if above else "company", "state": "active",
            "visibility": "line" if pk % 12 == 0 else "everyone", "activated_on": period.starts_on, "created_at": now,
            "aligned_to_id": parent, "alignment": "accepted" if parent else "", "progress": _progress(pk),
            "last_update_on": _spoken(pk, now),
        }  # fmt: skip


def _key_results(people: int, now: datetime) -> Iterator[dict]:
    for pk in range(1, people + 1):
        if pk % 25:
            yield {
                "id": pk, "objective_id": pk, "title": "Result", "unit": "number", "baseline": 0, "target": 100,
                "progress": _progress(pk), "last_update_on": _spoken(pk, now), "position": 0,
            }  # fmt: skip


def _check_ins(people: int, now: datetime) -> Iterator[dict]:
    """Of one in ten the open one is weeks late; one in five never prepares."""
    for pk in range(2, people + 1):
        late = timedelta(45) if pk % 10 == 0 else timedelta(-3)
        yield {
            "id": pk, "employee_id": pk, "manager_id": _manager(pk), "state": "upcoming", "due_on": now.date() - late
        }
        for nth in range(1, HELD + 1):
            day = now - nth * EVERY - timedelta(1)
            yield {
                "id": nth * people + pk, "employee_id": pk, "manager_id": _manager(pk), "state": "done",
                "due_on": day.date(), "held_on": day.date(), "logged_at": day, "went_well": "Well",
                "prepared_at": None if pk % 5 == 0 else day,
            }  # fmt: skip


def _actions(people: int, now: datetime) -> Iterator[dict]:
    for pk in range(2, people + 1, 2):
        yield {
            "id": pk, "check_in_id": (pk % HELD + 1) * people + pk, "employee_id": pk, "owner_id": pk, "text": "Ask",
            "due_on": now.date() - timedelta(pk % 40), "created_at": now - timedelta(90),
        }  # fmt: skip


def _blockers(people: int, now: datetime) -> Iterator[dict]:
    for pk in range(BLOCKED, people + 1, BLOCKED):
        raised = now - timedelta(pk // BLOCKED % 20)
        answer = {"acknowledged_at": raised, "acknowledged_by_id": _manager(pk)} if pk % 3 else {}
        yield {
            "id": pk, "raised_by_id": pk, "text": "A decision is missing.", "raised_at": raised, "help": "decision"
        } | answer  # fmt: skip


def _feedback(people: int, now: datetime) -> Iterator[dict]:
    for pk in range(1, people + 1):
        yield {
            "id": pk, "giver_id": pk, "recipient_id": pk * 7 % people + 1, "kind": "praise", "audience": "everyone",
            "behaviour": "Said why.", "sent_at": now - timedelta(pk % 200, 60), "key": UUID(int=pk).hex,
        }  # fmt: skip
