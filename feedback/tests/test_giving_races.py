"""Two real connections at the same moment, on either database."""

from uuid import uuid4

import pytest

from drafts.models import Draft
from feedback import services
from feedback.models import Feedback, FeedbackMark, FeedbackReader, FeedbackReply
from feedback.services import NewFeedback
from feedback.tests.factories import FeedbackFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import named_at_once

pytestmark = pytest.mark.django_db(transaction=True)
NEW = NewFeedback(kind="praise", audience="manager", behaviour="You asked the second question.")


def test_a_double_click_gives_once():
    giver, people, key = EmployeeFactory(), [EmployeeFactory(manager=EmployeeFactory()) for _each in range(2)], uuid4()

    outcomes = named_at_once(*[lambda: [each.pk for each in services.give(NEW, by=giver, to=people, key=key)]] * 3)

    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert (Feedback.objects.count(), FeedbackReader.objects.count(), Notification.objects.count()) == (2, 4, 4)


def test_who_withdraws_while_another_replies_leaves_no_word():
    feedback = FeedbackFactory()

    replied, withdrawn = named_at_once(
        lambda: services.reply(feedback, by=feedback.recipient, text="Zebra") and True,
        lambda: services.withdraw(feedback, by=feedback.giver),
    )

    assert (replied in (True, "GoneError"), withdrawn) == (True, True)
    assert (FeedbackReply.objects.count(), Notification.objects.count(), Draft.objects.count()) == (0, 0, 0)
    assert Feedback.objects.get().parts == []


def test_seen_and_thanked_while_it_is_withdrawn_leave_no_mark_behind():
    feedback = FeedbackFactory()

    outcomes = named_at_once(
        lambda: services.thank(feedback, by=feedback.recipient),
        lambda: services.withdraw(feedback, by=feedback.giver),
    )

    assert (outcomes[0] in (True, "GoneError"), outcomes[1]) == (True, True)
    assert (FeedbackMark.objects.count(), Notification.objects.count()) == (0, 0)


def test_one_reply_of_two_tabs():
    feedback = FeedbackFactory()

    outcomes = named_at_once(
        *[
            lambda text=text: services.reply(feedback, by=feedback.recipient, text=text) and True
            for text in ("One", "Other")
        ]
    )

    assert sorted(map(str, outcomes)) == ["True", "ValidationError"]
    assert FeedbackReply.objects.count() == 1
