"""Each move of the table, from each state, by each role."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feedback import rules, states
from feedback.models import CheckIn
from feedback.tests.factories import CheckInFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db

STATES = CheckIn.State.values
# move: (who, from which states, to which)
TABLE = {
    "prepare": ("employee", {"upcoming", "prepared"}, "prepared"),
    "log": ("manager", {"upcoming", "prepared"}, "done"),
    "skip": ("manager", {"upcoming", "prepared"}, "skipped"),
    "supplement": ("employee", {"done"}, "done"),
    "supplement a skipped one": ("employee", {"skipped"}, "skipped"),
    "amend": ("holder", {"done", "skipped"}, "done"),
    "move": ("employee manager", {"upcoming", "prepared"}, ""),
}


@pytest.fixture
def people():
    """The holder was the manager until a moment ago."""
    top = EmployeeFactory()
    manager = EmployeeFactory(manager=top)
    return {
        "employee": EmployeeFactory(manager=manager),
        "manager": manager,
        "holder": EmployeeFactory(),
        "skip_level": top,
        "hr": EmployeeFactory(hr=True),
        "administrator": EmployeeFactory(is_superuser=True),
    }


def test_the_table_is_the_one_that_is_tested():
    assert states.MOVES.keys() == TABLE.keys()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("role", ["employee", "manager", "holder", "skip_level", "hr", "administrator"])
def test_a_move_by_a_role_from_a_state(people, role, name, state):
    who, sources, target = TABLE[name]
    fields = {"employee": people["employee"], "manager": people["holder"], "state": state}
    check_in = CheckInFactory.build(skip_reason="Ill", **fields)

    if role not in who.split():
        with pytest.raises(PermissionDenied):
            states.move(name, check_in, by=people[role])
    elif state not in sources:
        with pytest.raises(ValidationError):
            states.move(name, check_in, by=people[role])
    else:
        states.move(name, check_in, by=people[role])
        assert check_in.state == (target or state)
    may = states.is_open_to(name, people[role], CheckInFactory.build(**fields))
    assert may == (role in who.split() and state in sources)


def test_to_skip_needs_a_reason():
    check_in = CheckInFactory(skip_reason=" ")

    with pytest.raises(ValidationError, match="why it is skipped"):
        states.move("skip", check_in, by=check_in.manager)


@pytest.mark.parametrize(("role", "may"), [("employee", True), ("manager", False), ("holder", False), ("hr", False)])
def test_only_the_employee_opens_an_earlier_one(people, role, may):
    check_in = CheckInFactory(done=True, employee=people["employee"], manager=people["holder"])

    assert rules.can_open_to_manager(people[role], check_in) is may
