"""To read feedback and recognition, and what readers do with it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from feedback import services
from feedback.models import Feedback, FeedbackMark, FeedbackReply
from feedback.received import recent_feedback
from feedback.services import NewFeedback
from feedback.tests.factories import CheckInFactory, CompanyValueFactory, FeedbackFactory, FeedbackRequestFactory
from feedback.tests.pages import said, words_of
from goals.tests.factories import ObjectiveFactory
from inbox.models import Notification
from inbox.services import notify
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
GIVE = reverse("giving:give")
HTMX = {"HTTP_HX_REQUEST": "true"}


# --- to read ---


def test_to_open_it_is_to_have_seen_it(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    client, path = cast.client("subject"), feedback.get_absolute_url()
    new = [client.get(reverse("giving:received")).content.decode().count("badge-new")]

    client.get(path)
    client.get(path)
    cast.client("peer").get(path)
    new.append(client.get(reverse("giving:received")).content.decode().count("badge-new"))

    assert new == [1, 0]
    marks = FeedbackMark.objects.order_by("pk").values_list("person", "kind")
    assert list(marks) == [(cast.subject.pk, "seen")]


def unread(person) -> set[str]:
    return set(Notification.objects.unread().filter(person=person).values_list("kind", flat=True))


def test_whoever_read_it_by_another_way_is_not_told_of_it_any_more(cast):
    to_subject, to_stranger = (
        services.give(NewFeedback("praise", "recipient", impact="Faster"), by=cast.peer, to=[each], key=uuid4())[0]
        for each in (cast.subject, cast.stranger)
    )
    services.thank(to_subject, by=cast.subject)

    cast.client("subject").get(to_subject.get_absolute_url())

    assert (unread(cast.subject), unread(cast.peer)) == (set(), {"feedback-thanks"})
    assert unread(cast.stranger) == {"feedback-received"}
    assert cast.client("subject").get(to_stranger.get_absolute_url()).status_code == 404
    cast.client("peer").get(to_subject.get_absolute_url())
    assert unread(cast.peer) == set()


def test_of_an_asked_report_and_a_logged_check_in_too(cast):
    request = FeedbackRequestFactory(asker=cast.manager, about=cast.subject)
    check_in = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    for kind, record in (("feedback-asked-about", request), ("check-in-logged", check_in)):
        notify(cast.subject.pk, kind, record.get_absolute_url(), actor=cast.manager)
        assert unread(cast.subject) == {kind}

        cast.client("subject").get(record.get_absolute_url())

        assert unread(cast.subject) == set()


@pytest.mark.parametrize("name", ["thank", "bookmark", "mark_helpful"])
def test_what_is_done_with_one_that_was_withdrawn_meanwhile_is_told_so(cast, name):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    services.withdraw(feedback, by=cast.peer)
    path = reverse(f"giving:{name}", args=[feedback.pk])

    late = cast.client("subject").post(path, {"kept": "1", "helpful": "1"})

    assert (late.status_code, FeedbackMark.objects.count()) == (410, 0)
    assert "Pia Example withdrew this feedback" in words_of(late)
    assert cast.client("stranger").post(path).status_code == 404


def test_what_each_sees_of_it(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])
    services.mark_helpful(feedback, by=cast.subject, helpful=True)
    services.thank(feedback, by=cast.manager)

    pages = {
        role: words_of(cast.client(role).get(feedback.get_absolute_url())) for role in ("peer", "subject", "manager")
    }

    assert {role: "Sam Example found it helpful" in page for role, page in pages.items()} == {
        "peer": True, "subject": False, "manager": False,
    }  # fmt: skip
    assert ("Helpful to me" in pages["subject"], "elpful" in pages["manager"]) == (True, False)
    assert all("Thanks from" in page for page in pages.values())
    assert ("From Pia Example" in pages["subject"], "To Sam Example" in pages["peer"]) == (True, True)
    assert "Visible to you, Sam Example and Mona Example (your manager)." in pages["peer"]


def test_a_link_is_hidden_from_whoever_may_not_read_there(cast):
    objective = ObjectiveFactory(owner=cast.subject, title="Quiet aim", visibility="manager")
    feedback = FeedbackFactory(giver=cast.manager, recipient=cast.subject, readers=[cast.stranger], objective=objective)

    shows = {role: "Quiet aim" in words_of(cast.client(role).get(feedback.get_absolute_url()))
             for role in ("manager", "subject", "stranger")}  # fmt: skip

    assert shows == {"manager": True, "subject": True, "stranger": False}


def test_the_page_says_until_when_it_can_be_withdrawn(cast):
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False) as clock:
        feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
        client = cast.client("peer")
        before = words_of(client.get(feedback.get_absolute_url()))
        ask = words_of(client.get(reverse("giving:withdraw", args=[feedback.pk])))
        clock.shift(timedelta(minutes=16))
        after = words_of(client.get(feedback.get_absolute_url()))
        late = client.post(reverse("giving:withdraw", args=[feedback.pk]))

    assert "Until 11:15 you can take it back" in before
    assert "Withdraw your feedback to Sam Example?" in ask
    assert "Now it stays" in after
    assert (said(late), Feedback.objects.get().withdrawn_at) == (["It is longer than 15 minutes ago: it stays."], None)


def test_withdrawn_it_says_so_to_whoever_opens_it_from_a_mail(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])

    done = cast.client("peer").post(reverse("giving:withdraw", args=[feedback.pk]), follow=True)

    pages = {role: cast.client(role).get(feedback.get_absolute_url()) for role in ("subject", "manager", "peer", "hr")}
    assert "Withdrawn: its words are erased everywhere." in words_of(done)
    assert {role: page.status_code for role, page in pages.items()} == {
        "subject": 410, "manager": 410, "peer": 410, "hr": 404,
    }  # fmt: skip
    assert "Pia Example withdrew this feedback" in words_of(pages["subject"])
    assert "You withdrew this feedback" in words_of(pages["peer"])


@pytest.mark.parametrize(("is_known", "status"), [(True, 410), (False, 404)])
def test_a_reply_to_what_one_lost_sight_of_gives_the_words_back(cast, is_known, status):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject if is_known else cast.stranger)
    client = cast.client("subject")
    services.withdraw(feedback, by=cast.peer)

    response = client.post(reverse("giving:reply", args=[feedback.pk]), {"text": "My long answer"})

    assert response.status_code == status
    assert "What you typed was not sent." in words_of(response)
    assert "My long answer" in words_of(response)


def test_to_reply_once(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    client, path = cast.client("subject"), reverse("giving:reply", args=[feedback.pk])

    empty = client.post(path, {"text": " "})
    long = client.post(path, {"text": "x" * 5001})
    client.post(path, {"text": "Thank you <b>"})
    page = client.get(feedback.get_absolute_url())
    other = client.post(path, {"text": "One more"})

    assert [empty.status_code, long.status_code, other.status_code] == [422, 422, 422]
    assert "Write something first." in words_of(empty)
    assert "5001 characters long, and 5000 fit" in words_of(long)
    assert "Thank you &lt;b&gt;" in page.content.decode()
    assert 'name="text"' not in page.content.decode()
    assert "You replied already: one reply each." in words_of(other)
    assert "One more" in words_of(other)
    assert FeedbackReply.objects.count() == 1


def test_bookmark_and_helpful_are_taken_back_as_they_were_given(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
    client = cast.client("subject")
    for value in ("1", "1", "0"):
        for name, sent in (("bookmark", "kept"), ("mark_helpful", "helpful")):
            client.post(reverse(f"giving:{name}", args=[feedback.pk]), {sent: value})
        kept = client.get(reverse("giving:received"), {"kept": "on"})
        feedback.refresh_from_db()
        is_on = value == "1"
        assert (len(kept.context["page"]), feedback.helpful_at is not None) == (int(is_on), is_on)


# --- lists ---


def test_the_filters_of_a_list(cast):
    FeedbackFactory(giver=cast.peer, recipient=cast.subject, kind="advice")
    FeedbackFactory(giver=cast.stranger, recipient=cast.subject)
    client = cast.client("subject")

    def count(**query):
        return len(client.get(reverse("giving:received"), query).context["page"])

    assert [count(), count(kind="advice"), count(q="stan"), count(q="nobody"), count(kind="x")] == [2, 1, 1, 0, 2]
    assert "Nothing fits" in words_of(client.get(reverse("giving:received"), {"q": "nobody"}))


def test_lists_are_paged(cast):
    for _each in range(21):
        FeedbackFactory(giver=cast.peer, recipient=cast.subject)

    page = cast.client("subject").get(reverse("giving:received"), {"page": "2"})

    assert (len(page.context["page"]), "21–21 of 21" in words_of(page)) == (1, True)


def test_empty_lists_say_what_they_are_for(cast):
    client = cast.client("manager")

    assert "Nothing yet" in words_of(client.get(reverse("giving:received")))
    assert "You have not given any yet" in words_of(client.get(reverse("giving:given")))
    assert "Nothing was shared with you yet" in words_of(client.get(reverse("giving:shared")))
    assert "Nobody was recognised yet" in words_of(client.get(reverse("giving:recognition")))


def test_what_a_check_in_shows_of_late(cast):
    shared = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])
    FeedbackFactory(giver=cast.peer, recipient=cast.subject)  # not shared with the manager
    FeedbackFactory(giver=cast.manager, recipient=cast.subject, sent_at=timezone.now() - timedelta(days=91))
    FeedbackFactory(giver=cast.manager, recipient=cast.peer)

    assert recent_feedback(cast.manager, cast.subject) == [shared]
    assert recent_feedback(cast.hr, cast.subject) == []


# --- recognition ---


def test_the_wall_by_value_and_department(cast):
    care, craft = CompanyValueFactory(name="Care"), CompanyValueFactory(name="Craft")
    team = DepartmentFactory(parent=cast.subject.department)
    report = EmployeeFactory(department=team)
    first = FeedbackFactory(everyone=True, recipient=cast.subject, value=care)
    second = FeedbackFactory(everyone=True, recipient=report, value=craft)
    third = FeedbackFactory(everyone=True, recipient=cast.stranger, value=care)
    FeedbackFactory(recipient=cast.subject, value=care)  # for the recipient only
    client = cast.client("hr")

    def wall(**query):
        return list(client.get(reverse("giving:recognition"), query).context["page"])

    assert wall() == [third, second, first]
    assert wall(value=care.pk) == [third, first]
    assert wall(department=cast.subject.department_id) == [second, first]
    assert wall(value=craft.pk, department=cast.stranger.department_id) == []
    assert wall(value="x") == [third, second, first]


def test_the_wall_counts_nothing(cast):
    feedback = FeedbackFactory(everyone=True, recipient=cast.subject)
    for _each in range(7):
        services.thank(feedback, by=EmployeeFactory())

    html = cast.client("peer").get(reverse("giving:recognition"), **HTMX)

    assert "<html" not in html.content.decode()
    assert not re.search(r"\b7\b", words_of(html))


def test_to_thank_on_the_wall(cast):
    feedback = FeedbackFactory(everyone=True, recipient=cast.subject)
    path = reverse("giving:thank", args=[feedback.pk])

    part = cast.client("peer").post(path, **HTMX)
    whole = cast.client("stranger").post(path, follow=True)

    assert ("You thanked" in words_of(part), "<form" in part.content.decode()) == (True, False)
    assert "Thanks from you and Pia Example" in words_of(whole)


def test_recognition_is_on_the_persons_page(cast):
    for number in range(4):
        FeedbackFactory(everyone=True, recipient=cast.subject, behaviour=f"Deed {number}")
    path = reverse("giving:recognition_of", args=[cast.subject.pk])
    client = cast.client("stranger")

    person = client.get(cast.subject.get_absolute_url()).content.decode()
    part, whole = client.get(path, **HTMX), client.get(path)

    assert f'hx-get="{path}"' in person
    assert [f"Deed {number}" in words_of(part) for number in range(4)] == [False, True, True, True]
    assert all(f"Deed {number}" in words_of(whole) for number in range(4))
    assert "Did Stan do something" in words_of(
        cast.client("peer").get(reverse("giving:recognition_of", args=[cast.stranger.pk]), **HTMX)
    )
