"""Beside an anonymous form stands what its writer may read anyway, and nothing is kept of what they do with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from drafts.models import Draft
from reviews.models import AnonymousAnswer, Citation, Cycle
from reviews.tests import test_anonymous
from reviews.tests.test_anonymous import given, path_of, sent
from reviews.tests.test_citing import HELD, check_in, feedback, goal
from reviews.tests.test_writing import text_of

pytestmark = pytest.mark.django_db

cycle, participant = test_anonymous.cycle, test_anonymous.participant
OURS, PRAISED = "Between the two of us.", "Everybody may know."


@pytest.fixture
def sources(cast, participant) -> dict:
    """What Rita, who reports to Sam, gave him alone; what everybody reads; and what is not hers to read."""
    today = timezone.now().date()
    Cycle.objects.update(starts_on=today - timedelta(days=200), ends_on=today)
    check_in(cast)
    ours = feedback(cast, "report", behaviour=OURS)
    praise = feedback(cast, "stranger", "everyone", behaviour=PRAISED)
    return {"ours": ours, "praise": praise, "goal": goal(cast)}


def first_text(participant) -> str:
    return f"text_{next(iter(given(participant, '')))}"


def cited(cast, participant, source: str, **typed):
    return cast.client("report").post(path_of(participant), {"cite": source, **typed})


def test_it_is_what_the_writer_may_read_and_only_what_everybody_may_is_cited(cast, participant, sources):
    page = cast.client("report").get(path_of(participant))

    shown = {row["entry"].source: row["mark"] for row in page.context["evidence"]}
    assert {source.partition(":")[0]: bool(mark) for source, mark in shown.items()} == {
        "feedback": False,
        "recognition": True,
        "objective": True,
    }
    assert shown[f"objective:{sources['goal'].pk}"] == "[Boot quicker, Q4]"
    assert shown[f"recognition:{sources['praise'].pk}"].startswith("[Recognition, ")
    assert (OURS in text_of(page), PRAISED in text_of(page), HELD in text_of(page)) == (True, True, False)
    assert "nothing of it is kept" in text_of(page)
    assert 'data-mark="[Boot quicker, Q4]"' in page.content.decode()  # the browser alone puts it into the text


def test_without_javascript_the_mark_comes_back_in_the_text_and_nothing_is_written(cast, participant, sources):
    name = first_text(participant)
    client = cast.client("report")
    client.get(path_of(participant))

    with CaptureQueriesContext(connection) as queries:
        typed = {"cite": f"objective:{sources['goal'].pk}", "cite_into": name, name: "You helped"}
        page = client.post(path_of(participant), typed)

    assert (page.status_code, "You helped [Boot quicker, Q4]" in text_of(page)) == (200, True)
    asked = [each["sql"].lstrip("(").partition(" ")[0] for each in queries]
    assert set(asked) <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert [model.objects.count() for model in (Citation, Draft, AnonymousAnswer)] == [0, 0, 0]


@pytest.mark.parametrize("source", ["ours", "strange", "nothing"])
def test_what_few_may_read_is_not_cited_and_what_was_typed_stays(cast, participant, sources, source):
    held = check_in(cast, days=50)
    wrong = {"ours": f"feedback:{sources['ours'].pk}", "strange": f"check-in:{held.pk}", "nothing": "x"}
    name = first_text(participant)

    page = cited(cast, participant, wrong[source], **{name: "You helped me."})

    assert "This can no longer be cited" in text_of(page)
    assert ("You helped me." in text_of(page), "You helped me. [" in text_of(page)) == (True, False)


def test_what_is_sent_keeps_the_mark_as_words_and_leads_to_no_source(cast, participant, sources):
    words = "You helped [Boot quicker, Q4]."

    cast.client("report").post(path_of(participant), sent(participant, words))

    assert words in set(AnonymousAnswer.objects.values_list("text", flat=True))
    assert not Citation.objects.exists()


def test_who_answered_sees_none_of_it(cast, participant, sources):
    client = cast.client("report")
    client.post(path_of(participant), sent(participant, "You listen."))

    page = text_of(client.get(path_of(participant)))

    assert ("Evidence" in page, PRAISED in page) == (False, False)


def test_a_question_about_the_goals_shows_them(cast, participant, sources):
    question = participant.cycle.template.sections.get().questions.get(words="What helps you?")
    type(question).objects.filter(pk=question.pk).update(kind="goals")

    assert "period-goals" in cast.client("report").get(path_of(participant)).content.decode()
