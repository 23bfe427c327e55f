"""Peers who are named and answer without their name: who was asked is known, and nothing of who answered."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from inbox.models import Notification
from org.models import Employee
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import named_at_once
from reviews import answering, closing, moves, nominating, services
from reviews.answering import Given
from reviews.models import AnonymousAnswer, AnonymousMark, Cycle, Nomination, Review
from reviews.tests.planning import nominating as in_nomination
from reviews.tests.test_duties import waits_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast):
    return in_nomination(cast, peers_are="anonymous", peer_count=4, threshold=3)


@pytest.fixture
def participant(cycle):
    return cycle.participants.get()


@pytest.fixture
def peers(cast, cycle, participant):
    """Four are asked, Pia the first of them, and writing has begun."""
    people = [cast.peer, *EmployeeFactory.create_batch(3)]
    for person in people:
        services.propose(participant, person, by=cast.subject)
        services.approve(participant, person, by=cast.manager)
    begin_writing()
    return people


def begin_writing() -> None:
    Cycle.objects.update(state="writing")


def answer(participant, writer) -> None:
    asked = answering.asked_in(answering.form_of(participant, "peer", writer))
    given = {each.question.pk: Given(text=f"Said by {writer.pk}.") for each in asked if not each.levels}
    services.answer(participant, "peer", given, by=writer)


def texts(person) -> set[str]:
    return set(AnonymousAnswer.objects.visible_to(person).values_list("text", flat=True))


def said_by(*people) -> set[str]:
    return {f"Said by {each.pk}." for each in people}


def released(cast, cycle) -> None:
    cycle.refresh_from_db()
    seen = moves.check(cycle, "release", timezone.localdate()).overruled
    services.move_cycle(cycle, "release", "Enough.", by=cast.hr, seen=seen)


def page_of(participant, name="peers", *args) -> str:
    return reverse(f"reviews:{name}", args=[participant.pk, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- asked, in groups of k ---


def test_from_the_proposal_to_what_is_read(cast, cycle, participant, peers):
    for writer in peers[:3]:
        answer(participant, writer)

    released(cast, cycle)

    assert not Review.objects.filter(relation="peer").exists()
    assert texts(cast.subject) == texts(cast.manager) == said_by(*peers[:3])
    assert not any(map(texts, [*peers, cast.hr, cast.skip_level, cast.stranger]))


def test_fewer_than_k_are_not_asked_and_the_third_opens_it_for_all(cast, participant):
    two = [cast.peer, EmployeeFactory()]
    for person in two:
        services.add_peer(participant, person, "", by=cast.manager)
    begin_writing()
    page = cast.client("peer").get(page_of(participant, "answer", "peer")).content.decode()
    listed = text_of(cast.client("peer").get(reverse("reviews:index")))

    assert [waits_for(each) for each in two] == [[], []]
    assert ("fewer are asked at the moment" in page, "<textarea" in page) == (True, False)
    assert "once at least 3 are asked" in listed
    with pytest.raises(ValidationError, match="fewer are asked at the moment"):
        answer(participant, cast.peer)
    third = EmployeeFactory()
    services.add_peer(participant, third, "", by=cast.manager)
    assert [len(waits_for(each)) for each in (*two, third)] == [1, 1, 1]
    answer(participant, cast.peer)


def test_nobody_answers_while_peers_are_named(cast, participant, peers):
    Cycle.objects.update(state="nomination")

    listed = text_of(cast.client("peer").get(reverse("reviews:index")))

    assert ("You will be asked" in listed, "Your anonymous answers about Sam" in listed) == (True, True)
    assert waits_for(cast.peer) == []
    with pytest.raises(ValidationError, match="in nomination"):
        answer(participant, cast.peer)


def test_who_is_named_writes_as_many_as_the_cap_allows(cast, cycle, participant, peers):
    answer(participant, peers[0])

    known = nominating.with_load(Employee.objects.filter(pk__in=[each.pk for each in peers]), cycle)

    assert {each.load for each in known.order_by("pk")} == {1}
    Cycle.objects.update(load_cap=1)
    other = cycle.participants.create(subject=cast.stranger, manager=cast.manager)
    for person in peers[:2]:
        with pytest.raises(ValidationError, match="has 1 reviews to write, as many"):
            services.add_peer(other, person, "", by=cast.manager)


# --- open and answered look the same ---


def test_that_somebody_answered_changes_no_page_duty_or_news_of_anybody_else(cast, cycle, participant, peers):
    Cycle.objects.update(has_calibration=True)
    before = seen_by_others(cast, cycle, participant, peers)

    answer(participant, cast.peer)

    assert seen_by_others(cast, cycle, participant, peers) == before


def seen_by_others(cast, cycle, participant, peers) -> dict:
    paths = [reverse("reviews:index"), page_of(participant, "review"), page_of(participant), "/", "/inbox/", "/team/"]
    admin = [cycle.get_absolute_url()]
    admin += [reverse(f"admin:reviews_cycle_{name}", args=[cycle.pk]) for name in ("calibrate", "release", "changes")]
    admin += [reverse("admin:reviews_cycle_person", args=[cycle.pk, participant.pk])]
    known = {(role, path): _drawn(cast.client(role), path) for role in ("subject", "manager", "hr") for path in paths}
    known |= {("hr", path): _drawn(cast.client("hr"), path) for path in admin}
    others = [cast.subject, cast.manager, cast.hr, *peers[1:]]
    known["duties"] = [[duty.key for duty in waits_for(person)] for person in others]
    known["news"] = list(Notification.objects.order_by("pk").values_list("pk", "kind", "person"))
    return known


def _drawn(client, path) -> tuple[int, str]:
    """Without the tokens, which are others each time."""
    response = client.get(path)
    return response.status_code, re.sub(r"[\w:-]{40,}", "", text_of(response))


@pytest.mark.parametrize("has_answered", [False, True])
def test_who_may_have_answered_is_not_taken_away_and_it_is_the_same_sentence(cast, participant, peers, has_answered):
    if has_answered:
        answer(participant, cast.peer)

    with pytest.raises(ValidationError) as refused:
        services.refuse(participant, cast.peer, "Not you.", by=cast.manager)

    assert refused.value.messages == [
        "Pia Example may have answered already, which nobody is to know: whoever is asked stays so, or declines."
    ]
    assert Nomination.objects.get(nominee=cast.peer).state == "approved"
    page = text_of(cast.client("manager").get(page_of(participant)))
    assert (page_of(participant, "refuse", cast.peer.pk) in page, "Whoever is asked stays so" in page) == (False, True)


def test_before_writing_the_manager_decides_anew(cast, participant):
    services.add_peer(participant, cast.peer, "", by=cast.manager)

    services.refuse(participant, cast.peer, "They left the project.", by=cast.manager)
    assert not AnonymousMark.objects.exists()

    services.approve(participant, cast.peer, by=cast.manager)
    services.approve(participant, cast.peer, by=cast.manager)
    assert AnonymousMark.objects.count() == 1


# --- declining ---


def test_who_declines_was_never_to_answer_and_the_rest_wait_for_another(cast, participant, peers):
    path = page_of(participant, "decline_anonymous")
    client = cast.client("peer")
    listed = client.get(reverse("reviews:index")).content.decode()
    services.decline(participant, peers[3], "No time.", by=peers[3])
    empty = client.post(path, {"word": " "})

    done = client.post(path, {"word": "We never met."})

    assert (path in listed, empty.status_code, done.status_code) == (True, 422, 302)
    assert not AnonymousMark.objects.filter(writer=cast.peer).exists()
    assert "“We never met.”" in text_of(cast.client("subject").get(page_of(participant)))
    assert "2 people are asked, and at least 3 are needed" in text_of(cast.client("manager").get(page_of(participant)))
    assert [waits_for(each) for each in peers] == [[], [], [], []]
    assert client.get(page_of(participant, "answer", "peer")).status_code == 404
    with pytest.raises(PermissionDenied):
        answer(participant, cast.peer)


def test_who_answered_does_not_decline_and_is_the_only_one_who_learns_it(cast, participant, peers):
    answer(participant, cast.peer)
    client, path = cast.client("peer"), page_of(participant, "decline_anonymous")

    page = client.get(path)
    sent = client.post(path, {"word": "We never met."})

    assert (page.status_code, sent.status_code) == (404, 404)
    assert path not in client.get(reverse("reviews:index")).content.decode()
    with pytest.raises(ValidationError, match="You answered already"):
        services.decline(participant, cast.peer, "We never met.", by=cast.peer)
    assert Nomination.objects.get(nominee=cast.peer).state == "approved"
    assert not Notification.objects.filter(kind="review-peer-declined").exists()


def test_what_was_answered_before_another_declined_counts_with_the_one_who_came_instead(cast, cycle, participant):
    first, second, third, late = EmployeeFactory.create_batch(4)
    for person in (first, second, third):
        services.add_peer(participant, person, "", by=cast.manager)
    begin_writing()
    answer(participant, first)
    services.decline(participant, third, "No time.", by=third)
    with pytest.raises(ValidationError, match="fewer are asked at the moment"):
        answer(participant, second)

    services.add_peer(participant, late, "", by=cast.manager)
    for writer in (second, late):
        answer(participant, writer)
    released(cast, cycle)

    assert texts(cast.subject) == said_by(first, second, late)


@pytest.mark.django_db(transaction=True)
def test_answered_and_declined_at_once_is_one_of_the_two(cast, participant, peers):
    ends = named_at_once(
        lambda: answer(participant, cast.peer) or "answered",
        lambda: services.decline(participant, cast.peer, "No time.", by=cast.peer).state,
    )

    said = AnonymousAnswer.objects.exists()
    asked = AnonymousMark.objects.filter(writer=cast.peer)
    assert list(asked.values_list("has_answered", flat=True)) == ([True] if said else [])
    assert Nomination.objects.get(nominee=cast.peer).state == ("approved" if said else "declined")
    assert sorted(ends) == (["ValidationError", "answered"] if said else ["PermissionDenied", "declined"])


def test_after_the_day_nobody_declines_or_is_added(cast, cycle, participant, peers):
    cycle.relations.filter(relation="peer").update(due_on=timezone.localdate() - timedelta(2))
    closing.close_due()

    for act in (
        lambda: services.decline(participant, cast.peer, "Late.", by=cast.peer),
        lambda: services.add_peer(participant, EmployeeFactory(), "", by=cast.manager),
    ):
        with pytest.raises(ValidationError, match="no longer chosen"):
            act()
    assert AnonymousMark.objects.count() == 4


# --- another manager ---


@pytest.mark.parametrize("has_answered", [False, True])
def test_a_peer_who_leads_them_by_now_stays_asked_and_does_not_read_that_group(
    cast, cycle, participant, peers, has_answered
):
    if has_answered:
        answer(participant, cast.peer)
    for writer in peers[1:]:
        answer(participant, writer)

    services.change_manager(participant, cast.peer, "Promoted.", by=cast.hr)
    known = list(Nomination.objects.values_list("nominee", "state").order_by("pk"))
    released(cast, cycle)

    assert known == [(each.pk, "approved") for each in peers]
    assert AnonymousMark.objects.filter(writer=cast.peer).exists()
    assert texts(cast.peer) == texts(cast.manager) == set()
    assert texts(cast.subject) == said_by(*peers[1:], *([cast.peer] if has_answered else []))


def test_before_writing_a_peer_who_leads_them_by_now_is_none(cast, participant):
    services.add_peer(participant, cast.peer, "", by=cast.manager)

    services.change_manager(participant, cast.peer, "Promoted.", by=cast.hr)

    assert not AnonymousMark.objects.exists()
    assert Nomination.objects.get().state == "withdrawn"


# --- the pages ---


def test_the_pages_say_what_is_known_of_whom(cast, participant, peers):
    form = text_of(cast.client("peer").get(page_of(participant, "answer", "peer")))
    named = text_of(cast.client("subject").get(page_of(participant)))

    assert "Both know who was asked, and not who has answered." in form
    assert "you see who is asked, and never who has answered or who wrote what" in named


def test_hr_reads_before_writing_begins_where_too_few_are_named(cast, cycle, participant):
    services.add_peer(participant, cast.peer, "", by=cast.manager)

    page = text_of(cast.client("hr").get(reverse("admin:reviews_cycle_write", args=[cycle.pk])))

    assert "1 person has fewer than 3 peers" in page


@pytest.mark.parametrize(
    "role", ["anonymous", "subject", "manager", "report", "stranger", "former_manager", "hr", "administrator"]
)
def test_nobody_declines_for_another(cast, participant, peers, role):
    path, expected = page_of(participant, "decline_anonymous"), 302 if role == "anonymous" else 404
    client = cast.client(role)

    assert (client.get(path).status_code, client.post(path, {"word": "No."}).status_code) == (expected, expected)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"approved"}


# --- who has no business there ---

OTHERS = ("peer", "report", "stranger", "former_manager", "skip_level", "hr", "hr_self", "administrator")
POSTS = ("propose", "withdraw", "approve", "refuse", "add_peer")


def sent_by(cast, participant, role, name) -> int:
    args = [cast.stranger.pk] if name in ("refuse", "add_peer") else []
    sent = {"person": cast.stranger.pk, "word": "Because."}
    return cast.client(role).post(page_of(participant, name, *args), sent).status_code


@pytest.mark.parametrize("name", POSTS)
def test_nobody_but_the_two_moves_a_peer(cast, participant, name):
    services.propose(participant, cast.stranger, by=cast.subject)
    expected = dict.fromkeys((role for role in OTHERS if role != "hr_self"), 404)
    # To be HR opens nothing about oneself: what is the manager's is refused.
    expected |= {"hr_self": 302 if name in ("propose", "withdraw") else 403}

    found = {role: sent_by(cast, participant, role, name) for role in OTHERS if role != "hr_self"}
    assert list(Nomination.objects.values_list("state", flat=True)) == ["proposed"]

    assert found | {"hr_self": sent_by(cast, participant, "hr_self", name)} == expected
    assert not AnonymousMark.objects.exists()


def test_todays_manager_and_one_who_left_find_nothing(cast, participant, peers):
    """The manager of the cycle is who HR says, and not who leads them today."""
    cast.subject.manager = cast.former_manager
    cast.subject.save()
    Employee.objects.filter(pk=cast.peer.pk).update(left_on=timezone.localdate() - timedelta(3))
    answer(participant, peers[1])

    for path in (page_of(participant), page_of(participant, "review")):
        assert cast.client("former_manager").get(path).status_code == 404
    assert cast.client("manager").get(page_of(participant)).status_code == 200
    assert cast.client("peer").get(page_of(participant, "answer", "peer")).status_code == 302  # to log in


def test_before_release_the_two_read_nothing_at_any_door(cast, cycle, participant, peers):
    for writer in peers:
        answer(participant, writer)
    cycle.relations.update(closed_at=timezone.now())
    paths = [reverse("reviews:index"), page_of(participant, "review"), page_of(participant), "/", "/inbox/"]
    paths += ["/search/?q=Said", reverse("reviews:history"), f"/people/{cast.subject.pk}/", "/drafts/"]

    pages = "".join(text_of(cast.client(role).get(path)) for role in ("subject", "manager", "hr") for path in paths)

    assert "Said by" not in pages


@pytest.mark.parametrize("relation", ["upward", "self", "manager", "nothing"])
def test_who_is_asked_by_one_relation_answers_no_other(cast, participant, peers, relation):
    path = page_of(participant, "answer", relation)

    assert cast.client("peer").get(path).status_code == 404
    assert cast.client("peer").post(path, {"text_1": "Mine."}).status_code == 404
    assert not AnonymousAnswer.objects.exists()
