"""A release is recalled within an hour, if nobody has read any of it; and the race with whoever opens a result."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import releasing, services
from reviews.models import Answer, Cycle, Release, Step
from reviews.releasing import Choice
from reviews.tests.planning import review_of
from reviews.tests.test_duties import waits_for
from reviews.tests.test_releasing import of_five, open_to, path, release, text_of, tomorrow
from reviews.tests.test_result import amend


@pytest.fixture
def cycle(cast):
    return of_five(cast)


def test_recalled_it_is_sealed_again_and_nothing_of_it_waits(cast, cycle):
    done = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)
    kept = release(cycle, Choice(managers=(cast.former_manager.pk,)), by=cast.hr)
    assert [duty.key for duty in waits_for(cast.subject)] != []

    services.recall(done, "The wrong team.", by=cast.hr)

    cycle.refresh_from_db()
    assert (cycle.state, open_to(cycle)) == ("release", {cast.stranger.pk})
    assert not Answer.objects.visible_to(cast.subject).filter(text="Words of manager.").exists()
    assert waits_for(cast.subject) == []
    told = set(Notification.objects.order_by().values_list("person", flat=True))
    assert told == {cast.stranger.pk, cast.former_manager.pk}
    step = Step.objects.get(what="recalled")
    assert (step.after, step.reason, step.by) == ("the people of Mona Example · 1 person", "The wrong team.", cast.hr)
    assert release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr).count == 1
    with pytest.raises(ValidationError, match="recalled already"):
        services.recall(done, "Again.", by=cast.hr)
    assert kept.people.count() == 1


def opened_by_page(cast, cycle):
    cast.client("subject").get(reverse("reviews:review", args=[review_of(cycle, "self").participant_id]))


def opened_by_the_manager(cast, cycle):
    cast.client("manager").get(reverse("reviews:review", args=[review_of(cycle, "self").participant_id]))


def opened_in_the_history(cast, cycle):
    cast.client("subject").get(reverse("reviews:history"))


def opened_by_a_named_reader(cast, cycle):
    reader = EmployeeFactory(hr=True)
    cycle.readers.create(person=reader, named_by=cast.hr)
    cast.people["reader"] = reader
    cast.client("reader").get(reverse("reviews:review", args=[review_of(cycle, "self").participant_id]))


def exported(cast, cycle):
    reader = EmployeeFactory(hr=True)
    cycle.readers.create(person=reader, named_by=cast.hr)
    services.export_results(cycle, "Pay round.", by=reader)


def answered(cast, cycle):
    services.acknowledge(review_of(cycle, "self").participant, "received", "", by=cast.subject)


def changed(cast, cycle):
    amend(cycle, cast)


def an_hour_passes(cast, cycle):
    Release.objects.update(released_at=timezone.now() - timedelta(hours=1, seconds=1))


def the_cycle_ends(cast, cycle):
    Cycle.objects.update(state="closed")


@pytest.mark.parametrize(
    "ends",
    [
        *(opened_by_page, opened_by_the_manager, opened_in_the_history, opened_by_a_named_reader, exported),
        *(answered, changed, an_hour_passes, the_cycle_ends),
    ],
)
def test_it_stays_once_somebody_read_it_or_its_hour_is_over(cast, cycle, ends):
    done = release(cycle, by=cast.hr)
    ends(cast, cycle)

    with pytest.raises(ValidationError, match=r"has read a result|within an hour|cycle is over"):
        services.recall(done, "Too early.", by=cast.hr)

    page = cast.client("hr").get(path("recall", cycle, done.pk))
    assert (len(open_to(cycle)), page.status_code) == (5, 302)


def test_what_reads_nothing_of_it_does_not_open_it(cast, cycle):
    done = release(cycle, by=cast.hr)
    of_sam = reverse("reviews:review", args=[review_of(cycle, "self").participant_id])

    for role, address in (("peer", of_sam), ("subject", reverse("reviews:index")), ("subject", "/"), ("hr", "/")):
        assert cast.client(role).get(address).status_code == 200
    assert cast.client("stranger").get(of_sam).status_code == 404

    assert services.recall(done, "Too early.", by=cast.hr).recalled_at is not None


def test_a_recall_has_a_reason_and_is_not_of_ones_own_result(cast, cycle):
    other = EmployeeFactory(hr=True)
    whole = release(cycle, by=cast.hr)
    with pytest.raises(ValidationError, match="Say why"):
        services.recall(whole, " ", by=cast.hr)
    services.recall(whole, "Too early.", by=cast.hr)
    of_hanna = release(cycle, Choice(departments=(cast.hr.department_id,)), by=other)

    with pytest.raises(PermissionDenied):
        services.recall(of_hanna, "Mine.", by=cast.hr)
    assert cast.client("hr").get(path("recall", cycle, of_hanna.pk)).status_code == 403
    services.recall(of_hanna, "Too early.", by=other)
    planned = release(cycle, Choice(departments=(cast.hr.department_id,)), by=other, on=tomorrow())
    with pytest.raises(PermissionDenied):
        services.drop_plan(planned, by=cast.hr)
    cast.people["other"] = other
    pages = [text_of(cast.client(role).get(cycle.get_absolute_url())) for role in ("hr", "other")]
    assert [path("drop_release", cycle, planned.pk) in page for page in pages] == [False, True]
    assert open_to(cycle) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_who_opens_it_as_it_is_recalled_is_before_it_or_finds_it_sealed(cast, cycle, attempt):
    done = release(cycle, by=cast.hr)
    client = cast.client("subject")
    of_sam = reverse("reviews:review", args=[review_of(cycle, "self").participant_id])

    page, recalled = at_once(
        lambda: client.get(of_sam), lambda: services.recall(done, "Too early.", by=cast.hr)
    )

    has_read = "Words of manager." in page.content.decode()
    assert has_read == isinstance(recalled, ValidationError)
    assert open_to(cycle) == ({cast.subject.pk, *open_to(cycle)} if has_read else set())


def test_recalled_between_its_making_and_its_going_out_a_page_is_not_shown(cast, cycle, monkeypatch):
    done = release(cycle, by=cast.hr)
    noted = releasing.is_noted

    def recalled_first(participant, now):
        is_noted = noted(participant, now)
        done.people.update(released_at=None, release=None)
        return is_noted

    monkeypatch.setattr(releasing, "is_noted", recalled_first)
    client = cast.client("subject")
    with pytest.MonkeyPatch.context() as harness:
        harness.setattr("perfmgmt.testing.harness._refuse_writes", lambda execute, *args: execute(*args))
        page = client.get(reverse("reviews:review", args=[review_of(cycle, "self").participant_id]))

    assert page.status_code == 302
    assert "Words of manager." not in page.content.decode()
