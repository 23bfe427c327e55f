from datetime import date

import pytest
import time_machine

from goals.tests.factories import PeriodFactory
from insights.kinds import Moment
from org.tests.factories import OrganizationFactory

DAY = date(2026, 11, 23)


@pytest.fixture
def today():
    """23 November 2026, when 58 % of the quarter have passed."""
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield DAY


@pytest.fixture
def period(db, today):
    OrganizationFactory()
    return PeriodFactory()


@pytest.fixture
def moment(period):
    return Moment.at()
