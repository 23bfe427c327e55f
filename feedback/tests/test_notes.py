"""Private notes on pages of their own: dated, found and changed by their author."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback import services
from feedback.models import PrivateNote
from feedback.tests.factories import CheckInFactory, PrivateNoteFactory
from feedback.tests.pages import field, text_of, url

pytestmark = pytest.mark.django_db
ALL = reverse("feedback:notes")


@pytest.fixture
def note(cast):
    return PrivateNoteFactory(check_in=None, author=cast.manager, about=cast.subject, text="Fährt gern nach Łódź")


def texts_on(response):
    return [note.text for note in response.context["page"]]


def test_a_note_is_written_once_with_its_day(cast):
    manager, path = cast.client("manager"), url("notes_about", cast.subject)

    for _click in range(2):
        manager.post(path, {"text": "Ask about the move", "noted_on": "2026-10-02"})

    made = PrivateNote.objects.get()
    assert (made.author, made.about, made.noted_on) == (cast.manager, cast.subject, date(2026, 10, 2))
    assert "2 October 2026" in text_of(manager.get(ALL))


def test_what_is_wrong_is_said_and_nothing_lost(cast):
    page = cast.client("manager").post(url("notes_about", cast.subject), {"text": "Kept", "noted_on": "2026-02-30"})

    assert (page.status_code, "Kept</textarea>" in text_of(page)) == (422, True)


@pytest.mark.parametrize(
    ("words", "found"), [("lodz", True), ("FÄHRT gern", True), ("Sam", True), ("fahrt lodz", True), ("train", False)]
)
def test_words_are_found_without_case_and_accents(cast, note, words, found):
    PrivateNoteFactory(check_in=None, author=cast.manager, about=cast.peer, text="Quite another")

    assert texts_on(cast.client("manager").get(ALL, {"q": words})) == ([note.text] if found else [])


def test_a_search_finds_nothing_of_anybody_else(cast, note):
    mine = PrivateNoteFactory(check_in=None, author=cast.subject, about=cast.manager, text="Łódź, mine")

    assert texts_on(cast.client("subject").get(ALL, {"q": "lodz"})) == [mine.text]
    assert texts_on(cast.client("peer").get(url("notes_about", cast.subject), {"q": "lodz"})) == []


def test_those_of_check_ins_stand_among_them(cast):
    held = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    services.log(
        held, by=cast.manager, entry=services.Entry(version=1, held_on=held.held_on, private_note="In the talk")
    )

    assert texts_on(cast.client("manager").get(url("notes_about", cast.subject))) == ["In the talk"]


def test_two_tabs_show_both_texts(cast, note):
    manager = cast.client("manager")
    seen = field(text_of(manager.get(url("note", note))), "seen")
    sent = {"noted_on": "2026-10-02", "seen": seen}
    manager.post(url("note", note), sent | {"text": "One"})

    asked = manager.post(url("note", note), sent | {"text": "Two"})
    stands = PrivateNote.objects.get().text
    manager.post(url("note", note), sent | {"text": "Both", "seen": field(text_of(asked), "seen")})

    assert (asked.status_code, stands) == (422, "One")
    assert (">One</p>" in text_of(asked), "Two</textarea>" in text_of(asked)) == (True, True)
    assert PrivateNote.objects.get().text == "Both"


def test_deleted_it_is_gone(cast, note):
    manager = cast.client("manager")

    asked = manager.get(url("delete_note", note))
    manager.post(url("delete_note", note))

    assert note.text in text_of(asked)
    assert not PrivateNote.objects.exists()


def test_nobody_else_changes_it(cast, note):
    for change in (
        lambda: services.change_note(note, "x", by=cast.hr, noted_on=note.noted_on, seen=""),
        lambda: services.delete_note(note, by=cast.hr),
    ):
        with pytest.raises(PermissionDenied):
            change()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "alone"])
def test_queries_do_not_grow(cast, count, query, django_assert_max_num_queries):
    for _each in range(count):
        PrivateNoteFactory(check_in=CheckInFactory(employee=cast.subject, manager=cast.manager, done=True))
    manager = cast.client("manager")

    with django_assert_max_num_queries(6):
        assert len(manager.get(ALL, {"q": query}).context["page"]) == count
    with django_assert_max_num_queries(6):
        assert len(manager.get(url("notes_about", cast.subject), {"q": query}).context["page"]) == count
