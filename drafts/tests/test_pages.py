"""The list, two drafts side by side, and what a form shows of them."""

import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from drafts import tickets
from drafts.desk import Sheet, sending
from drafts.models import Draft
from drafts.tests.factories import DraftFactory
from drafts.tests.pages import SAVE, Tab, text_of
from feedback.models import Blocker
from feedback.services import NewBlocker, raise_blocker
from feedback.tests.factories import CheckInFactory
from goals.tests.factories import ObjectiveFactory
from org.models import Employee

pytestmark = pytest.mark.django_db

RAISE = reverse("feedback:raise_blocker")
INDEX = reverse("drafts:index")


@pytest.fixture
def client(cast):
    return cast.client("subject")


@pytest.fixture(autouse=True)
def two_o_clock():
    with time_machine.travel("2026-11-25 13:02 +0000", tick=False) as clock:  # 14:02 in Berlin
        yield clock


def open_drafts() -> list[dict]:
    return [draft.fields for draft in Draft.objects.filter(state="open").order_by("pk")]


# --- saving while one types ---


def test_the_answer_tells_the_time_of_the_reader(client):
    answer = Tab(client, RAISE).open().save(text="The bench").json()

    assert (answer["state"], answer["words"], answer["others"]) == ("saved", "Saved as draft 14:02", "")


def test_it_is_in_the_form_again(client):
    Tab(client, RAISE).open().save(text="The <bench>", help="other-team", text_upward="Up")

    html = text_of(client.get(RAISE))

    assert "Your draft of 14:02 is in the form." in html
    assert "The &lt;bench&gt;</textarea>" in html
    assert '<option value="other-team" selected>' in html
    assert "Nothing was saved yet" not in html


def test_it_is_gone_once_it_was_sent(client):
    tab = Tab(client, RAISE).open()
    tab.save(text="The bench")

    response = tab.send(text="The bench is shared")
    late = tab.save(text="The bench is shared").json()

    assert (response.status_code, late["state"]) == (302, "ended")
    assert (Blocker.objects.get().text, open_drafts()) == ("The bench is shared", [])
    assert "Your draft" not in text_of(client.get(RAISE))


def test_after_it_was_sent_the_same_page_begins_a_new_one(client):
    tab = Tab(client, RAISE).open()
    tab.save(text="First")
    tab.send(text="First")
    tab.save(text="First")

    tab.save(text="Second")

    assert open_drafts() == [{"text": ["Second"]}]


def test_it_stays_where_the_submit_is_refused(client):
    tab = Tab(client, RAISE).open()
    tab.save(text="", text_upward="Up")

    refused = tab.send(text="", text_upward="Up")
    tab.read(refused)
    tab.instance = "tab-1-again"
    tab.save(text="Now it has words", text_upward="Up")

    assert refused.status_code == 422
    assert "data-draft-typed" in text_of(refused)
    assert open_drafts() == [{"text": ["Now it has words"], "text_upward": ["Up"]}]


def test_the_write_and_the_end_of_the_draft_stand_or_fall_together(client, cast, rf):
    tab = Tab(client, RAISE).open()
    tab.save(text="The bench")
    request = rf.post(RAISE, {"draft": tab.attributes["ticket"], "text": "The bench"})
    request.user = cast.subject
    request.draft = Sheet(request, "blocker:new")

    def write():
        with transaction.atomic(), sending(request):
            raise_blocker(NewBlocker("The bench"), by=cast.subject)
            request.draft.end()
            Blocker.objects.create(text="Of nobody")

    with pytest.raises(IntegrityError):
        write()

    assert open_drafts() == [{"text": ["The bench"]}]
    assert not Blocker.objects.exists()


def test_an_expired_login_is_said_and_changes_nothing(client, cast):
    tab = Tab(client, RAISE).open()
    tab.client = cast.client("anonymous")

    response = tab.save(text="The bench")

    assert (response.status_code, response.json()["login"]) == (401, "/accounts/login/")
    assert "you are logged out" in response.json()["words"]
    assert "sessionid" not in tab.client.cookies


def test_after_a_new_login_the_same_page_saves_on(client, cast):
    tab = Tab(client, RAISE).open()
    tab.client = cast.client("subject")  # another session

    assert tab.save(text="The bench").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "{}",
        '{"ticket": "forged", "base": 0, "instance": "a", "sequence": 1, "fields": {}}',
        '{"ticket": 5, "base": "x", "instance": null, "sequence": 1, "fields": 7}',
    ],
)
def test_nonsense_is_refused_in_words(client, body):
    response = client.post(SAVE, body, content_type="application/json")

    assert response.status_code == 400
    assert "Copy what you typed" in response.json()["words"]


def test_a_page_older_than_any_draft_is_refused_in_words(client, two_o_clock):
    tab = Tab(client, RAISE).open()
    two_o_clock.shift(31 * 24 * 3600)
    client.force_login(Employee.objects.get(email="sam@cast.example"))

    assert tab.save(text="The bench").status_code == 400


