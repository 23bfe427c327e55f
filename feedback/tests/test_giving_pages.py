"""The pages of feedback and recognition, without JavaScript and as htmx asks for their parts."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from drafts.models import Draft
from feedback.models import Feedback
from feedback.tests.factories import CheckInFactory, CompanyValueFactory
from feedback.tests.pages import field, said, words_of
from goals.tests.factories import ObjectiveFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
GIVE = reverse("giving:give")
HTMX = {"HTTP_HX_REQUEST": "true"}


def form(*people, **fields) -> dict:
    sent = {"to": [person.pk for person in people], "kind": "praise", "audience": "recipient", "key": str(uuid4())}
    return sent | {"behaviour": "You asked the second question."} | fields


def test_without_javascript_one_finds_looks_and_sends(cast):
    client = cast.client("peer")
    words = {"kind": "praise", "audience": "manager", "behaviour": "Zebra", "key": str(uuid4())}

    found = client.post(GIVE, words | {"find": "sam", "search": "1"})
    looked = client.post(GIVE, words | {"to": [cast.subject.pk], "read_by": field(found.content.decode(), "read_by")})
    sent = client.post(GIVE, words | {"to": [cast.subject.pk], "read_by": field(looked.content.decode(), "read_by")})

    assert (found.status_code, looked.status_code, Feedback.objects.count()) == (200, 200, 1)
    assert f'value="{cast.subject.pk}" id="to-{cast.subject.pk}">' in found.content.decode()
    assert all("Zebra" in answer.content.decode() for answer in (found, looked))  # nothing typed is lost
    assert "Nothing was sent yet" in words_of(looked)
    assert "You, Sam Example and Mona Example, their manager, read it." in words_of(looked)
    feedback = Feedback.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, feedback.get_absolute_url())
    assert said(sent)[0].startswith("Sent to Sam Example. You can withdraw it until")


def test_htmx_gets_the_people_and_who_will_read_it(cast):
    client = cast.client("peer")
    chosen = {"to": [cast.subject.pk], "find": "mon", "audience": "manager", "kind": "praise"}

    part = client.get(reverse("giving:choose"), chosen, **HTMX).content.decode()

    assert f'id="to-{cast.subject.pk}" checked' in part
    assert f'id="to-{cast.manager.pk}">' in part
    assert 'id="reach" class="reach" aria-live="polite" hx-swap-oob="true"' in part
    assert "Mona Example, their manager, read it." in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("find", "words"),
    [("zzz", "Nobody else here has “zzz”"), ("tara", "Tara Example"), ("leo", "Nobody else here has “leo”")],
)
def test_the_search_by_name(cast, find, words):
    response = cast.client("peer").get(reverse("giving:choose"), {"find": find}, **HTMX)

    assert words in words_of(response)
    assert f'id="to-{cast.peer.pk}"' not in response.content.decode()  # oneself is not found


def test_advice_for_everyone_is_refused_before_it_is_sent(cast):
    part = cast.client("peer").get(
        reverse("giving:choose"), {"to": cast.subject.pk, "audience": "everyone", "kind": "advice"}, **HTMX
    )

    assert "Only praise can be for everyone." in words_of(part)


def test_without_javascript_it_is_refused_before_anybody_is_said_to_read_it(cast):
    sent = form(cast.subject, audience="everyone", kind="advice")  # from a page that did not know to whom it goes

    refused = cast.client("peer").post(GIVE, sent)

    assert (refused.status_code, Feedback.objects.count()) == (422, 0)
    assert "Only praise can be for everyone." in words_of(refused)
    assert "This is who will read it" not in words_of(refused)


def test_whom_one_may_link_to(cast):
    theirs = ObjectiveFactory(owner=cast.subject, title="Boot time")
    ObjectiveFactory(owner=cast.subject, title="Hidden thing", visibility="manager")
    CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)

    for_peer = cast.client("peer").get(GIVE, {"to": cast.subject.pk}).content.decode()
    for_manager = cast.client("manager").get(GIVE, {"to": cast.subject.pk}).content.decode()

    assert (theirs.title in for_peer, "Hidden thing" in for_peer, 'name="check_in"' in for_peer) == (True, False, False)
    assert (theirs.title in for_manager, 'name="check_in"' in for_manager) == (True, True)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("leaver", "Leo Example has left and would never read it."),
        ("peer", "Feedback goes to somebody else."),
        ("nobody", "Choose at least one person."),
    ],
)
def test_a_wrong_recipient_is_said_beside_the_field_and_nothing_is_lost(cast, who, words):
    client = cast.client("peer")
    people = [] if who == "nobody" else [cast[who]]
    stamp = field(client.get(GIVE, {"to": [person.pk for person in people]}).content.decode(), "read_by")

    response = client.post(GIVE, form(*people, read_by=stamp))

    assert (response.status_code, Feedback.objects.count()) == (422, 0)
    assert words in words_of(response)
    assert "You asked the second question." in response.content.decode()


def test_forty_people_are_too_many(cast):
    client, people = cast.client("peer"), [EmployeeFactory() for _each in range(40)]
    stamp = field(client.get(GIVE, {"to": [person.pk for person in people]}).content.decode(), "read_by")

    response = client.post(GIVE, form(*people, read_by=stamp))

    assert "These are 40 people; feedback goes to 10 at most" in words_of(response)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"behaviour": " "}, "Write something in at least one of the four."),
        ({"behaviour": "x" * 100_000}, "This is 100000 characters long, and 20000 fit."),
        ({"kind": "blame"}, "Select a valid choice"),
        ({"audience": "everyone"}, "Say which value it showed"),
        ({"objective": "99999"}, "Select a valid choice"),
        ({"to": ["x", "99999999999999999999999", "0"]}, "Choose at least one person."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(cast, fields, words):
    CompanyValueFactory()
    client = cast.client("peer")
    chosen = {"to": cast.subject.pk, "audience": fields.get("audience", "recipient")}
    stamp = field(client.get(GIVE, {} if "to" in fields else chosen).content.decode(), "read_by")

    response = client.post(GIVE, form(cast.subject, read_by=stamp, **fields))

    assert (response.status_code, Feedback.objects.count()) == (422, 0)
    assert words in words_of(response)


HARMLESS = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "<table><tr><td class=MsoNormal>Q1</td></tr></table>",
    "مرحبا، عمل رائع 👩🏽‍🔧🎉",
    "a\tb\r\nc\x00d",
    '"><img src=x onerror=alert(1)>',
]


@pytest.mark.parametrize("text", HARMLESS)
def test_any_text_is_shown_as_it_was_typed(cast, text):
    client = cast.client("peer")
    value = CompanyValueFactory()
    stamp = field(client.get(GIVE, {"to": cast.subject.pk, "audience": "everyone"}).content.decode(), "read_by")

    client.post(GIVE, form(cast.subject, behaviour=text, audience="everyone", value=value.pk, read_by=stamp))

    feedback = Feedback.objects.get()
    for path in (feedback.get_absolute_url(), reverse("giving:received"), reverse("giving:recognition")):
        html = cast.client("subject").get(path).content.decode()
        shown = html.partition("<main")[2]
        assert not re.search(r"<script>alert|<table><tr>|<img|href=\"javascript", shown)
        assert 'dir="auto"' in shown
    # A mark that nobody sees and no database holds is left out.
    assert feedback.behaviour == text.replace("\r\n", "\n").replace("\x00", "")


def test_sent_twice_it_is_given_once(cast):
    client = cast.client("peer")
    stamp = field(client.get(GIVE, {"to": cast.subject.pk}).content.decode(), "read_by")
    sent = form(cast.subject, read_by=stamp)

    answers = [client.post(GIVE, sent), client.post(GIVE, sent)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Feedback.objects.count() == 1


def test_a_draft_is_kept_comes_back_and_ends_when_it_is_sent(cast):
    client, path = cast.client("peer"), f"{GIVE}?to={cast.subject.pk}"
    page = client.get(path).content.decode()
    words = form(cast.subject, behaviour="Half a thou", draft=field(page, "draft"), draft_base="0")

    client.post(path, words | {"save_draft": "1"})
    again = client.get(path).content.decode()
    listed = client.get(reverse("drafts:index"))
    stamp = field(again, "read_by")
    client.post(path, words | {"behaviour": "A thought", "read_by": stamp, "draft": field(again, "draft")})

    assert "Half a thou" in again
    assert "Give feedback to Sam Example" in words_of(listed)
    assert not Draft.objects.filter(state=Draft.State.OPEN).exists()
    assert Feedback.objects.get().behaviour == "A thought"
