from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from org.models import AccountMail, Employee, Invitation
from org.services import departments, invitations, people
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """Ana above Bo above Cy."""
    ana = EmployeeFactory(first_name="Ana", last_name="A")
    bo = EmployeeFactory(first_name="Bo", last_name="B", manager=ana)
    return ana, bo, EmployeeFactory(first_name="Cy", last_name="C", manager=bo)


@pytest.fixture
def hr():
    return EmployeeFactory(hr=True)


def test_change_manager_moves_and_records_who_did_it(line, hr):
    ana, _bo, cy = line

    people.change_manager(cy, ana, by=hr)

    cy.refresh_from_db()
    assert cy.manager == ana
    assert cy.history.latest().history_user == hr


@pytest.mark.parametrize(
    ("below", "words"),
    [
        (2, "Ana A cannot report to Cy C, that would be a loop: Ana A → Cy C → Bo B → Ana A. Choose another manager."),
        (0, "Ana A cannot report to Ana A, that would be a loop: Ana A → Ana A. Choose another manager."),
    ],
)
def test_change_manager_refuses_a_loop_and_names_everyone_in_it(line, hr, below, words):
    with pytest.raises(ValidationError) as refusal:
        people.change_manager(line[0], line[below], by=hr)

    assert refusal.value.messages == [words]
    assert Employee.objects.get(pk=line[0].pk).manager is None


def test_change_manager_judges_by_today_not_by_what_the_caller_holds(line, hr):
    ana, bo, cy = line
    stale = Employee.objects.get(pk=bo.pk)
    people.change_manager(bo, None, by=hr)
    people.change_manager(ana, cy, by=hr)

    with pytest.raises(ValidationError):
        people.change_manager(stale, ana, by=hr)


def test_a_leaver_manages_nobody_new(line, hr):
    leaver = EmployeeFactory(left_on=date(2020, 1, 31))

    with pytest.raises(ValidationError):
        people.change_manager(line[2], leaver, by=hr)


def test_edit_writes_only_what_is_named(line, hr):
    ana = line[0]
    Employee.objects.filter(pk=ana.pk).update(job_title="Chief")

    people.edit(ana, by=hr, preferred_name="Annie")

    ana.refresh_from_db()
    assert (str(ana), ana.job_title) == ("Annie A", "Chief")


def test_set_email_replaces_the_address_in_every_place(hr):
    person = EmployeeFactory(email="old@example.org")
    EmailAddress.objects.create(user=person, email="old@example.org", primary=True, verified=True)
    other = EmployeeFactory(email="other@example.org")
    EmailAddress.objects.create(user=other, email="other@example.org", primary=True)
    invitations.invite([person, other], by=hr)

    people.set_email(person, "New@EXAMPLE.org", by=hr)

    person.refresh_from_db()
    assert person.email == "New@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["other@example.org"]
    assert [invitation.person for invitation in Invitation.objects.open()] == [other]
    assert AccountMail.objects.get(person=person).state == AccountMail.State.DROPPED


def test_set_email_refuses_somebody_elses(hr):
    EmployeeFactory(email="taken@example.org")

    with pytest.raises(ValidationError, match="Somebody else has this e-mail address"):
        people.set_email(EmployeeFactory(), "TAKEN@example.org", by=hr)


def test_leave_and_come_back(hr):
    person = EmployeeFactory(hired_on=date(2019, 4, 1))

    assert people.leave(person, date(2020, 1, 31), by=hr).is_leaver()
    assert not people.come_back(person, by=hr).is_leaver()
    with pytest.raises(ValidationError, match="The last day cannot be before the hire date"):
        people.leave(person, date(2018, 1, 1), by=hr)


def test_departments_refuse_a_loop_and_name_it(hr):
    top = DepartmentFactory(name="Top")
    middle = DepartmentFactory(name="Middle", parent=top)
    leaf = DepartmentFactory(name="Leaf", parent=middle)

    with pytest.raises(ValidationError) as refusal:
        departments.edit(top, by=hr, name="Top", parent=leaf)

    assert "Top → Leaf → Middle → Top" in refusal.value.messages[0]
    departments.edit(leaf, by=hr, name="Twig", parent=top)
    leaf.refresh_from_db()
    assert (leaf.name, leaf.parent) == ("Twig", top)
