"""A person's timeline, from all that tells of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from feedback.tests.factories import CheckInFactory, FeedbackFactory
from goals.models import Change, Objective
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from org import moments
from org.services import people
from org.tests.factories import DepartmentFactory
from reviews.models import Cycle
from reviews.tests.factories import CycleFactory, ParticipantFactory, ReviewFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def titles(viewer, person, **asked):
    return [moment.title for moment in moments.timeline(viewer, person, **asked).moments]


def moved(objective, state, day):
    Change.objects.create(objective=objective, field="state", old="draft", new=state, day=day, at=NOW)


@pytest.fixture
def life(cast):
    """Of Sam: one thing of each kind that everyone sees, and of each kind one that few do."""
    subject, period = cast.subject, PeriodFactory()
    restricted = {"visibility": Objective.Visibility.MANAGER, "title": "Hidden aim"}
    for day, facts in ((date(2026, 9, 1), {"title": "Open aim"}), (date(2026, 9, 2), restricted)):
        moved(ObjectiveFactory(owner=subject, period=period, **facts), "active", day)
    CheckInFactory(employee=subject, manager=cast.former_manager, done=True, held_on=date(2026, 9, 3))
    for day, facts in ((4, {"everyone": True}), (5, {"readers": [cast.manager]})):
        sent_at = datetime(2026, 9, day, 12, tzinfo=UTC)
        FeedbackFactory(giver=cast.peer, recipient=subject, sent_at=sent_at, behaviour="Stayed late", **facts)
    cycle = CycleFactory(name="Yearly", state=Cycle.State.RELEASE, launch_begun_at=NOW, launched_at=NOW)
    released = {"manager": cast.manager, "released_at": datetime(2026, 9, 6, 12, tzinfo=UTC)}
    ReviewFactory(participant=ParticipantFactory(cycle=cycle, subject=subject, **released), writer=cast.peer)
    return subject


EVERYONE = ["Recognised by Pia Example", "Goal begun: Open aim"]
HIDDEN = {
    "review": "Review released: Yearly",
    "feedback": "Feedback from Pia Example",
    "check-in": "Check-in with Fran Example",
    "aim": "Goal begun: Hidden aim",
}


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("stranger", []),
        ("report", []),
        ("peer", ["own feedback"]),
        ("former_manager", ["check-in"]),
        ("skip_level", ["check-in"]),
        ("manager", ["review", "feedback", "check-in", "aim"]),
        ("subject", ["review", "feedback", "check-in", "aim"]),
        ("hr", ["aim"]),
        ("administrator", []),
    ],
)
def test_each_sees_of_it_what_they_may_read_and_no_trace_of_the_rest(cast, life, role, hidden):
    seen = set(titles(cast[role], life)) - {"New manager: Mona Example"}

    mine = {"Recognised by you", "Feedback from you", "Goal begun: Open aim"}
    assert seen == (mine if role == "peer" else {*EVERYONE, *(HIDDEN[kind] for kind in hidden)})


def test_that_a_check_in_took_place_leads_nowhere_for_who_may_not_read_it(cast, life):
    links = {
        role: [bool(each.url) for each in moments.timeline(cast[role], life, kind="check-ins").moments]
        for role in ("skip_level", "manager", "former_manager", "subject", "stranger")
    }

    assert links == {
        "skip_level": [False],
        "manager": [False],
        "former_manager": [True],
        "subject": [True],
        "stranger": [],
    }


def test_a_result_that_is_not_released_is_not_there_for_anybody(cast, life):
    cycle = CycleFactory(name="Sealed", state=Cycle.State.WRITING, launch_begun_at=NOW, launched_at=NOW)
    ParticipantFactory(cycle=cycle, subject=life, manager=cast.manager)

    assert [titles(cast[role], life, kind="reviews") for role in ("subject", "manager")] == [
        ["Review released: Yearly"]
    ] * 2


def test_moves_are_told_to_whom_a_hire_date_is(cast):
    subject, slip = cast.subject, DepartmentFactory(name="Slip")
    with time_machine.travel(NOW, tick=False) as now:
        people.edit(subject, by=None, hired_on=date(2020, 1, 1))
        now.shift(timedelta(days=40))
        people.edit(subject, by=None, department=slip)
        now.shift(timedelta(hours=2))
        people.edit(subject, by=None, department=cast.stranger.department, manager=cast.peer)
        now.shift(timedelta(days=2))
        subject.refresh_from_db()

        found = moments.timeline(subject, subject, kind="moves").moments
        told = {role: len(titles(cast[role], subject, kind="moves")) for role in ("peer", "manager", "hr", "report")}

    assert [(each.title, each.more) for each in found if each.day.year != 2020][-2:] == [
        ("New manager: Pia Example", "before: Mona Example"),
        ("Moved to Finance", "before: Sales"),
    ]
    assert found[-1].title == "Joined"
    assert told["peer"] == told["hr"] == len(found)  # the manager of today, and HR
    assert told["manager"] == told["report"] == 0


def test_pages_lose_and_repeat_nothing_on_days_with_much(cast, life):
    for _each in range(5):
        CheckInFactory(employee=life, manager=cast.manager, done=True, held_on=date(2026, 9, 4))
        sent_at = datetime(2026, 9, 4, 9, tzinfo=UTC)
        FeedbackFactory(giver=cast.peer, recipient=life, sent_at=sent_at)
    whole = [moment.place for moment in moments.timeline(life, life, limit=100).moments]

    pages, after = [], None
    while True:
        page = moments.timeline(life, life, after=after, limit=3)
        pages += [moment.place for moment in page.moments]
        if not page.older:
            break
        after = moments.place(page.older)

    assert pages == whole
    assert len(set(whole)) == len(whole) > 15


@pytest.mark.parametrize(
    "after", ["", "x", "2026-09-04", "2026-09-04~goals~", "2026-09-04~zzz~1", "2026-13-01~goals~1", "~~"]
)
def test_a_place_that_is_none_is_the_beginning(client, cast, life, after):
    client.force_login(life)

    page = client.get(reverse("org:timeline", args=[life.pk]), {"after": after, "kind": "zzz"})

    assert page.status_code == 200
    assert "Review released: Yearly" in page.content.decode()


def test_its_beginning_is_a_part_of_the_persons_page(client, cast, life):
    client.force_login(cast.stranger)
    path = reverse("org:timeline", args=[life.pk])

    part = client.get(path, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{path}"' in client.get(life.get_absolute_url()).content.decode()
    assert "<html" not in part
    assert ("Recognised by Pia Example" in part, "Stayed late" in part, "Hidden" in part) == (True, True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, cast, django_assert_num_queries, count):
    subject, period = cast.subject, PeriodFactory()
    for _each in range(count):
        moved(ObjectiveFactory(owner=subject, period=period), "active", timezone.localdate())
        CheckInFactory(employee=subject, manager=cast.manager, done=True)
        FeedbackFactory(recipient=subject, readers=[cast.manager])
    client.force_login(cast.manager)

    with django_assert_num_queries(7):
        client.get(reverse("org:timeline", args=[subject.pk]))
