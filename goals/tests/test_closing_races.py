"""Closing at the same moment, on PostgreSQL and on SQLite."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from goals import services
from goals.models import Objective, Period
from goals.services.closing import Done, Ending, Next, close_objectives
from goals.services.period_locks import lock_period
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _now():
    OrganizationFactory()
    with time_machine.travel("2027-01-05T10:00:00Z", tick=True):
        yield


@pytest.fixture
def following():
    return PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))


def endings(*objectives):
    return [Ending(each, Next.CARRY, "What helped", Decimal("0.7")) for each in objectives]


def test_the_same_from_two_tabs_closes_and_goes_on_once(following):
    ana = EmployeeFactory()
    parent = ObjectiveFactory(owner=ana)
    child = KeyResultFactory(objective__owner=ana, objective__aligned_to=parent).objective

    results = at_once(
        *[lambda: close_objectives(endings(child, parent), by=ana, into=following) for _ in range(3)],
    )

    assert results == [Done(2, 2, 0)] * 3
    assert Objective.objects.filter(state="closed").count() == 2
    assert Objective.objects.exclude(copied_from=None).count() == 2
    assert child.copies.get().aligned_to == parent.copies.get()


def test_two_people_whose_goals_hang_together_never_wait_in_a_ring(following):
    """Each carries over what hangs on the other's, while the alignments of the next period are changed."""
    years = PeriodFactory(name="two years", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    ana, ben = EmployeeFactory(), EmployeeFactory()
    of_ana, of_ben = (ObjectiveFactory(owner=person, period=years) for person in (ana, ben))
    low_ana = ObjectiveFactory(owner=ana, aligned_to=of_ben)
    low_ben = ObjectiveFactory(owner=ben, aligned_to=of_ana)
    other = ObjectiveFactory(owner=ben, period=following)

    results = at_once(
        lambda: close_objectives(endings(low_ana), by=ana, into=following),
        lambda: close_objectives(endings(low_ben), by=ben, into=following),
        lambda: services.align(other, of_ana, by=ben),
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert low_ana.copies.get().aligned_to == of_ben
    assert low_ben.copies.get().aligned_to == of_ana


def test_two_who_write_other_words_the_second_is_refused():
    head, owner = EmployeeFactory(), EmployeeFactory()
    objective = ObjectiveFactory(owner=owner)

    results = at_once(
        *[
            lambda person=person, words=words: close_objectives(
                [Ending(objective, Next.CLOSE, words, Decimal("0.5"))], by=person
            )
            for person, words in ((head, "Hers"), (owner, "His"))
        ]
    )

    objective.refresh_from_db()
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert len(refused) == 1
    assert objective.retrospective == ("His" if isinstance(results[0], Exception) else "Hers")


def test_a_period_locked_twice_at_once_has_one_entry_in_its_history():
    period, hr = PeriodFactory(), EmployeeFactory()
    before = period.history.count()

    at_once(*[lambda: lock_period(period, "progress", by=hr) for _ in range(3)])

    assert Period.objects.get().progress_locks_on == date(2027, 1, 5)
    assert period.history.count() == before + 1
