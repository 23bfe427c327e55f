import email
from datetime import timedelta

import pytest

from inbox import delivery, digest
from inbox.models import MailLedger
from inbox.tests import smtp
from inbox.tests.factories import MORNING
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with smtp.serving() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def people(berlin, waiting):
    people = EmployeeFactory.create_batch(3, location=berlin)
    waiting.add(*people)
    return people


def send(now=MORNING):
    return str(digest.send_due(now, stretches=digest.everyone()))


def reached(server):
    return [email.message_from_string(text)["To"] for text in server.accepted]


def row_of(person):
    return MailLedger.objects.get(person=person)


def test_all_over_one_connection(server, people):
    assert send() == "sent 3, skipped 0, failed 0"
    assert reached(server) == [person.email for person in people]
    assert server.connections == 1


def test_a_recipient_refused_for_good_stops_nobody_else(server, people):
    server.answers[people[0].email] = "550 no such mailbox"

    assert send() == "sent 2, skipped 0, failed 1"
    assert (row_of(people[0]).state, row_of(people[0]).error) == ("refused", "550 no such mailbox")
    assert send(MORNING + timedelta(hours=4)) == "sent 0, skipped 0, failed 0"
    assert send(MORNING + timedelta(days=1)) == "sent 2, skipped 0, failed 1"


def test_a_recipient_refused_for_now_is_tried_again_with_growing_pauses(server, people):
    server.answers[people[0].email] = "450 greylisted"
    assert send() == "sent 2, skipped 0, failed 1"
    first_id = row_of(people[0]).message_id

    assert send(MORNING + timedelta(minutes=4)) == "sent 0, skipped 0, failed 0"
    assert send(MORNING + timedelta(minutes=6)) == "sent 0, skipped 0, failed 1"
    assert send(MORNING + timedelta(minutes=20)) == "sent 0, skipped 0, failed 0"
    del server.answers[people[0].email]
    assert send(MORNING + timedelta(minutes=22)) == "sent 1, skipped 0, failed 0"
    row = row_of(people[0])
    assert (row.state, row.attempts, row.error, row.perhaps_twice) == ("sent", 3, "", False)
    assert email.message_from_string(server.accepted[-1])["Message-ID"] == first_id == row.message_id


@pytest.mark.parametrize("greeting", ["421 too busy", "554 not you"])
def test_a_server_that_does_not_open_is_not_asked_for_each_mail(server, people, greeting):
    server.greeting = greeting

    assert send() == "sent 0, skipped 0, failed 3"
    assert server.connections == 1
    assert {row.error for row in MailLedger.objects.all()} == {greeting}
    server.greeting = "220 here"
    assert send(MORNING + timedelta(minutes=6)) == "sent 3, skipped 0, failed 0"


def test_nobody_listens(settings, server, people):
    with smtp.serving() as closed:
        settings.EMAIL_PORT = closed.port

    assert send() == "sent 0, skipped 0, failed 3"
    assert row_of(people[0]).error == "The mail server does not answer: Connection refused."
    settings.EMAIL_PORT = server.port
    assert send(MORNING + timedelta(minutes=6)) == "sent 3, skipped 0, failed 0"


def test_a_server_that_ends_the_connection_after_each_mail(server, people):
    server.mails_in_a_connection = 1

    assert send() == "sent 3, skipped 0, failed 0"
    assert reached(server) == [person.email for person in people]
    assert server.connections == 3


def test_hanging_up_on_one_person_stops_nobody_else(server, people):
    server.answers[people[1].email] = None

    assert send() == "sent 2, skipped 0, failed 1"
    assert reached(server) == [people[0].email, people[2].email]
    assert row_of(people[1]).state == "failed"


def test_hanging_up_with_the_mail_in_hand_says_that_it_may_have_left(server, people):
    server.after_data = None
    assert send() == "sent 0, skipped 0, failed 3"

    server.after_data = "250 queued"
    assert send(MORNING + timedelta(minutes=6)) == "sent 3, skipped 0, failed 0"
    assert MailLedger.objects.filter(perhaps_twice=True, state="sent").count() == 3
    ids = [email.message_from_string(text)["Message-ID"] for text in server.accepted]
    assert len(set(ids)) == 3


def test_a_mail_refused_for_what_it_is(server, people):
    server.after_data = "554 looks like spam"

    assert send() == "sent 0, skipped 0, failed 3"
    assert set(MailLedger.objects.values_list("state", "error")) == {("refused", "554 looks like spam")}


def test_a_server_that_is_silent_is_left_soon(settings, people):
    listener = smtp.socketserver.TCPServer(("127.0.0.1", 0), smtp.socketserver.BaseRequestHandler)  # accepts nobody
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = listener.server_address
    with listener, delivery.Outbox(patience=0.2) as outbox:
        answer = outbox.send(None)

    assert answer.state == "failed"
    assert "timed out" in answer.error
