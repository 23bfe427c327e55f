"""Write, submit, release, receive: in the browser's forms, with what goes wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import answering, closing, moves, services
from reviews.duties import provider
from reviews.forms.writing import WriteForm
from reviews.models import Acknowledgement, Answer, Cycle, CycleRelation, Review, Step, Submission
from reviews.tests.factories import ParticipantFactory
from reviews.tests.planning import release_all, review_of, running, sent_of, submit


@pytest.fixture
def cycle(cast):
    return running(cast)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def with_ticket(client, path, fields) -> dict:
    """What the browser sends: the form's fields, and the ticket of its draft."""
    page = client.get(path)
    return fields | {"draft": page.wsgi_request.draft.ticket.text()}


def path_of(review) -> str:
    return reverse("reviews:write", args=[review.pk])


def test_a_self_review_is_drafted_refused_and_submitted_once(cast, cycle):
    review, client = review_of(cycle, "self"), cast.client("subject")
    path, full = path_of(review), sent_of(review, "It moved.", secret="Between us.")
    partly = {name: value for name, value in full.items() if not name.startswith("level")}
    page = text_of(client.get(path))
    assert "0 of 3 answered" in page
    assert "Mona Example reads this once their own review of you is submitted or writing has ended" in page

    client.post(path, with_ticket(client, path, partly) | {"save_draft": "1"})
    assert "2 of 3 answered" in text_of(client.get(path))
    refused = client.post(path, with_ticket(client, path, partly))
    assert (refused.status_code, "Choose a level." in text_of(refused)) == (422, True)
    assert "It moved." in text_of(refused)
    sent = client.post(path, with_ticket(client, path, full), follow=True)
    again = client.post(path, full)
    other = client.post(path, sent_of(review, "Something else.", secret="Between us."))

    assert "Submitted. Mona Example reads this once" in text_of(sent)
    assert (again.status_code, other.status_code) == (302, 422)
    assert ("You submitted this review already" in text_of(other), "Something else." in text_of(other)) == (True, True)
    assert Submission.objects.count() == 1
    assert set(Answer.objects.order_by("pk").values_list("text", flat=True)) == {"It moved.", "", "Between us."}
    assert not Draft.objects.visible_to(cast.subject).filter(state="open").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("level", "999999", "not one of the available choices"),
        ("level", "x", "valid choice"),
        ("text", " ", "required"),
    ],
)
def test_what_is_no_answer_is_told_beside_its_question(cast, cycle, field, value, words):
    review = review_of(cycle, "manager")
    fields = {name: value if name.startswith(field) else kept for name, kept in sent_of(review, "Kept.").items()}

    answer = cast.client("manager").post(path_of(review), fields)

    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert not Submission.objects.exists()


def close_by_date(cycle):
    cycle.relations.update(due_on=timezone.now().date() - timedelta(days=2))


def end_writing(cycle):
    release_all()


def cancel(cycle):
    Cycle.objects.update(state="cancelled")


@pytest.mark.parametrize(
    ("ends", "words"),
    [(close_by_date, "is closed"), (end_writing, "The cycle is in release"), (cancel, "was cancelled")],
)
def test_what_comes_too_late_is_refused_with_its_sentence_and_stays_a_draft(cast, cycle, ends, words):
    review, client = review_of(cycle, "self"), cast.client("subject")
    sent = with_ticket(client, path_of(review), sent_of(review, "Typed in time."))
    ends(cycle)

    answer = client.post(path_of(review), sent)
    later = text_of(client.get(path_of(review)))

    assert (answer.status_code, words in text_of(answer), "Typed in time." in text_of(answer)) == (422, True, True)
    assert ("Typed in time." in later, words in later, "Submit self-review" in later) == (True, True, False)
    assert not Submission.objects.exists()


def test_relations_close_on_the_day_after_they_are_due_and_once(cast, cycle):
    day = timezone.now().date()
    cycle.relations.filter(relation="self").update(due_on=day - timedelta(days=1))
    cycle.relations.exclude(relation="self").update(due_on=day)

    assert (closing.close_due(), closing.close_due()) == (1, 0)

    assert list(CycleRelation.objects.exclude(closed_at=None).order_by("pk").values_list("relation", flat=True)) == [
        "self"
    ]
    with pytest.raises(ValidationError, match="is closed"):
        submit(cycle, "self", "Too late.")
    submit(cycle, "manager", "Just in time.")


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_twice_at_once_is_one(cast):
    review = review_of(running(cast), "self")
    form = WriteForm(sent_of(review, "Once."), asked=answering.asked_in(review))
    assert form.is_valid()
    given = form.given()

    at_once(*[lambda: services.submit(review, given, by=cast.subject)] * 2)

    assert (Submission.objects.count(), Review.objects.get(pk=review.pk).version) == (1, 1)


