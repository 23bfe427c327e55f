"""Two real connections at the same moment, on either database."""


import pytest
from django.utils import timezone

from org import account_mail
from org.models import AccountMail, Department, Employee, Invitation
from org.services import departments, invitations, people, roles
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("row_exists", [True, False])
def test_two_moves_that_together_close_a_loop(row_exists):
    if row_exists:
        OrganizationFactory()
    for _attempt in range(5):
        ana, bo = EmployeeFactory(), EmployeeFactory()

        outcomes = at_once(
            lambda ana=ana, bo=bo: people.change_manager(ana, bo, by=None),
            lambda ana=ana, bo=bo: people.change_manager(bo, ana, by=None),
        )

        managed = Employee.objects.filter(pk__in=[ana.pk, bo.pk]).exclude(manager=None)
        assert managed.count() == 1
        assert sum("loop" in str(outcome) for outcome in outcomes) == 1


def test_two_moves_of_departments_that_together_close_a_loop():
    one, other = DepartmentFactory(name="One"), DepartmentFactory(name="Other")

    outcomes = at_once(
        lambda: departments.edit(one, by=None, name="One", parent=other),
        lambda: departments.edit(other, by=None, name="Other", parent=one),
    )

    assert Department.objects.exclude(parent=None).count() == 1
    assert sum("loop" in str(outcome) for outcome in outcomes) == 1


def test_two_hr_people_invite_the_same_person():
    hr = EmployeeFactory.create_batch(2, hr=True)
    person = EmployeeFactory()

    at_once(*(lambda by=by: invitations.invite([person], by=by) for by in hr))

    assert Invitation.objects.count() == 1
    assert AccountMail.objects.count() == 1


def test_two_senders_send_each_mail_once(mailoutbox):
    hr = EmployeeFactory(hr=True)
    people_to_invite = EmployeeFactory.create_batch(6)
    invitations.invite(people_to_invite, by=hr)
    AccountMail.objects.update(state=AccountMail.State.WAITING)
    mailoutbox.clear()

    at_once(*[lambda: account_mail.send_due(timezone.now)] * 2)

    assert sorted(message.to[0] for message in mailoutbox) == sorted(person.email for person in people_to_invite)


def test_only_one_is_made_the_first_hr():
    pair = EmployeeFactory.create_batch(2)

    outcomes = at_once(*(lambda person=person: roles.make_first_hr(person) for person in pair))

    assert roles.hr_people().count() == 1
    assert sum("There is HR already" in str(outcome) for outcome in outcomes) == 1
