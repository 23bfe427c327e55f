from decimal import Decimal

import pytest

from feedback.tests.factories import CheckInFactory
from goals import services as goals
from goals.tests.factories import KeyResultFactory


@pytest.fixture
def check_in(cast):
    return CheckInFactory(employee=cast.subject, manager=cast.manager)


@pytest.fixture
def key_result(cast):
    made = KeyResultFactory(objective__owner=cast.subject, title="Boot time", baseline=5, target=2)
    goals.update(made, by=cast.subject, value=Decimal(4), confidence=6)
    return made
