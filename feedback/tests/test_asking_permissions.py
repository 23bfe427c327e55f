"""Each address of asking by role, and who reads a request and an answer, in every state."""

import pytest
from django.urls import reverse

from feedback import readers, services
from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.services import NewFeedback
from feedback.tests.factories import FeedbackFactory, FeedbackRequestFactory
from perfmgmt.testing import OPTIONAL_ROLES, ROLES, cases, row

# The manager asked the peer and the stranger about the subject, who is led by the skip-level manager by now.
SEES = {"manager": 200, "hr_self": 200, "peer": 302, "stranger": 302}
ASKED = {"peer": 200, "stranger": 200, "manager": 403, "hr_self": 403}
ASKERS = {"manager": 200, "hr_self": 403, "peer": 403, "stranger": 403}
MATRIX = {
    "giving:ask": row(200),
    "giving:choose_asked": row(200),
    "giving:asked": row(200),
    "giving:kept": row(200),
    "giving:balance": row(200),
    "giving:question": row(404, **SEES),
    "giving:answer": row(404, **ASKED),
    "giving:decline": row(404, **ASKED),
    "giving:ask_more": row(404, **ASKERS),
    "giving:take_back": row(404, **ASKERS),
}
POSTED = {
    "giving:answer": row(404, **ASKED | {"peer": 302, "stranger": 302}),
    "giving:decline": row(404, **ASKED | {"peer": 302, "stranger": 302}),
    "giving:take_back": row(404, **ASKERS | {"manager": 302}),
}
WORDS = {"kind": "advice", "suggestion": "Walrus"}
# Besides the roles of every matrix: the managers of giver and recipient, and an HR partner for their department.
EVERYBODY = [*ROLES, *OPTIONAL_ROLES, "partner"]


def answer_of(request, person) -> Feedback:
    words = NewFeedback(kind="advice", audience="", suggestion="Walrus")
    return services.answer(request.asked.get(person=person), words, by=person, key=request.key)


@pytest.fixture
def asked(cast):
    made = FeedbackRequestFactory(
        asker=cast.manager, about=cast.subject, question="Zebra?", asked=[cast.peer, cast.stranger]
    )
    cast.subject.manager = cast.skip_level
    cast.subject.save()
    return made


def path(name: str, asked) -> str:
    one = name.partition(":")[2] in {"question", "answer", "decline", "ask_more", "take_back"}
    return reverse(name, args=[asked.pk] if one else [])


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Feedback, FeedbackRequest, RequestedAnswer)]


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, asked, route):
    pages = []

    def ask(client):
        answer = client.get(path(route, asked))
        pages.append(answer.content.decode())
        return answer

    statuses = cast.statuses(MATRIX[route], ask)

    assert statuses == MATRIX[route]
    shown = {role for role, page in zip(statuses, pages, strict=True) if "Zebra" in page}
    assert shown <= {"manager", "hr_self", "peer", "stranger"}


@pytest.mark.parametrize(("route", "role", "status"), cases(POSTED))
def test_what_a_role_may_do(cast, asked, route, role, status):
    before = state()
    said = readers.stamp([cast.subject], "manager", giver=cast.peer, asker=cast.manager)

    response = cast.client(role).post(path(route, asked), WORDS | {"read_by": said})

    assert response.status_code == status
    assert (state() != before) is (status == 302 and role not in ("anonymous", "leaver"))


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("which", ["own", "about a report"])
def test_who_reads_a_request_and_its_answer(cast, which, role):
    """The giver is the peer. Their manager, and the recipient's of then and of now, read it only where they asked."""
    asker = cast.subject if which == "own" else cast.former_manager
    people = [cast.peer, cast.stranger]
    wanted = FeedbackRequestFactory(asker=asker, about=cast.subject, question="Zebra?", asked=people)
    given = answer_of(wanted, cast.peer)
    reads = {"peer", "subject", "hr_self"} | ({"former_manager"} if which != "own" else set())
    client = cast.client(role)

    answers = [client.get(given.get_absolute_url()), client.get(wanted.get_absolute_url(), follow=True)]
    lists = [client.get(reverse(f"giving:{name}")) for name in ("received", "given", "shared", "asked", "kept")]

    assert ("Walrus" in answers[0].content.decode()) is (role in reads)
    assert ("Zebra" in answers[1].content.decode()) is (role in reads | {"stranger"})
    shown = any("Walrus" in page.content.decode() for page in lists)
    assert shown is (role in reads)


def test_who_was_asked_is_known_to_the_asker_and_to_themselves_alone(cast, asked):
    services.decline(asked.asked.get(person=cast.stranger), by=cast.stranger, reason="Walrus")
    seen = {}
    for role in ("manager", "subject", "peer", "stranger"):
        pages = [path("giving:question", asked), reverse("giving:asked")]
        client = cast.client(role)
        seen[role] = " ".join(client.get(page, follow=True).content.decode() for page in pages)

    assert {role: "Walrus" in page for role, page in seen.items()} == {
        "manager": True, "subject": False, "peer": False, "stranger": False,
    }  # fmt: skip
    shown = {role: seen[role].partition("<main")[2] for role in ("manager", "subject", "peer")}
    assert {role: "Stan Example" in page for role, page in shown.items()} == {
        "manager": True, "subject": False, "peer": False,
    }  # fmt: skip
    assert "Pia Example" not in shown["subject"]
    knows = {role: RequestedAnswer.objects.visible_to(cast[role]).count() for role in (*seen, "hr")}
    assert knows == {"manager": 2, "subject": 0, "peer": 1, "stranger": 1, "hr": 0}


def test_what_was_taken_back_is_not_read_by_those_who_were_asked(cast, asked):
    answer_of(asked, cast.peer)
    services.take_back(asked, by=cast.manager)

    page = cast.client("stranger").get(asked.answer_path)

    assert (page.status_code, "Zebra" in page.content.decode()) == (410, False)
    assert "Mona Example took this request back." in page.content.decode()


def test_a_bookmark_is_in_the_list_of_who_made_it(cast):
    given = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager], behaviour="Walrus")
    FeedbackFactory(giver=cast.peer, recipient=cast.manager, behaviour="Narwhal")
    services.bookmark(given, by=cast.manager, kept=True)

    roles = ("manager", "subject", "peer")
    pages = {role: cast.client(role).get(reverse("giving:kept")).content.decode() for role in roles}

    assert ["Walrus" in pages[role] for role in roles] == [True, False, False]
    assert "Narwhal" not in pages["manager"]


def test_the_balance_is_of_oneself_alone(cast):
    FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    FeedbackFactory(giver=cast.peer, recipient=cast.stranger)
    gone = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    services.withdraw(gone, by=cast.peer)

    totals = {
        role: cast.client(role).get(reverse("giving:balance")).context["totals"]
        for role in ("subject", "peer", "manager", "hr")
    }

    nothing = {"given": 0, "received": 0, "asked": 0}
    assert totals == {
        "subject": {"given": 0, "received": 1, "asked": 1}, "peer": {"given": 2, "received": 0, "asked": 0},
        "manager": nothing, "hr": nothing,
    }  # fmt: skip
