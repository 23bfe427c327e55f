"""The result: what stands in it and in which order, what is answered to it, and what happens when it changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.tests.factories import PeriodFactory
from inbox.models import Notification
from perfmgmt.testing.threads import at_once
from reviews import answering, history, moves, result, services
from reviews.duties import provider
from reviews.forms.writing import WriteForm
from reviews.models import Acknowledgement, Answer, Cycle, Participant, Question, Relation, Review, Submission
from reviews.tests.planning import release_all, review_of, running, sent_of, submit
from reviews.tests.test_citing import goal
from reviews.tests.test_writing import text_of, with_ticket

REASON = "A number was wrong."


@pytest.fixture
def cycle(cast):
    """Released, all of it written."""
    made = running(cast)
    for relation in ("self", "manager", "peer"):
        submit(made, relation, f"Words of {relation}.")
    release_all()
    made.refresh_from_db()
    return made


def path_of(cycle, name="review") -> str:
    if name == "amend":
        return reverse("reviews:amend", args=[review_of(cycle, "manager").pk])
    return reverse(f"reviews:{name}", args=[Participant.objects.get(cycle=cycle).pk])


def given_of(review, text, level=1):
    asked = answering.asked_in(review)
    found = {each.question.pk: answering.Given(text=text) for each in asked if not each.levels}
    return found | {each.question.pk: answering.Given(level=each.levels[level].pk) for each in asked if each.levels}


def amend(cycle, cast, text="Changed words.", reason=REASON, **options):
    review = review_of(cycle, "manager")
    options = {"by": cast.manager, "seen": review.version} | options
    return services.amend(review, given_of(review, text), reason, **options)


def test_the_manager_stands_first_and_each_level_on_its_scale(cast, cycle):
    participant = Participant.objects.get(cycle=cycle)

    sections = result.of(participant, cast.subject)
    rated = next(asked for _section, questions in sections for asked in questions if asked.steps)
    lead = result.lead_of(sections)

    first = sections[0][1][0]
    assert [said.relation for said in first.answers] == [Relation.MANAGER, Relation.SELF, Relation.PEER]
    assert [(step.label, [said.relation for said in step.chosen]) for step in rated.steps] == [
        ("Below", []),
        ("Meets", [Relation.MANAGER, Relation.SELF]),
        ("Exceeds", []),
    ]
    assert (lead.who, lead.text, lead.rated.at.label) == ("Mona Example", "Words of manager.", "Meets")


def test_before_release_the_page_has_neither_lead_nor_goals_nor_answers(cast):
    made = running(cast)
    submit(made, "manager", "Words of manager.")
    goal(cast)

    pages = {role: text_of(cast.client(role).get(path_of(made))) for role in ("subject", "manager", "peer")}

    assert [role for role, page in pages.items() if "In short" in page or "Goals of the period" in page] == []
    assert "Words of manager." not in pages["subject"]


def test_goals_stand_as_of_the_last_day_under_review(cast, cycle):
    objective = goal(cast)
    ends_on = timezone.now().date() - timedelta(days=40)
    Cycle.objects.update(starts_on=ends_on - timedelta(days=60), ends_on=ends_on)

    page = text_of(cast.client("subject").get(path_of(cycle)))
    peer = text_of(cast.client("peer").get(path_of(cycle)))

    assert ("20 %" in page, "60 %" in page) == (True, False)
    assert (objective.title in page, objective.title in peer) == (True, False)


def test_a_change_is_a_new_version_that_is_acknowledged_again(cast, cycle):
    client, manager = cast.client("subject"), cast.client("manager")
    services.acknowledge(Participant.objects.get(), "comment", "One point is missing.", by=cast.subject)
    form = manager.get(path_of(cycle, "amend"))
    assert "Words of manager." in text_of(form)
    sent = sent_of(review_of(cycle, "manager"), "Mended words.") | {"reason": REASON, "seen": "1"}

    done = manager.post(path_of(cycle, "amend"), with_ticket(manager, path_of(cycle, "amend"), sent))
    page = text_of(client.get(path_of(cycle)))
    duties = [duty.person_id for duty in provider([cast.subject], timezone.now())]
    client.post(path_of(cycle), {"kind": "received", "comment": "", "seen": "2"})
    after = text_of(client.get(path_of(cycle)))

    assert done.status_code == 302
    assert ("Mended words." in page, "Words of manager." in page, REASON in page) == (True, True, True)
    assert ("Say that you received it" in page, "One point is missing." in page) == (True, True)
    assert ("Say that you received it" in after, "One point is missing." in after) == (False, True)
    assert duties == [cast.subject.pk]
    assert list(provider([cast.subject], timezone.now())) == []
    assert list(Acknowledgement.objects.order_by("version").values_list("version", "kind")) == [
        (1, "comment"),
        (2, "received"),
    ]
    assert Notification.objects.filter(person=cast.subject, kind="review-changed").count() == 1


def test_what_stood_before_the_change_is_read_beside_it_by_the_same_readers(cast, cycle):
    amend(cycle, cast)
    amend(cycle, cast, text="Changed twice.")

    pages = {role: text_of(cast.client(role).get(path_of(cycle))) for role in ("subject", "manager", "peer")}

    old = ("Words of manager.", "Changed words.", "Changed twice.")
    assert {role: [words in page for words in old] for role, page in pages.items()} == {
        "subject": [True] * 3,
        "manager": [True] * 3,
        "peer": [False] * 3,
    }
    # The rating is the same in all: it is told once.
    assert pages["subject"].count("What the manager had written before the change") == 1


def test_what_was_reopened_before_the_release_stays_the_writers(cast):
    made = running(cast)
    submit(made, "manager", "Too hasty.")
    Review.objects.filter(relation="manager").update(state="open", submitted_at=None)
    submit(made, "manager", "Thought over.")
    release_all()
    amend(made, cast)

    pages = {role: text_of(cast.client(role).get(path_of(made))) for role in ("subject", "manager")}

    assert {role: ("Thought over." in page, "Too hasty." in page) for role, page in pages.items()} == {
        "subject": (True, False),
        "manager": (True, False),
    }


def test_both_values_stay(cast, cycle):
    amend(cycle, cast)

    words = Answer.objects.filter(submission__review__relation="manager").exclude(text="").order_by("pk")
    assert list(words.values_list("submission__version", "text")) == [(1, "Words of manager."), (2, "Changed words.")]
    assert list(Submission.objects.filter(version=2).values_list("reason", flat=True)) == [REASON]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reason": " "}, "Say why you change it"),
        ({"reason": "x" * 501}, "501 characters long"),
        ({"text": "Words of manager."}, "Nothing is different"),
        ({"text": ""}, "Write a few words"),
        ({"seen": 0}, "in another window"),
    ],
)
def test_a_change_that_says_too_little_is_refused(cast, cycle, options, words):
    with pytest.raises(ValidationError, match=words):
        amend(cycle, cast, **options)

    assert review_of(cycle, "manager").version == 1


@pytest.mark.parametrize("state", ["writing", "closed", "cancelled"])
def test_it_changes_between_release_and_the_end_only(cast, cycle, state):
    Cycle.objects.update(state=state)

    with pytest.raises(ValidationError, match="between release and the end"):
        amend(cycle, cast)

    page = cast.client("manager").get(path_of(cycle, "amend"), follow=True)
    assert "between release and the end" in text_of(page)


def test_only_its_writer_changes_it_and_no_other_relation(cast, cycle):
    with pytest.raises(PermissionDenied):
        amend(cycle, cast, by=cast.subject)
    own = review_of(cycle, "self")
    with pytest.raises(PermissionDenied):
        services.amend(own, given_of(own, "No."), REASON, by=cast.subject, seen=1)

    statuses = {
        role: cast.client(role).post(path_of(cycle, "amend"), {"reason": REASON}).status_code
        for role in ("subject", "peer", "stranger", "report", "skip_level", "hr", "administrator")
    }
    # The subject reads it, and so learns no more from a refusal; to the others it is not there.
    assert statuses == dict.fromkeys(statuses, 404) | {"subject": 403}


@pytest.mark.django_db(transaction=True)
def test_the_same_change_sent_twice_at_once_is_one(cast):
    made = running(cast)
    submit(made, "manager", "Words.")
    release_all()
    review = review_of(made, "manager")

    at_once(*[lambda: services.amend(review, given_of(review, "New."), REASON, by=cast.manager, seen=1)] * 2)

    assert review_of(made, "manager").version == 2


def test_an_answer_to_what_was_not_read_is_refused_and_kept(cast, cycle):
    client = cast.client("subject")
    sent = with_ticket(client, path_of(cycle), {"kind": "comment", "comment": "My words.", "seen": "1"})
    amend(cycle, cast)

    answer = client.post(path_of(cycle), sent)

    assert (answer.status_code, "changed while you read it" in text_of(answer)) == (422, True)
    assert ("My words." in text_of(answer), 'name="seen" value="2"' in text_of(answer)) == (True, True)
    assert not Acknowledgement.objects.exists()


def test_a_talk_stays_a_duty_of_the_manager_with_its_date(cast, cycle):
    services.acknowledge(Participant.objects.get(), "talk", "", by=cast.subject)
    amend(cycle, cast)

    duty = next(duty for duty in provider([cast.manager], timezone.now()) if duty.key.endswith(":talk"))
    page = text_of(cast.client("manager").get(path_of(cycle)))
    services.talked(Participant.objects.get(), by=cast.manager)

    assert duty.due_on == timezone.localdate() + timedelta(days=7)
    assert "Note that we talked" in page
    assert [duty for duty in provider([cast.manager], timezone.now()) if duty.key.endswith(":talk")] == []


def test_silence_after_a_change_is_counted_as_silence(cast, cycle):
    services.acknowledge(Participant.objects.get(), "received", "", by=cast.subject)
    before = moves.check(cycle, "close", timezone.now().date()).facts[0]
    amend(cycle, cast)

    after = moves.check(cycle, "close", timezone.now().date()).facts[0]

    assert (before[:6], after[:6]) == ("1 of 1", "0 of 1")


def test_the_history_is_ones_own_and_of_what_was_released(cast, cycle):
    Question.objects.filter(kind="rating").update(purpose="performance")
    services.acknowledge(Participant.objects.get(), "received", "", by=cast.subject)
    other = running(cast)
    submit(other, "manager", "Not released.")

    rows = history.of(cast.subject)

    assert [row.cycle for row in rows] == [cycle]
    rating = rows[0].ratings[0]
    assert (rating.level.label, rating.level.value, rating.highest) == ("Meets", 2, 3)
    assert [said.kind for said in rows[0].said] == ["received"]
    page = text_of(cast.client("subject").get(reverse("reviews:history")))
    assert ("level 2 of 3" in page, str(other) in page) == (True, False)
    assert [role for role in ("manager", "hr", "peer", "report") if history.of(cast[role])] == []
    assert "No review of you was released yet" in text_of(cast.client("peer").get(reverse("reviews:history")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_is_in_them(cast, cycle, count):
    day = timezone.now().date()
    Question.objects.filter(kind="rating").update(purpose="performance")
    Cycle.objects.update(starts_on=day - timedelta(days=100), ends_on=day)
    for place in range(count):
        period = PeriodFactory(name=f"P{place}", starts_on=day - timedelta(60), ends_on=day)
        goal(cast, title=f"Goal {place}", period=period)
        amend(cycle, cast, text=f"Version {place}.")
    services.acknowledge(Participant.objects.get(), "received", "", by=cast.subject)
    client = cast.client("subject")
    client.get("/")  # what a process asks once

    def cost(path) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    assert [cost(path_of(cycle)), cost(reverse("reviews:history"))] == [12, 5]


def test_the_form_of_a_change_offers_what_counts(cast, cycle):
    amend(cycle, cast, text="Second version.")
    form = text_of(cast.client("manager").get(path_of(cycle, "amend")))

    assert ("Second version." in form, "Words of manager." in form) == (True, False)
    assert 'name="seen" value="2"' in form
    assert WriteForm(None, asked=answering.asked_in(review_of(cycle, "manager"))).answered == 0


def test_the_newest_version_alone_is_read(cast, cycle):
    amend(cycle, cast)

    texts = Answer.objects.visible_to(cast.subject).filter(submission__review__relation="manager").exclude(text="")

    assert list(texts.order_by("pk").values_list("text", flat=True)) == ["Changed words."]
    assert Review.objects.get(relation="manager").version == 2


def test_confidential_peers_are_counted_and_not_listed_one_by_one(cast):
    said = [result.Said("manager", "Mona", None, ""), *[result.Said("peer", "", None, "")] * 3]
    step = result.Step("Meets", "", 2, said)

    assert [(each.relation, count) for each, count in step.by] == [("manager", 1), ("peer", 3)]
