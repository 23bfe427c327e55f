"""What HR changes after the launch: more time, once more, somebody else, another manager, who takes part."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import answering, moves, services, states
from reviews.forms.writing import WriteForm
from reviews.models import AnonymousMark, Answer, Cycle, Exclusion, Participant, Review, Step, Submission
from reviews.tests.factories import ReviewFactory
from reviews.tests.planning import release_all, review_of, running, sent_of, submit
from reviews.tests.test_duties import typed, waits_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast):
    return running(cast)


@pytest.fixture
def participant(cycle):
    return cycle.participants.get()


def later(days=12) -> date:
    return timezone.localdate() + timedelta(days)


def changes(cycle, by, reason="As agreed."):
    """Each change of the table, as a call on this cycle."""
    participant, newcomer = cycle.participants.get(), EmployeeFactory()
    peer = Review.objects.get(participant=participant, relation="peer")
    return {
        "extend": lambda: services.extend_relations(cycle, "", later(), reason, by=by),
        "reopen": lambda: services.reopen(review_of(cycle, "self"), None, reason, by=by),
        "reassign": lambda: services.reassign(peer, newcomer, reason, by=by),
        "change_manager": lambda: services.change_manager(participant, newcomer, reason, by=by),
        "join": lambda: services.join(cycle, newcomer, reason, by=by),
        "take_out": lambda: services.take_out(participant, reason, by=by),
        "take_in": lambda: services.take_in(participant, reason, by=by),
    }


def prepared(cycle, change):
    if change == "reopen":
        submit(cycle, "self", "Much.")
    if change == "take_in":
        cycle.participants.update(taken_out_at=timezone.now())


@pytest.mark.parametrize("state", [*Cycle.State.values])
@pytest.mark.parametrize("change", states.CHANGES)
def test_each_change_is_made_in_the_phases_of_the_table_only(cast, cycle, change, state):
    prepared(cycle, change)
    Cycle.objects.update(state=state, has_nomination=True, has_calibration=True)

    if state in states.CHANGES[change].phases:
        changes(cycle, cast.hr)[change]()
        step = Step.objects.latest("pk")
        assert (step.reason, step.by) == ("As agreed.", cast.hr)
    else:
        with pytest.raises(ValidationError, match="this cycle is in"):
            changes(cycle, cast.hr)[change]()
        assert not Step.objects.exists()


@pytest.mark.parametrize("change", states.CHANGES)
def test_each_change_needs_a_reason_and_hr_who_is_not_concerned(cast, cycle, change):
    prepared(cycle, change)
    with pytest.raises(ValidationError, match="Say why"):
        changes(cycle, cast.hr, "  ")[change]()
    for role in ("manager", "skip_level", "peer", "administrator", "stranger"):
        with pytest.raises(PermissionDenied):
            changes(cycle, cast[role])[change]()
    if change not in ("extend", "join"):
        cast.hr.manager = cast.subject
        with pytest.raises(PermissionDenied):
            changes(cycle, cast.hr)[change]()
        with pytest.raises(PermissionDenied):
            changes(cycle, cast["hr_self"])[change]()
    assert not Step.objects.exists()


# --- more time ---


def test_everyone_gets_a_later_day_and_a_closed_relation_opens(cast, cycle):
    cycle.relations.filter(relation="peer").update(due_on=later(-1), closed_at=timezone.now())

    assert services.extend_relations(cycle, "", later(), "Holidays.", by=cast.hr) == 3

    assert set(cycle.relations.values_list("due_on", "closed_at")) == {(later(), None)}
    assert cycle.phases.get(phase="writing").ends_on == later()
    assert [duty.due_on for duty in waits_for(cast.peer)] == [later()]
    with pytest.raises(ValidationError, match="due on that day or later already"):
        services.extend_relations(cycle, "peer", later(), "Again.", by=cast.hr)


@pytest.mark.parametrize(
    ("day", "words"), [(-1, "That day is over"), (15, "next phase begins"), (40, "next phase begins")]
)
def test_a_day_that_does_not_fit_is_refused_in_words(cast, cycle, day, words):
    with pytest.raises(ValidationError, match=words):
        services.extend_relations(cycle, "", later(day), "Holidays.", by=cast.hr)
    with pytest.raises(ValidationError, match=words):
        services.extend_writer(cycle, cast.peer, later(day), "Holidays.", by=cast.hr)


def test_what_is_anonymous_is_extended_for_all_and_only_before_it_closes(cast, cycle, participant):
    Cycle.objects.update(upward_is="anonymous")
    cycle.relations.create(relation="upward", due_on=later(2))
    AnonymousMark.objects.create(participant=participant, relation="upward", writer=cast.report)
    with pytest.raises(ValidationError, match="has nothing to write"):
        services.extend_writer(cycle, cast.report, later(), "Away.", by=cast.hr)

    services.extend_relations(cycle, "upward", later(5), "Holidays.", by=cast.hr)
    cycle.relations.filter(relation="upward").update(closed_at=timezone.now())
    for relation in ("upward", ""):
        with pytest.raises(ValidationError, match="nobody can be let in again"):
            services.extend_relations(cycle, relation, later(9), "Holidays.", by=cast.hr)

    assert cycle.relations.get(relation="upward").due_on == later(5)
    assert cycle.relations.get(relation="self").due_on == later(10)


def test_one_or_a_team_gets_more_time(cast, cycle):
    services.extend_writer(cycle, cast.peer, later(11), "Ill.", by=cast.hr)
    assert {each.relation: each.due_on for each in Review.objects.all()} == {
        "self": None,
        "manager": None,
        "peer": later(11),
    }

    assert services.extend_writer(cycle, cast.manager, later(12), "A fair.", by=cast.hr, with_team=True) == 3
    assert set(Review.objects.values_list("due_on", flat=True)) == {later(12)}
    with pytest.raises(ValidationError, match="has nothing to write that is due before"):
        services.extend_writer(cycle, cast.manager, later(12), "A fair.", by=cast.hr)


def test_hr_gives_no_time_to_themselves_or_their_manager_by_way_of_a_team(cast, cycle, participant):
    cast.hr.manager = cast.peer
    cast.hr.save()
    ReviewFactory(participant=participant, writer=cast.hr, anonymity="confidential")
    EmployeeFactory(manager=cast.peer)

    services.extend_writer(cycle, cast.manager, later(12), "A fair.", by=cast.hr, with_team=True)

    assert {each.writer for each in Review.objects.filter(due_on=None)} == {cast.hr, cast.peer}


# --- once more ---


def again(review, text, level, *, reason="", by=None) -> Review:
    given = {pk: answer for pk, answer in answering.submitted(review).items() if answer.level is None}
    asked = answering.asked_in(review)
    sent = {f"text_{pk}": text for pk in given}
    sent |= {f"level_{each.question.pk}": str(each.levels[level].pk) for each in asked if each.levels}
    form = WriteForm(sent, asked=asked)
    assert form.is_valid(), form.errors
    return services.submit(review, form.given(), by=by or review.writer, reason=reason)


def test_a_reopened_review_is_submitted_once_more_and_both_versions_stay(cast, cycle):
    submit(cycle, "self", "Much.")
    services.reopen(review_of(cycle, "self"), None, "A typing error.", by=cast.hr)
    path = reverse("reviews:write", args=[review_of(cycle, "self").pk])
    assert "Much." in cast.client("subject").get(path).content.decode()

    again(review_of(cycle, "self"), "Much more.", 1)

    review = review_of(cycle, "self")
    assert (review.state, review.version) == ("submitted", 2)
    assert [each.text for each in Answer.objects.filter(submission__review=review).order_by("pk") if each.text] == [
        "Much.",
        "Much more.",
    ]


def test_a_manager_who_saw_the_self_review_says_why_a_rating_changed(cast, cycle):
    submit(cycle, "self", "Much.")
    submit(cycle, "manager", "Well done.")
    review = review_of(cycle, "manager")
    services.reopen(review, None, "Wrong person.", by=cast.hr)
    assert not Review.objects.visible_to(cast.manager).filter(relation="self").exists()  # sealed again meanwhile
    review.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        again(review, "Well done.", 2)
    again(review, "Well done.", 2, reason="I had forgotten the launch.")

    assert "say why" in refused.value.message_dict["reason"][0]
    assert [each.reason for each in Submission.objects.filter(review=review)] == ["", "I had forgotten the launch."]


def test_the_form_asks_for_that_reason_and_keeps_what_was_typed(cast, cycle):
    submit(cycle, "manager", "Well done.")
    review = review_of(cycle, "manager")
    services.reopen(review, None, "Wrong person.", by=cast.hr)
    client, path = cast.client("manager"), reverse("reviews:write", args=[review.pk])
    sent = sent_of(review, "Well done, all of it.")
    levels = [each for each in answering.asked_in(review) if each.levels]
    sent[f"level_{levels[0].question.pk}"] = str(levels[0].levels[0].pk)

    refused = client.post(path, sent)
    done = client.post(path, sent | {"reason": "The launch."})

    assert (refused.status_code, "Well done, all of it." in refused.content.decode()) == (422, True)
    assert "say why" in refused.content.decode()
    assert (done.status_code, Submission.objects.latest("pk").reason) == (302, "The launch.")


def test_what_is_not_submitted_again_counts_as_it_was(cast, cycle):
    submit(cycle, "self", "Much.")
    submit(cycle, "manager", "Well done.")
    services.reopen(review_of(cycle, "self"), None, "A typing error.", by=cast.hr)

    seen = moves.check(cycle, "release", timezone.localdate()).overruled
    services.move_cycle(cycle, "release", "It is time.", by=cast.hr, seen=seen)

    assert any("what was submitted before counts" in words for words in seen)
    review = review_of(cycle, "self")
    assert (review.state, review.version) == ("submitted", 1)
    assert review.submitted_at == review.submissions.get().submitted_at
    assert Answer.objects.visible_to(cast.manager).filter(text="Much.").exists()


def test_what_is_over_is_reopened_with_a_new_day_only(cast, cycle):
    submit(cycle, "self", "Much.")
    cycle.relations.update(due_on=later(-1), closed_at=timezone.now())
    review = review_of(cycle, "self")

    with pytest.raises(ValidationError, match="say until when"):
        services.reopen(review, None, "A typing error.", by=cast.hr)
    assert review_of(cycle, "self").state == "submitted"
    services.reopen(review, later(2), "A typing error.", by=cast.hr)

    assert (review_of(cycle, "self").state, review_of(cycle, "self").due_on) == ("open", later(2))
    with pytest.raises(ValidationError, match="Only a submitted review"):
        services.reopen(review, later(2), "Again.", by=cast.hr)


def test_nobody_reopens_what_they_wrote(cast, cycle):
    review = ReviewFactory(
        participant=cycle.participants.get(),
        writer=cast.hr,
        anonymity="confidential",
        state="submitted",
        version=1,
        submitted_at=timezone.now(),
    )

    with pytest.raises(PermissionDenied):
        services.reopen(review, None, "Mine.", by=cast.hr)


# --- another peer ---


def test_another_peer_is_asked_and_the_draft_stays_its_writers(cast, cycle, participant):
    peer = review_of(cycle, "peer")
    draft = typed(peer, text_1="Mine alone.")
    Cycle.objects.update(has_nomination=True)
    participant.nominations.create(
        nominee=cast.peer, proposed_by=cast.subject, state="approved", decided_at=timezone.now()
    )

    new = services.reassign(peer, cast.stranger, "She left the team.", by=cast.hr)

    page = cast.client("peer").get(reverse("reviews:write", args=[peer.pk])).content.decode()
    assert ("You are not asked for this review any more." in page, "Submit review" in page) == (True, False)
    peer.refresh_from_db()
    assert (peer.state, new.writer, new.state) == ("declined", cast.stranger, "open")
    assert list(Draft.objects.visible_to(cast.peer)) == [draft]
    assert not Draft.objects.visible_to(cast.stranger).exists()
    assert dict(participant.nominations.values_list("nominee", "state")) == {
        cast.peer.pk: "withdrawn",
        cast.stranger.pk: "approved",
    }
    step = Step.objects.latest("pk")
    assert (step.what, step.before, step.after) == ("reassigned", "Pia Example", "Stan Example")


@pytest.mark.parametrize(
    ("role", "words"),
    [("subject", "own peer"), ("manager", "is the manager"), ("leaver", "has left"), ("peer", "asked already")],
)
def test_who_cannot_be_a_peer_is_not_put_in_the_place_of_one(cast, cycle, role, words):
    with pytest.raises(ValidationError, match=words):
        services.reassign(review_of(cycle, "peer"), cast[role], "No.", by=cast.hr)

    assert review_of(cycle, "peer").state == "open"


# --- another manager ---


def test_the_former_managers_draft_is_neither_deleted_nor_shown(cast, cycle, participant):
    former = review_of(cycle, "manager")
    draft = typed(former, text_1="My honest view.")

    services.change_manager(participant, cast.stranger, "Mona moved.", by=cast.hr)

    former.refresh_from_db()
    participant.refresh_from_db()
    assert (former.state, participant.manager) == ("replaced", cast.stranger)
    new = participant.reviews.get(relation="manager", state="open")
    assert new.writer == cast.stranger
    for role in ("stranger", "subject", "hr", "administrator", "skip_level"):
        assert not Draft.objects.visible_to(cast[role]).exists()
        page = cast.client(role).get(reverse("reviews:write", args=[new.pk]))
        assert "My honest view." not in page.content.decode()
        assert cast.client(role).get(reverse("reviews:leave", args=[former.pk])).status_code == 404
    assert list(Draft.objects.visible_to(cast.manager)) == [draft]
    (duty,) = waits_for(cast.manager)
    assert (duty.key, duty.path) == (f"review:{former.pk}:leave", reverse("reviews:leave", args=[former.pk]))
    assert [each.key for each in waits_for(cast.stranger)] == [f"review:{new.pk}:write"]
    assert list(Step.objects.values_list("what", "about", "before", "after", "reason")) == [
        ("manager", cast.subject.pk, "Mona Example", "Stan Example", "Mona moved.")
    ]


def test_what_the_former_manager_submitted_stays_beside_the_new_one(cast, cycle, participant):
    submit(cycle, "self", "Much.")
    submit(cycle, "manager", "Well done.")

    services.change_manager(participant, cast.stranger, "Mona moved.", by=cast.hr)

    assert dict(participant.reviews.filter(relation="manager").values_list("writer", "state")) == {
        cast.manager.pk: "contribution",
        cast.stranger.pk: "open",
    }
    # Sealed to the new one until they have submitted; no longer open to the former.
    for person in (cast.stranger, cast.manager):
        assert not Review.objects.visible_to(person).filter(relation="self").exists()
    release_all()
    assert Answer.objects.visible_to(cast.subject).filter(text="Well done.").exists()


def test_whoever_leads_again_goes_on_where_they_stood(cast, cycle, participant):
    submit(cycle, "manager", "Well done.")
    participant = services.change_manager(participant, cast.stranger, "Mona moved.", by=cast.hr)
    draft = typed(participant.reviews.get(relation="manager", state="open"), text_1="Begun.")

    services.change_manager(participant, cast.manager, "Mona is back.", by=cast.hr)

    assert dict(participant.reviews.filter(relation="manager").values_list("writer", "state")) == {
        cast.manager.pk: "submitted",
        cast.stranger.pk: "replaced",
    }
    assert list(Draft.objects.visible_to(cast.stranger)) == [draft]


def test_whoever_was_a_peer_writes_as_the_manager_instead(cast, cycle, participant):
    services.change_manager(participant, cast.peer, "Pia leads now.", by=cast.hr)

    assert dict(participant.reviews.filter(writer=cast.peer).values_list("relation", "state")) == {
        "peer": "declined",
        "manager": "open",
    }


def test_after_writing_only_who_reads_and_talks_is_another(cast, cycle, participant):
    submit(cycle, "manager", "Well done.")
    release_all()

    services.change_manager(participant, cast.stranger, "Mona left.", by=cast.hr)

    assert review_of(cycle, "manager").state == "submitted"
    assert Answer.objects.visible_to(cast.stranger).filter(text="Well done.").exists()


def test_who_cannot_lead_is_refused_in_words(cast, cycle, participant):
    wrong = {
        cast.subject: "own manager",
        cast.manager: "in this cycle already",
        cast.report: "reports to",
        cast.leaver: "cannot log in",
        cast.hr: "Not yourself",
    }

    for person, words in wrong.items():
        with pytest.raises(ValidationError, match=words):
            services.change_manager(participant, person, "No.", by=cast.hr)
    assert review_of(cycle, "manager").state == "open"


@pytest.fixture
def former(cast, cycle, participant):
    """The review of the former manager, with a draft."""
    review = review_of(cycle, "manager")
    typed(review, **sent_of(review, "My honest view."))
    services.change_manager(participant, cast.stranger, "Mona moved.", by=cast.hr)
    review.refresh_from_db()
    return review


def test_handed_over_it_is_a_draft_of_the_new_manager_beside_their_own(cast, former):
    new = former.participant.reviews.get(relation="manager", state="open")
    own = typed(new, text_1="What I think.")
    client = cast.client("manager")
    assert "Hand over to Stan" in client.get(reverse("reviews:leave", args=[former.pk])).content.decode()

    client.post(reverse("reviews:leave", args=[former.pk]), {"do": "hand-over"})

    assert not Draft.objects.visible_to(cast.manager).exists()
    drafts = Draft.objects.visible_to(cast.stranger).at(f"review:{new.pk}:write")
    handed = drafts.exclude(pk=own.pk).get()
    assert (own in drafts, handed.device, "My honest view." in str(handed.fields)) == (True, "from Mona", True)
    news = Notification.objects.get(kind="review-draft-handed")
    assert (news.person, news.actor, news.path) == (cast.stranger, cast.manager, handed.path)
    assert client.get(reverse("reviews:leave", args=[former.pk])).status_code == 404
    assert waits_for(cast.manager) == []


def test_it_is_not_handed_over_once_the_new_one_has_submitted(cast, former):
    new = former.participant.reviews.get(relation="manager", state="open")
    Review.objects.filter(pk=new.pk).update(state="submitted", version=1, submitted_at=timezone.now())

    with pytest.raises(ValidationError, match="submitted already"):
        services.hand_over(former, by=cast.manager)

    assert Draft.objects.visible_to(cast.manager).count() == 1


def test_submitted_it_is_a_contribution(cast, former):
    client, path = cast.client("manager"), reverse("reviews:write", args=[former.pk])
    shown = client.get(path).content.decode()

    client.post(path, sent_of(former, "My honest view, finished."))

    former.refresh_from_db()
    assert ("Submit as a contribution" in shown, "My honest view." in shown) == (True, True)
    assert (former.state, former.version) == ("contribution", 1)


def test_dropped_it_is_gone(cast, former):
    cast.client("manager").post(reverse("reviews:leave", args=[former.pk]), {"do": "drop"})

    assert not Draft.objects.visible_to(cast.manager).exists()
    assert not Draft.objects.exclude(fields={}).exists()
    with pytest.raises(ValidationError, match="no draft of yours"):
        services.drop_draft(former, by=cast.manager)
    for act in (services.hand_over, services.drop_draft):
        with pytest.raises(PermissionDenied):
            act(former, by=cast.hr)


# --- who takes part ---


def test_a_late_joiner_is_asked_what_everyone_is_asked_but_for_what_is_closed(cast, cycle):
    late = EmployeeFactory(manager=cast.stranger, job_level="P2")
    Exclusion.objects.create(cycle=cycle, employee=late, reason="Too new.", by=cast.hr)
    cycle.relations.filter(relation="self").update(closed_at=timezone.now())

    made = services.join(cycle, late, "Asked for it.", by=cast.hr)

    assert (made.manager, made.job_level) == (cast.stranger, "P2")
    assert list(made.reviews.values_list("relation", "writer")) == [("manager", cast.stranger.pk)]
    assert not Exclusion.objects.exists()
    for person, words in {late: "takes part already", cast.leaver: "does not work here"}.items():
        with pytest.raises(ValidationError, match=words):
            services.join(cycle, person, "Again.", by=cast.hr)


def test_taken_out_nothing_is_released_and_taken_in_all_is_as_it_was(cast, cycle, participant):
    submit(cycle, "manager", "Well done.")
    draft = typed(review_of(cycle, "self"), text_1="Mine.")

    services.take_out(participant, "Left the company.", by=cast.hr)

    assert waits_for(cast.subject, cast.peer) == []
    with pytest.raises(ValidationError, match="no longer takes part"):
        submit(cycle, "peer", "Seen.")
    release_all()
    assert not Answer.objects.visible_to(cast.subject).exists()
    assert waits_for(cast.subject) == []
    Cycle.objects.update(state="writing")
    services.take_in(participant, "Back again.", by=cast.hr)
    assert [duty.key for duty in waits_for(cast.subject)] == [f"review:{review_of(cycle, 'self').pk}:write"]
    assert list(Draft.objects.visible_to(cast.subject)) == [draft]
    submit(cycle, "peer", "Seen.")
    assert list(Step.objects.order_by("pk").values_list("what", "reason")) == [
        ("taken-out", "Left the company."),
        ("taken-in", "Back again."),
    ]


def test_a_leaver_is_not_taken_in(cast, cycle, participant):
    services.take_out(participant, "Left.", by=cast.hr)
    cast.subject.left_on = later(-3)
    cast.subject.save()

    with pytest.raises(ValidationError, match="once they are back"):
        services.take_in(Participant.objects.get(), "Back.", by=cast.hr)


@pytest.mark.django_db(transaction=True)
def test_a_submission_and_a_change_of_the_manager_at_once_lose_nothing(cast):
    cycle = running(cast)
    participant = cycle.participants.get()

    outcomes = at_once(
        lambda: submit(cycle, "manager", "Well done.").state,
        lambda: services.change_manager(participant, cast.stranger, "Mona moved.", by=cast.hr).manager_id,
    )

    former = Review.objects.get(participant=participant, relation="manager", writer=cast.manager)
    assert former.state == "contribution"
    assert Answer.objects.filter(submission__review=former, text="Well done.").exists()
    assert cast.stranger.pk in outcomes
