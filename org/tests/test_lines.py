import time

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from org.lines import is_in_line, managers_of
from org.models import Employee
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db

# Any forest: the manager of person n is one of those before, or nobody.
forests = st.integers(1, 9).flatmap(
    lambda size: st.tuples(*[st.none() | st.integers(0, max(n - 1, 0)) if n else st.none() for n in range(size)])
)


def above(managers, n):
    """The naive definition: my manager, and whoever is above them."""
    return [] if managers[n] is None else [managers[n], *above(managers, managers[n])]


class TestAnyForest(TestCase):
    @given(forests)
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def test_the_three_questions_equal_the_recursive_definition(self, managers):
        people = []
        for manager in managers:
            people.append(EmployeeFactory(manager=people[manager] if manager is not None else None))
        numbers = range(len(people))

        for n, person in enumerate(people):
            line = [people[m] for m in above(managers, n)]
            assert managers_of(person) == line
            assert set(Employee.objects.line_of(person)) == set(line)
            assert set(Employee.objects.under(person)) == {people[m] for m in numbers if n in above(managers, m)}
            assert {other for other in people if is_in_line(person, other)} == set(line)


def test_a_loop_in_old_data_ends():
    first = EmployeeFactory()
    second = EmployeeFactory(manager=first)
    Employee.objects.filter(pk=first.pk).update(manager=second)
    first.refresh_from_db()

    assert set(Employee.objects.under(first)) == {first, second}
    assert managers_of(first) == [second, first]
    assert is_in_line(first, second)


@pytest.fixture
def company():
    """20,000 people, ten reports each."""
    Employee.objects.bulk_create(
        Employee(
            pk=n + 1,
            email=f"p{n}@example.org",
            first_name="P",
            last_name=str(n),
            manager_id=(n - 1) // 10 + 1 if n else None,
        )
        for n in range(20_000)
    )
    with connection.cursor() as cursor:
        # PostgreSQL looks by itself some minutes after; till then it plans for an empty table.
        cursor.execute("ANALYZE org_employee")
    return Employee.objects.in_bulk([1, 3, 20_000])


def test_20000_people_one_quick_statement_each(company, django_assert_num_queries):
    top, aside, last = company[1], company[3], company[20_000]

    with django_assert_num_queries(4):
        started = time.perf_counter()
        assert not is_in_line(last, aside)
        assert Employee.objects.line_of(last).count() == 5
        up = time.perf_counter()
        assert is_in_line(last, top)
        assert Employee.objects.under(top).count() == 19_999
        down = time.perf_counter()

    assert up - started < 0.2
    assert down - up < 2
