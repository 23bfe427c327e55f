"""A draft that says what stood there before is none."""

import pytest
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import SAVE, Tab, text_of

pytestmark = pytest.mark.django_db
RAISE = reverse("feedback:raise_blocker")


def test_a_form_refused_while_empty_is_no_draft(cast):
    client = cast.client("subject")
    Tab(client, RAISE).open()

    refused = text_of(client.post(RAISE, {"text": "  ", "text_upward": ""}))
    typed = text_of(client.post(RAISE, {"text": "", "text_upward": "Only upward"}))

    assert ("data-draft-typed" in refused, "data-draft-typed" in typed) == (False, True)
    assert "Saved as draft" not in refused


def test_what_a_view_does_not_give_to_the_desk_counts_as_typed(cast):
    refused = text_of(cast.client("subject").post(RAISE, {"text": "", "another-row": "Words"}))

    assert "data-draft-typed" in refused


def test_what_was_typed_and_taken_away_again_ends_the_draft(cast):
    tab = Tab(cast.client("subject"), RAISE).open()
    tab.save(text="Typed")

    answer = tab.hear(tab.client.post(SAVE, tab.body(text="") | {"same": True}, content_type="application/json"))
    ended = not Draft.objects.filter(state="open").exists()
    late = tab.client.post(SAVE, tab.body(text="And again"), content_type="application/json").json()

    assert (answer.json()["state"], answer.json()["words"], ended) == ("none", "", True)
    assert late["state"] == "saved"
    assert Draft.objects.get(state="open").fields["text"] == ["And again"]


def test_another_page_s_newer_words_stay_when_this_one_takes_its_own_away(cast):
    client = cast.client("subject")
    here = Tab(client, RAISE).open()
    here.save(text="Begun here")
    there = Tab(client, RAISE, instance="tab-2").open()
    there.save(text="Written on there")

    client.post(SAVE, here.body(text="") | {"same": True}, content_type="application/json")

    assert Draft.objects.get(state="open").fields["text"] == ["Written on there"]


def test_a_page_that_shows_a_draft_tells_what_stood_there(cast):
    client = cast.client("subject")
    Tab(client, RAISE).open().save(text="Typed")

    assert "data-draft-stored" not in text_of(cast.client("peer").get(RAISE))
    assert 'data-draft-stored="{' in text_of(client.get(RAISE))
