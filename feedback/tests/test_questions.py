"""Two questions in each check-in, in turn; what was asked keeps its words, whatever becomes of the sets."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feedback import questions, services, starters
from feedback.models import AskedQuestion, Question
from feedback.models.question import MOST_IN_USE
from feedback.services import Entry, Preparation
from feedback.tests.factories import CheckInFactory, QuestionFactory
from feedback.tests.pages import as_shown, text_of, url, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _none_to_begin_with(db):
    Question.objects.all().delete()


@pytest.mark.parametrize("longest", [0, 1, 2, 5])
def test_each_is_asked_in_its_turn_and_none_twice_at_once(longest):
    for shorter, swapped in product(range(longest + 1), (False, True)):
        company, own = [f"c{n}" for n in range(longest)], [f"o{n}" for n in range(shorter)]
        _in_turn(*((own, company) if swapped else (company, own)))


def _in_turn(company, own):
    asked = [questions.turn(company, own, number) for number in range(40)]

    assert {(len(each), len(set(each))) for each in asked} == {(min(2, len(company + own)),) * 2}
    # Before the longer set has come round once, each of it was asked.
    longest = max(len(company), len(own))
    assert {question for each in asked[:longest] for question in each} == {*company, *own}


def test_a_fresh_company_begins_with_a_few():
    starters.add_starters(Question)
    starters.add_starters(Question)

    assert [question.text for question in Question.objects.in_use().of_company()] == list(starters.QUESTIONS)


def test_the_check_in_after_one_held_asks_the_next_two(cast):
    QuestionFactory.create_batch(5)
    opened = CheckInFactory(employee=cast.subject)
    before = [question.text for question in questions.asked_in(opened)]
    services.log(opened, by=cast.manager, entry=Entry(version=0, held_on=cast.manager.today()))

    following = cast.subject.check_ins.open().get()

    texts = list(Question.objects.values_list("text", flat=True))
    assert (before, [each.text for each in questions.asked_in(following)]) == (texts[:2], texts[2:4])


def test_a_skipped_one_leaves_its_questions_to_the_next(cast):
    QuestionFactory.create_batch(5)
    opened = CheckInFactory(employee=cast.subject)
    before = questions.asked_in(opened)
    services.skip(opened, by=cast.manager, reason="Away")

    assert questions.asked_in(cast.subject.check_ins.open().get()) == before


def test_answered_in_prepare_read_in_log_and_in_the_record(cast, check_in):
    question = QuestionFactory(text="What should we stop doing?")
    subject, manager = cast.client("subject"), cast.client("manager")
    form = as_shown(subject.get(url("prepare", check_in)))

    subject.post(url("prepare", check_in), form | {f"answer_{question.pk}": "The Thursday meeting"})
    log = manager.get(url("log", check_in))
    manager.post(url("log", check_in), as_shown(log))

    assert "What should we stop doing? “The Thursday meeting”" in words_of(log)
    for client in (subject, manager):
        assert "What should we stop doing? The Thursday meeting" in words_of(client.get(check_in.get_absolute_url()))


def test_unanswered_it_is_there_for_the_manager_to_ask(cast, check_in):
    QuestionFactory(text="What should we stop doing?")

    assert "To ask, if you like What should we stop doing?" in words_of(
        cast.client("manager").get(url("log", check_in))
    )


def test_a_reworded_question_keeps_its_words_in_past_check_ins(cast, check_in):
    question = QuestionFactory(text="Old words?", manager=cast.manager)
    services.prepare(check_in, by=cast.subject, part=Preparation(version=0, answers={question.pk: "Yes"}))

    new = services.reword(question, "New words?", by=cast.manager)

    assert [(each.text, each.answer) for each in questions.asked_in(check_in)] == [("Old words?", "Yes")]
    assert list(Question.objects.in_use()) == [new]
    assert "Old words?" in text_of(cast.client("subject").get(url("prepare", check_in)))


def test_what_was_typed_under_a_question_is_not_lost_when_it_is_changed_meanwhile(cast, check_in):
    question = QuestionFactory(text="Old words?")
    subject = cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in))) | {f"answer_{question.pk}": "Mine", "how_it_goes": "Well"}
    question.retired_at = check_in.due_on.isoformat() + "T00:00:00Z"
    question.save()
    QuestionFactory(text="New words?")

    refused = subject.post(url("prepare", check_in), form | {"blocker-help": "tool"})
    subject.post(url("prepare", check_in), form)

    assert refused.status_code == 422
    assert ("Old words?" in text_of(refused), "Mine</textarea>" in text_of(refused)) == (True, True)
    assert AskedQuestion.objects.exclude(answer="").values_list("question__text", "answer").get() == (
        "Old words?",
        "Mine",
    )


def test_two_tabs_that_differ_show_both_answers(cast, check_in):
    question = QuestionFactory()
    subject, name = cast.client("subject"), f"answer_{question.pk}"
    first, second = (as_shown(subject.get(url("prepare", check_in))) | {name: words} for words in ("One", "Two"))
    subject.post(url("prepare", check_in), first)

    asked = subject.post(url("prepare", check_in), second)
    subject.post(url("prepare", check_in), as_shown(asked))

    assert asked.context["forms"].there[name] == "One"
    assert AskedQuestion.objects.get().answer == "One\n\nTwo"


def test_another_managers_question_is_not_answered_here(cast, check_in):
    foreign = QuestionFactory(manager=cast.former_manager)
    subject = cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in)))

    page = subject.post(url("prepare", check_in), form | {f"answer_{foreign.pk}": "x"}, follow=True)

    assert (page.status_code, foreign.text in text_of(page)) == (200, False)
    assert not AskedQuestion.objects.exists()


def test_a_manager_adds_rewords_and_stops_a_question_of_their_own(cast):
    manager, path = cast.client("manager"), reverse("feedback:questions")
    for _click in range(2):
        manager.post(path, {"text": "What did you decide yourself?"})
    question = Question.objects.get()
    empty = manager.post(path, {"text": " "})
    manager.post(url("reword_question", question), {"text": "What did you decide alone?"})
    new = Question.objects.in_use().get()

    page = cast.client("subject").get(path)
    manager.post(url("use_question", new))
    again = manager.post(url("use_question", question), {"again": "1"}, follow=True)

    assert "Write the question." in text_of(empty)
    assert f"From {cast.manager}, your manager What did you decide alone?" in words_of(page)
    assert Question.objects.in_use().get() == question
    assert "Asked again." in text_of(again)


def test_who_has_no_reports_asks_nothing(cast):
    assert cast.client("peer").post(reverse("feedback:questions"), {"text": "Why?"}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.ask_reports("Why?", by=cast.peer)


def test_a_set_stays_small(cast):
    QuestionFactory.create_batch(MOST_IN_USE, manager=cast.manager)

    with pytest.raises(ValidationError, match="take one out of use first"):
        services.ask_reports("One more?", by=cast.manager)


def test_hr_changes_the_companys_in_the_admin(cast, check_in):
    hr, question = cast.client("hr"), QuestionFactory(text="Old words?", position=1)
    QuestionFactory(manager=cast.manager, text="A manager's own")
    services.prepare(check_in, by=cast.subject, part=Preparation(version=0, answers={question.pk: "Yes"}))
    changing = reverse("admin:feedback_question_change", args=[question.pk])

    answer = hr.post(changing, {"text": "New words?", "position": "3"}, follow=True)
    hr.post(reverse("admin:feedback_question_add"), {"text": "Another?", "position": "2"})
    twice = hr.post(reverse("admin:feedback_question_add"), {"text": "Another?", "position": "5"})
    listed = text_of(hr.get(reverse("admin:feedback_question_changelist")))

    in_use = Question.objects.of_company().in_use().order_by("text").values_list("text", "position")
    assert list(in_use) == [("Another?", 2), ("New words?", 3)]
    assert "Past check-ins keep the old ones." in text_of(answer)
    assert "This question is asked already." in text_of(twice)
    assert ("A manager&#x27;s own" in listed, "Yes" in listed.partition("<table")[2].partition("</table")[0]) == (
        False,
        False,
    )
