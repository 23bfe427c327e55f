"""A form that is gone, or somebody else's, by the time it is sent: the words come back to their writer alone."""

import pytest
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import Tab
from feedback.models import AgendaItem, PrivateNote, Question
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from feedback.tests.pages import text_of

pytestmark = pytest.mark.django_db

GONE = [
    ("note", "note", "text"),
    ("change_point", "point", "text"),
    ("agenda", "subject", "text"),  # 403: they still see what they themselves left open
    ("acknowledge", "blocker", "text"),
    ("help", "blocker", "text"),
    ("drop_action", "action", "reason"),
    ("skip", "check_in", "reason"),
    ("log", "check_in", "went_well"),
    ("reword_question", "question", "text"),
]


@pytest.fixture
def places(cast):
    """Of the manager about the subject, each while they still may write there."""
    earlier = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    return {
        "note": PrivateNoteFactory(check_in=None, author=cast.manager, about=cast.subject),
        "point": AgendaItemFactory(employee=cast.subject, author=cast.manager),
        "subject": cast.subject,
        "blocker": BlockerFactory(raised_by=cast.subject),
        "action": ActionItemFactory(check_in=earlier),
        "check_in": CheckInFactory(employee=cast.subject, manager=cast.manager),
        "question": QuestionFactory(manager=cast.manager),
    }


def take_away(cast, place):
    if isinstance(place, PrivateNote | AgendaItem | Question):
        place.delete()
    cast.subject.manager = cast.skip_level
    cast.subject.save()


@pytest.mark.parametrize("is_script", [True, False])
@pytest.mark.parametrize(("route", "place", "name"), GONE)
def test_what_was_typed_into_a_form_that_is_gone_comes_back(cast, places, route, place, name, is_script):
    path = reverse(f"feedback:{route}", args=[places[place].pk])
    tab = Tab(cast.client("manager"), path).open()
    if is_script:
        tab.save(**{name: "Begun"})
    take_away(cast, places[place])

    answer = tab.send(**{name: "Typed to the end"})

    draft = Draft.objects.visible_to(cast.manager).get()
    assert (answer.status_code, draft.data[name]) == (403 if route == "agenda" else 404, "Typed to the end")
    assert ["Typed to the end" in text_of(answer), "kept in your drafts" in text_of(answer)] == [True, True]
    assert "Typed to the end" in text_of(cast.client("manager").get(reverse("drafts:draft", args=[draft.pk])))


def test_without_a_ticket_it_is_on_the_page_alone(cast, places):
    path = reverse("feedback:note", args=[places["note"].pk])
    take_away(cast, places["note"])

    answers = [cast.client("manager").post(path, {"text": "Typed to the end"}), cast.client("manager").post(path)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert ["Typed to the end" in text_of(answer) for answer in answers] == [True, False]
    assert Draft.objects.count() == 0
