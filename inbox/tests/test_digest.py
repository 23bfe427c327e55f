from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from inbox import digest, ledger
from inbox.models import MailLedger
from inbox.tests.factories import MONDAY, MORNING, MailLedgerFactory, MailPreferenceFactory, NotificationFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(berlin):
    return EmployeeFactory.create_batch(3, location=berlin)


def send(now=MORNING, **options):
    return str(digest.send_due(now, **options))


def reached():
    return sorted(address for message in mail.outbox for address in message.to)


def test_sends_to_whom_something_is_due_and_to_nobody_else(people, waiting):
    late, due, later = people
    waiting.add(late, due_on=MONDAY - timedelta(days=3))
    waiting.add(due)
    waiting.add(later, due_on=MONDAY + timedelta(days=1))

    assert send() == "sent 2, skipped 1, failed 0"
    assert reached() == [late.email, due.email]
    assert list(MailLedger.objects.order_by("person").values_list("person", "day", "state", "attempts")) == [
        (late.pk, MONDAY, "sent", 1),
        (due.pk, MONDAY, "sent", 1),
    ]


def test_second_run_sends_none(people, waiting):
    waiting.add(*people)

    assert send() == "sent 3, skipped 0, failed 0"
    assert send(MORNING + timedelta(hours=3)) == "sent 0, skipped 0, failed 0"
    assert send(MORNING + timedelta(days=1)) == "sent 3, skipped 0, failed 0"


def test_a_duty_that_waits_without_a_mail(people, waiting):
    waiting.add(people[0], in_mail=False)

    assert send() == "sent 0, skipped 3, failed 0"


def test_a_duty_without_a_date_is_due_at_once(people, waiting):
    waiting.add(people[0], due_on=None)

    assert send() == "sent 1, skipped 2, failed 0"


def test_due_by_the_persons_own_day(berlin, waiting):
    kiritimati = EmployeeFactory(time_zone="Pacific/Kiritimati")  # Tuesday there, when it is Monday in London
    waiting.add(kiritimati, due_on=MONDAY + timedelta(days=1))

    assert send(datetime(2026, 11, 23, 19, 0, tzinfo=UTC)) == "sent 1, skipped 0, failed 0"
    assert MailLedger.objects.get().day == MONDAY + timedelta(days=1)


def test_weekly_and_none(people, waiting):
    weekly, never, daily = people
    MailPreferenceFactory(person=weekly, frequency="weekly")
    MailPreferenceFactory(person=never, frequency="none")
    waiting.add(*people)

    send()
    send(MORNING + timedelta(days=1))

    assert reached() == sorted([weekly.email, daily.email, daily.email])


class TestNews:
    def test_unread_news_is_sent_once(self, people, waiting, thanks):
        NotificationFactory(person=people[0], at=MORNING - timedelta(days=2))

        assert send() == "sent 1, skipped 2, failed 0"
        assert send(MORNING + timedelta(days=1)) == "sent 0, skipped 3, failed 0"

    def test_news_after_the_last_mail_only(self, people, waiting, thanks):
        NotificationFactory(person=people[0], at=MORNING - timedelta(days=2))
        send()
        NotificationFactory(person=people[0], at=MORNING + timedelta(hours=5))
        send(MORNING + timedelta(days=1))

        assert [message.body.count("Somebody thanked you") for message in mail.outbox] == [1, 1]

    def test_what_was_seen_sends_nothing(self, people, waiting, thanks):
        NotificationFactory(person=people[0], seen_at=MORNING)

        assert send() == "sent 0, skipped 3, failed 0"

    def test_a_kind_that_is_not_mailed_sends_nothing(self, people, waiting, thanks):
        NotificationFactory(person=people[0], kind="test-quiet")
        NotificationFactory(person=people[1], kind="of-an-app-that-is-gone")

        assert send() == "sent 0, skipped 3, failed 0"

    def test_a_failed_mail_has_told_nothing(self, people, waiting, thanks):
        NotificationFactory(person=people[0], at=MORNING - timedelta(days=5))
        MailLedgerFactory(person=people[0], day=date(2026, 11, 20), state="failed", try_again_at=MORNING)

        assert send() == "sent 1, skipped 2, failed 0"


