"""Other days of a period: what hangs on them already stays within it."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from goals import services
from goals.models import Objective
from goals.services.period_dates import refuse_days
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def quarter(db):
    return PeriodFactory()


@pytest.fixture
def year(db):
    return PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


def refused(period, **days) -> dict[str, list[str]]:
    """What is said beside each field where these become its days."""
    for name, day in days.items():
        setattr(period, name, day)
    try:
        refuse_days(period)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_a_period_without_goals_may_move_anywhere(quarter):
    assert refused(quarter, starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 31)) == {}


def test_it_begins_no_later_than_the_first_value_recorded_in_it(quarter):
    key_result = KeyResultFactory(objective__period=quarter)
    services.update(key_result, by=key_result.objective.owner, value=Decimal(5), day=date(2026, 10, 14))

    assert refused(quarter, starts_on=date(2026, 10, 14)) == {}
    assert refused(quarter, starts_on=date(2026, 10, 15)) == {
        "starts_on": ["Values are recorded in it from 14 Oct 2026 on. Choose that day or an earlier one."]
    }


def test_due_dates_stay_within_it(quarter):
    for day in (date(2026, 10, 20), date(2026, 12, 10)):
        KeyResultFactory(objective__period=quarter, due_on=day)

    assert refused(quarter, starts_on=date(2026, 10, 20), ends_on=date(2026, 12, 10)) == {}
    assert refused(quarter, starts_on=date(2026, 10, 21), ends_on=date(2026, 12, 9)) == {
        "starts_on": ["A key result in it is due on 20 Oct 2026. Choose that day or an earlier one."],
        "ends_on": ["A key result in it is due on 10 Dec 2026. Choose that day or a later one."],
    }


def test_it_stays_within_the_period_that_its_objectives_are_aligned_into(quarter, year):
    ObjectiveFactory(period=quarter, aligned_to=ObjectiveFactory(period=year))
    words = "Objectives in it are aligned to some of 2026. Choose a day within 1 Jan 2026 to 31 Dec 2026."

    assert refused(quarter, starts_on=date(2026, 1, 1)) == {}
    assert refused(quarter, starts_on=date(2025, 12, 31), ends_on=date(2027, 1, 1)) == {
        "starts_on": [words],
        "ends_on": [words],
    }


def test_it_still_holds_the_periods_whose_objectives_are_aligned_into_it(quarter, year):
    ObjectiveFactory(period=quarter, aligned_to=ObjectiveFactory(period=year))

    assert refused(year, starts_on=date(2026, 10, 1)) == {}
    assert refused(year, starts_on=date(2026, 10, 2), ends_on=date(2026, 12, 30)) == {
        "starts_on": ["Objectives of 2026 Q4 are aligned to some in it. Choose 1 Oct 2026 or an earlier day."],
        "ends_on": ["Objectives of 2026 Q4 are aligned to some in it. Choose 31 Dec 2026 or a later day."],
    }


def test_what_was_declined_or_lies_within_one_period_holds_nothing(quarter, year):
    ObjectiveFactory(period=quarter, aligned_to=ObjectiveFactory(period=quarter))
    declined = Objective.Alignment.DECLINED
    ObjectiveFactory(period=quarter, aligned_to=ObjectiveFactory(period=year), alignment=declined)

    assert refused(quarter, starts_on=date(2025, 12, 1)) == {}
