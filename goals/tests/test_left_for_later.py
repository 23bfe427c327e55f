"""Of a form with many rows some are decided; what was begun in the others is a draft from then on."""

import pytest
import time_machine
from django.urls import reverse

from drafts.models import Draft
from goals.tests.factories import ObjectiveFactory
from org.services.people import change_manager
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def manager(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def handed_over(manager):
    person = EmployeeFactory(manager=manager, left_on="2026-11-22")
    return reverse("goals:hand_over", args=[person.pk]), "o", "keep", [ObjectiveFactory(owner=person) for _ in "ab"]


def moved(manager):
    with time_machine.travel("2026-10-01T12:00:00Z", tick=False):
        person = EmployeeFactory(manager=manager)
        goals = [ObjectiveFactory(owner=person) for _ in "ab"]
    with time_machine.travel("2026-11-18T12:00:00Z", tick=False):
        change_manager(person, EmployeeFactory(manager=manager.manager), by=None)
    return reverse("goals:moved", args=[person.pk]), "m", "stays", goals


@pytest.mark.parametrize("scene", [handed_over, moved])
def test_a_reason_begun_on_a_row_left_for_later_stays(client, manager, scene):
    path, letter, action, (first, later) = scene(manager)
    client.force_login(manager)

    def send(**fields):
        return client.post(path, fields | {"draft": client.get(path).wsgi_request.draft.ticket.text()})

    begun = {f"{letter}{later.pk}-action": "", f"{letter}{later.pk}-reason": "others are asked first"}
    assert send(**begun | {f"{letter}{first.pk}-action": action}).status_code == 302

    (row,) = client.get(path).context["own"]
    assert (row.record, row["reason"].value(), row.action_now) == (later, "others are asked first", "")
    assert Draft.objects.get(state=Draft.State.OPEN).fields == {
        name: [begun.get(name, "")] for name in (row.add_prefix(field) for field in row.fields)
    }
    assert send(**begun | {f"{letter}{later.pk}-action": action}).status_code == 302
    assert not Draft.objects.filter(state=Draft.State.OPEN).exists()
