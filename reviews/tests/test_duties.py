"""What waits for people in a cycle: on Today and in the mail, without a query for the viewer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drafts.models import Draft
from inbox.duties import duties_of
from org.backends import EmployeeBackend
from org.models import Employee
from org.tests.factories import EmployeeFactory
from reviews.duties import TOLD, provider
from reviews.models import Acknowledgement, AnonymousMark, Cycle, Review
from reviews.tests.planning import release_all, review_of, running, submit

pytestmark = pytest.mark.django_db


def waits_for(*people) -> list:
    """Asked as the mail asks; what comes with the viewer of a page tells the same."""
    plain = list(Employee.objects.filter(pk__in=[person.pk for person in people]))
    found = sorted(provider(plain, timezone.now()), key=lambda duty: (duty.person_id, duty.key))
    viewers = [EmployeeBackend().get_user(person.pk) for person in people]
    assert all(hasattr(viewer, name) for viewer in viewers for name in TOLD)
    told = [duty for viewer in viewers for duty in provider([viewer], timezone.now())]
    assert sorted(told, key=lambda duty: (duty.person_id, duty.key)) == found
    return found


def typed(review, **fields) -> Draft:
    return Draft.objects.create(
        author=review.writer,
        key=f"review:{review.pk}:write",
        token="a" * 32,
        path=f"/reviews/{review.pk}/write/",
        fields={name: [value] for name, value in fields.items()},
        saved_at=timezone.now(),
    )


def test_each_writer_is_told_until_when_how_long_and_how_far_they_are(cast):
    cycle = running(cast)
    own = review_of(cycle, "self")
    typed(own, text_1="Much.", level_2="", text_3="  ", csrf="x", draft_base="1", other="word")

    (duty,) = waits_for(cast.subject)
    (of_manager,) = waits_for(cast.manager)

    assert (duty.key, duty.title) == (f"review:{own.pk}:write", "Write your self-review")
    assert duty.due_on == cycle.relations.get(relation="self").due_on
    assert duty.detail == f"{cycle} · 1 of 3 answered"
    assert duty.minutes == 9  # two texts and a level
    assert (of_manager.title, of_manager.other) == ("Write your review of Sam Example", cast.subject)
    assert of_manager.detail == f"{cycle} · 0 of 2 answered"
    assert of_manager.mail_title == "A review waits to be written"
    submit(cycle, "self", "Much.")
    assert waits_for(cast.subject) == []


def test_what_others_typed_is_not_counted(cast):
    cycle = running(cast)
    draft = typed(review_of(cycle, "self"), text_1="Much.")
    Draft.objects.filter(pk=draft.pk).update(author=cast.manager)

    assert waits_for(cast.subject)[0].detail.endswith("0 of 3 answered")


@pytest.mark.parametrize(
    "over",
    [
        {"state": "calibration", "has_calibration": True},
        {"state": "cancelled"},
        {"paused_at": timezone.now()},
    ],
)
def test_nobody_is_asked_to_write_while_the_cycle_does_not_stand_in_writing(cast, over):
    cycle = running(cast)
    Cycle.objects.update(**over)

    assert waits_for(cast.subject, cast.manager, cast.peer) == []
    assert cycle.participants.count() == 1


def test_a_closed_relation_asks_only_those_who_got_a_day_of_their_own(cast):
    cycle = running(cast)
    cycle.relations.update(closed_at=timezone.now())
    cycle.relations.filter(relation="self").update(due_on=timezone.localdate() - timedelta(1), closed_at=None)
    peer = review_of(cycle, "peer")
    Review.objects.filter(pk=peer.pk).update(due_on=timezone.localdate() + timedelta(3))

    found = waits_for(cast.subject, cast.manager, cast.peer)

    assert [(duty.key, duty.due_on) for duty in found] == [
        (f"review:{peer.pk}:write", timezone.localdate() + timedelta(3))
    ]


def test_whoever_is_taken_out_asks_nothing_of_anybody(cast):
    cycle = running(cast)
    cycle.participants.update(taken_out_at=timezone.now())

    assert waits_for(cast.subject, cast.manager, cast.peer) == []


def test_what_is_anonymous_is_told_to_nobody_else(cast):
    """Whoever asks for the duties of others, the mail and the calendar, gets nothing that tells of a mark."""
    participant = running(cast).participants.get()
    before = waits_for(*(cast[role] for role in ("subject", "manager", "peer", "report", "hr")))
    AnonymousMark.objects.create(participant=participant, relation="upward", writer=cast.report)

    assert waits_for(*(cast[role] for role in ("subject", "manager", "peer", "report", "hr"))) == before


def test_after_release_the_subject_answers_and_the_manager_talks(cast):
    cycle = running(cast)
    release_all()
    participant = cycle.participants.get()

    (read,) = waits_for(cast.subject)
    assert waits_for(cast.manager) == []
    Acknowledgement.objects.create(participant=participant, kind="talk", at=timezone.now())
    (talk,) = waits_for(cast.manager)

    assert (read.key, read.due_on) == (
        f"review-result:{participant.pk}:acknowledge",
        cycle.phases.get(phase="release").ends_on,
    )
    assert talk.key == f"review-result:{participant.pk}:talk"
    assert talk.due_on == (timezone.now() + timedelta(7)).date()
    assert waits_for(cast.subject) == []


def test_no_mail_names_whom_a_review_is_about(cast):
    running(cast)

    for duty in waits_for(cast.subject, cast.manager, cast.peer):
        said = f"{duty.outside_title} {duty.why}"
        assert not [name for name in ("Sam", "Mona", "Pia", "Example") if name in said]


@pytest.mark.parametrize("count", [1, 3])
def test_the_duties_of_many_cost_one_query_and_those_of_a_viewer_none(cast, django_assert_num_queries, count):
    for _each in range(count):
        running(cast)
    people = [*Employee.objects.order_by("pk"), *EmployeeFactory.create_batch(count)]
    viewer = EmployeeBackend().get_user(cast.manager.pk)

    with django_assert_num_queries(2):  # and one for the settings
        assert len(list(provider(people, timezone.now()))) == 3 * count
    with django_assert_num_queries(1):  # the settings, which a request knows already
        assert len(list(provider([viewer], timezone.now()))) == count


def test_today_and_the_inbox_show_them_within_twelve_queries(cast, django_assert_max_num_queries):
    running(cast)
    client = cast.client("manager")

    for path in ("/", "/inbox/"):
        with django_assert_max_num_queries(12):
            page = client.get(path).content.decode()
        assert "Write your review of Sam Example" in page
    assert len(duties_of([cast.peer], timezone.now())[cast.peer.pk]) == 1
