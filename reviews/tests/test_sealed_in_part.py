"""A cycle whose release has begun: of whom it was not released, nothing is open, at any door."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from reviews import calibration, evidence, exporting, history, services
from reviews.evidence import Span
from reviews.models import Acknowledgement, AnonymousAnswer, Answer, CalibrationChange, Participant
from reviews.tests.factories import ParticipantFactory
from reviews.tests.planning import release_all, review_of, running, submit
from reviews.tests.test_duties import waits_for
from reviews.tests.test_result import amend

WORDS = {"self": "Words of Sam", "manager": "Words of Mona", "peer": "Words of Pia"}


@pytest.fixture
def cycle(cast):
    """In release, all of it written; somebody else's result is released, the subject's is not."""
    made = running(cast)
    made.readers.create(person=cast.hr, named_by=EmployeeFactory(hr=True))
    for relation, words in WORDS.items():
        submit(made, relation, words, secret="" if relation == "manager" else "Secret.")
    release_all()
    made.participants.update(released_at=None)
    ParticipantFactory(cycle=made, subject=cast.stranger, manager=cast.manager, released_at=timezone.now())
    made.refresh_from_db()
    return made


@pytest.fixture
def sealed(cycle) -> Participant:
    return review_of(cycle, "self").participant


def texts(person) -> set[str]:
    read = Answer.objects.visible_to(person).exclude(text="") | Answer.objects.with_replaced(person).exclude(text="")
    return set(read.order_by().values_list("text", flat=True))


@pytest.mark.parametrize("state", ["release", "closed"])
def test_each_reads_what_they_read_before_their_release(cast, cycle, state):
    type(cycle).objects.update(state=state)

    found = {role: texts(cast[role]) for role in ("subject", "manager", "peer", "hr", "skip_level", "stranger")}

    assert found == {
        "subject": {WORDS["self"], "Secret."},
        "manager": {WORDS["manager"], WORDS["self"], "Secret."},
        "peer": {WORDS["peer"], "Secret."},
        "hr": set(),
        "skip_level": set(),
        "stranger": set(),
    }


def test_released_itself_it_is_open(cast, sealed):
    Participant.objects.update(released_at=timezone.now())

    assert set(WORDS.values()) <= texts(cast.subject)
    assert set(WORDS.values()) <= texts(cast.hr)


def test_no_page_gives_anything_away(cast, sealed):
    paths = [reverse("reviews:index"), reverse("reviews:review", args=[sealed.pk]), reverse("reviews:history"), "/"]
    paths += ["/inbox/", "/inbox/?tab=news", "/search/?q=Words", f"/people/{cast.subject.pk}/"]

    mine = " ".join("".join(cast.client("subject").get(path).content.decode() for path in paths).split())
    theirs = cast.client("manager").get(paths[1]).content.decode()

    assert [words in mine for words in WORDS.values()] == [True, False, False]
    assert [words in theirs for words in WORDS.values()] == [True, True, False]
    assert ("Released to you" in mine, "released to you ·" in mine, "Not released yet" in mine) == (False, False, True)


def test_once_the_cycle_is_closed_it_says_that_it_stays_sealed(cast, cycle, sealed):
    type(cycle).objects.update(state="closed")
    path = reverse("reviews:review", args=[sealed.pk])

    pages = {role: cast.client(role).get(path).content.decode() for role in ("subject", "manager")}
    lists = {role: cast.client(role).get(reverse("reviews:index")).content.decode() for role in ("subject", "manager")}

    assert "your result was not released" in pages["subject"]
    assert "Sam Example does not read it" in pages["manager"]
    assert ["closed, and not released" in page for page in lists.values()] == [True, True]


def test_nothing_waits_for_them_and_nothing_is_answered_or_changed(cast, cycle, sealed):
    assert waits_for(cast.subject, cast.manager) == []
    with pytest.raises(ValidationError, match="between release and the end"):
        services.acknowledge(sealed, "received", "", by=cast.subject)
    with pytest.raises(ValidationError, match="between release and the end"):
        amend(cycle, cast)
    page = cast.client("subject").get(reverse("reviews:review", args=[sealed.pk]))
    assert page.context["may_acknowledge"] is False
    assert not Acknowledgement.objects.exists()


def test_it_is_in_no_history_evidence_or_export(cast, cycle, sealed):
    def cited() -> list[str]:
        """What may be cited in the next review of theirs."""
        later = Span(cast.subject, cycle.starts_on, cycle.ends_on, cycle.pk + 1)
        return [each.kind for each in evidence.of(later, viewer=cast.manager, today=cycle.ends_on)]

    assert (history.of(cast.subject), cited()) == ([], [])
    assert exporting.results(cycle, cast.hr).rows == []
    assert list(Participant.objects.read_by_named(cast.hr).order_by("pk").values_list("subject", flat=True)) == [
        cast.stranger.pk
    ]
    Participant.objects.update(released_at=timezone.now() - timedelta(days=1))
    assert ([row.participant for row in history.of(cast.subject)], cited()) == ([sealed], ["review"])


def test_anonymous_answers_open_with_their_own_release_only(cast, cycle, sealed):
    question = Answer.objects.filter(text=WORDS["self"]).get().question
    cycle.relations.create(relation="upward", due_on=cycle.ends_on, closed_at=timezone.now())
    for n in range(3):
        AnonymousAnswer.objects.create(participant=sealed, relation="upward", question=question, text=f"{n}")

    before = [AnonymousAnswer.objects.visible_to(cast[role]).count() for role in ("subject", "manager")]
    Participant.objects.update(released_at=timezone.now())
    after = [AnonymousAnswer.objects.visible_to(cast[role]).count() for role in ("subject", "manager")]

    assert (before, after) == ([0, 0], [3, 3])


def test_who_waits_is_calibrated_on_and_who_is_released_is_not(cast, cycle, sealed):
    type(cycle).objects.update(has_calibration=True)
    group = cycle.groups.create(name="Everybody")
    group.facilitators.create(person=cast.skip_level)
    cycle.participants.update(group=group)
    question = Answer.objects.filter(level__isnull=False, submission__review__relation="manager").get().question
    type(question).objects.filter(pk=question.pk).update(purpose="performance")
    best = question.scale.levels.order_by("value").last()
    options = {"by": cast.skip_level, "version": 0}
    other = cycle.participants.get(subject=cast.stranger)

    services.change_rating(sealed, "performance", best.pk, "Compared.", **options)
    with pytest.raises(ValidationError, match="until the release"):
        services.change_rating(other, "performance", best.pk, "Compared.", **options)
    services.add_note(group, "Went well.", by=cast.skip_level)
    page = cast.client("skip_level").get(reverse("reviews:calibration", args=[cycle.pk]))
    mine = cast.client("subject").get(reverse("reviews:review", args=[sealed.pk])).content.decode()

    assert CalibrationChange.objects.get().participant == sealed
    assert (page.status_code, page.context["is_open"]) == (200, True)
    assert list(calibration.sessions_of(cast.skip_level)) == [cycle]
    assert "After calibration" not in mine
    Participant.objects.update(released_at=timezone.now())
    assert list(calibration.sessions_of(cast.skip_level)) == []
    with pytest.raises(ValidationError, match="Notes are written"):
        services.add_note(group, "Too late.", by=cast.skip_level)


def test_who_waits_is_taken_out_and_who_is_released_is_not(cast, cycle, sealed):
    other = cycle.participants.get(subject=cast.stranger)

    services.take_out(sealed, "Left.", by=cast.hr)
    with pytest.raises(ValidationError, match="released already"):
        services.take_out(other, "Left.", by=cast.hr)

    assert texts(cast.subject) == {WORDS["self"], "Secret."}
