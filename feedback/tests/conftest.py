from decimal import Decimal

import pytest

from feedback.tests.factories import CheckInFactory
from goals import services as goals
from goals.tests.factories import KeyResultFactory
from org.tests.factories import EmployeeFactory, RoleGrantFactory


@pytest.fixture
def check_in(cast):
    return CheckInFactory(employee=cast.subject, manager=cast.manager)


@pytest.fixture
def key_result(cast):
    made = KeyResultFactory(objective__owner=cast.subject, title="Boot time", baseline=5, target=2)
    goals.update(made, by=cast.subject, value=Decimal(4), confidence=6)
    return made


@pytest.fixture
def partner(cast):
    """HR partner for the department of the subject and the peer; as a role, `cast["partner"]`."""
    cast.people["partner"] = EmployeeFactory(first_name="Paul", last_name="Example")
    RoleGrantFactory(employee=cast.people["partner"], role="partner", department=cast.subject.department)
    return cast.people["partner"]
