"""One blocker with its course; and its author told before it shows one level up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback import going_up, services
from feedback.models import Blocker
from feedback.tests.factories import BlockerFactory
from feedback.tests.pages import text_of, url, words_of
from inbox.models import Notification
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
SECRET, UPWARD = "Only for Mona", "For those above"


def old(cast, days, **fields):
    at = timezone.now() - timedelta(days=days)
    return BlockerFactory(raised_by=cast.subject, text=SECRET, text_upward=UPWARD, raised_at=at, **fields)


def warned():
    return list(Notification.objects.filter(kind="blocker-goes-up").order_by("pk").values_list("person", "path"))


def test_its_course_names_each_step_and_who_took_it(cast):
    blocker = old(cast, 3)
    services.help(blocker, by=cast.manager, text="Two mornings from next week")
    services.resolve(blocker, by=cast.subject)

    page = words_of(cast.client("manager").get(blocker.get_absolute_url()))

    steps = [f"Raised by {cast.subject}", f"Acknowledged by {cast.manager}", f"{cast.manager}: what was done"]
    steps += ["Two mornings from next week", f"Resolved by {cast.subject}"]
    places = [page.find(step) for step in steps]
    assert (-1 not in places, places) == (True, sorted(places))


def test_one_level_up_reads_what_was_shared_and_who_answers(cast):
    blocker = old(cast, 8)
    services.help(blocker, by=cast.subject, text="What the two did")

    page = words_of(cast.client("skip_level").get(blocker.get_absolute_url()))
    own = words_of(cast.client("subject").get(blocker.get_absolute_url()))

    assert [text in page for text in (UPWARD, SECRET, "What the two did")] == [True, False, False]
    assert f"Unanswered for a week: shown to {cast.skip_level}" in own
    assert f"{cast.skip_level} sees the words shared upward." in own


def test_its_author_is_told_once_two_days_before(cast):
    blocker = old(cast, 4)
    early = going_up.warn(timezone.now())

    told = [going_up.warn(timezone.now() + timedelta(days=1)) for _run in range(2)]

    assert (early, told, warned()) == (0, [1, 0], [(cast.subject.pk, blocker.get_absolute_url())])


@pytest.mark.parametrize("case", ["acknowledged", "resolved", "left", "nobody above"])
def test_nobody_is_told_of_what_does_not_go_up(cast, case):
    blocker = old(cast, 6)
    if case == "acknowledged":
        services.acknowledge(blocker, by=cast.manager)
    elif case == "resolved":
        services.resolve(blocker, by=cast.subject)
    elif case == "left":
        cast.subject.left_on = timezone.localdate() - timedelta(days=3)
        cast.subject.save()
    else:
        blocker.raised_by = EmployeeFactory(manager=EmployeeFactory())
        blocker.save()

    assert (going_up.warn(timezone.now()), warned()) == (0, [])


def test_all_are_told_in_batches(cast):
    for _each in range(3):
        old(cast, 6)

    assert [going_up.warn(timezone.now(), batch=2) for _run in range(3)] == [2, 1, 0]


def test_the_form_says_who_would_see_it(cast):
    page = words_of(cast.client("subject").get(reverse("feedback:raise_blocker")))

    assert f"{cast.skip_level} sees it: with these words, or without any. You are told before." in page


def test_its_author_decides_what_is_shared_until_it_is_answered(cast):
    blocker, subject = old(cast, 5), cast.client("subject")
    form = words_of(subject.get(url("share_upward", blocker)))

    subject.post(url("share_upward", blocker), {"text_upward": ""})
    shared = Blocker.objects.get().text_upward
    services.acknowledge(blocker, by=cast.manager)
    late = subject.post(url("share_upward", blocker), {"text_upward": "Typed too late"})

    assert f"{cast.skip_level} sees these words from" in form
    assert (shared, late.status_code, Blocker.objects.get().text_upward) == ("", 422, "")
    assert "Typed too late</textarea>" in text_of(late)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(cast, count, django_assert_num_queries):
    blocker = old(cast, 5)
    for each in range(count):
        services.help(blocker, by=cast.manager, text=f"Note {each}")
    client = cast.client("manager")

    with django_assert_num_queries(3):
        assert client.get(blocker.get_absolute_url()).status_code == 200
