"""Writing help in the pages: beside the field, with and without JavaScript, and nowhere else."""

import logging
from unittest.mock import ANY

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts.models import Draft
from feedback.models import Feedback
from feedback.tests.factories import FeedbackFactory, FeedbackRequestFactory
from feedback.tests.pages import text_of, words_of

pytestmark = pytest.mark.django_db
ASK = reverse("giving:check_words")
GIVE = reverse("giving:give")
NAMES = "situation behaviour impact suggestion"
LAZY = "This is about the person, not about something that they did."


def test_each_field_is_answered_with_the_words_that_made_it_speak(cast):
    typed = {"words": NAMES, "kind": "advice", "situation": "", "behaviour": "You are lazy <b>", "suggestion": ""}

    answer = cast.client("peer").post(ASK, typed)

    beside = dict(part.split('">', 1) for part in text_of(answer).split("innerHTML:#words-")[1:])
    assert beside.keys() == {"situation", "behaviour", "suggestion"}
    assert "“<bdi>You are lazy</bdi>”" in beside["behaviour"]
    assert LAZY in beside["behaviour"]
    assert "what would help" in beside["suggestion"]
    assert "<li>" not in beside["situation"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"words": "text"},
        {"words": "text", "text": "🙂‍↕️" * 30_000, "kind": "advice"},
        {"words": "text", "text": "\x00\ud83d".encode("utf-8", "replace").decode() + "شكرا"},
        {"words": '"><script> ../ text ' * 50, "text": "x"},
        {"words": "to", "to": ["1", "2"]},
    ],
)
def test_nothing_that_is_sent_breaks_it(cast, sent):
    answer = cast.client("peer").post(ASK, sent)

    assert answer.status_code == 200
    assert "<script" not in text_of(answer)


def test_it_is_read_and_forgotten(cast, caplog):
    caplog.set_level(logging.DEBUG)
    peer = cast.client("peer")
    sessions = list(Session.objects.order_by("pk").values())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        peer.post(ASK, {"words": "text", "text": "You are lazy, Zebra"})

    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert (written, Draft.objects.count(), list(Session.objects.order_by("pk").values())) == ([], 0, sessions)
    assert "Zebra" not in caplog.text + str([query["sql"] for query in queries])


def test_whose_login_has_expired_leaves_nothing_behind(client):
    answer = client.post(ASK, {"words": "text", "text": "You are lazy"})

    assert (answer.status_code, answer.content, Session.objects.count()) == (204, b"", 0)


def test_without_javascript_the_button_gives_back_what_was_typed_and_sends_nothing(cast):
    client = cast.client("peer")
    typed = {"to": [cast.subject.pk], "kind": "praise", "audience": "recipient", "behaviour": "You are lazy <b>"}

    page = client.post(GIVE, typed | {"check_words": "1"})

    assert (page.status_code, Feedback.objects.count()) == (200, 0)
    assert page.context["form"].advice["behaviour"] == [(ANY, LAZY, ANY, ANY, "You are lazy")]
    assert "You are lazy &lt;b&gt;</textarea>" in text_of(page)
    assert LAZY in words_of(page)
    assert f'id="to-{cast.subject.pk}" checked' in text_of(page)


def test_a_reply_is_helped_with_too(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, behaviour="You asked Ben first.")
    path = reverse("giving:reply", args=[feedback.pk])

    page = cast.client("subject").post(path, {"text": "People say you never listen", "check_words": "1"})

    assert (page.status_code, feedback.replies.count()) == (200, 0)
    assert [each.code for each in page.context["form"].advice["text"]] == ["absolute", "hearsay"]
    assert "People say you never listen</textarea>" in text_of(page)


def test_an_answer_to_a_request_is_helped_with_too(cast):
    request = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    path = reverse("giving:answer", args=[request.pk])

    page = cast.client("peer").post(path, {"kind": "praise", "behaviour": "You are lazy <b>", "check_words": "1"})

    assert (page.status_code, Feedback.objects.count()) == (200, 0)
    assert LAZY in words_of(page)
    assert "You are lazy &lt;b&gt;</textarea>" in text_of(page)


def test_advice_never_keeps_anybody_from_sending(cast):
    client = cast.client("peer")
    typed = {"to": [cast.subject.pk], "kind": "advice", "audience": "recipient", "behaviour": "You are lazy, always."}
    looked = client.post(GIVE, typed)
    stamp = looked.context["stamp"]

    client.post(GIVE, typed | {"read_by": stamp})

    assert Feedback.objects.get().behaviour == "You are lazy, always."


def test_the_page_asks_with_the_fields_that_it_names_and_nothing_else(cast):
    html = text_of(cast.client("peer").get(GIVE))

    assert 'hx-params="words,kind,situation,behaviour,impact,suggestion"' in html
    assert all(f'id="words-{name}"' in html for name in NAMES.split())
