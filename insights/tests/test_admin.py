"""HR switches kinds and sets their thresholds, and sees before how much they would show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from insights import kinds, refreshing, thresholds
from insights.models import KindSetting, Signal
from insights.tests.conftest import DAY
from insights.tests.examples import unanswered
from insights.tests.factories import StandingObjectiveFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna(client, period):
    hanna = EmployeeFactory(hr=True)
    thresholds.write_down()
    client.force_login(hanna)
    return hanna


def path(kind) -> str:
    return reverse("admin:insights_kindsetting_change", args=[KindSetting.objects.get(kind=kind).pk])


def test_every_kind_is_in_the_list_in_words(client, hanna):
    html = client.get(reverse("admin:insights_kindsetting_changelist")).content.decode()

    assert KindSetting.objects.count() == len(kinds.ALL)
    assert "Key result slipping" in html
    assert "days without an answer" in html


def test_the_preview_says_how_many_it_would_show(client, hanna):
    for days in (22, 24, 30):
        StandingObjectiveFactory(last_update_on=DAY - timedelta(days=days))
    KindSetting.objects.filter(kind="stale").update(threshold=2)

    html = client.get(path("stale")).content.decode()

    shown = ["3 with a threshold of 0", "2 with a threshold of 1", "2 with a threshold of 2", "1 with a threshold of 3"]
    assert [words for words in shown if words in html] == shown
    assert "one and a half cadences of its owner and 2 days more" in html


def test_of_what_one_or_two_alone_may_know_the_preview_says_no_more_than_groups_of_k(client, hanna):
    for times, words in ((1, "fewer than 3"), (2, "at least 3"), (2, "at least 3"), (1, "at least 6")):
        for _each in range(times):
            unanswered(20)

        html = client.get(path("feedback-unanswered")).content.decode()

        assert f"{words} with a threshold of 14" in html
        assert "fewer than 3 with a threshold of 21" in html


def test_many_of_one_person_are_no_group(client, hanna):
    asker = EmployeeFactory()
    for _each in range(4):
        unanswered(20, asker=asker)

    html = client.get(path("feedback-unanswered")).content.decode()

    assert "fewer than 3 with a threshold of 14" in html


def test_a_new_threshold_is_kept_with_its_history_and_holds_at_the_next_look(client, hanna):
    StandingObjectiveFactory(last_update_on=DAY - timedelta(days=24))
    refreshing.refresh_due(60)
    assert Signal.objects.filter(kind="stale").exists()

    client.post(path("stale"), {"is_on": "on", "threshold": "5"})
    refreshing.refresh_due(60)

    setting = KindSetting.objects.get(kind="stale")
    assert (setting.threshold, setting.history.first().history_user) == (5, hanna)
    assert not Signal.objects.filter(kind="stale").exists()


@pytest.mark.parametrize(
    ("kind", "threshold"), [("missed-check-ins", "0"), ("slipping", "101"), ("stale", "-1"), ("stale", "many")]
)
def test_a_threshold_that_cannot_be_is_refused_in_words(client, hanna, kind, threshold):
    before = KindSetting.objects.get(kind=kind).threshold

    answer = client.post(path(kind), {"is_on": "on", "threshold": threshold})

    assert (answer.status_code, KindSetting.objects.get(kind=kind).threshold) == (200, before)
    assert "errorlist" in answer.content.decode()


def test_nobody_adds_or_deletes_a_kind(client, hanna):
    assert client.get(reverse("admin:insights_kindsetting_add")).status_code == 403
    pk = KindSetting.objects.first().pk
    assert client.get(reverse("admin:insights_kindsetting_delete", args=[pk])).status_code == 403


def test_a_kind_that_is_no_more_is_not_listed(client, hanna):
    KindSetting.objects.create(kind="gone", threshold=1)

    assert client.get(reverse("admin:insights_kindsetting_changelist")).status_code == 200
