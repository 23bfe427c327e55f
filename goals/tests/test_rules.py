import pytest

from goals import rules
from goals.models import ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, ProcessFactory
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Everyone around one objective of `owner`, aligned to one of `lead`."""
    technology = DepartmentFactory()
    platform = DepartmentFactory(parent=technology)
    top = EmployeeFactory()
    boss = EmployeeFactory(manager=top)
    owner = EmployeeFactory(manager=boss, department=platform)
    cast = {
        "owner": owner,
        "boss": boss,
        "top": top,
        "peer": EmployeeFactory(manager=boss, department=platform),
        "report": EmployeeFactory(manager=owner),
        "helper": EmployeeFactory(),
        "stranger": EmployeeFactory(),
        "lead": EmployeeFactory(manager=EmployeeFactory(), department=platform),
        "hr": EmployeeFactory(),
        "partner": EmployeeFactory(),
        "other partner": EmployeeFactory(),
        "administrator": EmployeeFactory(is_superuser=True),
    }
    cast["above lead"] = cast["lead"].manager
    RoleGrantFactory(employee=cast["hr"])
    RoleGrantFactory(employee=cast["partner"], role="partner", department=technology)
    RoleGrantFactory(employee=cast["other partner"], role="partner", department=DepartmentFactory())
    return {name: Employee.objects.get(pk=person.pk) for name, person in cast.items()}


def allowed(people, rule, *args) -> set[str]:
    return {name for name, person in people.items() if rule(person, *args)}


def test_who_may_do_what_to_an_objective(people):
    parent = ObjectiveFactory(owner=people["lead"])
    objective = ObjectiveFactory(owner=people["owner"], aligned_to=parent, alignment="proposed")
    key_result = KeyResultFactory(objective=objective, owner=people["helper"])
    update = ProgressUpdate(key_result=key_result, author=people["boss"])

    assert allowed(people, rules.can_edit, objective) == {"owner"}
    assert allowed(people, rules.can_align, objective) == {"owner"}
    assert allowed(people, rules.can_close, objective) == {"owner"}
    assert allowed(people, rules.can_cancel, objective) == {"owner", "hr", "partner"}
    assert allowed(people, rules.can_update, key_result) == {"owner", "helper"}
    assert allowed(people, rules.can_strike, update) == {"owner", "boss"}
    assert allowed(people, rules.can_rebaseline, key_result) == {"owner", "hr", "partner"}
    assert allowed(people, rules.can_accept, objective) == {"lead"}
    assert allowed(people, rules.can_decline, objective) == {"lead"}
    assert allowed(people, rules.can_weigh, objective) == {"lead", "above lead", "hr", "partner"}


def test_in_a_check_in_the_direct_manager_updates(people):
    objective = ObjectiveFactory(owner=people["owner"])

    assert allowed(people, rules.can_update, KeyResultFactory(objective=objective), True) == {"owner", "boss"}


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_what_is_active_is_updated(people, state):
    key_result = KeyResultFactory(objective__owner=people["owner"], objective__state=state)

    assert allowed(people, rules.can_update, key_result) == set()
    assert allowed(people, rules.can_edit, key_result.objective) == ({"owner"} if state == "draft" else set())
    assert allowed(people, rules.can_activate, key_result.objective) == ({"owner"} if state == "draft" else set())


@pytest.mark.parametrize("role", ["hr", "partner"])
def test_nobody_uses_a_special_role_on_themselves(people, role):
    me = people[role]
    Employee.objects.filter(pk=me.pk).update(department=people["owner"].department)
    me = Employee.objects.get(pk=me.pk)
    objective = ObjectiveFactory(owner=me, aligned_to=ObjectiveFactory(owner=people["lead"]))

    assert not rules.can_weigh(me, objective)
    assert not rules.can_accept(me, objective)
    assert rules.can_weigh(people["lead"], objective)


def test_a_head_does_not_answer_for_the_parent_of_their_own_objective(people):
    department, me = people["owner"].department, people["helper"]
    RoleGrantFactory(employee=me, role="head", department=department)
    me = Employee.objects.get(pk=me.pk)
    parent = ObjectiveFactory(owner=people["lead"], scope="department", department=department)
    own = ObjectiveFactory(owner=me, aligned_to=parent, alignment="proposed")
    another = ObjectiveFactory(owner=people["owner"], aligned_to=parent, alignment="proposed")

    answers = [rules.can_accept, rules.can_decline, rules.can_weigh]

    assert [rule(me, own) for rule in answers] == [False, False, False]
    assert [rule(me, another) for rule in answers] == [True, True, True]
    assert [rule(people["lead"], own) for rule in answers] == [True, True, True]


def test_a_head_acts_for_the_objectives_of_the_department_and_what_is_under_it(people):
    department = people["owner"].department
    RoleGrantFactory(employee=people["stranger"], role="head", department=department.parent)
    people["stranger"] = Employee.objects.get(pk=people["stranger"].pk)
    of_department = ObjectiveFactory(owner=people["owner"], scope="department", department=department)
    personal = ObjectiveFactory(owner=people["owner"])

    assert allowed(people, rules.can_edit, of_department) == {"owner", "stranger"}
    assert allowed(people, rules.can_edit, personal) == {"owner"}


def test_the_owner_of_a_process_acts_for_its_objectives(people):
    process = ProcessFactory(owner=people["helper"], department=people["owner"].department)
    objective = ObjectiveFactory(owner=people["owner"], scope="process", process=process)

    assert allowed(people, rules.can_close, objective) == {"owner", "helper"}


def test_who_may_create(people):
    department = people["owner"].department
    me = people["owner"]

    assert allowed(people, rules.can_create) == set(people)
    assert {name for name, person in people.items() if rules.can_create(person, owner=me)} == {
        "owner",
        "boss",
        "hr",
        "partner",
    }
    assert allowed(people, rules.can_create, "company") == {"top", "above lead", "hr"}
    assert {
        name for name, person in people.items() if rules.can_create(person, "department", department=department)
    } == {
        "owner",
    }


def test_who_may_edit_may_also_read(people):
    """A head or a process owner who may write has to find it."""
    department = people["owner"].department
    RoleGrantFactory(employee=people["stranger"], role="head", department=department)
    process = ProcessFactory(owner=people["helper"], department=department)
    restricted = [
        ObjectiveFactory(owner=people["owner"], scope="department", department=department, visibility="manager"),
        ObjectiveFactory(owner=people["owner"], scope="process", process=process, visibility="manager"),
    ]
    for person in Employee.objects.order_by("pk"):
        readable = set(type(restricted[0]).objects.visible_to(person))
        assert {each for each in restricted if rules.can_edit(person, each)} <= readable
