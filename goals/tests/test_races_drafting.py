"""Two at once on a draft, each with a real connection of its own."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from goals import agreement, services
from goals.models import DraftStep, Objective
from goals.services import suggestions
from goals.services.copying import copy_objective
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_day_of_the_period():
    with time_machine.travel("2026-11-16 10:00Z", tick=True):
        yield


@pytest.fixture
def draft(db):
    OrganizationFactory()
    owner = EmployeeFactory(manager=EmployeeFactory())
    made = ObjectiveFactory(owner=owner, title="As submitted", state="draft", activated_on=None)
    services.submit(made, by=owner, version=0)
    return made


def refusals(results) -> list[str]:
    assert all(isinstance(each, ValidationError) for each in results if isinstance(each, Exception)), results
    return [each.code for each in results if isinstance(each, ValidationError)]


@pytest.mark.parametrize("_round", range(3))
def test_the_manager_agrees_while_the_owner_edits(draft, _round):
    owner = draft.owner

    agreed, edited = at_once(
        lambda: services.agree(draft, by=owner.manager, version=0),
        lambda: services.edit_objective(draft, by=owner, version=0, title="As edited"),
    )

    draft.refresh_from_db()
    assert not isinstance(edited, Exception)
    if isinstance(agreed, Exception):
        assert refusals([agreed]) == ["changed"]
        assert draft.state == "draft"
        assert agreement.stage_of(Objective.objects.get(pk=draft.pk)) == "lapsed"
    else:
        # The agreement came first, and speaks of what was submitted.
        assert draft.state == "active"
        assert DraftStep.objects.get(kind="agreed").version == 0
    assert draft.title == "As edited"


def test_agreed_and_returned_at_once_is_one_of_them(draft):
    manager = draft.owner.manager

    results = at_once(
        lambda: services.agree(draft, by=manager, version=0),
        lambda: services.send_back(draft, by=manager, version=0, word="no"),
        lambda: services.agree(draft, by=manager, version=0),
    )

    assert len(refusals(results)) == 2
    assert DraftStep.objects.exclude(kind="submitted").count() == 1


def test_taken_and_declined_at_once_is_one_of_them(draft):
    owner = draft.owner
    made = suggestions.suggest(draft, by=owner.manager, version=0, title="As suggested", description="")

    results = at_once(
        lambda: suggestions.take(made, by=owner, version=0), lambda: suggestions.decline(made, by=owner, answer="no")
    )

    made.refresh_from_db()
    draft.refresh_from_db()
    assert refusals(results) == ["answered"]
    assert draft.title == ("As suggested" if made.state == "taken" else "As submitted")


def test_copied_by_two_at_once_is_copied_once(draft):
    period = PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))

    results = at_once(*[lambda: copy_objective(draft, period, by=draft.owner)] * 3)

    assert refusals(results) == []
    assert Objective.objects.filter(period=period).count() == 1
    assert sorted(each.is_new_copy for each in results) == [False, False, True]
