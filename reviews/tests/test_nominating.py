"""Peers: proposed by the subject, approved by the manager, declined by whoever cannot."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from feedback.tests.factories import FeedbackFactory
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import named_at_once
from reviews import closing, moves, services, states
from reviews.models import Cycle, Nomination, Review
from reviews.tests.factories import ParticipantFactory, ReviewFactory
from reviews.tests.planning import nominating, submit
from reviews.tests.test_duties import waits_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast):
    return nominating(cast)


@pytest.fixture
def participant(cycle):
    return cycle.participants.get()


def named(participant, nominee, state="proposed", *, by=None) -> Nomination:
    return Nomination.objects.create(
        participant=participant,
        nominee=nominee,
        proposed_by=by or participant.subject,
        state=state,
        decided_at=None if state == "proposed" else timezone.now(),
    )


def peer_review(participant, writer) -> Review | None:
    return Review.objects.filter(participant=participant, relation="peer", writer=writer).first()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- the moves ---


def test_from_the_proposal_to_the_review(cast, cycle, participant):
    services.propose(participant, cast.peer, by=cast.subject)
    assert peer_review(participant, cast.peer) is None

    services.approve(participant, cast.peer, by=cast.manager)

    review = peer_review(participant, cast.peer)
    assert (review.state, review.anonymity) == ("open", "confidential")
    assert [(news.person, news.kind) for news in Notification.objects.order_by("pk")] == [
        (cast.subject, "review-peers-decided"),
        (cast.peer, "review-peer-asked"),
    ]
    assert waits_for(cast.peer) == []  # nothing is written before writing begins
    services.move_cycle(cycle, "write", "As agreed.", by=cast.hr, seen=_overruled(cycle))
    assert [duty.key for duty in waits_for(cast.peer)] == [f"review:{review.pk}:write"]


def _overruled(cycle):
    return moves.check(cycle, "write", timezone.localdate()).overruled


ROLES = ("subject", "manager", "peer", "stranger", "skip_level", "hr", "administrator")
HOLDERS = {"subject": "subject", "manager": "manager", "nominee": "peer"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("move", states.PEER_MOVES)
def test_each_move_is_its_holders_alone(cast, participant, move, role):
    holder = HOLDERS[states.PEER_MOVES[move].who]
    source = states.PEER_MOVES[move].sources[0]
    if source:
        named(participant, cast.peer, source)
    before = list(Nomination.objects.values("state", "word"))

    if role == holder:
        assert act(move, participant, cast.peer, cast[role]).state == states.PEER_MOVES[move].target
    else:
        with pytest.raises(PermissionDenied):
            act(move, participant, cast.peer, cast[role])
        assert list(Nomination.objects.values("state", "word")) == before


def act(move, participant, nominee, by):
    words = ["No time."] if move in ("add", "refuse", "decline") else []
    name = {"add": "add_peer"}.get(move, move)
    return getattr(services, name)(participant, nominee, *words, by=by)


@pytest.mark.parametrize("state", [states.NONE, *Nomination.State.values])
@pytest.mark.parametrize("move", states.PEER_MOVES)
def test_each_move_is_made_from_the_states_of_the_table(cast, participant, move, state):
    if state:
        named(participant, cast.peer, state)
    row, by = states.PEER_MOVES[move], cast[HOLDERS[states.PEER_MOVES[move].who]]

    if state in row.sources or (state == row.target and move != "propose"):
        assert act(move, participant, cast.peer, by).state == row.target
    else:
        with pytest.raises(ValidationError, match="Pia Example"):
            act(move, participant, cast.peer, by)
        assert list(Nomination.objects.values_list("state", flat=True)) == ([state] if state else [])


@pytest.mark.parametrize("state", Cycle.State.values)
@pytest.mark.parametrize("move", states.PEER_MOVES)
def test_each_move_is_made_in_its_phases(cast, cycle, participant, move, state):
    if source := states.PEER_MOVES[move].sources[0]:
        named(participant, cast.peer, source)
    Cycle.objects.update(state=state, has_calibration=True)
    by = cast[HOLDERS[states.PEER_MOVES[move].who]]

    if state in states.PEER_MOVES[move].phases:
        act(move, participant, cast.peer, by)
    else:
        with pytest.raises(ValidationError, match=r"Nomination is over|no longer chosen"):
            act(move, participant, cast.peer, by)


def test_a_peer_who_declines_writes_no_more_and_keeps_the_draft(cast, participant):
    services.add_peer(participant, cast.peer, "", by=cast.manager)
    review = peer_review(participant, cast.peer)
    draft = Draft.objects.create(
        author=cast.peer, key=f"review:{review.pk}:write", token="a", path="/", saved_at=timezone.now()
    )
    with pytest.raises(ValidationError, match="Say why"):
        services.decline(participant, cast.peer, "  ", by=cast.peer)

    services.decline(participant, cast.peer, "We never met.", by=cast.peer)

    review.refresh_from_db()
    draft.refresh_from_db()
    assert (review.state, draft.state) == ("declined", "open")
    assert {news.person for news in Notification.objects.filter(kind="review-peer-declined")} == {
        cast.subject,
        cast.manager,
    }
    with pytest.raises(ValidationError, match=r"declined\. Choose somebody else"):
        services.propose(participant, cast.peer, by=cast.subject)


def test_what_is_submitted_is_not_taken_away(cast, cycle, participant):
    services.add_peer(participant, cast.peer, "", by=cast.manager)
    Cycle.objects.update(state="writing")
    submit(cycle, "peer", "Seen.")

    for leave in (
        lambda: services.refuse(participant, cast.peer, "No.", by=cast.manager),
        lambda: services.decline(participant, cast.peer, "No.", by=cast.peer),
    ):
        with pytest.raises(ValidationError, match="submitted the review already"):
            leave()

    assert Nomination.objects.get().state == "approved"
    assert peer_review(participant, cast.peer).state == "submitted"


def test_the_manager_decides_anew_and_the_same_review_goes_on(cast, participant):
    services.propose(participant, cast.peer, by=cast.subject)
    services.approve(participant, cast.peer, by=cast.manager)
    first = peer_review(participant, cast.peer)

    services.refuse(participant, cast.peer, "They left the project.", by=cast.manager)
    assert peer_review(participant, cast.peer).state == "declined"
    assert Notification.objects.filter(kind="review-peer-not-asked", person=cast.peer).count() == 1
    services.approve(participant, cast.peer, by=cast.manager)

    assert (peer_review(participant, cast.peer).pk, peer_review(participant, cast.peer).state) == (first.pk, "open")


def test_whom_nobody_leads_asks_at_once(cast, participant):
    participant.manager = None
    participant.save()

    assert services.propose(participant, cast.peer, by=cast.subject).state == "approved"
    assert peer_review(participant, cast.peer).state == "open"


# --- bad input, each its sentence ---


def test_who_cannot_be_named_is_told_why(cast, participant):
    soon = timezone.localdate() + timedelta(3)
    wrong = {
        cast.subject: "Nobody is their own peer",
        cast.manager: "is the manager, who writes the manager review",
        cast.leaver: "has left",
        EmployeeFactory(left_on=soon): "before peer reviews are due",
        EmployeeFactory(hired_on=soon): "does not work here yet",
        EmployeeFactory(is_active=False): "cannot log in",
    }

    for person, words in wrong.items():
        with pytest.raises(ValidationError, match=words):
            services.propose(participant, person, by=cast.subject)
        with pytest.raises(ValidationError, match=words):
            services.add_peer(participant, person, "", by=cast.manager)
    assert not Nomination.objects.exists()


def test_todays_manager_is_no_peer_either(cast, participant):
    cast.subject.manager = cast.stranger
    cast.subject.save()

    with pytest.raises(ValidationError, match="is the manager"):
        services.propose(participant, cast.stranger, by=cast.subject)


def test_a_report_is_a_peer_only_where_reports_are_not_asked(cast, cycle, participant):
    assert services.propose(participant, cast.report, by=cast.subject).state == "proposed"
    other = EmployeeFactory(manager=cast.subject)
    cycle.relations.create(relation="upward", due_on=timezone.localdate())

    with pytest.raises(ValidationError, match="asked for an upward review"):
        services.propose(participant, other, by=cast.subject)


def test_whoever_has_enough_to_write_is_not_asked(cast, cycle, participant):
    Cycle.objects.update(load_cap=2)
    for _each in range(2):
        ReviewFactory(participant=ParticipantFactory(cycle=cycle), writer=cast.stranger)
    elsewhere = ReviewFactory(writer=cast.peer)  # of another cycle
    ReviewFactory(participant=ParticipantFactory(cycle=cycle), writer=cast.peer, state="declined")
    named(ParticipantFactory(cycle=cycle), cast.peer)
    assert elsewhere.participant.cycle != cycle

    with pytest.raises(ValidationError, match="has 2 reviews to write, as many as anybody"):
        services.propose(participant, cast.stranger, by=cast.subject)
    services.propose(participant, cast.peer, by=cast.subject)  # one that others proposed, and this one
    with pytest.raises(ValidationError, match="as many as anybody"):
        services.propose(
            ParticipantFactory(cycle=cycle, subject=cast.skip_level), cast.peer, by=cast.skip_level
        )


def test_nobody_is_named_twice_nor_more_than_the_cycle_asks_for(cast, cycle, participant):
    Cycle.objects.update(peer_count=1)
    services.propose(participant, cast.peer, by=cast.subject)

    with pytest.raises(ValidationError, match="proposed already"):
        services.propose(participant, cast.peer, by=cast.subject)
    with pytest.raises(ValidationError, match="Withdraw one before"):
        services.propose(participant, cast.stranger, by=cast.subject)
    services.add_peer(participant, cast.stranger, "", by=cast.manager)  # the manager may ask more
    assert Nomination.objects.count() == 2


@pytest.mark.parametrize("change", [{"paused_at": timezone.now()}, {"has_nomination": False, "state": "writing"}])
def test_a_paused_cycle_waits_and_one_without_nomination_has_none(cast, participant, change):
    Cycle.objects.update(**change)

    with pytest.raises((ValidationError, PermissionDenied)):
        services.propose(participant, cast.peer, by=cast.subject)


def test_after_peers_had_to_write_the_manager_chooses_none(cast, cycle, participant):
    Cycle.objects.update(state="writing")
    services.add_peer(participant, cast.peer, "", by=cast.manager)
    cycle.relations.filter(relation="peer").update(due_on=timezone.localdate() - timedelta(1))

    with pytest.raises(ValidationError, match="no longer chosen"):
        services.add_peer(participant, cast.stranger, "", by=cast.manager)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_keep_the_cap(cast):
    cycle = nominating(cast)
    Cycle.objects.update(load_cap=1)
    both = [cycle.participants.get(), ParticipantFactory(cycle=cycle, manager=cast.skip_level)]
    for each in both:
        named(each, cast.peer)

    answers = named_at_once(
        lambda: services.approve(both[0], cast.peer, by=cast.manager).state,
        lambda: services.approve(both[1], cast.peer, by=cast.skip_level).state,
    )

    assert sorted(answers) == ["ValidationError", "approved"]
    assert Review.objects.filter(relation="peer", writer=cast.peer).count() == 1


# --- the clock, and HR ---


def test_writing_begins_on_its_day_once(cast, cycle):
    assert closing.open_due() == 0
    cycle.phases.filter(phase="writing").update(starts_on=timezone.localdate() - timedelta(1))

    assert (closing.open_due(), closing.open_due()) == (1, 0)

    cycle.refresh_from_db()
    assert cycle.state == "writing"
    assert list(cycle.steps.values_list("what", "before", "after", "by")) == [
        ("moved", "nomination", "writing", None)
    ]


def test_a_paused_cycle_does_not_begin_to_be_written(cycle):
    cycle.phases.filter(phase="writing").update(starts_on=timezone.localdate())
    Cycle.objects.update(paused_at=timezone.now())

    assert closing.open_due() == 0


def test_hr_sees_counts_and_begins_early_with_a_reason(cast, cycle, participant):
    named(participant, cast.peer)
    participant.cycle.participants.create(subject=cast.stranger)
    client = cast.client("hr")

    page = text_of(client.get(cycle.get_absolute_url()))
    asked = client.get(reverse("admin:reviews_cycle_write", args=[cycle.pk]))
    seen = asked.context["checked"].overruled
    path = reverse("admin:reviews_cycle_write", args=[cycle.pk])
    without = client.post(path, {"seen": seen})
    client.post(path, {"seen": seen, "reason": "Everyone has named theirs."})

    assert ("1 of 2" in page, "Pia" in page) == (True, False)
    assert "1 proposal waits for its manager" in text_of(asked)
    assert without.status_code == 422
    cycle.refresh_from_db()
    assert cycle.state == "writing"
    services.approve(participant, cast.peer, by=cast.manager)  # decided while others write
    assert peer_review(participant, cast.peer).state == "open"


# --- duties ---


def test_the_subject_names_and_the_manager_decides(cast, cycle, participant):
    (own,) = waits_for(cast.subject)
    assert waits_for(cast.manager) == []
    services.propose(participant, cast.peer, by=cast.subject)
    (decide,) = waits_for(cast.manager)

    assert (own.key, own.due_on) == (
        f"review-peers:{participant.pk}:propose",
        cycle.phases.get(phase="nomination").ends_on,
    )
    assert (decide.key, decide.other) == (f"review-peers:{participant.pk}:approve", cast.subject)
    assert decide.detail == f"{cycle} · 1 proposal waits for you"
    assert "Sam" not in decide.outside_title
    assert waits_for(cast.subject) == []
    services.approve(participant, cast.peer, by=cast.manager)
    assert waits_for(cast.manager) == []


# --- the pages ---


def page_of(participant, name="peers", *args) -> str:
    return reverse(f"reviews:{name}", args=[participant.pk, *args])


def test_by_page_from_the_proposal_to_the_decline(cast, participant):
    subject, manager, peer = (cast.client(role) for role in ("subject", "manager", "peer"))

    found = text_of(subject.get(page_of(participant), {"find": "pia"}))
    subject.post(page_of(participant, "propose"), {"person": cast.peer.pk})
    shown = text_of(manager.get(page_of(participant)))
    approved = text_of(manager.post(page_of(participant, "approve"), {"person": cast.peer.pk}, follow=True))
    listed = text_of(peer.get(reverse("reviews:index")))
    review = peer_review(participant, cast.peer)
    empty = peer.post(reverse("reviews:decline", args=[review.pk]), {"word": " "})
    peer.post(reverse("reviews:decline", args=[review.pk]), {"word": "We never met."})

    assert "0 reviews to write, of at most 12" in found
    assert "proposed · you decide" in shown
    assert "1 peer is asked; Sam Example sees it." in approved
    assert "You will be asked" in listed
    assert (empty.status_code, "Say why in a few words" in text_of(empty)) == (422, True)
    assert "“We never met.”" in text_of(subject.get(page_of(participant)))
    assert peer.get(reverse("reviews:decline", args=[review.pk])).status_code == 404


def test_the_manager_decides_against_one_and_asks_another(cast, participant):
    named(participant, cast.peer)
    client = cast.client("manager")

    client.post(page_of(participant, "refuse", cast.peer.pk), {"word": "Not in the project."})
    client.post(page_of(participant, "add_peer", cast.stranger.pk), {"word": "They ran it."})
    wrong = client.post(page_of(participant, "add_peer", cast.leaver.pk), {"word": "They ran it as well."})
    page = text_of(cast.client("subject").get(page_of(participant)))

    assert ("“Not in the project.”" in page, "“They ran it.”" in page) == (True, True)
    assert (wrong.status_code, "has left" in text_of(wrong), "They ran it as well." in text_of(wrong)) == (
        422,
        True,
        True,
    )


def test_all_that_wait_are_approved_and_who_cannot_be_asked_stays(cast, participant):
    left = EmployeeFactory(first_name="Gone")
    for person in (cast.peer, cast.stranger, left):
        named(participant, person)
    left.left_on = timezone.localdate() - timedelta(2)
    left.save()

    people = [cast.peer.pk, cast.stranger.pk, left.pk, "x"]
    page = text_of(cast.client("manager").post(page_of(participant, "approve"), {"person": people}, follow=True))

    assert ("2 peers are asked" in page, "has left" in page) == (True, True)
    assert sorted(Nomination.objects.values_list("state", flat=True)) == ["approved", "approved", "proposed"]


def test_what_a_wrong_post_names_is_not_found_or_refused_in_words(cast, participant):
    client = cast.client("subject")

    for wrong in ("", "x", "999999999", "1" * 30):
        assert client.post(page_of(participant, "propose"), {"person": wrong}).status_code == 404
    own = text_of(client.post(page_of(participant, "propose"), {"person": cast.subject.pk}, follow=True))
    assert "Nobody is their own peer" in own


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_are_named(cast, participant, django_assert_max_num_queries, count):
    for person in EmployeeFactory.create_batch(count):
        named(participant, person)
        ReviewFactory(participant=ParticipantFactory(cycle=participant.cycle), writer=person)
    for role in ("subject", "manager"):
        client = cast.client(role)
        for search in ("", "example"):
            with django_assert_max_num_queries(12):
                client.get(page_of(participant), {"find": search})
        with django_assert_max_num_queries(12):
            client.get(reverse("reviews:index"))


# --- suggestions ---


def suggested(cast, participant, role) -> dict:
    page = cast.client(role).get(page_of(participant))
    return {each.person: each.together for each in page.context["candidates"]}


def test_suggested_is_who_worked_together_as_far_as_the_viewer_may_know(cast, participant):
    ally, hidden, giver, other = EmployeeFactory.create_batch(4)
    today = timezone.localdate()
    participant.cycle.starts_on, participant.cycle.ends_on = today - timedelta(100), today + timedelta(1)
    participant.cycle.save()
    period = PeriodFactory(name="Now", starts_on=today - timedelta(60), ends_on=today + timedelta(20))
    long_ago = PeriodFactory(name="Then", starts_on=today - timedelta(500), ends_on=today - timedelta(400))
    own = ObjectiveFactory(owner=cast.subject, state="active", period=period)
    ObjectiveFactory(owner=ally, state="active", period=period, aligned_to=own, alignment="accepted")
    secret = {"visibility": "manager", "aligned_to": own, "alignment": "accepted"}
    ObjectiveFactory(owner=hidden, state="active", period=period, **secret)
    old = ObjectiveFactory(owner=cast.subject, state="active", period=long_ago)
    ObjectiveFactory(owner=other, state="active", period=long_ago, aligned_to=old, alignment="accepted")
    FeedbackFactory(giver=giver, recipient=cast.subject)

    assert suggested(cast, participant, "subject") == {
        ally: ["shared objectives"],
        giver: ["feedback"],
        cast.peer: ["same manager"],
    }
    assert suggested(cast, participant, "manager") == {ally: ["shared objectives"], cast.peer: ["same manager"]}
