"""What a hurried user or somebody with bad intent types into check-ins and their addresses."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import AskedQuestion, BlockerNote, PrivateNote
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from feedback.tests.pages import text_of, url
from feedback.tests.test_hostile_input import NINES, QUERIES

pytestmark = pytest.mark.django_db
LINK = "https://example.com/minutes?day=1&of=2"
FOLLOWED = '<a href="https://example.com/minutes?day=1&amp;of=2" rel="nofollow noopener noreferrer">'
HOSTILE = f'<script>alert(1)</script> [x](javascript:alert(1)) "><img src=x onerror=alert(1)> שלום 🎉 {LINK}'


@pytest.fixture
def said(cast):
    """The same in each text of a check-in."""
    subject, manager = cast.subject, cast.manager
    parts = dict.fromkeys(("how_it_goes", "in_my_way", "what_i_need", "went_well", "in_the_way"), HOSTILE)
    held = CheckInFactory(employee=subject, manager=manager, done=True, prepared_at=timezone.now(), **parts)
    skipped = CheckInFactory(employee=subject, manager=manager, skipped=True, skip_reason=HOSTILE)
    opened = CheckInFactory(employee=subject, manager=manager, prepared=True, how_it_goes=HOSTILE)
    asked = QuestionFactory(manager=manager, text=HOSTILE[:200])
    for check_in in (held, opened):
        AskedQuestion.objects.create(check_in=check_in, question=asked, answer=HOSTILE)
    AgendaItemFactory(employee=subject, text=HOSTILE)
    action = ActionItemFactory(check_in=held, text=HOSTILE)
    ActionItemFactory(check_in=held, text=HOSTILE, dropped_at=timezone.now(), drop_reason=HOSTILE)
    blocker = BlockerFactory(raised_by=subject, text=HOSTILE, text_upward=HOSTILE, gone_up=True, check_in=held)
    BlockerNote.objects.create(blocker=blocker, author=manager, text=HOSTILE)
    note = PrivateNoteFactory(check_in=held, author=manager, text=HOSTILE)
    of_records = [(each, "check_in") for each in (held, skipped, opened)] + [(opened, "log"), (blocker, "blocker")]
    of_records += [(action, name) for name in ("finish_action", "move_action", "drop_action")]
    of_records += [(subject, name) for name in ("history", "print_history", "agenda", "notes_about")]
    paths = [url(name, record) for record, name in [*of_records, (note, "note"), (blocker, "acknowledge")]]
    return [*paths, *(reverse(f"feedback:{name}") for name in ("index", "blockers", "notes", "questions"))]


@pytest.mark.parametrize("role", ["manager", "subject", "skip_level"])
def test_every_text_is_shown_as_it_was_typed(cast, said, role):
    client = cast.client(role)

    pages = {path: text_of(client.get(path)).partition("<main")[2] for path in said}

    assert [path for path, page in pages.items() if re.search(r"<script>alert|<img|href=\"javascript", page)] == []
    assert len([page for page in pages.values() if "&lt;script&gt;" in page]) >= (1 if role == "skip_level" else 9)


def test_an_address_in_what_was_agreed_skipped_or_helped_can_be_followed(cast, said):
    manager, subject = cast.client("manager"), cast.client("subject")
    held, skipped, _opened, log, blocker, *actions = said[:8]

    followed = {path: text_of(manager.get(path)).count(FOLLOWED) for path in said[:8]}

    assert followed[held] == 10  # five parts, an answer, two actions and why one was dropped, a private note
    assert [followed[path] for path in (skipped, *actions)] == [1, 1, 1, 1]
    assert followed[blocker] == 2  # what blocks, and what was done
    assert followed[log] >= 5
    assert text_of(subject.get(blocker)).count(FOLLOWED) == 3  # and what goes up


@pytest.mark.parametrize("query", [*QUERIES, f"row=1&later={NINES}&later=-1&later=%00&since={NINES}&until=2026-02-30"])
def test_no_query_breaks_a_page(cast, said, query):
    client = cast.client("manager")

    statuses = {path: client.get(f"{path}?{query}").status_code for path in said}

    assert [path for path, status in statuses.items() if status != 200] == []


def test_from_the_page_of_a_report_one_comes_to_the_check_ins(cast):
    person, history = reverse("org:person", args=[cast.subject.pk]), url("history", cast.subject)

    seen = [history in text_of(cast.client(role).get(person)) for role in ("manager", "peer", "hr")]

    assert seen == [True, False, False]


def test_the_reason_to_skip_can_be_typed_at_once(cast, check_in):
    manager = cast.client("manager")

    pages = [manager.get(url("skip", check_in)), manager.post(url("skip", check_in), {"reason": ""})]

    # Refused, the focus is the summary's of what is wrong.
    assert ["autofocus" in text_of(page) for page in pages] == [True, False]


@pytest.mark.parametrize(("day", "words"), [("2026-02-30", "“2026-02-30” is no day"), ("", "Choose a day.")])
def test_a_day_that_is_none_is_named(cast, check_in, day, words):
    client, action = cast.client("manager"), ActionItemFactory(check_in__employee=cast.subject)
    sent = {"noted_on": day, "due_on": day, "held_on": day, "text": "x", "owner": cast.subject.pk}

    answers = [
        client.post(url(name, record), sent)
        for name, record in (("notes_about", cast.subject), ("move_action", action), ("log", check_in))
    ]

    assert [(answer.status_code, words in text_of(answer)) for answer in answers] == [(422, True)] * 3


def test_a_mark_that_nobody_sees_is_left_out_of_a_text(cast):
    sent = {"text": "From\x00 elsewhere", "noted_on": "2026-11-02"}

    cast.client("manager").post(url("notes_about", cast.subject), sent)

    assert PrivateNote.objects.get().text == "From elsewhere"
