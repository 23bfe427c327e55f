"""What HR is told that each reader will find is what they find."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from drafts.tests.pages import SAVE, Tab
from org.models import Employee
from org.tests.factories import EmployeeFactory
from reviews import answering, moves, reading, result, services
from reviews.answering import Given
from reviews.models import Cycle, Submission
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory
from reviews.tests.planning import make_cycle, review_of, running, sent_of
from reviews.tests.test_writing import text_of, with_ticket

pytestmark = pytest.mark.django_db

RELATIONS = ("self", "manager", "peer", "upward")
ANONYMITY = [("attributed", "confidential"), ("confidential", "anonymous"), ("anonymous", "attributed")]


def begin(cast, **fields) -> Cycle:
    """In writing; of each kind of readers there is a question that all answer, and one that each relation has alone."""
    now = timezone.now()
    template = TemplateFactory(frozen_at=now)
    section = SectionFactory(template=template)
    for readers in ("subject", "manager", "calibration"):
        for relations in (RELATIONS, *[(each,) for each in RELATIONS]):
            QuestionFactory(section=section, readers=readers, relations=relations)
    cycle = CycleFactory(
        template=template, state="writing", has_nomination=False, launch_begun_at=now, launched_at=now, **fields
    )
    participant = cycle.participants.create(
        subject=cast.subject, manager=cast.manager, group=cycle.groups.create(name="One")
    )
    participant.group.facilitators.create(person=cast.stranger)
    cycle.readers.create(person=cast.hr, named_by=EmployeeFactory(hr=True))
    writers = {"self": [cast.subject], "manager": [cast.manager]}
    writers |= {each: EmployeeFactory.create_batch(3) for each in ("peer", "upward")}
    for relation in RELATIONS:
        cycle.relations.create(relation=relation, due_on=now.date() + timedelta(9))
        for writer in writers[relation]:
            write(participant, relation, writer, cycle.anonymity_of(relation))
    return cycle


def write(participant, relation, writer, anonymity) -> None:
    form = answering.form_of(participant, relation, writer)
    texts = {each.question.pk: Given(text="Words.") for each in answering.asked_in(form)}
    if anonymity == "anonymous":
        participant.anonymous_marks.create(relation=relation, writer=writer)
        for other in EmployeeFactory.create_batch(2):
            participant.anonymous_marks.create(relation=relation, writer=other)
        services.answer(participant, relation, texts, by=writer)
    else:
        review = participant.reviews.create(relation=relation, writer=writer, anonymity=anonymity)
        services.submit(review, texts, by=writer)


def on(cycle, name, *, by) -> Cycle:
    seen = moves.check(cycle, name, timezone.localdate()).overruled
    return services.move_cycle(cycle, name, "It is time.", by=by, seen=seen)


def told(cycle, reader) -> dict[int, set[str]]:
    found = reading.of(cycle, reading.Reader(reader))
    return {
        each.question.pk: {str(one.relation) for one in each.heard} for _s, every in found.sections for each in every
    }


def finds(cycle, viewer) -> dict[int, set[str]]:
    sections = result.of(cycle.participants.get(), Employee.objects.get(pk=viewer.pk))
    return {each.question.pk: {said.relation for said in each.answers} for _s, asked in sections for each in asked}


@pytest.mark.parametrize(("peers_are", "upward_is"), ANONYMITY)
@pytest.mark.parametrize("has_calibration", [True, False])
def test_each_finds_what_was_told(cast, peers_are, upward_is, has_calibration):
    fields = {"peers_are": peers_are, "upward_is": upward_is, "has_calibration": has_calibration}
    cycle = begin(cast, **fields)
    before = {reader: told(cycle, reader) for reader in reading.Reader.values}

    if has_calibration:
        cycle = on(cycle, "calibrate", by=cast.hr)
        assert finds(cycle, cast.stranger) == before["calibration"]
    cycle = on(cycle, "release", by=cast.hr)

    assert finds(cycle, cast.subject) == before["subject"]
    assert finds(cycle, cast.manager) == before["manager"]
    assert finds(cycle, cast.hr) == before["calibration"]


def test_without_calibration_and_readers_nobody_else_finds_anything(hr):
    cycle = make_cycle(by=hr, has_calibration=False)

    found = reading.of(cycle, reading.Reader.CALIBRATION)

    assert found.sections == []
    assert found.when.startswith("Nobody")


def test_hr_sees_it_before_the_launch_and_nobodys_words(client, hr):
    cycle = make_cycle(by=hr)
    client.force_login(hr)
    path = reverse("admin:reviews_cycle_preview", args=[cycle.pk])

    pages = {reader: text_of(client.get(path, {"reader": reader})) for reader in reading.Reader.values}

    potential = "Readiness for a next step"
    assert [page.partition("Never shown to them")[0].count(potential) for page in pages.values()] == [0, 1, 1]
    assert potential in pages["subject"].partition("Never shown to them")[2]
    assert "once at least 3 have answered this question" in pages["subject"]
    assert "HR sees the name, facilitators do not" in pages["calibration"]
    assert "textarea" not in pages["manager"]
    assert client.get(path, {"reader": "boss"}).context["reading"] is None


def test_the_form_of_peers_who_come_by_nomination_is_shown_too(client, hr):
    cycle = make_cycle(by=hr, has_nomination=True, peers_are="anonymous", peer_count=4)
    person = EmployeeFactory(manager=hr)
    client.force_login(hr)

    page = client.get(
        reverse("admin:reviews_cycle_preview", args=[cycle.pk]), {"person": person.email, "relation": "peer"}
    )

    assert "About those who name them, once the manager approves." in text_of(page)
    assert "nobody can tell who wrote it" in text_of(page)


def test_the_manager_sees_what_is_typed_as_the_subject_will_and_it_stays_a_draft(cast):
    cycle = running(cast)
    question = QuestionFactory(
        section=cycle.template.sections.get(), words="Ready?", relations=("manager",), readers="calibration"
    )
    review, client = review_of(cycle, "manager"), cast.client("manager")
    path = reverse("reviews:write", args=[review.pk])
    typed = sent_of(review, "You carried the launch.") | {f"text_{question.pk}": "Not yet.", "as_read": "1"}

    page = text_of(client.post(path, with_ticket(client, path, typed), follow=True))

    shown = page.partition('id="as-read"')[2].partition("</section>")[0]
    assert ("You carried the launch." in shown, "Mona Example" in shown, "Meets" in shown) == (True, True, True)
    assert ("Not yet." in shown, "Never shown to Sam: “Ready?”" in shown) == (False, True)
    assert Draft.objects.get().author == cast.manager
    assert not Submission.objects.exists()
    assert "See it as Sam will" not in text_of(cast.client("peer").get(path_of(cycle, "peer")))


@pytest.mark.parametrize("is_page_first", [True, False])
def test_seen_before_the_page_saved_it_there_is_one_draft(cast, is_page_first):
    review, client = review_of(running(cast), "manager"), cast.client("manager")
    tab, typed = Tab(client, reverse("reviews:write", args=[review.pk])).open(), sent_of(review, "You carried it.")
    calls = [lambda: tab.save(**typed), lambda: tab.send(**typed, as_read="1")]

    for call in calls if is_page_first else reversed(calls):
        call()

    assert [draft.fields for draft in Draft.objects.all()] == [{name: [value] for name, value in typed.items()}]


def test_what_is_sent_while_the_page_saves_is_the_same_draft_with_its_newest_words(cast):
    review, client = review_of(running(cast), "manager"), cast.client("manager")
    tab = Tab(client, reverse("reviews:write", args=[review.pk])).open()
    begun, late, newest = (sent_of(review, words) for words in ("You", "You carried", "You carried it."))
    under_way = tab.body(**late)

    client.post(SAVE, tab.body(**begun), content_type="application/json")  # its answer is not there yet
    tab.send(**newest, as_read="1")
    client.post(SAVE, under_way, content_type="application/json")

    assert [draft.fields for draft in Draft.objects.all()] == [{name: [value] for name, value in newest.items()}]


def test_what_a_page_sends_again_after_it_was_sent_is_kept_as_a_draft_of_its_own(cast):
    """The browser's button *back*, and another word: nothing of it is lost."""
    review, client = review_of(running(cast), "manager"), cast.client("manager")
    tab = Tab(client, reverse("reviews:write", args=[review.pk])).open()
    tab.save(**sent_of(review, "You carried it."))
    tab.send(**sent_of(review, "You carried it."))

    page = tab.send(**sent_of(review, "You carried it alone."))

    assert page.status_code == 422
    assert "You carried it alone." in str(Draft.objects.get(state="open").fields)


def path_of(cycle, relation) -> str:
    return reverse("reviews:write", args=[review_of(cycle, relation).pk])