def move(cycle, name, hr, reason="Agreed with the board."):
    seen = moves.check(cycle, name, timezone.now().date()).overruled
    return services.move_cycle(cycle, name, reason, by=hr, seen=seen)


def test_hr_releases_and_closes_with_a_reason_where_it_overrules(cast, cycle):
    submit(cycle, "self", "Words.")
    client = cast.client("hr")
    path = reverse("admin:reviews_cycle_release", args=[cycle.pk])
    page = client.get(path)
    seen = page.context["checked"].overruled
    assert "2 reviews are not submitted: they stay drafts of their writers; nobody else will read them." in seen
    assert "1 person reads their result from the release on" in text_of(page)

    bare = client.post(path, {"seen": seen})
    stale = client.post(path, {"seen": seen[:1], "reason": "Agreed."})
    done = client.post(path, {"seen": seen, "reason": "Agreed."})
    twice = client.post(path, {"seen": seen, "reason": "Agreed."}, follow=True)
    closed = client.post(reverse("admin:reviews_cycle_close", args=[cycle.pk]), {"reason": "All talked."})

    assert ("Say why" in text_of(bare), "This changed meanwhile" in text_of(stale)) == (True, True)
    assert (done.status_code, closed.status_code) == (302, 422)
    assert "Everybody’s result is released already." in text_of(twice)
    assert Cycle.objects.get().state == "release"
    assert Step.objects.get(what="released").reason == "Agreed."
    told = Notification.objects.order_by("person").values_list("person", "kind")
    assert set(told) == {(cast.subject.pk, "review-released"), (cast.manager.pk, "review-team-released")}
    move(Cycle.objects.get(), "close", cast.hr)
    assert Cycle.objects.get().state == "closed"


def test_the_subject_reads_the_result_and_answers_it_once(cast, cycle):
    submit(cycle, "self", "As Sam sees it.")
    submit(cycle, "manager", "As Mona sees it.")
    move(cycle, "release", cast.hr)
    path = reverse("reviews:review", args=[review_of(cycle, "self").participant_id])
    client = cast.client("subject")
    page = text_of(client.get(path))
    assert ["As Sam sees it." in page, "As Mona sees it." in page, "Meets what the job asks." in page] == [True] * 3

    empty = client.post(path, {"kind": "comment", "comment": ""})
    client.post(path, {"kind": "talk", "comment": "One point is missing."})
    again = client.post(path, {"kind": "received", "comment": ""})
    manager = text_of(cast.client("manager").get(path))
    peer = text_of(cast.client("peer").get(path))

    assert (empty.status_code, again.status_code) == (422, 422)
    assert Acknowledgement.objects.get().kind == "talk"
    assert ("One point is missing." in manager, "One point is missing." in peer) == (True, False)
    assert Notification.objects.filter(person=cast.manager, kind="review-talk").count() == 1
    assert [duty.person_id for duty in provider([cast.manager, cast.subject], timezone.now())] == [cast.manager.pk]
    cast.client("manager").post(reverse("reviews:talked", args=[review_of(cycle, "self").participant_id]))
    assert list(provider([cast.manager, cast.subject], timezone.now())) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_is_in_them(cast, cycle, count):
    for _each in range(count - 1):
        other = ParticipantFactory(cycle=cycle, subject=EmployeeFactory(manager=cast.manager), manager=cast.manager)
        other.reviews.create(relation="manager", writer=cast.manager)
    submit(cycle, "self", "Words.")
    review = review_of(cycle, "self")
    mine = Review.objects.filter(relation="manager").order_by("pk").first()
    client = cast.client("manager")

    def cost(path) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    pages = [reverse("reviews:index"), path_of(mine), reverse("reviews:review", args=[review.participant_id])]
    assert [cost(path) for path in pages] == [10, 10, 7]
