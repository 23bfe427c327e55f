"""To offer the owner of an objective a hand."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals import services
from goals.models import Objective, Offer
from goals.tests.factories import ObjectiveFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State = Objective.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def objective(db):
    OrganizationFactory()
    return ObjectiveFactory(owner__first_name="Ana", title="Cut the noise")


@pytest.fixture
def ben(client, objective):
    ben = EmployeeFactory(first_name="Ben", last_name="Example")
    client.force_login(ben)
    return ben


def path(objective, name="offer"):
    return reverse(f"goals:{name}", args=[objective.pk])


def told(person) -> list[str]:
    return list(Notification.objects.filter(person=person).values_list("kind", flat=True))


def test_offered_it_stands_on_the_page_and_the_owner_is_told_once(client, objective, ben):
    assert "may read it" in client.get(path(objective)).content.decode()

    for _twice in range(2):
        assert client.post(path(objective)).url == objective.get_absolute_url()

    assert (Offer.objects.count(), told(objective.owner)) == (1, ["offer"])
    client.force_login(objective.owner)
    assert "Ben Example" in client.get(objective.get_absolute_url()).content.decode()


def test_taken_back_nothing_is_left_of_it(client, objective, ben):
    client.post(path(objective))
    assert path(objective, "end_offer") in client.get(path(objective)).content.decode()

    for _twice in range(2):
        assert client.post(path(objective, "end_offer")).url == objective.get_absolute_url()

    assert (Offer.objects.count(), told(objective.owner)) == (0, [])


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.CANCELLED])
def test_only_of_what_is_active(client, objective, ben, state):
    Objective.objects.update(state=state)

    assert client.post(path(objective)).status_code == 403
    assert "Offers of a hand" not in client.get(objective.get_absolute_url()).content.decode()


def test_who_left_is_offered_nothing_and_nobody_offers_themselves_a_hand(objective, ben):
    with pytest.raises(PermissionDenied):
        services.offer(objective, by=objective.owner)
    objective.owner.left_on = "2026-11-20"
    objective.owner.save()
    with pytest.raises(PermissionDenied):
        services.offer(objective, by=ben)


def test_of_what_one_may_not_see_one_offers_and_takes_back_nothing(client, objective, ben):
    Objective.objects.update(visibility=Objective.Visibility.MANAGER)

    statuses = {client.get(path(objective)).status_code, client.post(path(objective)).status_code}
    statuses.add(client.post(path(objective, "end_offer")).status_code)

    assert (statuses, Offer.objects.count()) == ({404}, 0)


def test_another_persons_offer_stays(client, objective, ben):
    services.offer(objective, by=EmployeeFactory())

    client.post(path(objective, "end_offer"))

    assert Offer.objects.count() == 1
