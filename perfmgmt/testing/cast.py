"""The people of the permission matrix, and how they log in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from org.models import Employee
from org.tests.factories import (
    DepartmentFactory,
    EmployeeFactory,
    LocationFactory,
    OrganizationFactory,
    RoleGrantFactory,
)


@dataclass
class Cast:
    """`subject` is whose records are looked at; the others are named by their role towards them."""

    subject: Employee
    people: dict[str, Employee] = field(default_factory=dict)

    def __getattr__(self, role) -> Employee:
        if role in self.people:
            return self.people[role]
        raise AttributeError(role)

    def __getitem__(self, role: str) -> Employee | None:
        """The person of that role, None for `anonymous`; for `hr_self` the subject is made HR first."""
        if role == "anonymous":
            return None
        if role == "subject":
            return self.subject
        if role == "hr_self":
            self._make_subject_hr()
            return self.subject
        return self.people[role]

    def client(self, role: str) -> Client:
        """A test client in which that person is logged in."""
        client, person = Client(), self[role]
        if person is not None:
            client.force_login(person)
        return client

    def statuses(self, roles: Iterable[str], ask: Callable[[Client], HttpResponse]) -> dict[str, int]:
        """What each of these roles is answered: to compare with its row of the matrix, in a world built once.

        `hr_self` comes last, because the subject is HR from then on.
        """
        ordered = sorted(roles, key="hr_self".__eq__)
        return {role: ask(self.client(role)).status_code for role in ordered}

    def _make_subject_hr(self) -> None:
        if not self.subject.is_hr:
            RoleGrantFactory(employee=self.subject)
            del self.subject.open_grants


@pytest.fixture
def cast(db) -> Cast:
    OrganizationFactory()
    berlin = LocationFactory(name="Berlin", time_zone="Europe/Berlin")
    company = DepartmentFactory(name="Company")
    sales, finance, people = (DepartmentFactory(name=name, parent=company) for name in ("Sales", "Finance", "People"))

    def person(name, **fields):
        return EmployeeFactory(
            first_name=name, last_name="Example", email=f"{name.lower()}@cast.example", **{"location": berlin} | fields
        )

    top = person("Tara", department=company)
    skip_level = person("Skip", manager=top, department=sales)
    former_manager = person("Fran", manager=top, department=finance)
    manager = person("Mona", manager=skip_level, department=sales)
    subject = person("Sam", manager=former_manager, department=sales)
    subject.manager = manager
    subject.save()
    last_month = timezone.now().date() - timedelta(days=30)
    return Cast(
        subject,
        {
            "stranger": person("Stan", manager=former_manager, department=finance),
            "peer": person("Pia", manager=manager, department=sales),
            "report": person("Rita", manager=subject, department=sales),
            "manager": manager,
            "former_manager": former_manager,
            "skip_level": skip_level,
            "hr": person("Hanna", manager=top, department=people, hr=True),
            "administrator": person("Adam", manager=top, department=finance, is_superuser=True),
            "leaver": person("Leo", manager=manager, department=sales, left_on=last_month),
        },
    )


@pytest.fixture
def htmx(client):
    """The test client, speaking as htmx does."""
    client.defaults["HTTP_HX_REQUEST"] = "true"
    return client
