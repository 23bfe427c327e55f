"""Two senders, each with a connection of its own."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from inbox import digest, ledger
from inbox.models import MailLedger, SecretAddress
from inbox.tests.factories import MONDAY, MORNING, MailLedgerFactory
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(berlin):
    return EmployeeFactory.create_batch(30, location=berlin)


def test_two_senders_who_decide_on_the_same_people_send_to_each_once(people, waiting):
    waiting.add(*people)
    both_have_decided = threading.Barrier(2, timeout=30)
    provide = type(waiting).__call__

    class Together(type(waiting)):
        def __call__(self, asked, now):
            both_have_decided.wait()
            yield from provide(self, asked, now)

    waiting.__class__ = Together

    first, second = at_once(*[lambda: digest.send_due(MORNING, stretches=digest.everyone())] * 2)

    assert first.sent + second.sent == 30
    assert first.skipped + second.skipped == 30
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
    assert MailLedger.objects.filter(state="sent", attempts=1).count() == 30


def test_two_senders_take_a_dead_ones_claims_once(people):
    for person in people:
        MailLedgerFactory(person=person, claimed_at=MORNING - timedelta(minutes=10))
    MailLedgerFactory(person=people[0], day=MONDAY - timedelta(days=3))
    wanted = [(person.pk, MONDAY) for person in people]

    first, second = at_once(*[lambda: ledger.claim(wanted, MORNING)] * 2)

    assert sorted([*first, *second]) == wanted
    assert set(MailLedger.objects.filter(day=MONDAY).values_list("attempts", "perhaps_twice")) == {(2, True)}
    assert MailLedger.objects.get(day=MONDAY - timedelta(days=3)).claimed_by == "another sender"


def test_two_senders_make_one_address(people):
    first, second = at_once(*[lambda: digest.addresses.unsubscribe_urls(person.pk for person in people)] * 2)

    assert first == second
    assert SecretAddress.objects.count() == 30


class DyingBackend(EmailBackend):
    """The sender is killed with its third mail: the mail has left, the result was not written."""

    def send_messages(self, messages):
        super().send_messages(messages)
        if len(mail.outbox) == 3:
            raise KeyboardInterrupt


def test_a_killed_senders_mails_are_sent_ten_minutes_later_with_the_same_message_id(people, waiting, settings):
    waiting.add(*people)
    everyone = digest.everyone()
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.DyingBackend"
    with pytest.raises(KeyboardInterrupt):
        digest.send_due(MORNING, stretches=everyone)
    settings.EMAIL_BACKEND = backend
    unknown = mail.outbox[2]

    meanwhile = digest.send_due(MORNING + timedelta(minutes=9), stretches=everyone)
    later = digest.send_due(MORNING + timedelta(minutes=11), stretches=everyone)
    again = digest.send_due(MORNING + timedelta(minutes=25), stretches=everyone)

    assert (meanwhile.sent, later.sent, again.sent) == (10, 18, 0)
    copies = [message for message in mail.outbox if message.to == unknown.to]
    assert len({message.extra_headers["Message-ID"] for message in copies}) == 1
    assert len(copies) == 2
    assert len(mail.outbox) == 31
    assert MailLedger.objects.filter(state="sent", perhaps_twice=True).count() == 18


def test_a_slow_sender_does_not_write_over_who_took_its_mail(people):
    slow = ledger.claim([(people[0].pk, MONDAY)], MORNING)[people[0].pk, MONDAY]
    later = MORNING + timedelta(minutes=11)
    taken = ledger.claim([(people[0].pk, MONDAY)], later)[people[0].pk, MONDAY]

    assert ledger.failed(slow, later, "timed out") is False
    assert ledger.sent(taken, later, news_until=later) is True
    assert MailLedger.objects.get().state == "sent"


@pytest.mark.parametrize(("minutes", "is_ours"), [(4, True), (6, True), (11, False)])
def test_a_claim_that_waits_behind_slow_mails_is_renewed_unless_it_was_taken(people, minutes, is_ours):
    wanted = [(people[0].pk, MONDAY)]
    mine = ledger.claim(wanted, MORNING)[wanted[0]]
    if minutes > 10:
        ledger.claim(wanted, MORNING + timedelta(minutes=10))

    assert ledger.keep(mine, MORNING + timedelta(minutes=minutes)) is is_ours

    taken = ledger.claim(wanted, MORNING + timedelta(minutes=13))
    assert bool(taken) is (minutes == 4)
