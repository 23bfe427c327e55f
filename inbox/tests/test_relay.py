"""Beat's look: in slices, in lanes, and found again when a slice is lost."""

import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend

from inbox import digest, relay, tasks
from inbox.tests.factories import MORNING
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(berlin, waiting, time_machine):
    time_machine.move_to(MORNING)
    people = EmployeeFactory.create_batch(12, location=berlin)
    waiting.add(*people)
    return people


def reached():
    return sorted(message.to[0] for message in mail.outbox)


def test_a_look_reaches_everyone_in_slices(people, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(relay, "SLICE", 0.001)  # each slice has time for one claim
    monkeypatch.setattr(digest, "CLAIM_IN_A_SLICE", 5)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        tasks.send_due_mail()

    assert reached() == sorted(person.email for person in people)
    assert len(callbacks) > 1


def test_a_second_look_waits_while_the_lane_is_taken(people, django_capture_on_commit_callbacks):
    relay.begin()  # its slice is lost with its worker

    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_due_mail()
    assert reached() == []

    cache.clear()  # as when the lease has run out
    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_due_mail()
    assert len(reached()) == 12


def test_the_lane_is_free_when_the_morning_is_through(people):
    [(lane, stretches)] = relay.begin()

    left = relay.go_on(lane, stretches, MORNING)

    assert left == []
    assert relay.begin()


def test_four_lanes_share_the_people_where_there_are_workers(people, settings):
    settings.REDIS_URL = "redis://elsewhere"

    lanes = relay.begin()

    assert [lane for lane, _stretches in lanes] == [0, 1, 2, 3]
    assert relay.begin() == []
    for lane, stretches in lanes:
        relay.go_on(lane, stretches, MORNING)
    assert reached() == sorted(person.email for person in people)


def test_a_broken_broker_fails_nothing(people, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args):
        raise ConnectionError

    monkeypatch.setattr(tasks.send_slice, "delay", away)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_due_mail()

    assert reached() == []


def test_a_slice_ends_in_time(people, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    began = time.monotonic()

    tally = digest.send_due(MORNING, seconds=0.2, stretches=digest.everyone())

    assert time.monotonic() - began < 2
    assert tally.left
    assert tally.sent < 12


class SlowBackend(EmailBackend):
    def send_messages(self, messages):
        deadline = time.monotonic() + 0.1  # busy, as a slow server makes us
        while time.monotonic() < deadline:
            pass
        return super().send_messages(messages)
