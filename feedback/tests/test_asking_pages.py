"""The pages of asking, without JavaScript and as htmx asks for their parts; and what comes too late is not lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from feedback import readers, services
from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.services import NewFeedback
from feedback.tests.factories import CheckInFactory, FeedbackFactory, FeedbackRequestFactory
from feedback.tests.pages import field, said, words_of
from goals.tests.factories import ObjectiveFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
ASK, GIVE = reverse("giving:ask"), reverse("giving:give")
HTMX = {"HTTP_HX_REQUEST": "true"}
HR = "HR only by special access, which you would see."


def form(about, *people, **fields) -> dict:
    due_on = timezone.localdate() + timedelta(days=3)
    sent = {"about": about.pk, "to": [person.pk for person in people], "question": "What helps?", "due_on": due_on}
    return sent | {"key": str(uuid4()), "read_by": str(about.pk)} | fields


def words(**fields) -> dict:
    return {"kind": "advice", "suggestion": "Ask once round the table.", "key": str(uuid4())} | fields


def stamped(client, request) -> dict:
    return {"read_by": field(client.get(request.answer_path).content.decode(), "read_by")}


# --- to ask ---


def test_without_javascript_one_finds_looks_and_asks(cast):
    client = cast.client("manager")
    typed = form(cast.subject, question="Zebra?", read_by=str(cast.manager.pk))

    found = client.post(ASK, typed | {"to": [], "find": "pia", "search": "1"})
    looked = client.post(ASK, typed | {"to": [cast.peer.pk]})
    sent = client.post(ASK, typed | {"to": [cast.peer.pk], "read_by": field(looked.content.decode(), "read_by")})

    assert (found.status_code, looked.status_code, FeedbackRequest.objects.count()) == (200, 200, 1)
    assert f'value="{cast.peer.pk}" id="to-{cast.peer.pk}">' in found.content.decode()
    assert all("Zebra?" in answer.content.decode() for answer in (found, looked))  # nothing typed is lost
    assert "Nobody was asked yet" in words_of(looked)
    assert "Each answer is read by you, Sam Example and the one who wrote it." in words_of(looked)
    assert "Sam Example is told that you asked, and reads your question" in words_of(looked)
    assert said(sent) == ["Asked 1 person. Sam Example is told that you asked."]


def test_the_form_says_who_reads_the_answers(cast):
    own = words_of(cast.client("peer").get(ASK, {"to": cast.subject.pk}))
    of_report = words_of(cast.client("manager").get(ASK, {"about": cast.subject.pk}))

    assert f"Each answer is read by you and the one who wrote it. {HR}" in own
    assert "Your question goes to Sam Example. They do not see whom else you asked." in own
    assert f"Each answer is read by you, Sam Example and the one who wrote it. {HR}" in of_report


def test_htmx_gets_the_people_the_readers_and_the_objectives(cast):
    ObjectiveFactory(owner=cast.subject, title="Boot time")
    chosen = {"to": [cast.peer.pk], "find": "s", "about": cast.subject.pk}

    part = cast.client("manager").get(reverse("giving:choose_asked"), chosen | {"find": "example"}, **HTMX)

    html = part.content.decode()
    assert f'id="to-{cast.peer.pk}" checked' in html
    assert f'id="to-{cast.subject.pk}"' not in html  # whom it is about is not found
    assert ("Boot time" in html, "read by you, Sam Example and" in html, "<html" in html) == (True, True, False)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"question": " "}, "Write what you would like to know."),
        ({"question": "", "to": []}, "Choose at least one person."),
        ({"question": "x" * 100_000}, "This is 100000 characters long, and 2000 fit."),
        ({"due_on": "2020-01-01"}, "This day is past."),
        ({"due_on": "2031-02-30"}, "“2031-02-30” is no day of the calendar."),
        ({"due_on": ""}, "Choose a day by which you need it."),
        ({"to": []}, "Choose at least one person."),
        ({"to": ["x", "9" * 30]}, "Choose at least one person."),
        ({"about": "9" * 30}, "Select a valid choice"),
        ({"objective": "9" * 30}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(cast, fields, message):
    response = cast.client("subject").post(ASK, form(cast.subject, cast.peer) | fields)

    assert (response.status_code, FeedbackRequest.objects.count()) == (422, 0)
    assert message in words_of(response)


def test_a_search_for_what_no_database_holds_finds_nobody(cast):
    for path in (ASK, reverse("giving:give"), reverse("giving:choose"), reverse("giving:choose_asked")):
        assert cast.client("peer").get(path, {"find": "a\x00b", "to": ["\x00", "-1"]}).status_code == 200


def test_a_draft_of_a_question_comes_back_and_ends_when_it_is_sent(cast):
    client = cast.client("subject")
    page = client.get(ASK).content.decode()
    typed = form(cast.subject, cast.peer, question="Half a thou", draft=field(page, "draft"), draft_base="0")

    client.post(ASK, typed | {"save_draft": "1"})
    again = client.get(ASK).content.decode()
    listed = words_of(client.get(reverse("drafts:index")))
    client.post(ASK, typed | {"question": "A thought", "draft": field(again, "draft")})

    assert ("Half a thou" in again, "Ask for feedback" in listed) == (True, True)
    assert not Draft.objects.filter(state=Draft.State.OPEN).exists()
    assert FeedbackRequest.objects.get().question == "A thought"


def test_one_more_person_is_asked(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    client, path = cast.client("subject"), reverse("giving:ask_more", args=[asked.pk])
    day = timezone.localdate() + timedelta(days=2)

    found = client.post(path, {"find": "example", "search": "1", "due_on": day})
    wrong = client.post(path, {"to": [cast.stranger.pk], "due_on": timezone.localdate() - timedelta(days=1)})
    done = client.post(path, {"to": [cast.stranger.pk], "due_on": day})

    assert f'id="to-{cast.stranger.pk}"' in found.content.decode()
    assert f'id="to-{cast.peer.pk}"' not in found.content.decode()  # was asked
    assert (wrong.status_code, done.url) == (422, asked.get_absolute_url())
    assert asked.asked.get(person=cast.stranger).due_on == day


# --- to answer ---


def test_the_form_says_exactly_who_reads_the_answer(cast):
    own = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    of_report = FeedbackRequestFactory(asker=cast.former_manager, about=cast.subject, asked=[cast.peer])
    client = cast.client("peer")

    assert f"You and Sam Example read it. {HR}" in words_of(client.get(own.answer_path)).replace(" .", ".")
    page = words_of(client.get(of_report.answer_path))
    assert "You, Sam Example and Fran Example, who asked, read it." in page
    assert "Fran Example asks about Sam Example" in page


def test_asked_answered_and_thanked(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer], question="What <b>helps</b>?")
    client = cast.client("peer")
    stamp = stamped(client, asked)

    empty = client.post(asked.answer_path, words(suggestion=" ") | stamp)
    sent = client.post(asked.answer_path, words() | stamp, follow=True)
    given = Feedback.objects.get()
    page = cast.client("subject").get(given.get_absolute_url())
    cast.client("subject").post(reverse("giving:thank", args=[given.pk]))
    listed = words_of(cast.client("subject").get(reverse("giving:asked")))

    assert (empty.status_code, "at least one of the four" in words_of(empty)) == (422, True)
    assert "Answered, for Sam Example. You can withdraw it until" in words_of(sent)
    assert "What &lt;b&gt;helps&lt;/b&gt;?" in page.content.decode()
    assert "answered today" in listed
    assert "Ask once round the table." in listed
    assert "Thanks from Sam Example" in words_of(client.get(given.get_absolute_url()))


def test_who_would_read_it_changed_since_the_page_was_opened_one_looks_again(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    client = cast.client("peer")

    looked = client.post(asked.answer_path, words(read_by="recipient:1"))

    assert (looked.status_code, Feedback.objects.count()) == (200, 0)
    assert "Nothing was sent yet" in words_of(looked)
    assert "Ask once round the table." in looked.content.decode()


def test_sent_twice_it_is_one_answer_and_other_words_are_not_lost(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    client = cast.client("peer")
    sent = words() | stamped(client, asked)

    answers = [client.post(asked.answer_path, sent) for _twice in range(2)]
    other = client.post(asked.answer_path, sent | {"suggestion": "Walrus"})

    assert ([answer.status_code for answer in answers], Feedback.objects.count()) == ([302, 302], 1)
    assert other.status_code == 410
    assert ("You answered this request." in words_of(other), "Walrus" in words_of(other)) == (True, True)
    assert client.get(asked.answer_path).url == Feedback.objects.get().get_absolute_url()


def take_back(cast, asked):
    services.take_back(asked, by=cast.subject)


def let_expire(cast, asked):
    RequestedAnswer.objects.update(asked_at=timezone.now() - timedelta(days=30))


def let_leave(cast, asked):
    cast.subject.left_on = timezone.localdate() - timedelta(days=3)
    cast.subject.save()


@pytest.mark.parametrize(
    ("meanwhile", "sentence", "to"),
    [
        (take_back, "Sam Example took this request back.", True),
        (let_expire, "30 days after you were asked.", True),
        (let_leave, "Sam Example asked you for this and has left since.", False),
    ],
)
def test_what_comes_too_late_is_kept_and_is_given_as_feedback_in_one_click(cast, meanwhile, sentence, to):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    client = cast.client("peer")
    page = client.get(asked.answer_path).content.decode()
    typed = words(suggestion="Walrus") | {name: field(page, name) for name in ("read_by", "draft", "draft_base")}
    meanwhile(cast, asked)

    late = client.post(asked.answer_path, typed)
    again = client.get(asked.answer_path)  # on another day: the draft is there
    one_click = client.post(asked.answer_path, {"as_feedback": "1", "suggestion": "Walrus", "kind": "advice"})
    give = client.get(one_click.url)

    assert [late.status_code, again.status_code] == [410, 410]
    assert all(sentence in words_of(answer) and "Walrus" in words_of(answer) for answer in (late, again))
    assert (Feedback.objects.count(), Draft.objects.filter(state=Draft.State.OPEN).count()) == (0, 1)
    assert one_click.url == reverse("giving:give") + (f"?to={cast.subject.pk}" if to else "")
    assert "Walrus" in give.content.decode()
    assert (f'id="to-{cast.subject.pk}" checked' in give.content.decode()) is to


def test_it_says_that_it_is_kept_only_where_it_is(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    client = cast.client("peer")
    page = client.get(asked.answer_path).content.decode()
    ticket = {name: field(page, name) for name in ("read_by", "draft", "draft_base")}
    client.post(asked.answer_path, words() | ticket)

    from_another_tab = client.post(asked.answer_path, words(suggestion="Walrus") | ticket)
    without_ticket = client.post(asked.answer_path, words(suggestion="Walrus"))
    services.withdraw(Feedback.objects.get(), by=cast.peer)
    take_back(cast, asked)
    typed = words(suggestion="Walrus" + "x" * 250_000)
    too_long = client.post(asked.answer_path, typed | {"draft": field(page, "draft"), "draft_base": "0"})

    answers = (from_another_tab, without_ticket, too_long)
    assert [answer.status_code for answer in answers] == [410] * 3
    assert ["Walrus" in words_of(answer) for answer in answers] == [True] * 3
    kept = ["is kept as your draft" in words_of(answer) for answer in answers]
    assert (kept, Draft.objects.filter(state=Draft.State.OPEN).count()) == ([True, False, False], 1)
    assert "is not kept: copy it, or go on with it." in words_of(too_long)


def test_of_one_that_was_taken_back_nobody_waits_for_an_answer(cast):
    asked = FeedbackRequestFactory(asker=cast.manager, about=cast.subject, asked=[cast.peer])
    before = words_of(cast.client("subject").get(asked.get_absolute_url()))
    services.take_back(asked, by=cast.manager)

    after = words_of(cast.client("subject").get(asked.get_absolute_url()))

    assert ("You are told when one comes." in before, "You are told when one comes." in after) == (True, False)
    assert "None came before it was taken back." in after


def test_an_open_request_is_not_turned_into_feedback(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])

    response = cast.client("peer").post(asked.answer_path, {"as_feedback": "1", "suggestion": "Walrus"})

    assert (response.url, Draft.objects.count()) == (asked.answer_path, 0)


def test_declined_on_its_page(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer, cast.stranger])
    path = reverse("giving:decline", args=[asked.pk])
    client = cast.client("peer")

    long = client.post(path, {"reason": "x" * 501})
    done = client.post(path, {"reason": "Saw <i>too</i> little"})
    cast.client("stranger").post(path, {"reason": ""})
    seen = cast.client("subject").get(reverse("giving:asked")).content.decode()
    again = client.post(path, {"reason": "x"}, follow=True)

    assert (long.status_code, said(done)) == (422, ["Declined. Sam Example sees it."])
    assert ("“Saw &lt;i&gt;too&lt;/i&gt; little”" in seen, seen.count("declined ")) == (True, 2)
    assert (again.status_code, "You declined this request." in words_of(again)) == (410, True)


def test_a_reason_that_comes_too_late_is_given_back(cast):
    asked = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    services.take_back(asked, by=cast.subject)

    late = cast.client("peer").post(reverse("giving:decline", args=[asked.pk]), {"reason": "Walrus"})

    assert (late.status_code, "Walrus" in words_of(late)) == (410, True)
    assert "Your reason was not sent." in words_of(late)


# --- lists ---


def test_how_each_one_stands(cast):
    people = [EmployeeFactory(first_name=f"P{number}", last_name="") for number in range(4)]
    asked = FeedbackRequestFactory(asker=cast.subject, asked=people)
    rows = [asked.asked.get(person=person) for person in people]
    services.decline(rows[0], by=people[0])
    RequestedAnswer.objects.filter(pk=rows[1].pk).update(asked_at=timezone.now() - timedelta(days=31))
    people[2].left_on = timezone.localdate() - timedelta(days=2)
    people[2].save()

    html = cast.client("subject").get(asked.get_absolute_url())

    standings = [(each.person, each.standing) for each in html.context["asked"].people]
    assert standings == list(zip(people, ["declined", "expired", "left", "waiting"], strict=True))
    for said_so in ("declined today", "expired without an answer", "has left", "waiting, until "):
        assert said_so in words_of(html)


def test_empty_pages_say_what_they_are_for(cast):
    client = cast.client("peer")

    assert "You have not asked for any yet" in words_of(client.get(reverse("giving:asked")))
    assert "Nothing bookmarked yet" in words_of(client.get(reverse("giving:kept")))
    assert "Only you see this, and nobody is compared." in words_of(client.get(reverse("giving:balance")))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("asked", 8), ("question", 6), ("ask", 8), ("choose_asked", 7), ("ask_more", 5), ("answer", 4), ("decline", 3),
     ("take_back", 3), ("kept", 3), ("balance", 4)],
)  # fmt: skip
def test_a_pages_queries_do_not_grow(cast, name, queries, count, django_assert_num_queries):
    people = [EmployeeFactory() for _each in range(count)]
    for _each in range(count):
        asked = FeedbackRequestFactory(
            asker=cast.manager, about=cast.subject, objective=ObjectiveFactory(owner=cast.subject),
            asked=[cast.peer, *people],
        )  # fmt: skip
        FeedbackRequestFactory(asker=cast.peer, asked=[cast.manager])
        gone = FeedbackRequestFactory(asker=cast.peer, asked=[cast.manager])
        services.decline(gone.asked.get(), by=cast.manager)
        FeedbackRequestFactory(asker=cast.skip_level, about=cast.manager)
        services.bookmark(FeedbackFactory(recipient=cast.manager), by=cast.manager, kept=True)
        EmployeeFactory(manager=cast.manager)
        for person in people:
            services.answer(
                asked.asked.get(person=person), NewFeedback("praise", "", impact="x"), by=person, key=uuid4()
            )
    client = cast.client("peer" if name in ("answer", "decline") else "manager")
    one = name in ("question", "answer", "decline", "ask_more", "take_back")
    path = reverse(f"giving:{name}", args=[asked.pk] if one else [])
    query = {"about": cast.subject.pk, "to": cast.peer.pk, "find": "souza"} if "ask" in name else {}
    client.get(path, query)

    with django_assert_num_queries(queries):
        assert client.get(path, query).status_code == 200


# --- ways in ---


def test_ways_in(cast):
    objective = ObjectiveFactory(owner=cast.subject)
    pages = {
        role: [words_of(cast.client(role).get(page.get_absolute_url())) for page in (cast.subject, objective)]
        for role in ("manager", "peer", "subject")
    }

    assert {role: ["Ask for feedback" in page for page in shown] for role, shown in pages.items()} == {
        "manager": [True, False], "peer": [False, False], "subject": [False, True],
    }  # fmt: skip
    assert {role: ["Give" in page for page in shown] for role, shown in pages.items()} == {
        "manager": [True, True], "peer": [True, True], "subject": [False, False],
    }  # fmt: skip


def test_from_a_check_in_it_is_linked_to_it(cast):
    check_in = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    client = cast.client("manager")
    path = f"{GIVE}?to={cast.subject.pk}&check_in={check_in.pk}"

    page = client.get(check_in.get_absolute_url()).content.decode()

    assert f'href="{path.replace("&", "&amp;")}"' in page
    assert f'<option value="{check_in.pk}" selected>' in client.get(path).content.decode()


def test_the_sentence_of_an_answer(cast):
    sentence = readers.beforehand([cast.subject], "manager", giver=cast.peer, company="M", asker=cast.former_manager)

    assert sentence == ["You, Sam Example and Fran Example, who asked, read it.", HR]
