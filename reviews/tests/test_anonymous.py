"""Anonymous reviews: answered once, read together or not at all, and nothing that leads from a text to its writer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from perfmgmt import resume
from reviews import answering, closing, moves, services
from reviews.answering import Given
from reviews.duties import provider
from reviews.models import AnonymousAnswer, AnonymousMark, Cycle
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory

HIDDEN_FROM = ("peer", "report", "stranger", "former_manager", "skip_level", "hr", "administrator")


@pytest.fixture
def cycle(cast):
    """The subject's four reports are asked: a text, a rating, and a text for the manager alone."""
    template = TemplateFactory(frozen_at=timezone.now())
    section = SectionFactory(template=template)
    QuestionFactory(section=section, words="What helps you?", relations=("upward",))
    QuestionFactory(section=section, words="How clear?", relations=("upward",), rating=True, scale__template=template)
    QuestionFactory(section=section, words="For the manager?", relations=("upward",), readers="manager")
    now, today = timezone.now(), timezone.now().date()
    cycle = CycleFactory(
        template=template, state="writing", launch_begun_at=now, launched_at=now, has_nomination=False,
        has_calibration=False, upward_is="anonymous", threshold=3,
    )  # fmt: skip
    cycle.phases.create(phase="writing", starts_on=today - timedelta(5), ends_on=today + timedelta(10))
    cycle.phases.create(phase="release", starts_on=today + timedelta(15), ends_on=today + timedelta(30))
    cycle.relations.create(relation="upward", due_on=today + timedelta(10))
    participant = cycle.participants.create(subject=cast.subject, manager=cast.manager)
    for writer in [cast.report, *EmployeeFactory.create_batch(3, manager=cast.subject)]:
        participant.anonymous_marks.create(relation="upward", writer=writer)
    return cycle


@pytest.fixture
def participant(cycle):
    return cycle.participants.get()


def writers(participant) -> list:
    return [mark.writer for mark in participant.anonymous_marks.select_related("writer").order_by("writer")]


def given(participant, words: str) -> dict[int, Given]:
    first, rating, secret = answering.asked_in(answering.form_of(participant, "upward", participant.subject))
    return {
        first.question.pk: Given(text=words),
        rating.question.pk: Given(level=rating.levels[1].pk),
        secret.question.pk: Given(text=f"Alone: {words}"),
    }


def answer(participant, writer, words="You listen.") -> None:
    services.answer(participant, "upward", given(participant, words), by=writer)


def answer_all(participant, count=4) -> set[str]:
    words = [f"Words {n}." for n in range(count)]
    for writer, each in zip(writers(participant), words, strict=False):
        answer(participant, writer, each)
    return set(words)


def released(cycle, *, hr):
    return services.move_cycle(cycle, "release", "Enough.", by=hr, seen=overruled(cycle))


def overruled(cycle) -> list[str]:
    return moves.check(cycle, "release", timezone.now().date()).overruled


def texts(person) -> set[str]:
    return set(AnonymousAnswer.objects.visible_to(person).exclude(text="").values_list("text", flat=True))


# --- answering ---


def test_an_answer_is_kept_without_who_wrote_it_and_the_mark_says_that_they_did(participant):
    writer = writers(participant)[0]

    answer(participant, writer)

    assert set(AnonymousAnswer.objects.values_list("text", flat=True)) == {"You listen.", "", "Alone: You listen."}
    answered = dict(AnonymousMark.objects.order_by("key").values_list("writer", "has_answered"))
    assert [pk for pk, has_answered in answered.items() if has_answered] == [writer.pk]
    assert not participant.reviews.exists()


def test_nobody_answers_twice(participant):
    writer = writers(participant)[0]
    answer(participant, writer)

    with pytest.raises(ValidationError, match="answered already"):
        answer(participant, writer, "And another thing.")
    assert AnonymousAnswer.objects.count() == 3


@pytest.mark.parametrize("role", ["subject", "manager", "peer", "hr"])
def test_who_is_not_asked_does_not_answer(cast, participant, role):
    with pytest.raises(PermissionDenied):
        answer(participant, cast[role])


def test_an_empty_form_counts_for_nothing(cast, participant):
    participant.cycle.template.sections.get().questions.get(words="What helps you?").asked.update(is_required=False)

    with pytest.raises(ValidationError, match="Answer at least one question"):
        services.answer(participant, "upward", {}, by=cast.report)
    assert not AnonymousMark.objects.filter(has_answered=True).exists()


