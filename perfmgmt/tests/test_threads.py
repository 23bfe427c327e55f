import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from org.models import Employee
from org.tests.factories import EmployeeFactory
from perfmgmt.testing import threads

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(error):
    raise error


def test_outcomes_and_refusals_stand_in_the_order_of_the_calls():
    calls = [lambda: 1, lambda: refuse(ValidationError("No")), lambda: refuse(PermissionDenied), lambda: 2]

    assert threads.named_at_once(*calls) == [1, "ValidationError", "PermissionDenied", 2]
    with_names = threads.at_once(*calls)
    assert (with_names[1].messages, with_names[3]) == (["No"], 2)


def test_each_has_a_connection_of_its_own():
    EmployeeFactory()

    assert threads.at_once(*[Employee.objects.count] * 3) == [1, 1, 1]


def test_what_breaks_is_raised_and_a_refusal_that_was_not_expected_too():
    with pytest.raises(LookupError, match="broken"):
        threads.at_once(lambda: 1, lambda: refuse(LookupError("broken")))

    named = threads.named_at_once(lambda: 1, lambda: refuse(LookupError("broken")), refusals=[LookupError])
    assert named == [1, "LookupError"]


def test_what_does_not_end_fails_the_test(monkeypatch):
    monkeypatch.setattr(threads, "PATIENCE", 0.2)
    end = threading.Event()

    with pytest.raises(AssertionError, match="1 of 2 calls have not ended"):
        threads.at_once(lambda: 1, end.wait)
    end.set()
