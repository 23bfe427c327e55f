"""Two real connections at the same moment, on either database."""

from uuid import uuid4

import pytest
from django.utils import timezone

from feedback import services
from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.services import NewFeedback, NewRequest
from feedback.tests.factories import FeedbackRequestFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import named_at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = NewFeedback(kind="advice", audience="", suggestion="Ask once round the table.")
OTHER = NewFeedback(kind="praise", audience="", impact="It helped.")


@pytest.fixture
def part():
    """One of those who were asked."""
    return FeedbackRequestFactory(asked=[EmployeeFactory()]).asked.select_related("request__asker", "person").get()


def outcome(part) -> tuple[str, int]:
    part.refresh_from_db()
    return part.state, Feedback.objects.filter(withdrawn_at=None).count()


def test_a_double_click_asks_once():
    asker, people, key = EmployeeFactory(), [EmployeeFactory() for _each in range(2)], uuid4()
    new = NewRequest(asker.pk, "What helps?", timezone.localdate())

    outcomes = named_at_once(*[lambda: services.ask(new, by=asker, to=people, key=key).pk] * 3)

    assert len(set(outcomes)) == 1
    assert (FeedbackRequest.objects.count(), RequestedAnswer.objects.count(), Notification.objects.count()) == (1, 2, 2)


def test_answered_twice_at_once_is_one_answer(part):
    key = uuid4()

    same = named_at_once(*[lambda: services.answer(part, WORDS, by=part.person, key=key).pk] * 3)
    other = named_at_once(lambda: services.answer(part, OTHER, by=part.person, key=key).pk)

    assert (len(set(same)), other, outcome(part)) == (1, ["OverError"], ("answered", 1))


def test_of_two_different_answers_one_is_taken(part):
    outcomes = named_at_once(
        *[lambda new=new: services.answer(part, new, by=part.person, key=uuid4()) and "sent" for new in (WORDS, OTHER)]
    )

    assert (sorted(outcomes), outcome(part)) == (["OverError", "sent"], ("answered", 1))


def test_answered_while_it_is_taken_back(part):
    answered, taken = named_at_once(
        lambda: services.answer(part, WORDS, by=part.person, key=uuid4()) and "sent",
        lambda: services.take_back(part.request, by=part.request.asker),
    )

    # Either the answer came first and stays with its question, or it was refused and the question is erased.
    part.request.refresh_from_db()
    found = (answered, taken, *outcome(part), bool(part.request.question))
    assert found in [("sent", True, "answered", 1, True), ("OverError", True, "taken-back", 0, False)]
    assert not Notification.objects.filter(kind="feedback-asked").exists()


def test_answered_while_it_is_declined_in_another_tab(part):
    answered, declined = named_at_once(
        lambda: services.answer(part, WORDS, by=part.person, key=uuid4()) and "sent",
        lambda: services.decline(part, by=part.person, reason="No time"),
    )

    assert (answered, declined, *outcome(part)) in [
        ("sent", "OverError", "answered", 1),
        ("OverError", True, "declined", 0),
    ]


def test_withdrawn_while_it_is_taken_back_leaves_no_word(part):
    given = services.answer(part, WORDS, by=part.person, key=uuid4())

    outcomes = named_at_once(
        lambda: services.withdraw(given, by=part.person),
        lambda: services.take_back(part.request, by=part.request.asker),
    )

    part.request.refresh_from_db()
    assert (outcomes, *outcome(part), part.request.question) == ([True, True], "taken-back", 0, "")


def test_of_two_who_are_asked_at_once_there_is_room_for_one():
    request = FeedbackRequestFactory(asked=[EmployeeFactory() for _each in range(4)])
    today = timezone.localdate()

    outcomes = named_at_once(
        *[
            lambda person=person: services.ask_more(request, by=request.asker, to=[person], due_on=today)
            for person in (EmployeeFactory(), EmployeeFactory())
        ]
    )

    assert (sorted(map(str, outcomes)), request.asked.count()) == (["1", "ValidationError"], 5)