def test_what_is_required_is_asked_for(cast, participant):
    question = participant.cycle.template.sections.get().questions.get(words="What helps you?")
    question.asked.update(is_required=True)

    with pytest.raises(ValidationError) as refused:
        services.answer(participant, "upward", given(participant, ""), by=cast.report)
    assert list(refused.value.message_dict) == [str(question.pk)]
    assert not AnonymousAnswer.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "release"}, "in release"),
        ({"state": "cancelled"}, "cancelled"),
        ({"paused_at": timezone.now()}, "paused"),
    ],
)
def test_out_of_its_time_it_is_refused_and_says_where_the_text_stays(cast, participant, change, words):
    Cycle.objects.update(**change)

    with pytest.raises(ValidationError, match=words) as refused:
        answer(participant, cast.report)
    assert "stays in this browser tab" in refused.value.messages[0]


def test_after_the_day_it_is_refused_whether_or_not_the_clock_has_closed_it(cast, participant):
    participant.cycle.relations.update(due_on=timezone.now().date() - timedelta(2))
    with pytest.raises(ValidationError, match="is closed"):
        answer(participant, cast.report)

    closing.close_due()

    participant.cycle.relations.update(due_on=timezone.now().date() + timedelta(9))
    with pytest.raises(ValidationError, match="is closed"):
        answer(participant, cast.report)


# --- who reads ---


def test_nobody_reads_anything_before_the_release(cast, participant):
    answer_all(participant)

    everyone = [cast[role] for role in (*HIDDEN_FROM, "subject", "manager")]
    assert not any(map(texts, everyone))
    participant.cycle.relations.update(closed_at=timezone.now())
    assert not any(map(texts, everyone))


def test_released_subject_and_manager_read_what_each_question_opens_and_writers_nothing(cast, cycle, participant):
    words = answer_all(participant)

    released(cycle, hr=cast.hr)

    alone = {f"Alone: {each}" for each in words}
    assert (texts(cast.subject), texts(cast.manager)) == (words, words | alone)
    assert not any(texts(cast[role]) for role in HIDDEN_FROM)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_k_are_never_shown(cast, cycle, participant, count):
    answer_all(participant, count)

    released(cycle, hr=cast.hr)

    assert texts(cast.subject) == texts(cast.manager) == set()
    assert not AnonymousAnswer.objects.visible_to(cast.subject).exists()


def test_a_question_that_fewer_than_k_answered_is_not_shown_where_others_are(cast, cycle, participant):
    first, second, third, _fourth = writers(participant)
    for writer, words in ((first, "One."), (second, "Two.")):
        answer(participant, writer, words)
    rating = [pk for pk, each in given(participant, "").items() if each.level is not None]
    services.answer(participant, "upward", {pk: given(participant, "")[pk] for pk in rating}, by=third)

    released(cycle, hr=cast.hr)

    seen = AnonymousAnswer.objects.visible_to(cast.subject)
    assert set(seen.values_list("question", flat=True)) == set(rating)
    assert seen.count() == 3


def test_of_who_was_taken_out_nothing_is_shown(cast, cycle, participant):
    answer_all(participant)
    released(cycle, hr=cast.hr)
    assert texts(cast.subject)

    cycle.participants.update(taken_out_at=timezone.now())

    assert texts(cast.subject) == texts(cast.manager) == set()


def test_k_is_that_of_the_launch(cast, cycle, participant):
    answer_all(participant)
    Cycle.objects.update(threshold=5)

    released(cycle, hr=cast.hr)

    assert texts(cast.subject) == set()


def test_the_result_holds_them_beside_the_others_without_a_name(cast, cycle, participant):
    words = answer_all(participant)
    released(cycle, hr=cast.hr)
    path = reverse("reviews:review", args=[participant.pk])

    mine, theirs = (cast.client(role).get(path).content.decode() for role in ("subject", "manager"))

    assert all(each in mine and each in theirs for each in words)
    assert "Alone: " not in mine
    assert "Alone: " in theirs
    assert "without a name" in mine
    assert cast.client("report").get(path).status_code == 200
    assert not any(each in cast.client("report").get(path).content.decode() for each in words)


# --- the end of it ---


def test_as_a_relation_closes_all_rows_are_written_anew(participant):
    answer_all(participant)
    participant.cycle.relations.update(due_on=timezone.now().date() - timedelta(2))
    models = (AnonymousMark, AnonymousAnswer)
    keys = {key for model in models for key in model.objects.values_list("key", flat=True)}
    before = [contents(model) for model in models]

    assert closing.close_due() == 1

    after = {key for model in models for key in model.objects.values_list("key", flat=True)}
    assert (len(keys), keys & after) == (4 + 12, set())
    assert [contents(model) for model in models] == before


