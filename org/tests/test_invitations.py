import smtplib
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from org import account_mail, invitation_links
from org.models import AccountMail, Employee, Invitation
from org.services import invitations, people
from org.services.invitations import Outcome
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet river"


class RefusingBackend(EmailBackend):
    """A mail server that knows nobody at refused.example, and is away while `is_away`."""

    is_away = False

    def send_messages(self, messages):
        if RefusingBackend.is_away:
            raise smtplib.SMTPServerDisconnected("gone")
        for message in messages:
            if "refused.example" in message.to[0]:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such person")})
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings, monkeypatch):
    settings.EMAIL_BACKEND = "org.tests.test_invitations.RefusingBackend"
    monkeypatch.setattr(RefusingBackend, "is_away", False)


@pytest.fixture
def hr():
    return EmployeeFactory(hr=True)


def invite(person, hr, **more):
    invitations.invite([person], by=hr, **more)
    return link_of(person)


def link_of(person) -> str:
    url = invitation_links.url(Invitation.objects.open().select_related("person").get(person=person))
    return url.removeprefix("http://testserver")


def test_invite_counts_what_it_did_and_left(hr):
    person, invited, leaver, closed, working = EmployeeFactory.create_batch(5)
    invitations.invite([invited], by=hr)
    people.leave(leaver, timezone.now().date() - timedelta(days=3), by=hr)
    people.close_account(closed, by=hr)
    working.set_password(PASSWORD)
    working.save()
    chosen = Employee.objects.all()

    foreseen = invitations.preview(chosen, by=hr)
    outcomes = invitations.invite(chosen, by=hr)

    assert outcomes == foreseen
    assert outcomes == {
        Outcome.INVITED: 1,
        Outcome.ALREADY_INVITED: 1,
        Outcome.LEFT: 1,
        Outcome.CLOSED: 1,
        Outcome.HAS_PASSWORD: 1,
        Outcome.NOT_ALLOWED: 1,  # HR themselves
    }
    assert set(Invitation.objects.open().values_list("person", flat=True)) == {person.pk, invited.pk}


def test_the_mail_carries_the_link_and_the_same_id_each_time(hr, django_capture_on_commit_callbacks):
    person = EmployeeFactory(first_name="O'Neil & <b>")
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite([person], by=hr)
    (sent,) = mail.outbox
    row = AccountMail.objects.select_related("person", "invitation__person").get()

    assert sent.to == [person.email]
    assert "Hello O'Neil & <b>," in sent.body
    assert "http://testserver/people/invitation/" in sent.body
    assert sent.extra_headers["Message-ID"] == account_mail.message(row).extra_headers["Message-ID"]
    assert (row.state, row.attempts) == (AccountMail.State.SENT, 1)


def test_the_link_opens_the_account_once(client, hr):
    person = EmployeeFactory()
    link = invite(person, hr)

    shown = client.get(link)
    done = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    again = client.get(link)

    assert (shown.status_code, done.status_code, again.status_code) == (200, 302, 410)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.login(email=person.email, password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "repeated", "words"),
    [
        ("12345678901", "12345678901", "too common|entirely numeric"),
        (PASSWORD, "another long one", "same password both times"),
    ],
)
def test_a_bad_password_is_refused_in_words(client, hr, password, repeated, words):
    person = EmployeeFactory()

    response = client.post(invite(person, hr), {"password1": password, "password2": repeated})

    assert response.status_code == 422
    assert any(word in response.content.decode() for word in words.split("|"))
    assert not Employee.objects.get(pk=person.pk).has_password


def test_the_link_holds_for_seven_days(client, hr):
    with time_machine.travel("2026-10-05T09:00Z", tick=False) as clock:
        link = invite(EmployeeFactory(), hr)
        clock.shift(timedelta(days=7, seconds=-1))
        assert client.get(link).status_code == 200
        clock.shift(timedelta(seconds=2))
        assert client.get(link).status_code == 410


@pytest.mark.parametrize("death", ["email", "password", "leave", "close", "again"])
def test_what_kills_a_link(client, hr, death):
    person = EmployeeFactory()
    link = invite(person, hr)
    if death == "email":
        people.set_email(person, "fresh@example.org", by=hr)
    elif death == "password":
        person.set_password(PASSWORD)
        person.save()
    elif death == "leave":
        people.leave(person, timezone.now().date() - timedelta(days=3), by=hr)
    elif death == "close":
        people.close_account(person, by=hr)
    else:
        invite(person, hr, again=True)

    assert client.get(link).status_code == 410
    assert client.post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 410


