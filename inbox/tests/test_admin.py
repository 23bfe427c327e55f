from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inbox.models import MailLedger
from inbox.tests.factories import MailLedgerFactory
from org.tests.factories import EmployeeFactory
from perfmgmt.testing import ROLES, admin_row

pytestmark = pytest.mark.django_db

PAGES = {
    "inbox_mailledger_changelist": admin_row("hr", "hr_self", "administrator"),
    "inbox_mailledger_preview": admin_row("hr", "hr_self", "administrator"),
    "inbox_mailledger_preview_mail": admin_row("hr", "hr_self", "administrator"),
}
LIST = reverse("admin:inbox_mailledger_changelist")


@pytest.fixture
def hr(client, cast):
    client.force_login(cast.hr)
    return client


def row_in(state, **fields):
    now = timezone.now()
    moments = {"failed": {"try_again_at": now + timedelta(hours=1)}, "sent": {"sent_at": now}}.get(state, {})
    return MailLedgerFactory(state=state, day=timezone.localdate(), claimed_at=now, **moments | fields)


@pytest.mark.parametrize(("page", "role", "may"), [(p, r, may) for p, row in PAGES.items() for r, may in row.items()])
def test_pages_by_role(cast, page, role, may):
    response = cast.client(role).get(reverse(f"admin:{page}"))

    assert (response.status_code == 200) is may
    assert response.status_code in (200, 302, 403)


def test_every_role_has_a_row():
    assert all(set(row) == set(ROLES) for row in PAGES.values())


def test_failures_are_filtered_and_say_what_the_server_said(hr):
    row_in("failed", error="450 greylisted")
    row_in("refused", error="550 no such mailbox")
    row_in("sent", person=EmployeeFactory(last_name="Reached"))

    text = hr.get(LIST, {"state__in": "failed,refused"}).content.decode()

    assert "450 greylisted" in text
    assert "550 no such mailbox" in text
    assert "Reached" not in text


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        ("failed", {}, "failed, will be tried again"),
        ("failed", {"day": timezone.localdate() - timedelta(days=2)}, "failed, and its day is over"),
        ("claimed", {}, "being sent"),
        ("claimed", {"claimed_at": timezone.now() - timedelta(minutes=11)}, "its sender ended, will be sent again"),
        ("refused", {}, "refused for good"),
    ],
)
def test_state_in_words(hr, state, fields, words):
    row = row_in(state)
    MailLedger.objects.filter(pk=row.pk).update(**fields)

    assert f">{words}</td>" in hr.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(hr, count, django_assert_num_queries):
    for _number in range(count):
        row_in("failed")
    hr.get(LIST)

    with django_assert_num_queries(3):
        hr.get(LIST)


def test_nobody_writes_it_by_hand(hr):
    row = row_in("sent")

    assert hr.get(reverse("admin:inbox_mailledger_add")).status_code == 403
    assert hr.get(reverse("admin:inbox_mailledger_delete", args=[row.pk])).status_code == 403
    change = reverse("admin:inbox_mailledger_change", args=[row.pk])
    assert hr.get(change).status_code == 200
    assert hr.post(change, {"state": "failed"}).status_code == 403


def test_try_again(hr, cast):
    failed, refused, sent, own = row_in("failed"), row_in("refused"), row_in("sent"), row_in("refused", person=cast.hr)
    chosen = {"action": "try_again", "_selected_action": [row.pk for row in (failed, refused, sent, own)]}

    response = hr.post(LIST, chosen, follow=True)

    assert "2 mails are tried again" in response.content.decode()
    assert set(MailLedger.objects.takeable(timezone.now())) == {failed, refused}


def test_preview_shows_the_mail_as_it_is_sent(hr, thanks):
    page = hr.get(reverse("admin:inbox_mailledger_preview")).content.decode()
    mail = hr.get(reverse("admin:inbox_mailledger_preview_mail"))

    assert "2 things wait for you, 1 is late" in page
    assert "Somebody thanked you" in page
    assert "<h1" in mail.content.decode()
    assert " style=" not in mail.content.decode()


def test_preview_needs_nothing_unsafe(hr):
    mail = hr.get(reverse("admin:inbox_mailledger_preview_mail"))

    policy = mail["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style-src 'sha256-" in policy
    assert "frame-ancestors 'self'" in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(("asked", "words"), [("de", "Montag"), ("xx", "Monday"), ("", "Monday")])
def test_preview_in_a_language(hr, asked, words, time_machine):
    time_machine.move_to("2026-11-23T09:00+00:00")

    page = hr.get(reverse("admin:inbox_mailledger_preview"), {"language": asked}).content.decode()

    assert f"{words} 23 November 2026" in page


class TestToMend:
    def at(self, days, **fields):
        day = timezone.localdate() - timedelta(days=days)
        return MailLedgerFactory(day=day, **fields)

    def test_the_last_mail_of_each_that_will_not_arrive_by_itself(self, cast):
        again = {"try_again_at": timezone.now()}
        refused = self.at(3, person=cast.peer, state="refused", error="550 no such mailbox")
        over = self.at(4, person=cast.manager, state="failed", **again)
        self.at(0, person=cast.report, state="failed", **again)  # tried again by itself
        self.at(3, person=cast.subject, state="refused")
        self.at(1, person=cast.subject, state="sent", sent_at=timezone.now())  # mended
        self.at(9, person=cast.peer, state="refused")  # the same person's, earlier
        self.at(3, person=cast.leaver, state="refused")

        assert set(MailLedger.objects.to_mend(timezone.now())) == {refused, over}

    def test_hr_is_led_to_it_and_told_what_to_do(self, hr, cast):
        self.at(3, person=cast.peer, state="refused", error="550 no such mailbox")
        self.at(3, person=cast.subject, state="sent", sent_at=timezone.now())

        start = hr.get(reverse("admin:index")).content.decode()
        page = hr.get(LIST, {"mend": "yes"}).content.decode()

        assert "1 person whose last mail did not arrive" in start
        assert f"{LIST}?mend=yes" in start
        assert "550 no such mailbox" in page
        assert "Ask the person for the right address" in page
        assert reverse("admin:org_employee_change", args=[cast.peer.pk]) in page
        assert cast.subject.email not in page
