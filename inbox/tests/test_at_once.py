"""An invitation for the same day goes at once, and once; everything else waits for the daily mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from feedback.tests.factories import CheckInFactory
from inbox import at_once, digest, tasks
from inbox.models import AtOnceMail
from inbox.tests.factories import MONDAY, MORNING, MailLedgerFactory, MailPreferenceFactory, NotificationFactory
from org.models import Absence
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
MOVED = "check-in-moved"


@pytest.fixture
def check_in(berlin, time_machine):
    time_machine.move_to(MORNING, tick=False)
    joana = EmployeeFactory(first_name="Joana", preferred_name="", last_name="Lima", location=berlin)
    return CheckInFactory(employee=EmployeeFactory(manager=joana, location=berlin), due_on=MONDAY)


@pytest.fixture
def news(check_in):
    return NotificationFactory(
        kind=MOVED, person=check_in.employee, actor=check_in.manager, path=check_in.get_absolute_url()
    )


def test_it_goes_at_once_and_once(news):
    tasks.send_at_once()
    tasks.send_at_once()

    [message] = mail.outbox
    assert (message.to, message.subject) == ([news.person.email], "Your check-in with Joana Lima is today")
    assert "An invitation for the same day goes at once" in message.body
    assert "only if something waits" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert AtOnceMail.objects.get().state == "sent"


def test_the_daily_mail_does_not_tell_it_again(news, waiting):
    at_once.send_due(MORNING)

    assert str(digest.send_due(MORNING + timedelta(days=1))) == "sent 0, skipped 2, failed 0"


@pytest.mark.parametrize("days", [1, -1])
def test_for_another_day_it_waits(news, check_in, days):
    type(check_in).objects.update(due_on=MONDAY + timedelta(days=days))

    assert at_once.send_due(MORNING) == 0
    assert not AtOnceMail.objects.exists()


def test_one_behind_many_for_other_days_is_found(check_in, monkeypatch):
    monkeypatch.setattr(at_once, "LOOKED_AT", 3)
    NotificationFactory.create_batch(7, kind=MOVED, path="/check-ins/")
    NotificationFactory(kind=MOVED, person=check_in.employee, actor=check_in.manager, path=check_in.get_absolute_url())

    assert at_once.send_due(MORNING) == 1
    assert [message.to for message in mail.outbox] == [[check_in.employee.email]]


@pytest.mark.parametrize(
    "fields",
    [
        {"seen_at": MORNING},
        {"kind": "feedback-received"},
        {"path": "/check-ins/"},
        {"at": MORNING - timedelta(hours=2)},
    ],
)
def test_what_is_no_invitation_or_no_longer_new(news, fields):
    type(news).objects.update(**fields)

    assert at_once.send_due(MORNING) == 0


def test_somebody_elses_check_in_invites_nobody(news):
    NotificationFactory(kind=MOVED, path=news.path)  # a stranger's

    assert at_once.send_due(MORNING) == 1
    assert [message.to for message in mail.outbox] == [[news.person.email]]


@pytest.mark.parametrize("why", ["never", "left", "closed", "away"])
def test_whom_it_does_not_reach(news, why):
    person = news.person
    if why == "never":
        MailPreferenceFactory(person=person, frequency="none")
    elif why == "away":
        Absence.objects.create(employee=person, starts_on=MONDAY, ends_on=MONDAY)
    else:
        gone = {"left": {"left_on": MONDAY - timedelta(days=1)}, "closed": {"is_active": False}}[why]
        type(person).objects.filter(pk=person.pk).update(**gone)

    assert at_once.send_due(MORNING) == 0
    assert AtOnceMail.objects.get().state == "dropped"


def test_a_dead_senders_claim_is_sent_later_with_the_same_message_id(news):
    at_once.send_due(MORNING)
    AtOnceMail.objects.update(state="claimed", claimed_at=timezone.now())

    assert at_once.send_due(MORNING + timedelta(minutes=9)) == 0
    assert at_once.send_due(MORNING + timedelta(minutes=10)) == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_refused_for_good_it_rests(news, settings):
    type(news.person).objects.filter(pk=news.person.pk).update(email="a@example.org\nBcc: all@example.org")

    assert [at_once.send_due(MORNING + timedelta(minutes=each)) for each in (0, 30)] == [0, 0]
    row = AtOnceMail.objects.get()
    assert (row.state, row.error, row.attempts) == ("refused", "The address cannot be used.", 1)


class TestToMend:
    @pytest.fixture
    def refused(self, news):
        NotificationFactory(kind=MOVED, path=news.path)  # a stranger's, which goes nowhere
        person = news.person
        type(person).objects.filter(pk=person.pk).update(email="a@example.org\nBcc: all@example.org")
        at_once.send_due(MORNING)
        return AtOnceMail.objects.get()

    def mends(self):
        return list(AtOnceMail.objects.to_mend(timezone.now()))

    def test_until_a_later_mail_says_how_it_stands(self, refused):
        assert self.mends() == [refused]
        MailLedgerFactory(
            person=refused.news.person,
            day=MONDAY - timedelta(days=1),
            state="refused",
            claimed_at=MORNING - timedelta(days=1),
        )
        MailLedgerFactory(is_sent=True, claimed_at=MORNING + timedelta(hours=1))  # somebody else's
        assert self.mends() == [refused]

        MailLedgerFactory(person=refused.news.person, is_sent=True, claimed_at=MORNING + timedelta(hours=1))
        assert self.mends() == []

    @pytest.mark.parametrize("fields", [{"left_on": MONDAY - timedelta(days=9)}, {"is_active": False}])
    def test_not_of_who_is_gone(self, refused, fields):
        type(refused.news.person).objects.filter(pk=refused.news.person_id).update(**fields)

        assert self.mends() == []

    def test_hr_is_led_to_it_and_told_what_to_do(self, client, refused):
        client.force_login(EmployeeFactory(hr=True))
        path = reverse("admin:inbox_atoncemail_changelist")

        start = client.get(reverse("admin:index")).content.decode()
        page = client.get(path, {"mend": "yes"}).content.decode()

        assert "1 mail about the same day did not arrive" in start
        assert f"{path}?mend=yes" in start
        assert "The address cannot be used." in page
        assert "Ask the person for the right address" in page
        assert reverse("admin:org_employee_change", args=[refused.news.person_id]) in page

    def test_of_a_server_that_was_away_there_is_nothing_to_ask(self, client, refused):
        AtOnceMail.objects.update(attempts=at_once.MOST_ATTEMPTS, error="The mail server does not answer.")
        client.force_login(EmployeeFactory(hr=True))

        page = client.get(reverse("admin:inbox_atoncemail_change", args=[refused.pk])).content.decode()

        assert "The next daily mail tells of it." in page
        assert "right address" not in page
