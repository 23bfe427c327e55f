"""The company as it is when the plan is made, read in a few statements; and its fingerprint."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from org.models import Department, Employee, Location, Organization
from org.zones import zone

FIELDS = [
    *("id", "employee_number", "email", "first_name", "last_name", "preferred_name", "job_title", "job_level"),
    *("department_id", "manager_id", "location_id", "time_zone", "language", "hired_on", "left_on"),
    *("is_superuser", "is_imported"),
]


@dataclass(slots=True, eq=False)
class Person:
    id: int
    employee_number: str | None
    email: str
    first_name: str
    last_name: str
    preferred_name: str
    job_title: str
    job_level: str
    department_id: int | None
    manager_id: int | None
    location_id: int | None
    time_zone: str
    language: str
    hired_on: date | None
    left_on: date | None
    is_superuser: bool
    is_imported: bool
    today: date = field(default=date.min)  # where this person is

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip()

    @property
    def is_leaver(self) -> bool:
        return self.left_on is not None and self.left_on < self.today


@dataclass(slots=True)
class Company:
    people: dict[int, Person]
    departments: dict[int, tuple[str, int | None]]  # name, parent
    locations: dict[int, tuple[str, str]]  # name, time zone
    time_zone: str
    is_demo: bool
    today: date  # in the organisation's zone
    fingerprint: str = ""


def snapshot(now: datetime | None = None) -> Company:
    now = now or timezone.now()
    organization = Organization.objects.current()
    departments = {
        pk: (name, parent) for pk, name, parent in Department.objects.order_by("pk").values_list("id", "name", "parent")
    }
    places = Location.objects.order_by("pk").values_list("id", "name", "time_zone")
    locations = {pk: (name, time_zone) for pk, name, time_zone in places}
    today = now.astimezone(zone(organization.time_zone)).date()
    is_demo = organization.is_demo or _has_demo_people()
    company = Company({}, departments, locations, organization.time_zone, is_demo, today)
    digest = hashlib.sha256(repr((departments, locations, organization.time_zone)).encode())
    for person in _people(company, now):
        company.people[person.id] = person
        # Who is a leaver depends on the hour: a dry run of yesterday may mean another thing today.
        digest.update(repr([getattr(person, name) for name in FIELDS] + [person.is_leaver]).encode())
    company.fingerprint = digest.hexdigest()
    return company


def _people(company: Company, now: datetime) -> Iterator[Person]:
    days: dict[str, date] = {}
    for row in Employee.objects.order_by("pk").values_list(*FIELDS).iterator(chunk_size=5000):
        person = Person(*row)
        own = person.time_zone or company.locations.get(person.location_id, ("", ""))[1] or company.time_zone
        if own not in days:
            days[own] = now.astimezone(zone(own)).date()
        person.today = days[own]
        yield person


def _has_demo_people() -> bool:
    return Employee.objects.filter(is_demo=True).exists()


def demo_refusal() -> str:
    return _("This is the demo company, and real people never mix with it. Take it away first: manage.py demo --remove")
