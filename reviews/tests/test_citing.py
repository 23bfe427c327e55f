"""Cite the evidence: what may be cited, what is kept of it, who reads it then."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from feedback.models import Blocker, CheckIn, Feedback
from goals.models import Snapshot
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from perfmgmt.testing.threads import at_once
from reviews import answering, citing, evidence, services
from reviews.forms.writing import WriteForm
from reviews.models import Citation, Cycle, Submission
from reviews.tests.planning import release_all, review_of, running, sent_of, submit
from reviews.tests.test_writing import text_of, with_ticket

HELD = "Held the line with two people."
PRAISED = "Saved us a week."


@pytest.fixture
def cycle(cast):
    made = running(cast)
    today = timezone.now().date()
    Cycle.objects.update(starts_on=today - timedelta(days=200), ends_on=today)
    made.refresh_from_db()
    return made


def check_in(cast, days=40, **fields) -> CheckIn:
    day = timezone.now().date() - timedelta(days)
    held = {"employee": cast.subject, "manager": cast.manager, "state": "done", "logged_at": timezone.now()}
    return CheckIn.objects.create(**{"due_on": day, "held_on": day, "went_well": HELD} | held | fields)


def feedback(cast, giver="stranger", audience="recipient", minutes=60, **fields) -> Feedback:
    row = {"giver": cast[giver], "recipient": cast.subject, "kind": "praise", "behaviour": PRAISED, "key": uuid4()}
    sent = timezone.now() - timedelta(minutes=minutes)
    made = Feedback.objects.create(audience=audience, sent_at=sent, **row | fields)
    made.readers.create(person=cast.subject, named_as="recipient")
    if audience == "manager":
        made.readers.create(person=cast.manager, named_as="manager")
    return made


def goal(cast, **fields):
    today = timezone.now().date()
    period = PeriodFactory(name="Q4", starts_on=today - timedelta(80), ends_on=today + timedelta(10))
    row = {"owner": cast.subject, "period": period, "state": "active", "scope": "individual", "title": "Boot quicker"}
    objective = ObjectiveFactory(**row | fields)
    KeyResultFactory(objective=objective, title="Boot time", baseline=6, target=2, current=3)
    for days, progress in ((70, "0.2"), (30, "0.6")):
        until = today - timedelta(30) if days == 70 else None
        row = {"day": today - timedelta(days), "until": until, "state": "active", "status": "on-track", "weight": 1}
        Snapshot.objects.create(objective=objective, progress=progress, **row)
    return objective


def span_of(cycle):
    return citing.span_of(review_of(cycle, "self"))


def seen_by(person, cycle) -> dict[str, str]:
    return {entry.kind: entry.facts for entry in evidence.of(span_of(cycle), viewer=person, today=cycle.ends_on)}


def test_all_kinds_stand_on_one_timeline_as_far_as_each_may_read_them(cast, cycle):
    check_in(cast), feedback(cast), feedback(cast, audience="everyone"), goal(cast, visibility="manager")
    now = timezone.now()
    raised = now - timedelta(days=30)
    ended = {"resolved_at": now - timedelta(days=11), "resolved_by": cast.manager}
    Blocker.objects.create(raised_by=cast.subject, text="No test bench.", raised_at=raised, **ended)
    earlier = running(cast)
    Cycle.objects.filter(pk=earlier.pk).update(
        state="release", starts_on=cycle.starts_on - timedelta(300), ends_on=cycle.starts_on - timedelta(20)
    )
    earlier.participants.update(released_at=now - timedelta(days=9))

    seen = {role: set(seen_by(cast[role], cycle)) for role in ("subject", "manager", "peer", "stranger", "hr")}

    every = {"objective", "check-in", "recognition", "blocker", "review"}
    assert seen == {
        "subject": every | {"feedback"},
        "manager": every,
        "peer": {"recognition"},
        "stranger": {"feedback", "recognition"},
        "hr": {"objective", "recognition"},
    }
    assert "resolved by Mona Example after 19 days" in seen_by(cast.manager, cycle)["blocker"]


def test_a_citation_keeps_the_words_whatever_becomes_of_the_source(cast, cycle):
    held, review = check_in(cast), review_of(cycle, "manager")

    first = services.cite(review, "check-in", held.pk, by=cast.manager)
    CheckIn.objects.update(went_well="Something else altogether.")
    again = services.cite(review, "check-in", held.pk, by=cast.manager)
    CheckIn.objects.all().delete()

    assert again == first
    assert Citation.objects.get().words == HELD
    assert Citation.objects.get().months == [held.held_on.replace(day=1).isoformat()]


def test_a_goal_is_cited_with_its_key_results_and_the_months_in_which_it_moved(cast, cycle):
    objective = goal(cast)

    made = services.cite(review_of(cycle, "manager"), "objective", objective.pk, by=cast.manager)

    today = timezone.now().date()
    assert (made.mark, made.facts) == ("Boot quicker, Q4", "goal, Q4, 60\xa0%")
    assert made.words.splitlines()[1].startswith("Boot time: 6 → 3 → 2")
    moved = {(today - timedelta(days)).replace(day=1).isoformat() for days in (70, 30)}
    assert set(made.months) == moved


@pytest.mark.parametrize(
    "what",
    ["unreadable", "before", "private", "withdrawable", "unknown"],
)
def test_what_the_writer_may_not_cite_is_refused_and_nothing_is_kept(cast, cycle, what):
    kind, pk = {
        "unreadable": lambda: ("feedback", feedback(cast).pk),  # for the recipient alone
        "before": lambda: ("check-in", check_in(cast, days=300).pk),
        "private": lambda: ("private-note", 1),
        "withdrawable": lambda: ("feedback", feedback(cast, audience="manager", minutes=5).pk),
        "unknown": lambda: ("check-in", 10**12),
    }[what]()

    with pytest.raises(ValidationError, match="can no longer be cited"):
        services.cite(review_of(cycle, "manager"), kind, pk, by=cast.manager)

    assert not Citation.objects.exists()


def test_only_the_writer_cites_and_only_while_it_is_written(cast, cycle):
    held, review = check_in(cast), review_of(cycle, "manager")
    with pytest.raises(PermissionDenied):
        services.cite(review, "check-in", held.pk, by=cast.subject)
    submit(cycle, "manager", "Words.")
    with pytest.raises(ValidationError, match="submitted this review already"):
        services.cite(review, "check-in", held.pk, by=cast.manager)
    release_all()
    with pytest.raises(ValidationError, match="The cycle is in release"):
        services.cite(review_of(cycle, "self"), "check-in", held.pk, by=cast.subject)


def test_a_confidential_writer_cites_only_what_anybody_could(cast, cycle):
    own, public = feedback(cast, giver="peer"), feedback(cast, giver="peer", audience="everyone")
    review = review_of(cycle, "peer")

    with pytest.raises(ValidationError, match="can no longer be cited"):
        services.cite(review, "feedback", own.pk, by=cast.peer)

    assert services.cite(review, "recognition", public.pk, by=cast.peer).words == PRAISED
    page = text_of(cast.client("peer").get(reverse("reviews:write", args=[review.pk])))
    assert (f'value="feedback:{own.pk}"' in page, f'value="recognition:{public.pk}"' in page) == (False, True)


def cited_and_submitted(cast, cycle, relation, kind, pk) -> Citation:
    review = review_of(cycle, relation)
    made = services.cite(review, kind, pk, by=review.writer)
    submit(cycle, relation, f"As was said {made.in_text}.")
    return made


def readers_of(cast, citation) -> set[str]:
    roles = ("subject", "manager", "peer", "report", "stranger", "skip_level", "hr", "administrator")
    return {role for role in roles if Citation.objects.visible_to(cast[role]).filter(pk=citation.pk).exists()}


def test_the_reader_reads_of_a_source_what_they_could_read_themselves(cast, cycle):
    """Sam cites feedback that is for Sam alone: Mona sees that it is cited, and neither its words nor who gave it."""
    made = cited_and_submitted(cast, cycle, "self", "feedback", feedback(cast).pk)
    assert readers_of(cast, made) == {"subject"}
    release_all()

    path = reverse("reviews:review", args=[review_of(cycle, "self").participant_id])
    page = text_of(cast.client("manager").get(path))

    assert readers_of(cast, made) == {"subject"}
    assert (made.in_text in page, PRAISED in page, "Stan" in page) == (True, False, False)


def test_what_both_could_read_is_read_at_release_and_not_before(cast, cycle):
    made = cited_and_submitted(cast, cycle, "manager", "check-in", check_in(cast).pk)
    before = readers_of(cast, made)
    release_all()
    CheckIn.objects.update(went_well="Changed.")
    path = reverse("reviews:review", args=[review_of(cycle, "self").participant_id])

    pages = {role: HELD in text_of(cast.client(role).get(path)) for role in ("subject", "manager", "peer")}

    assert (before, readers_of(cast, made)) == ({"manager"}, {"subject", "manager"})
    assert pages == {"subject": True, "manager": True, "peer": False}


def test_a_citation_in_an_answer_for_the_manager_alone_is_not_the_subjects(cast, cycle):
    review = review_of(cycle, "peer")
    made = services.cite(review, "recognition", feedback(cast, audience="everyone").pk, by=cast.peer)
    submit(cycle, "peer", "Words.", secret=f"Between us {made.in_text}")
    release_all()

    assert readers_of(cast, made) == {"manager", "peer"}


def test_what_stands_in_no_text_is_not_kept(cast, cycle):
    review = review_of(cycle, "manager")
    used = services.cite(review, "check-in", check_in(cast).pk, by=cast.manager)
    services.cite(review, "check-in", check_in(cast, days=60).pk, by=cast.manager)

    submit(cycle, "manager", f"Words {used.in_text}.")

    assert list(Citation.objects.order_by("pk")) == [used]
    assert [answer.text for answer in used.answers.order_by("pk")] == [f"Words {used.in_text}."]


def test_a_hidden_title_is_not_in_the_mark(cast, cycle):
    """A goal that the launch day’s manager could not read is cited without its title."""
    cast.subject.manager = cast.former_manager
    cast.subject.save()
    objective = goal(cast, visibility="manager", title="Secret plan")

    made = services.cite(review_of(cycle, "self"), "objective", objective.pk, by=cast.subject)

    assert (made.mark, made.is_open_to_manager) == ("Goal, Q4", False)


def test_two_of_one_day_have_marks_of_their_own_and_no_brackets(cast, cycle):
    first, second = feedback(cast, audience="manager"), feedback(cast, audience="manager")
    objective = goal(cast, title="Ship [v2] to all")
    review = review_of(cycle, "manager")

    marks = [services.cite(review, "feedback", each.pk, by=cast.manager).mark for each in (first, second)]
    marks.append(services.cite(review, "objective", objective.pk, by=cast.manager).mark)

    assert marks[1] == f"{marks[0]} (2)"
    assert marks[2] == "Ship (v2) to all, Q4"
    # The longer mark is not taken for the shorter one.
    assert citing.in_text(f"See [{marks[1]}]", Citation.objects.order_by("pk"))[0].mark == marks[1]
    assert len(citing.in_text(f"See [{marks[1]}]", Citation.objects.order_by("pk"))) == 1


def test_without_javascript_the_button_puts_it_into_the_chosen_text_and_keeps_a_draft(cast, cycle):
    held, review, client = check_in(cast), review_of(cycle, "self"), cast.client("subject")
    path = reverse("reviews:write", args=[review.pk])
    names = [f"text_{each.question.pk}" for each in answering.asked_in(review) if not each.levels]
    typed = {names[0]: "First.", names[1]: "Second.", "cite_into": names[1], "cite": f"check-in:{held.pk}"}

    sent = client.post(path, with_ticket(client, path, typed))
    page = text_of(client.get(path))

    mark = Citation.objects.get().in_text
    assert (sent.status_code, f"Second. {mark}</textarea>" in page) == (302, True)
    assert Draft.objects.visible_to(cast.subject).get(state="open").fields[names[0]] == ["First."]
    assert not Submission.objects.exists()
    typed |= {"cite": "check-in:999", names[0]: "Typed on."}
    gone = client.post(path, with_ticket(client, path, typed), follow=True)
    assert ("can no longer be cited" in text_of(gone), "Typed on." in text_of(gone)) == (True, True)


def test_with_it_the_mark_is_answered_or_the_reason(cast, cycle):
    held, review, client = check_in(cast), review_of(cycle, "self"), cast.client("subject")
    path = reverse("reviews:cite", args=[review.pk])

    done, again = (client.post(path, {"cite": f"check-in:{held.pk}"}) for _time in range(2))
    refused = [client.post(path, {"cite": cite}) for cite in ("", "check-in:x", "check-in:١٢", "nothing")]

    assert done.json() == again.json() == {"mark": Citation.objects.get().in_text}
    assert [answer.status_code for answer in refused] == [422] * 4
    assert "can no longer be cited" in refused[0].json()["words"]


def test_the_strip_follows_what_is_typed(cast, cycle):
    review, client = review_of(cycle, "manager"), cast.client("manager")
    made = services.cite(review, "check-in", check_in(cast).pk, by=cast.manager)
    path = reverse("reviews:recency", args=[review.pk])

    bare = text_of(client.post(path, {"text_1": "No marks."}))
    covered = text_of(client.post(path, {"text_1": f"See {made.in_text}"}))

    assert "Nothing is cited yet. 1 entry from then stands beside." in bare
    assert (covered.count('class="covered"'), "are missing: nothing from" in covered) == (1, True)


@pytest.mark.parametrize("name", ["cite", "recency", "amend"])
def test_only_the_writer_reaches_them(cast, cycle, name):
    path = reverse(f"reviews:{name}", args=[review_of(cycle, "manager").pk])
    roles = ("anonymous", "subject", "peer", "report", "stranger", "skip_level", "hr", "administrator")

    answers = cast.statuses(roles, lambda client: client.post(path, {"cite": "check-in:1"}))

    assert answers == dict.fromkeys(roles, 404) | {"anonymous": 302}
    assert not Citation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_stands_beside(cast, cycle, count):
    review = review_of(cycle, "manager")
    for place in range(count):
        held = check_in(cast, days=40 + place)
        period = PeriodFactory(name=f"P{place}", starts_on=held.held_on, ends_on=cycle.ends_on)
        goal(cast, title=f"Goal {place}", period=period)
        services.cite(review, "check-in", held.pk, by=cast.manager)
    client, path = cast.client("manager"), reverse("reviews:write", args=[review.pk])
    client.get("/")  # what a process asks once

    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200

    assert len(queries) == 12


@pytest.mark.django_db(transaction=True)
def test_cited_twice_at_once_is_one(cast):
    cycle = running(cast)
    day = timezone.now().date()
    Cycle.objects.update(starts_on=day - timedelta(days=100), ends_on=day)
    held, review = check_in(cast), review_of(cycle, "manager")

    at_once(*[lambda: services.cite(review, "check-in", held.pk, by=cast.manager)] * 2)

    assert Citation.objects.count() == 1


def test_words_and_help_come_back_without_javascript(cast, cycle):
    review, client = review_of(cycle, "self"), cast.client("subject")
    path = reverse("reviews:write", args=[review.pk])
    typed = sent_of(review, "You are always lazy.")

    page = text_of(client.post(path, with_ticket(client, path, typed | {"check_words": "1"})))

    assert ("“Always” and “never” are seldom true." in page, "Words: 4" in page) == (True, True)
    assert "You are always lazy." in page
    assert not Submission.objects.exists()
    form = WriteForm(None, asked=answering.asked_in(review))
    assert [name for name in form.texts if f'id="words-{name}"' not in page] == []


def test_the_result_that_is_changed_is_no_evidence_for_itself(cast, cycle):
    submit(cycle, "manager", "Words.")
    release_all()

    assert "review" not in seen_by(cast.manager, cycle)
