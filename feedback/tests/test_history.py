"""The history of two who talk: found by words and days, printed; no word beyond what the viewer reads."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from feedback.models import AskedQuestion
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    CheckInFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from feedback.tests.pages import text_of, url, words_of
from goals import services as goals
from goals.tests.factories import KeyResultFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    """In March with words in every place, in June with a former manager, in October of few words."""

    def made(day, **fields):
        return CheckInFactory(employee=cast.subject, done=True, due_on=day, held_on=day, **fields)

    march = made(date(2026, 3, 2), manager=cast.manager, prepared_at="2026-03-01T09:00Z", how_it_goes="Très bien")
    AskedQuestion.objects.create(check_in=march, question=QuestionFactory(), answer="The archive")
    AgendaItemFactory(employee=cast.subject, check_in=march, talked_at="2026-03-02T09:00Z", text="Holidays")
    ActionItemFactory(check_in=march, text="Visit the plant")
    PrivateNoteFactory(check_in=march, author=cast.manager, text="Zebra")
    june = made(date(2026, 6, 1), manager=cast.former_manager, went_well="Archive, with another")
    return [march, june, made(date(2026, 10, 5), manager=cast.manager)]


def found(response):
    return [check_in.due_on.month for check_in in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "manager", "subject"),
    [
        ({"q": "tres BIEN"}, [3], [3]),
        ({"q": "archive"}, [3], [6, 3]),
        ({"q": "holidays plant"}, [3], [3]),
        ({"q": "zebra"}, [], []),
        ({"q": "nothing of it"}, [], []),
        ({"since": "2026-06-01"}, [10, 6], [10, 6]),
        ({"until": "2026-06-01", "q": "archive"}, [3], [6, 3]),
        ({"since": "2026-02-30"}, [10, 6, 3], [10, 6, 3]),
    ],
)
def test_found_by_words_and_days(cast, held, query, manager, subject):
    """The manager knows of the one in June, and its words are no way to it."""
    answers = [found(cast.client(role).get(url("history", cast.subject), query)) for role in ("manager", "subject")]

    assert answers == [manager, subject]


def test_above_only_dates_are_known_and_no_words_find_anything(cast, held):
    client = cast.client("skip_level")

    assert found(client.get(url("history", cast.subject))) == [10, 6, 3]
    assert found(client.get(url("history", cast.subject), {"q": "archive"})) == []
    assert found(client.get(url("print_history", cast.subject))) == []


def test_a_day_before_the_first_is_said(cast, held):
    page = cast.client("subject").get(url("history", cast.subject), {"since": "2026-06-01", "until": "2026-01-01"})

    assert "That is before the first day." in text_of(page)


def test_printed_it_holds_all_that_was_said_and_no_private_note(cast, held):
    page = cast.client("manager").get(url("print_history", cast.subject))

    words = words_of(page)
    assert found(page) == [3, 10]
    assert [text in words for text in ("Très bien", "The archive", "Holidays", "Visit the plant")] == [True] * 4
    assert [text in words for text in ("Zebra", "with another")] == [False, False]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(cast, count, django_assert_num_queries):
    for _each in range(count):
        check_in = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True, prepared_at=timezone.now())
        key_result = KeyResultFactory(objective__owner=cast.subject)
        check_in.updates.add(goals.update(key_result, by=cast.subject, value=Decimal(1)))
        AskedQuestion.objects.create(check_in=check_in, question=QuestionFactory(), answer="Mine")
        ActionItemFactory(check_in=check_in)
    manager = cast.client("manager")

    with django_assert_num_queries(9):
        assert len(manager.get(url("print_history", cast.subject)).context["page"]) == count
    with django_assert_num_queries(9):
        assert len(manager.get(url("history", cast.subject), {"q": "mine"}).context["page"]) == count