class TestBrokenRows:
    def test_a_provider_that_breaks_on_one_person_stops_nobody_elses(self, people, waiting):
        waiting.add(*people)
        waiting.breaks_for = {people[1].pk}

        assert send() == "sent 2, skipped 0, failed 1"
        assert reached() == [people[0].email, people[2].email]
        row = MailLedger.objects.get(person=people[1])
        assert (row.state, row.error) == ("failed", "ZeroDivisionError")

    @pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "no address", "@", "a@b@c", "ü" * 200])
    def test_a_bad_address_stops_nobody_elses(self, people, waiting, address):
        waiting.add(*people)
        type(people[0]).objects.filter(pk=people[1].pk).update(email=address)

        tally = digest.send_due(MORNING)

        assert tally.sent + tally.failed == 3
        assert {people[0].email, people[2].email} <= set(reached())
        assert not any("Bcc" in message.message() for message in mail.outbox if message.to != [address])

    def test_an_address_with_a_header_in_it_is_refused_and_shown(self, people, waiting):
        waiting.add(*people)
        type(people[0]).objects.filter(pk=people[1].pk).update(email="a@example.org\nBcc: all@example.org")

        assert send() == "sent 2, skipped 0, failed 1"
        row = MailLedger.objects.get(person=people[1])
        assert (row.state, row.error) == ("refused", "The address cannot be used.")
        assert send(MORNING + timedelta(hours=5)) == "sent 0, skipped 0, failed 0"


class TestBatches:
    def test_small_batches_reach_everyone_once(self, berlin, waiting, monkeypatch):
        monkeypatch.setattr(digest, "BATCH", 3)
        monkeypatch.setattr(digest, "CLAIM", 2)
        people = EmployeeFactory.create_batch(11, location=berlin)
        waiting.add(*people[::2])

        assert send() == "sent 6, skipped 5, failed 0"
        assert len(set(reached())) == 6

    def test_slices_reach_everyone_once(self, berlin, waiting):
        people = EmployeeFactory.create_batch(11, location=berlin)
        waiting.add(*people[::2])
        left, sent, skipped = digest.everyone(), 0, 0
        while left:
            tally = digest.send_due(MORNING, seconds=1e-9, stretches=left)
            left, sent, skipped = tally.left, sent + tally.sent, skipped + tally.skipped

        assert (sent, skipped) == (6, 5)
        assert len(set(reached())) == 6

    def test_everyone_in_parts(self, berlin):
        people = EmployeeFactory.create_batch(7)

        parts = digest.everyone(parts=3)

        assert [sum(after < person.pk <= until for after, until in parts) for person in people] == [1] * 7
        assert len(parts) == 3

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_people(self, berlin, waiting, thanks, count, django_assert_num_queries):
        people = EmployeeFactory.create_batch(count, location=berlin)
        for person in people:
            NotificationFactory(person=person)
        waiting.add(*people)
        stretches = digest.everyone()

        # zones (organisation, zones), settings; organisation and people twice (the second batch is empty); snoozes;
        # news; the claim: savepoint, release, insert, takeable, ours; addresses: look, their people,
        # insert in a savepoint, look anew
        with django_assert_num_queries(20 + count):  # and each mail's result
            digest.send_due(MORNING, stretches=stretches)


class TestCommand:
    def last_line(self, capsys, *args):
        call_command("send_daily_mail", *args)
        return capsys.readouterr().out.strip().splitlines()[-1]

    @pytest.mark.parametrize("now", ["2026-11-23T10:00:00+01:00", "2026-11-23T09:00Z"])
    def test_twice(self, people, waiting, capsys, now):
        waiting.add(*people)

        assert self.last_line(capsys, "--now", now) == "sent 3, skipped 0, failed 0"
        assert self.last_line(capsys, "--now", now) == "sent 0, skipped 0, failed 0"

    @pytest.mark.parametrize(
        ("now", "words"), [("2026-11-23T10:00", "does not say in which zone"), ("monday", "is not a time")]
    )
    def test_refuses_a_time_that_is_not_clear(self, db, now, words):
        with pytest.raises(CommandError, match=words):
            call_command("send_daily_mail", "--now", now)

    def test_without_now_it_is_now(self, people, waiting, capsys, time_machine):
        time_machine.move_to(MORNING)
        waiting.add(*people)

        assert self.last_line(capsys) == "sent 3, skipped 0, failed 0"

    def test_an_empty_company(self, db, capsys):
        assert self.last_line(capsys) == "sent 0, skipped 0, failed 0"


def test_message_id_is_of_person_and_day_only(settings):
    settings.SITE_URL = "https://people.example.org:8443/x"
    first = ledger.message_id(7, MONDAY)

    assert first == ledger.message_id(7, MONDAY)
    assert first.endswith("@people.example.org>")
    assert len({first, ledger.message_id(8, MONDAY), ledger.message_id(7, MONDAY + timedelta(days=1))}) == 3


@pytest.mark.parametrize(
    ("url", "domain"), [("http://[::1]:8000", "localhost"), ("https://bücher.example", "xn--bcher-kva.example")]
)
def test_message_id_of_an_odd_host(settings, url, domain):
    settings.SITE_URL = url

    assert ledger.message_id(7, MONDAY).endswith(f"@{domain}>")
