"""Who reads what, and when: at each door, in each state."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from inbox.models import Notification
from reviews.duties import provider
from reviews.models import Answer, Cycle, Review
from reviews.tests.planning import release_all, review_of, running, submit

WORDS = {"self": "Words of Sam", "manager": "Words of Mona", "peer": "Words of Pia"}
SECRET = {"self": "Sam for Mona alone", "peer": "Pia for Mona alone"}
READERS = ("subject", "manager", "peer", "report", "stranger", "former_manager", "skip_level", "hr", "administrator")


@pytest.fixture
def cycle(cast):
    return running(cast)


def write_all(cycle, *relations):
    for relation in relations:
        submit(cycle, relation, WORDS[relation], secret=SECRET.get(relation, ""))


def texts(person) -> set[str]:
    return set(Answer.objects.visible_to(person).exclude(text="").order_by().values_list("text", flat=True))


def readable(cast) -> dict[str, set[str]]:
    return {role: found for role in READERS if (found := texts(cast[role]))}


OF_SAM, OF_PIA = {WORDS["self"], SECRET["self"]}, {WORDS["peer"], SECRET["peer"]}


def test_in_writing_each_reads_their_own_and_nothing_else(cast, cycle):
    write_all(cycle, "self", "peer")

    assert readable(cast) == {"subject": OF_SAM, "peer": OF_PIA}


def test_the_manager_reads_the_self_review_once_theirs_is_submitted(cast, cycle):
    write_all(cycle, "self", "peer", "manager")

    assert readable(cast) == {"subject": OF_SAM, "manager": {WORDS["manager"]} | OF_SAM, "peer": OF_PIA}


def test_or_once_writing_has_ended_without_one(cast, cycle):
    write_all(cycle, "self", "peer")
    cycle.has_calibration, cycle.state = True, "calibration"
    cycle.save()

    assert readable(cast) == {"subject": OF_SAM, "manager": OF_SAM, "peer": OF_PIA}


@pytest.mark.parametrize("state", ["release", "closed"])
def test_released_it_is_read_by_the_subject_and_the_manager_as_each_question_says(cast, cycle, state):
    write_all(cycle, "self", "peer", "manager")
    release_all(state)

    every = set(WORDS.values())
    assert readable(cast) == {
        "subject": every | {SECRET["self"]},
        "manager": every | set(SECRET.values()),
        "peer": OF_PIA,
    }
    assert not Answer.objects.visible_to(AnonymousUser()).exists()


def test_cancelled_everybody_keeps_their_own_alone(cast, cycle):
    write_all(cycle, "self", "peer", "manager")
    Cycle.objects.update(state="cancelled")

    assert readable(cast) == {"subject": OF_SAM, "manager": {WORDS["manager"]}, "peer": OF_PIA}


def test_an_open_review_is_its_writers_in_every_state(cast, cycle):
    for state in ("writing", "release", "closed", "cancelled"):
        Cycle.objects.update(state=state)
        seen = {role: set(Review.objects.visible_to(cast[role]).order_by("pk")) for role in READERS}
        assert {role: found for role, found in seen.items() if found} == {
            "subject": {review_of(cycle, "self")},
            "manager": {review_of(cycle, "manager")},
            "peer": {review_of(cycle, "peer")},
        }


def test_a_new_manager_reads_nothing_and_the_one_of_the_launch_day_does(cast, cycle):
    write_all(cycle, "self", "manager")
    cast.subject.manager = cast.former_manager
    cast.subject.save()
    release_all()

    assert set(readable(cast)) == {"subject", "manager"}


def test_before_release_no_page_search_admin_or_news_gives_anything_away(cast, cycle):
    write_all(cycle, "self", "peer", "manager")
    pk = review_of(cycle, "self").participant_id
    pages = [reverse("reviews:index"), reverse("reviews:review", args=[pk]), "/", "/inbox/", "/inbox/?tab=news"]
    pages += [f"/people/{cast.subject.pk}/", "/search/?q=Words", "/drafts/"]
    mine = "".join(cast.client("subject").get(path).content.decode() for path in pages)
    admin = "".join(
        cast.client("hr").get(path).content.decode()
        for path in (cycle.get_absolute_url(), "/admin/", reverse("admin:reviews_cycle_population", args=[cycle.pk]))
    )

    assert [words in mine for words in (*WORDS.values(), *SECRET.values())] == [True, False, False, True, False]
    assert [words in admin for words in (*WORDS.values(), *SECRET.values())] == [False] * 5
    assert not Notification.objects.filter(person=cast.subject).exists()
    assert not Notification.objects.filter(kind__startswith="review").exists()


def test_the_manager_writes_without_the_self_review_and_peers_without_each_others(cast, cycle):
    write_all(cycle, "self", "peer")
    page = cast.client("manager").get(reverse("reviews:write", args=[review_of(cycle, "manager").pk])).content.decode()
    team = (
        cast.client("manager")
        .get(reverse("reviews:review", args=[review_of(cycle, "self").participant_id]))
        .content.decode()
    )

    assert "Sealed: you see Sam’s self-review once yours is submitted" in " ".join(page.split())
    assert [words in page + team for words in (*WORDS.values(), *SECRET.values())] == [False] * 5


@pytest.mark.parametrize(("peers_are", "is_named"), [("confidential", False), ("attributed", True)])
def test_a_peer_is_named_as_was_said_before(cast, peers_are, is_named):
    cycle = running(cast, peers_are=peers_are)
    write_all(cycle, "self", "peer", "manager")
    release_all()
    path = reverse("reviews:review", args=[review_of(cycle, "peer").participant_id])

    pages = [cast.client(role).get(path).content.decode() for role in ("subject", "manager")]

    assert [WORDS["peer"] in page for page in pages] == [True, True]
    assert ["Pia Example" in page for page in pages] == [is_named, is_named]
    assert [SECRET["peer"] in page for page in pages] == [False, True]


def test_nobody_is_asked_or_told_of_what_is_not_theirs(cast, cycle):
    people = [cast[role] for role in READERS]
    found = {(duty.person_id, duty.key) for duty in provider(people, timezone.now())}

    assert found == {(review.writer_id, f"review:{review.pk}:write") for review in Review.objects.order_by("pk")}
