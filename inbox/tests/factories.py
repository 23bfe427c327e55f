from datetime import UTC, date, datetime

import factory

from inbox.models import MailLedger, MailPreference, Notification
from org.tests.factories import EmployeeFactory

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification

    person = factory.SubFactory(EmployeeFactory)
    kind = "test-thanks"
    path = "/inbox/"
    at = MORNING


class MailLedgerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailLedger

    person = factory.SubFactory(EmployeeFactory)
    day = MONDAY
    message_id = factory.Sequence("<row{}@testserver>".format)
    claimed_at = MORNING
    claimed_by = "another sender"

    class Params:
        is_sent = factory.Trait(state="sent", sent_at=MORNING, news_until=MORNING)


class MailPreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailPreference

    person = factory.SubFactory(EmployeeFactory)
