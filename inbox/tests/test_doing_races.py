"""Two at once on one duty, each with a connection of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import ActionItem, Blocker
from feedback.tests.factories import ActionItemFactory, BlockerFactory
from inbox import at_once, services
from inbox.models import AtOnceMail, Notification, SecretAddress, Snooze
from inbox.tests.factories import MORNING, NotificationFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.testing import threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person():
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def test_a_deed_twice_is_done_once(person):
    action = ActionItemFactory(owner=person, due_on=timezone.localdate())
    blocker = BlockerFactory(raised_by__manager=person)

    finished = threads.at_once(*[lambda: services.do_in_place(f"action:{action.pk}:finish", by=person)] * 2)
    seen = threads.at_once(*[lambda: services.do_in_place(f"blocker:{blocker.pk}:acknowledge", by=person)] * 2)

    assert sorted(done.words for done in finished) == ["Done.", "It was done already."]
    assert ["already" in done.words for done in sorted(seen, key=lambda done: done.words)] == [False, True]
    assert Notification.objects.filter(kind="blocker-acknowledged").count() == 1
    assert Blocker.objects.get().acknowledged_by == person


def test_snoozed_and_done_at_once_leaves_no_snooze(person):
    action = ActionItemFactory(owner=person, due_on=timezone.localdate())
    key, later = f"action:{action.pk}:finish", person.today() + timedelta(days=1)
    person.__dict__.pop("zone", None)

    snoozed, done = threads.at_once(
        lambda: services.snooze(key, later, by=person), lambda: services.do_in_place(key, by=person)
    )

    assert done.words == "Done."
    assert isinstance(snoozed, Snooze) or snoozed.code == "gone"
    assert not Snooze.objects.exists()
    assert ActionItem.objects.get().done_at is not None


def test_snoozed_twice_is_one(person):
    action = ActionItemFactory(owner=person, due_on=timezone.localdate())
    key, later = f"action:{action.pk}:finish", person.today() + timedelta(days=1)

    threads.at_once(*[lambda: services.snooze(key, later, by=person)] * 2)

    assert Snooze.objects.count() == 1


def test_made_twice_one_address_of_a_calendar_lives(person):
    made = threads.at_once(*[lambda: services.make_calendar(by=person)] * 2)

    assert len(set(made)) == 2
    assert SecretAddress.objects.filter(purpose="calendar").count() == 1


def test_two_senders_invite_once(person, monkeypatch):
    monkeypatch.setattr(at_once, "_known", {})
    at_once.register("x", lambda news, now: {each.pk for each in news}, words="Your check-in is today")
    NotificationFactory(kind="x", person=person)

    sent = threads.at_once(*[lambda: at_once.send_due(MORNING)] * 2)

    assert sorted(sent) == [0, 1]
    assert AtOnceMail.objects.get().attempts == 1