@pytest.mark.parametrize("length", [200_001, 3_000_000])
def test_what_is_too_long_is_refused_in_words(client, length):
    tab = Tab(client, RAISE).open()
    tab.save(text="Short")

    response = tab.save(text="x" * length)

    assert response.status_code == 422
    assert "it stays here: shorten it" in response.json()["words"]
    assert open_drafts() == [{"text": ["Short"]}]


def test_another_site_cannot_save_without_the_ticket(client):
    """The address takes no form token: the ticket is what nobody else knows."""
    tab = Tab(client, RAISE).open()
    client.handler.enforce_csrf_checks = True
    forged = tab.body(text="x") | {"ticket": tab.attributes["ticket"][:-2] + "xx"}

    assert client.post(SAVE, forged, content_type="application/json").status_code == 400
    assert tab.save(text="The bench").status_code == 200


# --- without JavaScript ---


def test_the_button_saves_what_would_not_be_valid(client):
    tab = Tab(client, RAISE, instance="").open()

    response = client.post(RAISE, {"draft": tab.attributes["ticket"], "save_draft": "1", "text_upward": "Only this"})
    page = client.get(RAISE)

    assert (response.status_code, response["Location"]) == (302, RAISE)
    assert "Saved as draft 14:02. Nobody else sees it." in text_of(page)
    assert "Only this</textarea>" in text_of(page)
    assert not Blocker.objects.exists()


def test_the_button_twice_is_one_draft(client):
    for text in ("One", "One two"):
        tab = Tab(client, RAISE, instance="").open()
        ours = {"draft": tab.attributes["ticket"], "draft_base": tab.base, "save_draft": "1"}
        client.post(RAISE, ours | {"text": text})

    assert [fields["text"] for fields in open_drafts()] == [["One two"]]


def test_the_button_in_two_tabs_keeps_both(client):
    Tab(client, RAISE).open().save(text="Begun")
    tabs = [Tab(client, RAISE, instance="").open() for _each in range(2)]
    for number, tab in enumerate(tabs):
        ours = {"draft": tab.attributes["ticket"], "draft_base": tab.base, "save_draft": "1"}
        client.post(RAISE, ours | {"text": f"Tab {number}"})

    assert [fields["text"] for fields in open_drafts()] == [["Tab 0"], ["Tab 1"]]


def test_the_button_with_too_much_brings_the_form_back(client):
    tab = Tab(client, RAISE, instance="").open()
    long = "x" * 200_001

    response = client.post(RAISE, {"draft": tab.attributes["ticket"], "save_draft": "1", "text": long})

    assert response.status_code == 422
    assert "a draft keeps 200000 in a field" in text_of(response)
    assert f"{long}</textarea>" in text_of(response)
    assert not Blocker.objects.exists()


def test_the_button_without_a_ticket_sends_nothing(client):
    assert client.post(RAISE, {"save_draft": "1", "text": "The bench"}).status_code == 403
    assert not Blocker.objects.exists()


def test_the_button_after_an_expired_login_comes_back_with_the_text(client, cast):
    tab = Tab(client, RAISE, instance="").open()
    del client.cookies["sessionid"]
    client.post(RAISE, {"draft": tab.attributes["ticket"], "save_draft": "1", "text": "The bench"})
    client.force_login(cast.subject)  # keeps what the session holds

    page = client.get(RAISE)

    assert "The bench</textarea>" in text_of(page)
    assert f'data-draft-ticket="{tab.attributes["ticket"].split(":")[0]}' in text_of(page)


def test_a_form_sent_with_an_old_token_shows_the_words_and_ends_its_draft_when_sent_again(client, cast):
    tab = Tab(client, RAISE).open()
    tab.save(text="The bench is shared")
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    strict.force_login(cast.subject)

    page = strict.post(RAISE, {"draft": tab.attributes["ticket"], "text": "The bench is shared"})
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text_of(page)))
    client.post(RAISE, hidden)

    shown = re.search('<dl class="typed-fields">.*?</dl>', text_of(page), re.DOTALL).group()
    assert ("The bench is shared" in shown, tab.attributes["ticket"] in shown) == (True, False)
    assert (Blocker.objects.count(), open_drafts()) == (1, [])


# --- two tabs, two devices ---


@pytest.fixture
def two(client, two_o_clock):
    first = Tab(client, RAISE, "tab-1").open()
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"
    second = Tab(client, RAISE, "tab-2").open()
    two_o_clock.shift(-240)
    second.save(text="The bench is shared until May", text_upward="Same")
    two_o_clock.shift(240)
    return first, second


def test_both_are_shown_and_the_writer_is_told(client, two):
    first, _second = two
    answer = first.save(text="The bench is broken until May", text_upward="Same").json()

    where = "in another window or device (Safari on iPhone)"
    words = f"There are two drafts: this one of 14:02 here, and one of 13:58 {where}."
    assert answer["others"] == words
    html = text_of(client.get(answer["compare"]))
    assert "is <mark>broken</mark> until May" in html.replace("</td>", "")
    assert "is <mark>shared</mark> until May" in html
    assert words in text_of(client.get(RAISE))


