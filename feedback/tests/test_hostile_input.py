"""What a hurried user or somebody with bad intent sends to feedback and recognition."""

import re

import pytest
from django.urls import reverse

from feedback.models import Feedback, FeedbackRequest
from feedback.tests.pages import field
from feedback.tests.test_asking_pages import ASK, form, stamped, words

pytestmark = pytest.mark.django_db
NINES = "9" * 40
HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    '"><img src=x onerror=alert(1)>',
    "مرحبا، شكرا 🎉",
    "<table class=MsoNormalTable><tr><td>Q1</td></tr></table>",
    "x" * 1900,
)
PAGES = ("received", "given", "kept", "asked", "recognition", "give", "ask", "choose", "choose_asked", "balance")
QUERIES = (
    f"value={NINES}&page={NINES}&to={NINES * 10}&objective={NINES}&check_in={NINES}&about={NINES}",
    "q=%00&kind=%00&page=-3&value=%00&department=-1&to=%00&about=%00&find=a%00b&audience=%00",
    "find=%ff%fe&to=-1&to=x&q=%ff&kind=x&audience=everyone&kind=advice&about=0",
)


def test_an_id_that_no_database_holds_is_not_found(cast):
    client = cast.client("peer")

    for address in (f"feedback/{NINES}", f"feedback/asked/{NINES}", f"feedback/asked/{NINES * 10}/answer"):
        assert client.get(f"/{address}/").status_code == 404
    assert client.get(f"/recognition/of/{NINES}/").status_code == 404
    assert client.post(f"/feedback/{NINES}/thank/").status_code == 404


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_breaks_a_page(cast, query):
    client = cast.client("peer")

    assert {name: client.get(f"{reverse(f'giving:{name}')}?{query}").status_code for name in PAGES} == dict.fromkeys(
        PAGES, 200
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_any_question_answer_and_reason_is_shown_as_it_was_typed(cast, text):
    client = cast.client("subject")
    client.post(ASK, form(cast.subject, cast.peer, cast.stranger, question=text))
    asked = FeedbackRequest.objects.get()
    peer, stranger = cast.client("peer"), cast.client("stranger")
    peer.post(asked.answer_path, words(suggestion=text) | stamped(peer, asked))
    stranger.post(reverse("giving:decline", args=[asked.pk]), {"reason": text[:500]})

    given = Feedback.objects.get()
    assert (asked.question, given.suggestion, asked.asked.get(person=cast.stranger).reason) == (text, text, text[:500])
    for page in (reverse("giving:asked"), asked.get_absolute_url(), given.get_absolute_url()):
        shown = client.get(page).content.decode().partition("<main")[2]
        assert not re.search(r"<script>alert|<img|<table class=Mso|href=\"javascript", shown)
        assert 'dir="auto"' in shown


def test_a_draft_of_a_very_long_id_is_one_of_nobody(cast):
    client, path = cast.client("peer"), f"{reverse('giving:give')}?to={NINES * 10}"
    page = client.get(path).content.decode()

    saved = client.post(path, {"behaviour": "Half", "draft": field(page, "draft"), "save_draft": "1"})

    assert saved.status_code == 302
