import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import audience
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, ProcessFactory
from org.models import Department, Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

NUMBERS = st.integers(0, 10**6)


def company(numbers) -> None:
    """A random organisation: a line, departments, roles, and objectives of each scope and visibility."""
    draw = iter(numbers).__next__
    departments = []
    for _ in range(4):
        parent = departments[draw() % len(departments)] if departments and draw() % 3 else None
        departments.append(DepartmentFactory(parent=parent))
    people = []
    for _ in range(8):
        manager = people[draw() % len(people)] if people and draw() % 5 else None
        people.append(EmployeeFactory(manager=manager, department=departments[draw() % 4] if draw() % 4 else None))
    for role in ("hr", "partner", "head", "head", "partner"):
        department = None if role == "hr" else departments[draw() % 4]
        RoleGrantFactory(employee=people.pop(), role=role, department=department)
        people.append(EmployeeFactory(manager=people[draw() % len(people)]))
    people = list(Employee.objects.order_by("pk"))
    for _ in range(6):
        scope = Objective.Scope.values[draw() % 4]
        objective = ObjectiveFactory(
            owner=people[draw() % len(people)],
            scope=scope,
            visibility=Objective.Visibility.values[draw() % 3],
            department=departments[draw() % 4]
            if scope == "department" or (scope == "process" and draw() % 2)
            else None,
            process=ProcessFactory(owner=people[draw() % len(people)], department=departments[0])
            if scope == "process"
            else None,
        )
        if draw() % 2:
            KeyResultFactory(objective=objective, owner=people[draw() % len(people)])


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(NUMBERS, min_size=120, max_size=120))
def test_the_sentence_names_exactly_who_may_read(numbers):
    with transaction.atomic():
        company(numbers)
        people = list(Employee.objects.order_by("pk"))
        for objective in Objective.objects.select_related("owner__manager", "department").order_by("pk"):
            readers = {
                each.pk for each in people if Objective.objects.visible_to(each).filter(pk=objective.pk).exists()
            }
            if objective.visibility == "everyone":
                assert readers == {each.pk for each in people}
                continue
            named = {each.pk for each in audience.named(objective)}
            partners = {
                each.pk
                for each in people
                if each.is_partner and objective.owner.department_id in each.partner_departments
            }
            hr = {each.pk for each in people if each.is_hr}
            assert readers == named | partners | hr
        transaction.set_rollback(True)
    assert not Department.objects.exists()


def test_the_sentence():
    boss = EmployeeFactory(first_name="Joana", last_name="Lima", manager=EmployeeFactory(last_name="Top"))
    owner = EmployeeFactory(first_name="Ana", last_name="Souza", manager=boss)
    helper = EmployeeFactory(first_name="Tom", last_name="Berg")
    objective = ObjectiveFactory(owner=owner, visibility="manager")
    KeyResultFactory(objective=objective, owner=helper)

    assert audience.sentence(objective, owner) == "Visible to you, Joana Lima (your manager), Tom Berg and HR"
    assert audience.sentence(objective, boss) == "Visible to you, Ana Souza, Tom Berg and HR"
    assert audience.sentence(ObjectiveFactory(), owner) == "Visible to everyone"


def test_the_sentence_of_a_line_costs_the_same_for_a_long_one(django_assert_num_queries):
    person = EmployeeFactory()
    for length in (1, 3):
        for _ in range(length):
            person = EmployeeFactory(manager=person)
        objective = Objective.objects.select_related("owner__manager").get(
            pk=ObjectiveFactory(owner=person, visibility="line").pk
        )
        with django_assert_num_queries(2):
            audience.sentence(objective, person)
