"""To ask that two people talk soon."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback import services
from feedback.duties import provider
from feedback.models import AskedCheckIn
from feedback.tests.factories import CheckInFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def check_in(db):
    """Of Ana and Mona, in three weeks; Tess stands above Mona."""
    OrganizationFactory()
    mona = EmployeeFactory(first_name="Mona", last_name="Example", manager=EmployeeFactory(first_name="Tess"))
    return CheckInFactory(employee__first_name="Ana", employee__manager=mona, due_on=date(2026, 12, 14))


def told() -> list[tuple]:
    return sorted(Notification.objects.values_list("kind", "person", "path"))


def path(check_in) -> str:
    return reverse("feedback:ask_check_in", args=[check_in.employee_id])


def test_the_employee_asks_and_the_manager_has_it_to_do(client, check_in):
    client.force_login(check_in.employee)
    assert "Ask Mona Example for a check-in soon?" in client.get(path(check_in)).content.decode()
    assert list(provider([check_in.manager], NOW)) == []

    for _twice in range(2):
        client.post(path(check_in))

    assert (AskedCheckIn.objects.count(), told()) == (
        1,
        [("check-in-asked", check_in.manager_id, check_in.get_absolute_url())],
    )
    [duty] = provider([check_in.employee, check_in.manager], NOW)
    assert (duty.person_id, duty.action, duty.detail) == (
        check_in.manager_id,
        "Log check-in",
        "Somebody asked that you talk soon",
    )
    assert "You asked for it" in client.get(path(check_in)).content.decode()
    client.force_login(check_in.manager)
    assert "asks that it is held soon" in client.get(check_in.get_absolute_url()).content.decode()


def test_from_above_both_are_told(client, check_in):
    tess = check_in.manager.manager
    client.force_login(tess)

    assert client.post(path(check_in)).url == check_in.employee.get_absolute_url()

    where = check_in.get_absolute_url()
    assert told() == [
        ("check-in-asked-for", check_in.employee_id, where),
        ("check-in-asked-of-manager", check_in.manager_id, where),
    ]


def test_it_is_over_once_they_have_talked_and_may_be_asked_again(check_in):
    services.ask_check_in(check_in.employee, by=check_in.employee)

    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        services.skip(check_in, by=check_in.manager, reason="We met at lunch")
        assert not AskedCheckIn.objects.open().exists()
        services.ask_check_in(check_in.employee, by=check_in.employee)

    assert (AskedCheckIn.objects.count(), AskedCheckIn.objects.open().count()) == (2, 1)


def test_without_an_open_check_in_the_news_leads_to_the_agenda(check_in):
    employee = check_in.employee
    check_in.delete()

    services.ask_check_in(employee, by=employee)

    assert [where for _kind, _person, where in told()] == [reverse("feedback:agenda", args=[employee.pk])]


def test_who_may_not_ask(check_in):
    nobody_to_ask = EmployeeFactory()
    check_in.manager.left_on = date(2026, 11, 20)
    strangers = [check_in.manager, EmployeeFactory(), EmployeeFactory(manager=check_in.manager)]

    for employee, by in [(nobody_to_ask, nobody_to_ask), *((check_in.employee, each) for each in strangers)]:
        with pytest.raises(PermissionDenied):
            services.ask_check_in(employee, by=by)

    check_in.manager.save()
    with pytest.raises(PermissionDenied):
        services.ask_check_in(check_in.employee, by=check_in.employee)
