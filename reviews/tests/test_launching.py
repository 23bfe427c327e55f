"""The launch: everyone once, whatever happens on the way; and what it asks is what the pre-flight said."""

from collections import Counter
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import asking, launching, preflight, services, tasks
from reviews.models import AnonymousMark, Cycle, Participant, Review
from reviews.tests.planning import begin, launched, make_cycle


@pytest.fixture
def company(hr):
    """A boss with a team of four; one of them leads three."""
    boss = EmployeeFactory(manager=hr)
    team = EmployeeFactory.create_batch(4, manager=boss, job_title="Engineer", job_level="P3")
    juniors = EmployeeFactory.create_batch(3, manager=team[0])
    return {"boss": boss, "team": team, "juniors": juniors}


@pytest.mark.django_db
def test_everyone_takes_part_as_they_were_and_is_asked_as_the_pre_flight_said(hr, company):
    cycle = make_cycle(by=hr)
    said = Counter(preflight.facts_of(cycle).asks())

    cycle = launched(cycle, by=hr)

    assert (cycle.state, cycle.template.is_frozen) == ("writing", True)
    junior = cycle.participants.get(subject=company["team"][1])
    assert (junior.manager, junior.job_title, junior.job_level) == (company["boss"], "Engineer", "P3")
    kept = Review.objects.values_list("relation", "writer", "participant__subject")
    anonymous = AnonymousMark.objects.values_list("relation", "writer", "participant__subject")
    assert Counter(kept.order_by("pk")) + Counter(anonymous.order_by("key")) == said
    assert Counter(Review.objects.values_list("relation", flat=True).order_by()) == {
        "self": 9,
        "manager": 8,
        "peer": 4 * 3 + 3 * 2,
    }
    # The boss has four reports and the leader three; HR has one, too few to be anonymous.
    assert Counter(AnonymousMark.objects.values_list("participant__subject", flat=True).order_by()) == {
        company["boss"].pk: 4,
        company["team"][0].pk: 3,
    }
    assert not Review.objects.filter(relation="upward").exists()
    assert set(Review.objects.filter(relation="peer").values_list("anonymity", flat=True)) == {"confidential"}
    assert set(Review.objects.exclude(relation="peer").values_list("anonymity", flat=True)) == {"attributed"}


@pytest.mark.django_db
def test_with_nomination_no_peer_is_asked_and_the_cycle_begins_with_it(hr, company):
    cycle = launched(make_cycle(by=hr, has_nomination=True), by=hr)

    assert cycle.state == "nomination"
    assert not Review.objects.filter(relation="peer").exists()


@pytest.mark.django_db
def test_attributed_upward_reviews_are_asked_of_every_report(hr, company):
    launched(make_cycle(by=hr, upward_is="attributed"), by=hr)

    assert Review.objects.filter(relation="upward").count() == 8
    assert not AnonymousMark.objects.exists()


@pytest.mark.django_db
def test_whoever_left_or_cannot_log_in_is_asked_nothing_about_others(hr, company):
    gone, closed = company["team"][1], company["team"][2]
    gone.left_on = "2020-01-01"
    closed.is_active = False
    gone.save()
    closed.save()

    launched(make_cycle(by=hr, upward_is="attributed"), by=hr)

    writers = set(Review.objects.exclude(relation="self").values_list("writer", flat=True))
    assert writers.isdisjoint({gone.pk, closed.pk})
    assert not Participant.objects.filter(subject=gone).exists()


@pytest.mark.django_db
def test_in_slices_with_a_death_in_each_and_still_everyone_once(hr, company, monkeypatch):
    monkeypatch.setattr(launching, "SLICE", 2)
    cycle = make_cycle(by=hr)
    said = Counter(preflight.facts_of(cycle).asks())
    begin(cycle, by=hr)
    write = Review.objects.bulk_create
    deaths = iter([True, False] * 20)

    def dies_every_other_time(rows, **options):
        made = write(rows, **options)
        if next(deaths):
            raise DatabaseError("killed")  # after the writing, before the commit
        return made

    monkeypatch.setattr(Review.objects, "bulk_create", dies_every_other_time)
    seen = []
    while Cycle.objects.get(pk=cycle.pk).is_launching:
        with suppress(DatabaseError):
            launching.launch_slice(cycle.pk)
        seen.append(Participant.objects.count())

    assert seen[:4] == [0, 2, 2, 4]
    assert Participant.objects.count() == 9
    kept = Counter(Review.objects.values_list("relation", "writer", "participant__subject").order_by("pk"))
    marks = Counter(AnonymousMark.objects.values_list("relation", "writer", "participant__subject").order_by("key"))
    assert kept + marks == said


@pytest.mark.django_db
def test_a_second_click_finds_the_launch_begun(hr, company):
    cycle = make_cycle(by=hr)
    begin(cycle, by=hr)

    with pytest.raises(ValidationError, match="has begun already"):
        services.launch(cycle, by=hr)


@pytest.mark.django_db
def test_a_red_pre_flight_refuses_and_freezes_nothing(hr, company):
    cycle = make_cycle(by=hr, has_calibration=False, upward_is="confidential")
    cycle.template.sections.all().delete()

    with pytest.raises(ValidationError, match="asks nothing yet"):
        services.launch(cycle, by=hr)

    cycle.refresh_from_db()
    assert (cycle.launch_begun_at, cycle.template.is_frozen) == (None, False)


@pytest.mark.django_db
def test_the_sweep_finds_what_the_broker_lost(hr, company):
    cycle = make_cycle(by=hr)
    cycle = begin(cycle, by=hr)
    assert launching.progress_of(cycle) == launching.Progress(0, 9)

    tasks.sweep_launches.delay()

    cycle.refresh_from_db()
    assert launching.progress_of(cycle) == launching.Progress(9, 9)
    assert cycle.steps.get(what="launched").after == "9"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_launch_everyone_once(hr, monkeypatch):
    monkeypatch.setattr(launching, "SLICE", 3)
    boss = EmployeeFactory(manager=hr)
    EmployeeFactory.create_batch(8, manager=boss)
    cycle = make_cycle(by=hr)
    begin(cycle, by=hr)

    at_once(lambda: launching.work(20), lambda: launching.work(20))

    cycle.refresh_from_db()
    assert (cycle.state, cycle.participants.count()) == ("writing", 10)
    assert Review.objects.filter(relation="self").count() == 10
    assert cycle.steps.filter(what="moved").count() == 1


@given(team=st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=12), count=st.integers(1, 10))
def test_in_the_circle_everyone_is_asked_equally_often_and_nobody_about_themselves(team, count):
    peers = {subject: asking.peers_in_circle(subject, team, count) for subject in team}

    asked = Counter(writer for each in peers.values() for writer in each)
    assert set(asked.values()) <= {min(count, len(team) - 1)}
    assert all(subject not in each and len(set(each)) == len(each) for subject, each in peers.items())
