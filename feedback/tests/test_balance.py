"""What one gave, received and asked for, by month."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from feedback import balance
from feedback.tests.factories import FeedbackFactory, FeedbackRequestFactory

pytestmark = pytest.mark.django_db


def test_the_balance_counts_by_the_months_of_the_person(cast):
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        # In Berlin this is October already.
        at = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
        FeedbackFactory(giver=cast.peer, recipient=cast.subject, sent_at=at)
        FeedbackFactory(giver=cast.subject, recipient=cast.peer)
        FeedbackFactory(giver=cast.peer, recipient=cast.subject, sent_at=at - timedelta(days=400))
        FeedbackRequestFactory(asker=cast.subject)
        FeedbackRequestFactory(asker=cast.subject, taken_back_at=timezone.now())

        months = balance.of(cast.subject)

    assert (len(months), months[0].first_day.isoformat()) == (12, "2025-12-01")
    assert [(each.first_day.month, each.given, each.received, each.asked) for each in months[-2:]] == [
        (10, 0, 1, 0),
        (11, 1, 0, 1),
    ]
    assert balance.totals(months) == {"given": 1, "received": 1, "asked": 1}
    assert max(bar.height for month in balance.bars(months) for bar in month["bars"]) == balance.HEIGHT
