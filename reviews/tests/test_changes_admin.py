"""The pages of the admin on which HR changes what concerns single people after the launch."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from reviews.models import AnonymousMark, Participant, Review
from reviews.tests.factories import ParticipantFactory, ReviewFactory
from reviews.tests.planning import review_of, running, submit

pytestmark = pytest.mark.django_db


def url(name, *args) -> str:
    return reverse(f"admin:reviews_cycle_{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def cycle(cast):
    return running(cast)


@pytest.fixture
def as_hr(cast):
    return cast.client("hr")


def test_what_changed_since_the_launch_waits_with_its_button(cast, cycle, as_hr):
    gone, back, moved = (EmployeeFactory(first_name=name, manager=cast.manager) for name in ("Gus", "Bea", "Mia"))
    EmployeeFactory(first_name="Nora")
    for person in (gone, back):
        ParticipantFactory(cycle=cycle, subject=person, manager=cast.manager)
    ParticipantFactory(cycle=cycle, subject=moved, manager=cast.stranger)
    Participant.objects.filter(subject=back).update(taken_out_at=timezone.now())
    Participant.objects.filter(subject=gone).update(manager=cast.stranger)
    gone.left_on = cast.peer.left_on = timezone.localdate() - timedelta(3)
    gone.save()
    cast.peer.save()

    answer = as_hr.get(url("changes", cycle.pk))

    since = answer.context["since"]
    assert [each.subject for each in since.left] == [gone]
    assert [each.subject for each in since.back] == [back]
    assert [each.subject for each in since.led_by_others] == [moved]
    assert [each.writer for each in since.stuck] == [cast.peer]
    assert "Nora" in [each.first_name for each in since.new]
    assert cast.hr not in since.new  # about oneself another HR person decides
    page = text_of(answer)
    for route, pk in (
        ("take_out", since.left[0].pk),
        ("take_in", since.back[0].pk),
        ("change_manager", since.led_by_others[0].pk),
        ("reassign", since.stuck[0].pk),
    ):
        assert url(route, cycle.pk, pk) in page


def test_one_person_is_found_and_nothing_anonymous_is_listed(cast, cycle, as_hr):
    participant = cycle.participants.get()
    AnonymousMark.objects.create(participant=participant, relation="upward", writer=cast.report)
    submit(cycle, "self", "Secret words.")

    page = text_of(as_hr.get(url("changes", cycle.pk), {"person": cast.subject.email}, follow=True))
    nobody = as_hr.get(url("changes", cycle.pk), {"person": cast.stranger.email})

    assert url("reopen", cycle.pk, review_of(cycle, "self").pk) in page
    assert url("reassign", cycle.pk, review_of(cycle, "peer").pk) in page
    assert ("Secret words." in page, "Rita" in page) == (False, False)
    assert (nobody.status_code, "takes no part, or is you" in text_of(nobody)) == (422, True)


def test_each_form_changes_and_says_so(cast, cycle, as_hr):
    participant, day = cycle.participants.get(), timezone.localdate() + timedelta(12)
    submit(cycle, "self", "Much.")
    own, peer = review_of(cycle, "self"), review_of(cycle, "peer")
    newcomer, substitute = EmployeeFactory(first_name="Nora"), EmployeeFactory(first_name="Sue")
    forms = [
        ("extend", [], {"day": day, "relation": ""}, "Extended."),
        ("extend", [], {"day": day + timedelta(1), "person": cast.manager.email, "with_team": "on"}, "Extended."),
        ("reopen", [own.pk], {}, "Reopened."),
        ("reassign", [peer.pk], {"person": substitute.email}, "Sue Souza"),
        ("change_manager", [participant.pk], {"person": cast.stranger.email}, "is the manager in this cycle."),
        ("join", [], {"person": newcomer.email}, "takes part."),
        ("take_out", [participant.pk], {}, "takes no part any more."),
        ("take_in", [participant.pk], {}, "takes part again."),
    ]

    for route, args, sent, words in forms:
        path = url(route, cycle.pk, *args)
        assert as_hr.get(path).status_code == 200
        bare = as_hr.post(path, sent)
        assert (bare.status_code, "Say why; the reason stays in the history." in text_of(bare)) == (422, True)
        assert words in text_of(as_hr.post(path, sent | {"reason": "As agreed."}, follow=True))

    assert cycle.steps.count() == len(forms) + 2  # a step for each of the three relations
    page = text_of(as_hr.get(cycle.get_absolute_url()))
    assert "Mona Example → Stan Example" in page
    assert "“As agreed.”" in page


@pytest.mark.parametrize(
    ("route", "sent", "words"),
    [
        ("extend", {"day": "2020-01-01"}, "That day is over"),
        ("extend", {"day": "soon"}, "This is no day of the calendar."),
        ("extend", {"day": "2020-01-01", "with_team": "on"}, "Whose team?"),
        ("join", {"person": "nobody@nowhere.example"}, "Nobody here is"),
        ("join", {"person": "hanna@cast.example"}, "another HR person"),
        ("join", {"person": "sam@cast.example"}, "takes part already"),
        ("join", {"person": "leo@cast.example"}, "has left"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_nothing_is_lost(cast, cycle, as_hr, route, sent, words):
    answer = as_hr.post(url(route, cycle.pk), sent | {"reason": "Typed with care."})

    assert (answer.status_code, words in text_of(answer), "Typed with care." in text_of(answer)) == (422, True, True)
    assert not cycle.steps.exists()


def test_what_the_phase_does_not_allow_is_said_at_the_door(cast, cycle, as_hr):
    type(cycle).objects.update(state="closed")

    for route in ("extend", "join"):
        assert "this cycle is in closed" in text_of(as_hr.get(url(route, cycle.pk), follow=True))


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many(cast, cycle, as_hr, django_assert_max_num_queries, count):
    participant = cycle.participants.get()
    for _each in range(count):
        gone = EmployeeFactory(left_on=timezone.localdate() - timedelta(3))
        ReviewFactory(participant=participant, writer=gone)
        ParticipantFactory(cycle=cycle, subject=gone)
        ParticipantFactory(cycle=cycle, taken_out_at=timezone.now())
        ParticipantFactory(cycle=cycle, subject__manager=cast.manager)
    for path in (url("changes", cycle.pk), url("person", cycle.pk, participant.pk), cycle.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert as_hr.get(path).status_code == 200
    assert Review.objects.count() == 3 + count
