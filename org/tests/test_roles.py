from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from org import rules
from org.models import RoleGrant
from org.services import roles
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return EmployeeFactory(hr=True)


def test_hr_gives_hr_and_all_hr_hear_of_it(hr, django_capture_on_commit_callbacks):
    other_hr, person, _stranger = EmployeeFactory(hr=True), EmployeeFactory(), EmployeeFactory()

    with django_capture_on_commit_callbacks(execute=True):
        grant = roles.give(person, "hr", by=hr)

    assert (grant.given_by, grant.ended_at) == (hr, None)
    told = sorted(message.to[0] for message in mail.outbox)
    assert told == sorted(each.email for each in (hr, other_hr, person))
    assert f"{person} has been given the role HR." in mail.outbox[0].body


@pytest.mark.parametrize("role", ["administrator", "employee", "partner", "self"])
def test_who_does_not_give_roles(hr, role):
    person = EmployeeFactory()
    giver = {
        "administrator": lambda: EmployeeFactory(is_superuser=True),
        "employee": EmployeeFactory,
        "partner": lambda: RoleGrantFactory(role="partner", department=DepartmentFactory()).employee,
        "self": lambda: hr,
    }[role]()

    with pytest.raises(ValidationError):
        roles.give(hr if role == "self" else person, "partner", by=giver, department=DepartmentFactory())

    assert not RoleGrant.objects.filter(employee=person).exists()


def test_a_leaver_gets_no_role(hr):
    with pytest.raises(ValidationError):
        roles.give(EmployeeFactory(left_on=date(2020, 1, 31)), "hr", by=hr)


def test_the_same_role_twice_is_refused_in_words(hr):
    person = EmployeeFactory()
    roles.give(person, "hr", by=hr)

    with pytest.raises(ValidationError, match="This person has that role already"):
        roles.give(person, "hr", by=hr)


def test_a_partner_needs_a_department(hr):
    with pytest.raises(ValidationError, match="need a department"):
        roles.give(EmployeeFactory(), "partner", by=hr)


def test_the_database_too_refuses_a_role_for_oneself(hr):
    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(employee=hr, role="head", department=DepartmentFactory(), given_by=hr)


def test_another_hr_person_ends_a_role(hr, django_capture_on_commit_callbacks):
    loser = EmployeeFactory(hr=True)
    grant = loser.role_grants.get()

    with pytest.raises(ValidationError):
        roles.end(grant, by=loser)
    with django_capture_on_commit_callbacks(execute=True):
        roles.end(grant, by=hr)

    assert not type(loser).objects.get(pk=loser.pk).is_hr
    assert sorted(message.to[0] for message in mail.outbox) == sorted([hr.email, loser.email])


def test_ended_twice_is_ended_once(hr):
    grant = EmployeeFactory(hr=True).role_grants.get()
    first = roles.end(grant, by=hr).ended_at

    assert roles.end(grant, by=hr).ended_at == first


def test_a_partner_acts_as_hr_in_their_departments_and_what_is_under_them():
    unit = DepartmentFactory()
    team = DepartmentFactory(parent=unit)
    partner = EmployeeFactory(department=team)
    RoleGrantFactory(employee=partner, role="partner", department=unit)
    inside, nowhere = EmployeeFactory(department=team), EmployeeFactory()
    outside = EmployeeFactory(department=DepartmentFactory())

    assert [rules.is_hr_for(partner, who) for who in (inside, outside, nowhere, partner)] == [True, False, False, False]


@pytest.mark.parametrize(
    "further",
    [
        lambda home: EmployeeFactory(department=home, is_superuser=True),
        lambda home: EmployeeFactory(department=home, hr=True),
        lambda home: (
            RoleGrantFactory(
                employee=EmployeeFactory(department=home), role="partner", department=DepartmentFactory()
            ).employee
        ),
    ],
)
def test_a_partner_takes_over_no_account_that_reaches_further(further):
    home = DepartmentFactory()
    partner = RoleGrantFactory(role="partner", department=home).employee

    assert rules.can_edit_person(partner, EmployeeFactory(department=home))
    assert not rules.can_edit_person(partner, further(home))
    assert rules.can_edit_person(EmployeeFactory(hr=True), further(home))