@pytest.mark.parametrize("mine", [True, False])
def test_the_writer_chooses(client, two, mine):
    first, _second = two
    answer = first.save(text="The bench is broken", text_upward="Same").json()
    here, there = Draft.objects.get(token=_token(first)), Draft.objects.exclude(token=_token(first)).get()
    kept, dropped = (here, there) if mine else (there, here)

    response = client.post(
        answer["compare"], {"keep": f"{kept.pk}-{kept.revision}", "drop": f"{dropped.pk}-{dropped.revision}"}
    )

    assert (response.status_code, response["Location"]) == (302, RAISE)
    assert open_drafts() == [kept.fields]


def test_what_was_written_since_it_was_shown_is_not_dropped(client, two):
    first, second = two
    compare = first.save(text="Here").json()["compare"]
    here, there = Draft.objects.get(token=_token(first)), Draft.objects.exclude(token=_token(first)).get()
    second.save(text="There, and gone on")

    response = client.post(compare, {"keep": f"{here.pk}-{here.revision}", "drop": f"{there.pk}-{there.revision}"})

    assert response["Location"] == compare
    assert len(open_drafts()) == 2


def test_where_one_is_left_there_is_nothing_to_compare(client):
    draft = DraftFactory(author=Employee.objects.get(email="sam@cast.example"))

    assert client.get(reverse("drafts:compare", args=[draft.pk]))["Location"] == RAISE


def _token(tab) -> str:
    return tickets.read(tab.attributes["ticket"]).token


# --- the list ---


def test_the_list_is_empty(client):
    assert "No drafts" in text_of(client.get(INDEX))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(client, cast, count, django_assert_num_queries):
    for _each in range(count):
        check_in = CheckInFactory(employee__manager=cast.subject)
        objective = ObjectiveFactory(owner=cast.subject)
        for key in (f"check-in:{check_in.pk}:log", f"objective:{objective.pk}:edit", "blocker:new", "objective:new"):
            DraftFactory(author=cast.subject, key=key)
    DraftFactory(author=cast.stranger)

    with django_assert_num_queries(4):
        response = client.get(INDEX)

    assert len(response.context["drafts"]) == 4 * count


def test_the_list_names_the_place_and_leads_there(client, cast):
    check_in = CheckInFactory(employee__manager=cast.subject, employee__first_name="Rita")
    path = reverse("feedback:log", args=[check_in.pk])
    fields = {"went_well": ["All that was"]}
    DraftFactory(author=cast.subject, key=f"check-in:{check_in.pk}:log", path=path, fields=fields)

    html = text_of(client.get(INDEX))

    assert f"Log check-in with {check_in.employee}" in html
    assert "All that was" in html
    assert f'href="{path}"' in html


def test_where_the_place_is_gone_the_text_can_still_be_read(client, cast):
    hidden = ObjectiveFactory(owner=cast.stranger, visibility="manager", title="Hidden aim")
    key, path = f"objective:{hidden.pk}:edit", f"/goals/{hidden.pk}/edit/"
    draft = DraftFactory(author=cast.subject, key=key, path=path, fields={"description": ["My own long words"]})

    pages = text_of(client.get(INDEX)), text_of(client.get(reverse("drafts:draft", args=[draft.pk])))

    assert ["My own long words" in page for page in pages] == [True, True]
    assert [page for page in pages if "Hidden aim" in page or path in page] == []
    assert "What it is about" in pages[1]


@pytest.mark.parametrize(("back", "leads"), [("", INDEX), ("form", RAISE)])
def test_discard_asks_first_and_leads_back(client, cast, back, leads):
    draft = DraftFactory(author=cast.subject)
    path = reverse("drafts:discard", args=[draft.pk])

    asked = client.get(f"{path}?from={back}")
    response = client.post(path, {"back": back})

    assert "The bench is shared" in text_of(asked)
    assert (response["Location"], open_drafts()) == (leads, [])


def test_a_pasted_script_is_text(client, cast):
    nasty = '<script>alert("x")</script> \u202eright to left 😀'
    draft = DraftFactory(author=cast.subject, fields={"text": [nasty]})
    DraftFactory(author=cast.subject, fields={"text": [nasty + " and more"]})

    for name in ("draft", "compare", "discard"):
        html = text_of(client.get(reverse(f"drafts:{name}", args=[draft.pk])))
        assert "alert(" in html
        assert "<script>alert" not in html
    assert escape(nasty) in text_of(client.get(RAISE))


@pytest.mark.parametrize(
    "mark", ["5f0c3a52-7a19-4f63-9a6e-0d3a4b5c6d7e", "2026-11-29T09:43:52.125000+00:00", "manager:12,7;31,7"]
)
def test_what_a_form_carries_along_is_not_read_as_words(client, cast, mark):
    draft = DraftFactory(author=cast.subject, fields={"text": ["A word of mine"], "mark": [mark]})

    page = text_of(client.get(reverse("drafts:draft", args=[draft.pk])))

    assert ["A word of mine" in page, mark in page] == [True, False]
