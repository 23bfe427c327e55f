from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from drafts import ageing, tasks
from drafts.models import Draft
from drafts.tests.factories import DraftFactory
from drafts.tests.pages import text_of
from inbox.models import Notification
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
SECRET = "zebra in the attic"


@pytest.fixture
def monday():
    with time_machine.travel("2026-11-02 09:00 +0000", tick=False) as clock:
        yield clock


@pytest.fixture
def ana():
    OrganizationFactory()
    return EmployeeFactory(time_zone="UTC")


@pytest.mark.parametrize(("days", "told"), [(22, 0), (23, 1), (29, 1)])
def test_the_author_is_told_a_week_before(monday, ana, days, told):
    DraftFactory(author=ana)
    monday.shift(timedelta(days=days))

    tasks.sweep_drafts()
    tasks.sweep_drafts()

    assert Notification.objects.filter(person=ana, kind="draft-ages").count() == told
    assert Draft.objects.count() == 1


def test_it_goes_after_thirty_days(monday, ana):
    DraftFactory(author=ana)
    fresh = DraftFactory(author=ana, saved_at=timezone.now() + timedelta(days=29))
    for days in (23, 6):
        monday.shift(timedelta(days=days))
        tasks.sweep_drafts()
    assert Draft.objects.count() == 2

    monday.shift(timedelta(days=1))
    tasks.sweep_drafts()

    assert list(Draft.objects.all()) == [fresh]


def test_where_nothing_ran_for_weeks_the_warning_still_comes_a_week_before(monday, ana):
    DraftFactory(author=ana)
    monday.shift(timedelta(days=60))
    tasks.sweep_drafts()
    assert (Draft.objects.count(), Notification.objects.count()) == (1, 1)

    monday.shift(timedelta(days=7))
    tasks.sweep_drafts()

    assert Draft.objects.count() == 0


def test_what_has_ended_is_forgotten_after_thirty_days_and_not_warned_of(monday, ana):
    DraftFactory(author=ana, state=Draft.State.ENDED, fields={}, length=0)
    monday.shift(timedelta(days=29))
    tasks.sweep_drafts()
    assert Draft.objects.count() == 1

    monday.shift(timedelta(days=1))
    tasks.sweep_drafts()

    assert (Draft.objects.count(), Notification.objects.count()) == (0, 0)


def test_several_drafts_are_one_piece_of_news(monday, ana):
    DraftFactory.create_batch(3, author=ana)
    monday.shift(timedelta(days=23))
    tasks.sweep_drafts()
    DraftFactory(author=ana, saved_at=timezone.now() - timedelta(days=24))
    tasks.sweep_drafts()

    assert Notification.objects.count() == 1


def test_the_sweep_takes_slices(monday, ana, monkeypatch):
    monkeypatch.setattr(ageing, "SLICE", 2)
    DraftFactory.create_batch(3, author=ana)
    now = timezone.now() + timedelta(days=23)

    more = [ageing.sweep(now) for _each in range(3)]

    assert more == [True, True, False]
    assert Draft.objects.exclude(warned_at=None).count() == 3


def test_the_list_says_when_it_goes(monday, ana, client):
    DraftFactory(author=ana)
    monday.shift(timedelta(days=24))
    client.force_login(ana)

    html = text_of(client.get(reverse("drafts:index")))

    assert '<span class="late">goes <time datetime="2026-12-02" title="2 Dec 2026">in 6 days</time></span>' in html


def test_the_mail_of_the_warning_holds_no_text(monday, ana, mailoutbox):
    DraftFactory(author=ana, fields={"text": [SECRET]})
    monday.shift(timedelta(days=23))
    tasks.sweep_drafts()

    call_command("send_daily_mail", now="2026-11-25T09:30:00+00:00")

    mails = [str(mail.message()) for mail in mailoutbox]
    assert ["A draft of yours goes within a week" in mail for mail in mails] == [True]
    assert [mail for mail in mails if SECRET in mail] == []
