"""The people of a release follow in slices; one release that fails keeps no other from its day."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone

from inbox.models import Notification
from reviews import alone, moves, opening, releasing, services, tasks
from reviews.models import Answer, Cycle, Participant, Release, Step
from reviews.releasing import Choice
from reviews.tests.test_releasing import of_five, open_to, path, release, text_of, tomorrow


@pytest.fixture
def cycle(cast, monkeypatch):
    """In slices of two: of its five people the manager of the second slice leads one of the first, too."""
    monkeypatch.setattr(opening, "SLICE", 2)
    made = of_five(cast)
    made.participants.filter(subject=cast.peer).update(manager=cast.manager)
    made.participants.filter(subject=cast.stranger).update(manager=cast.manager)
    return made


def told(kind: str) -> list:
    return list(Notification.objects.filter(kind=kind).order_by("person").values_list("person", flat=True))


def test_a_killed_worker_leaves_whole_slices_and_the_clock_opens_the_rest(cast, cycle):
    made = release(cycle, by=cast.hr)
    first = open_to(cycle)
    page = text_of(cast.client("hr").get(cycle.get_absolute_url()))

    tasks.release_planned()

    assert (len(first), made.count) == (2, 2)
    assert "Released to 2, planned for 0, and 0 wait." in page
    assert "The results of 3 more people are being opened." in page
    assert "2 people · Hanna Example" in page
    made.refresh_from_db()
    assert (made.count, len(open_to(cycle)), opening.under_way().exists()) == (5, 5, False)
    assert Step.objects.filter(what="released").values_list("after", flat=True).get() == "everyone waiting · 5 people"
    times = set(Participant.objects.order_by().values_list("released_at", flat=True))
    assert (len(times), min(times)) == (3, made.released_at)
    assert told("review-released") == sorted(open_to(cycle))


def test_a_manager_is_told_once_with_the_last_of_their_people(cast, cycle):
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)
    before = told("review-team-released")

    opening.work(9)

    assert (before, told("review-team-released")) == ([], [cast.manager.pk])


def test_who_is_not_opened_yet_reads_nothing(cast, cycle):
    release(cycle, by=cast.hr)
    sealed = Participant.objects.get(cycle=cycle, subject=cast.stranger)
    assert sealed.released_at is None

    for reader in (cast.stranger, cast.manager):
        answers = Answer.objects.visible_to(reader).filter(submission__review__participant=sealed)
        assert not answers.exclude(submission__review__writer=reader).exists()


def test_recalled_before_the_last_is_open_all_of_it_is_sealed_and_stays_so(cast, cycle):
    """Its slices were told at times of their own."""
    made = release(cycle, by=cast.hr)
    opening.open_slice(made.pk)

    services.recall(made, "Too early.", by=cast.hr)
    opening.work(9)

    assert (open_to(cycle), Notification.objects.count()) == (set(), 0)
    assert Step.objects.get(what="recalled").after == "everyone waiting · 5 people"
    assert cycle.participants.waiting().unplanned().count() == 5


def test_paused_it_stops_and_it_is_not_closed_before_all_are_open(cast, cycle):
    made = release(cycle, by=cast.hr)
    Cycle.objects.update(paused_at=timezone.now())
    paused = (opening.work(9), len(open_to(cycle)))
    Cycle.objects.update(paused_at=None)
    seen = moves.check(cycle, "close", timezone.now().date()).overruled
    with pytest.raises(ValidationError, match="at this moment"):
        services.move_cycle(cycle, "close", "It is time.", by=cast.hr, seen=seen)

    opening.work(9)

    assert paused == (False, 2)
    assert made.people.released().count() == 5


def test_one_that_fails_keeps_no_other_from_its_day_and_hr_is_told(cast, cycle, monkeypatch):
    cycle.participants.filter(subject=cast.peer).update(manager=cast.skip_level)
    faulty = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())
    release(cycle, by=cast.hr, on=tomorrow())
    begin = opening.begin

    def fails(cycle, release, now, *, by):
        if release.pk == faulty.pk:
            raise LookupError("a fault of ours")
        begin(cycle, release, now, by=by)

    monkeypatch.setattr(opening, "begin", fails)

    done = releasing.release_due(timezone.now() + timedelta(days=3))

    assert (done, Release.objects.get(pk=faulty.pk).held_at is not None) == (1, True)
    assert not faulty.people.released().exists()
    assert told("review-release-held") == [cast.hr.pk]
    assert "Nothing was released" in Step.objects.get(what="held").reason
    assert path("drop_release", cycle, faulty.pk) in text_of(cast.client("hr").get(cycle.get_absolute_url()))


def test_of_many_each_has_its_turn_and_what_waits_for_the_database_is_not_called_faulty():
    def do(row: int) -> bool:
        if fault := {2: LookupError, 3: OperationalError}.get(row):
            raise fault
        return row != 4

    assert alone.each([1, 2, 3, 4, 5], do) == (2, [2])