def test_a_link_of_one_does_not_fit_another(client, hr):
    person, other = EmployeeFactory.create_batch(2)
    token = invite(person, hr).rstrip("/").rsplit("/", 1)[1]
    invite(other, hr)

    with pytest.raises(ValidationError):
        invitations.accept(token[:-1] + ("A" if token[-1] != "A" else "B"), PASSWORD)
    assert client.get(reverse("org:invitation", args=["not-a-token"])).status_code == 410


def test_a_server_that_is_away_is_tried_again_later_and_later(hr, refusing):
    person = EmployeeFactory()
    invitations.invite([person], by=hr)
    RefusingBackend.is_away = True
    start = timezone.now()

    tried = [account_mail.send_due(lambda at=at: start + timedelta(minutes=at)).failed for at in (0, 0.5, 1.1, 3, 7)]

    assert tried == [1, 0, 1, 0, 1]
    RefusingBackend.is_away = False
    assert account_mail.send_due(lambda: start + timedelta(hours=1)).sent == 1
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_a_refused_address_stops_nobody_elses_mail(hr, refusing):
    bad = EmployeeFactory(email="gone@refused.example")
    good = EmployeeFactory()
    invitations.invite([bad, good], by=hr)

    done = account_mail.send_due(timezone.now)

    assert (done.sent, done.failed) == (1, 1)
    row = AccountMail.objects.get(person=bad)
    assert (row.state, row.error) == (AccountMail.State.REFUSED, "550 no such person")


def test_an_address_that_cannot_be_written_stops_nobody_elses_mail(hr):
    bad, good = EmployeeFactory.create_batch(2)
    invitations.invite([bad, good], by=hr)
    type(bad).objects.filter(pk=bad.pk).update(email="gone@example.org\nBcc: all@example.org")

    done = account_mail.send_due(timezone.now)

    assert (done.sent, done.failed) == (1, 1)
    assert AccountMail.objects.get(person=bad).error == "The address cannot be used."


class TestToMend:
    @pytest.fixture
    def refused(self, hr, refusing):
        bad = EmployeeFactory(email="gone@refused.example")
        invitations.invite([bad, EmployeeFactory()], by=hr)
        account_mail.send_due(timezone.now)
        return AccountMail.objects.get(person=bad)

    def mends(self):
        return list(AccountMail.objects.to_mend(timezone.now()))

    def test_a_refused_invitation_until_another_one_goes_out(self, hr, refused):
        assert self.mends() == [refused]

        people.edit(refused.person, by=hr, email="here@example.org")
        assert self.mends() == []  # nobody needs the old one
        invitations.invite([refused.person], by=hr, again=True)
        account_mail.send_due(timezone.now)
        assert self.mends() == []

    @pytest.mark.parametrize("fields", [{"left_on": date(2020, 1, 1)}, {"is_active": False}])
    def test_not_of_who_is_gone(self, refused, fields):
        type(refused.person).objects.filter(pk=refused.person_id).update(**fields)

        assert self.mends() == []

    def test_hr_is_led_to_it_and_told_what_to_do(self, client, hr, refused):
        client.force_login(hr)
        path = reverse("admin:org_accountmail_changelist")

        start = client.get(reverse("admin:index")).content.decode()
        page = client.get(path, {"mend": "yes"}).content.decode()

        assert "1 invitation or notice of a role did not arrive" in start
        assert f"{path}?mend=yes" in start
        assert "550 no such person" in page
        assert "correct it, then invite them again" in page
        assert reverse("admin:org_employee_change", args=[refused.person_id]) in page
        assert page.count('data-heading="Kind"') == 1  # not the one that arrived


def test_a_claim_whose_sender_died_is_taken_again(hr):
    invitations.invite([EmployeeFactory()], by=hr)
    start = timezone.now()
    AccountMail.objects.update(state=AccountMail.State.CLAIMED, claimed_at=start)

    assert account_mail.send_due(lambda: start + timedelta(minutes=9)).sent == 0
    assert account_mail.send_due(lambda: start + timedelta(minutes=11)).sent == 1


def test_many_are_sent_in_slices(hr):
    invitations.invite(EmployeeFactory.create_batch(3), by=hr)

    first = account_mail.send_due(timezone.now, seconds=0)

    assert (first.sent, first.more) == (1, True)