def contents(model) -> list:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "key"]
    return sorted(map(repr, model.objects.values_list(*names)))


@pytest.mark.parametrize("move", ["release", "cancel"])
def test_so_they_are_where_hr_ends_it_before_its_day(cast, cycle, participant, move):
    answer_all(participant)
    before = set(AnonymousAnswer.objects.values_list("key", flat=True))

    if move == "release":
        released(cycle, hr=cast.hr)
    else:
        services.cancel(cycle, "No longer.", by=cast.hr)

    assert cycle.relations.get().closed_at is not None
    assert not before & set(AnonymousAnswer.objects.values_list("key", flat=True))
    assert AnonymousAnswer.objects.count() == 12


# --- the page ---


def path_of(participant) -> str:
    return reverse("reviews:answer", args=[participant.pk, "upward"])


def sent(participant, words: str) -> dict:
    found = given(participant, words)
    levels = {f"level_{pk}": each.level for pk, each in found.items() if each.level is not None}
    return levels | {f"text_{pk}": each.text for pk, each in found.items() if each.level is None}


def test_on_the_page_it_is_promised_answered_and_gone(cast, participant):
    client = cast.client("report")
    page = client.get(path_of(participant)).content.decode()
    assert "at least 3 people answered that question" in page
    assert "taken out of the database" in page
    assert path_of(participant) in client.get(reverse("reviews:index")).content.decode()

    response = client.post(path_of(participant), sent(participant, "You listen."))

    assert response.status_code == 302
    assert path_of(participant) not in client.get(reverse("reviews:index")).content.decode()
    page = client.get(path_of(participant)).content.decode()
    assert "You answered already" in page
    assert "<textarea" not in page


def test_the_second_of_two_windows_keeps_its_text_and_says_that_the_first_counts(cast, participant):
    client = cast.client("report")
    client.post(path_of(participant), sent(participant, "You listen."))

    response = client.post(path_of(participant), sent(participant, "Another word."))

    assert response.status_code == 422
    assert "Another word." in response.content.decode()
    assert "You answered already" in response.content.decode()
    assert AnonymousAnswer.objects.count() == 3


def test_only_who_is_asked_finds_the_page(cast, participant):
    expected = dict.fromkeys(("subject", "manager", "peer", "stranger", "hr", "administrator"), 404) | {"report": 200}

    assert cast.statuses(expected, lambda client: client.get(path_of(participant))) == expected
    refused = {role: status for role, status in expected.items() if status == 404}
    assert cast.statuses(refused, lambda client: client.post(path_of(participant), {"text_1": "x"})) == refused


def test_an_expired_login_keeps_nothing_of_it_on_the_server(cast, participant):
    client = cast.client("report")
    client.get(path_of(participant))
    name = client.cookies[resume.COOKIE]
    client.logout()
    client.cookies[resume.COOKIE] = name.value

    client.post(path_of(participant), sent(participant, "Nobody knows."))
    client.post(reverse("feedback:raise_blocker"), {"text": "Everybody may."})

    kept = client.session[resume.SESSION_KEY]
    assert list(kept) == [reverse("feedback:raise_blocker")]


def test_it_waits_on_the_writers_own_today_until_they_answer_and_is_told_to_nobody_else(cast, participant):
    asked = writers(participant)
    everyone = [*asked, *(cast[role] for role in (*HIDDEN_FROM, "subject", "manager"))]

    def waiting() -> set[int]:
        return {duty.person_id for duty in provider(everyone, timezone.now()) if duty.path == path_of(participant)}

    assert waiting() == {each.pk for each in asked}
    duty = next(iter(provider(asked[:1], timezone.now())))
    assert str(participant.subject) not in duty.mail_title
    answer(participant, asked[0])
    assert waiting() == {each.pk for each in asked[1:]}
    participant.cycle.relations.update(closed_at=timezone.now())
    assert waiting() == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_is_asked(cast, participant, count, django_assert_num_queries):
    section = participant.cycle.template.sections.get()
    for _each in range(count):
        QuestionFactory(section=section, relations=("upward",), rating=True, scale__template=section.template)
    client = cast.client("report")
    client.get(path_of(participant))

    with django_assert_num_queries(8):
        client.get(path_of(participant))
