"""Feedback is asked for, answered, declined, and taken back; that it expires follows from the clock."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from drafts.tests.factories import DraftFactory
from feedback import asking, services
from feedback.asking_duties import provider
from feedback.models import Feedback, FeedbackReader, FeedbackRequest, RequestedAnswer
from feedback.services import NewFeedback, NewRequest
from feedback.tests.factories import FeedbackRequestFactory
from goals.tests.factories import ObjectiveFactory
from inbox import kinds
from inbox.models import Notification
from org.backends import EmployeeBackend
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
WORDS = NewFeedback(kind="advice", audience="", suggestion="Ask once round the table.")


def new(about, **fields) -> NewRequest:
    return NewRequest(**{"about_id": about.pk, "question": "What?", "due_on": about.today()} | fields)


def ask(by, *to, about=None, key=None, **fields) -> FeedbackRequest:
    return services.ask(new(about or by, **fields), by=by, to=to, key=key or uuid4())


def told(kind: str) -> list[int]:
    return sorted(Notification.objects.filter(kind=kind).order_by("pk").values_list("person", flat=True))


def states(request) -> dict[int, str]:
    return dict(request.asked.order_by("pk").values_list("person", "state"))


def part_of(request, person) -> RequestedAnswer:
    return request.asked.get(person=person)


def named(feedback) -> set[int]:
    return set(FeedbackReader.objects.filter(feedback=feedback).order_by("pk").values_list("person", flat=True))


# --- to ask ---


def test_each_is_asked_and_the_report_is_told(cast):
    own = ask(cast.subject, cast.peer, cast.stranger)
    of_report = ask(cast.manager, cast.peer, about=cast.subject)

    assert states(own) == {cast.peer.pk: "open", cast.stranger.pk: "open"}
    assert told("feedback-asked") == sorted([cast.peer.pk, cast.peer.pk, cast.stranger.pk])
    assert told("feedback-asked-about") == [cast.subject.pk]
    about = Notification.objects.get(kind="feedback-asked-about")
    assert (about.path, about.actor_id) == (of_report.get_absolute_url(), cast.manager.pk)


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        ("nobody", "Choose at least one person"),
        ("oneself", "You cannot ask yourself"),
        ("about", "is whom it is about"),
        ("leaver", "has left and could never answer"),
        ("later", "has not started here yet"),
        ("six", "These are 6 people"),
    ],
)
def test_whom_one_cannot_ask(cast, whom, words):
    later = EmployeeFactory(hired_on=timezone.localdate() + timedelta(days=40))
    people = {"nobody": [], "oneself": [cast.manager], "about": [cast.subject], "leaver": [cast.leaver],
              "later": [later], "six": [EmployeeFactory() for _each in range(6)]}[whom]  # fmt: skip

    with pytest.raises(ValidationError, match=words) as refused:
        ask(cast.manager, *people, about=cast.subject)

    assert (refused.value.code, FeedbackRequest.objects.count(), Notification.objects.count()) == ("to", 0, 0)


@pytest.mark.parametrize("role", ["peer", "skip_level", "former_manager", "hr", "administrator", "report"])
def test_only_the_direct_manager_asks_about_somebody(cast, role):
    with pytest.raises(ValidationError, match="is not your report"):
        ask(cast[role], cast.stranger, about=cast.subject)


def test_the_day_lies_within_thirty(cast):
    today = cast.subject.today()

    for days, words in ((-1, "past"), (31, "next 30")):
        with pytest.raises(ValidationError, match=words) as refused:
            ask(cast.subject, cast.peer, due_on=today + timedelta(days=days))
        assert refused.value.code == "due_on"
    for days in (0, 30):
        ask(cast.subject, cast.peer, due_on=today + timedelta(days=days))


def test_a_link_leads_only_to_what_the_asker_may_read(cast):
    hidden = ObjectiveFactory(owner=cast.stranger, visibility="manager")

    with pytest.raises(ValidationError) as refused:
        ask(cast.subject, cast.peer, objective_id=hidden.pk)

    assert refused.value.code == "objective"


def test_sent_twice_it_is_one_request(cast):
    key = uuid4()

    first, again = (ask(cast.subject, cast.peer, key=key) for _twice in range(2))
    other = ask(cast.subject, cast.stranger, key=key)

    assert (first == again, first == other, told("feedback-asked").count(cast.peer.pk)) == (True, False, 1)


def test_about_somebody_else_than_the_page_said_nobody_is_asked(cast):
    with pytest.raises(ValidationError) as refused:
        services.ask(new(cast.subject), by=cast.manager, to=[cast.peer], key=uuid4(), seen=str(cast.manager.pk))

    assert (refused.value.code, FeedbackRequest.objects.count()) == ("readers", 0)


def test_twenty_wait_at_most(cast):
    for _each in range(4):
        ask(cast.subject, *[EmployeeFactory() for _five in range(5)])

    with pytest.raises(ValidationError, match="20 people have not answered you yet"):
        ask(cast.subject, cast.peer)


def test_one_more_takes_the_room_of_whoever_declined(cast):
    people = [EmployeeFactory() for _each in range(5)]
    request, today = ask(cast.subject, *people), cast.subject.today()
    more = {"by": cast.subject, "to": [cast.peer], "due_on": today}

    with pytest.raises(ValidationError, match="there is room for 0"):
        services.ask_more(request, **more)
    services.decline(part_of(request, people[0]), by=people[0])

    assert [services.ask_more(request, **more), services.ask_more(request, **more)] == [1, 0]  # a double click
    with pytest.raises(ValidationError, match="was asked already"):
        services.ask_more(request, by=cast.subject, to=[people[0]], due_on=today)
    with pytest.raises(PermissionDenied):
        services.ask_more(request, by=cast.peer, to=[cast.stranger], due_on=today)


def test_nobody_is_asked_about_a_former_report(cast):
    request = ask(cast.manager, cast.peer, about=cast.subject)
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    with pytest.raises(ValidationError, match="not your report any more"):
        services.ask_more(request, by=cast.manager, to=[cast.stranger], due_on=cast.manager.today())


# --- to answer ---


def test_an_answer_goes_to_the_asker(cast):
    request = ask(cast.subject, cast.peer)

    given = services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())

    assert (given.recipient, given.audience, named(given)) == (cast.subject, "recipient", {cast.subject.pk})
    assert (states(request), told("feedback-answered")) == ({cast.peer.pk: "answered"}, [cast.subject.pk])
    assert told("feedback-received") == []
    assert told("feedback-asked") == []  # done, so nothing says any more that it waits


def test_an_answer_to_a_manager_goes_to_the_report_and_that_manager_whoever_leads_by_then(cast):
    request = ask(cast.manager, cast.peer, about=cast.subject)
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    given = services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())

    assert (given.recipient, named(given)) == (cast.subject, {cast.subject.pk, cast.manager.pk})
    assert (told("feedback-received"), told("feedback-answered")) == ([cast.subject.pk], [cast.manager.pk])


def test_the_objective_comes_along_where_the_giver_may_read_it(cast):
    open_one, quiet = ObjectiveFactory(owner=cast.subject), ObjectiveFactory(owner=cast.subject, visibility="manager")

    given = [
        services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())
        for request in (ask(cast.subject, cast.peer, objective_id=each.pk) for each in (open_one, quiet))
    ]

    assert [each.objective for each in given] == [open_one, None]


def test_answered_twice_with_the_same_words_is_one_answer_and_with_others_is_refused(cast):
    part, key = part_of(ask(cast.subject, cast.peer), cast.peer), uuid4()

    first = services.answer(part, WORDS, by=cast.peer, key=key)
    again = services.answer(part, WORDS, by=cast.peer, key=key)
    with pytest.raises(services.OverError, match="You answered this request"):
        services.answer(part, NewFeedback(kind="praise", audience="", impact="Other"), by=cast.peer, key=key)

    assert (first, Feedback.objects.count()) == (again, 1)


def test_only_who_was_asked_answers_or_declines(cast):
    part = part_of(ask(cast.manager, cast.peer, about=cast.subject), cast.peer)

    for person in (cast.subject, cast.manager, cast.stranger, cast.hr):
        for act in (
            lambda by: services.answer(part, WORDS, by=by, key=uuid4()),
            lambda by: services.decline(part, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


@pytest.mark.parametrize("reason", ["", "I saw too little of it."])
def test_declined_with_or_without_a_reason(cast, reason):
    request = ask(cast.subject, cast.peer)
    part = part_of(request, cast.peer)

    assert [services.decline(part, by=cast.peer, reason=reason), services.decline(part, by=cast.peer)] == [True, False]

    part.refresh_from_db()
    assert (part.state, part.reason, told("feedback-declined")) == ("declined", reason, [cast.subject.pk])
    with pytest.raises(services.OverError, match="You declined"):
        services.answer(part, WORDS, by=cast.peer, key=uuid4())


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (0, False)])
def test_it_expires_after_thirty_days_whatever_its_day(cast, seconds, may):
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False) as clock:
        request = ask(cast.subject, cast.peer)
        clock.shift(timedelta(days=30, seconds=seconds))
        part = part_of(request, cast.peer)

        assert asking.standing(part) == ("waiting" if may else "expired")
        assert RequestedAnswer.objects.open().exists() is may
        # The viewer's own comes with them, by a query that was written once.
        assert bool(EmployeeBackend().get_user(cast.peer.pk).asked_for_feedback) is may
        if may:
            services.answer(part, WORDS, by=cast.peer, key=uuid4())
        else:
            for act in (
                lambda: services.answer(part, WORDS, by=cast.peer, key=uuid4()),
                lambda: services.decline(part, by=cast.peer),
            ):
                with pytest.raises(services.OverError, match="expired on 2 December 2026, 30 days after"):
                    act()

    assert Feedback.objects.exists() is may


@pytest.mark.parametrize(
    ("who", "words"), [("manager", "asked you for this and has left"), ("subject", "left and would")]
)
def test_nothing_is_answered_to_a_leaver(cast, who, words):
    part = part_of(ask(cast.manager, cast.peer, about=cast.subject), cast.peer)
    cast[who].left_on = timezone.localdate() - timedelta(days=3)
    cast[who].save()

    with pytest.raises(services.OverError, match=words):
        services.answer(part, WORDS, by=cast.peer, key=uuid4())

    assert list(provider([cast.peer], timezone.now())) == []


# --- taken back ---


def test_taken_back_it_is_erased_where_nobody_answered(cast):
    request = ask(cast.subject, cast.peer, cast.stranger, question="Zebra?")
    services.decline(part_of(request, cast.stranger), by=cast.stranger, reason="No time")

    assert [services.take_back(request, by=cast.subject), services.take_back(request, by=cast.subject)] == [True, False]

    request.refresh_from_db()
    assert (request.question, told("feedback-asked")) == ("", [])
    assert states(request) == {cast.peer.pk: "taken-back", cast.stranger.pk: "declined"}
    assert not FeedbackRequest.objects.visible_to(cast.peer).exists()
    with pytest.raises(services.OverError, match="Sam Example took this request back"):
        services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())


def test_taken_back_the_answers_that_came_stay_with_their_question(cast):
    request = ask(cast.subject, cast.peer, cast.stranger, question="Zebra?")
    given = services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())

    services.take_back(request, by=cast.subject)

    request.refresh_from_db()
    assert (request.question, Feedback.objects.visible_to(cast.subject).get()) == ("Zebra?", given)
    assert states(request) == {cast.peer.pk: "answered", cast.stranger.pk: "taken-back"}

    services.withdraw(given, by=cast.peer)
    request.refresh_from_db()
    assert (request.question, states(request)[cast.peer.pk]) == ("", "taken-back")


def test_nobody_else_takes_it_back(cast):
    request = ask(cast.manager, cast.peer, about=cast.subject)

    for person in (cast.subject, cast.peer, cast.hr):
        with pytest.raises(PermissionDenied):
            services.take_back(request, by=person)


def test_a_withdrawn_answer_is_gone_everywhere_and_the_question_waits_again(cast):
    request, key = ask(cast.manager, cast.peer, about=cast.subject), uuid4()
    given = services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=key)
    services.reply(given, by=cast.subject, text="Thank you")
    services.thank(given, by=cast.manager)

    services.withdraw(given, by=cast.peer)

    given.refresh_from_db()
    assert (given.parts, states(request)) == ([], {cast.peer.pk: "open"})
    assert not Notification.objects.filter(path=given.get_absolute_url()).exists()
    assert [duty.key for duty in provider([cast.peer], timezone.now())] == [f"request:{request.pk}:answer"]
    again = services.answer(
        part_of(request, cast.peer), NewFeedback(kind="praise", audience="", impact="Better"), by=cast.peer, key=key
    )
    assert again.request == request


# --- what was typed too late ---


def test_what_came_too_late_goes_on_as_a_draft_of_ordinary_feedback(cast):
    request = FeedbackRequestFactory(asker=cast.subject, asked=[cast.peer])
    place, words = f"feedback:{request.pk}:answer", {"impact": "Half a day lost", "kind": "advice"}
    DraftFactory(author=cast.peer, key=place, fields={"impact": ["Half a day lost"], "kind": ["advice"]})
    other = DraftFactory(author=cast.peer, key=place, fields={"impact": ["Quite another thought"]}, token="other")
    services.take_back(request, by=cast.subject)

    kept = services.keep_as_feedback(part_of(request, cast.peer), words, by=cast.peer, place=place)

    assert (kept.key, kept.path) == (f"feedback:{cast.subject.pk}:to", f"{reverse('giving:give')}?to={cast.subject.pk}")
    assert (kept.fields["impact"], kept.fields["to"]) == (["Half a day lost"], [str(cast.subject.pk)])
    assert set(Draft.objects.visible_to(cast.peer)) == {kept, other}  # no other words are lost


# --- duties, mails, the database ---


def test_it_waits_for_each_who_was_asked_and_the_mail_stops_after_a_week(cast):
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False) as clock:
        request = ask(cast.manager, cast.peer, cast.stranger, about=cast.subject, due_on=cast.manager.today())
        (duty,) = provider([cast.peer], timezone.now())
        clock.shift(timedelta(days=7))
        (week,) = provider([cast.peer], timezone.now())
        clock.shift(timedelta(days=1))
        (later,) = provider([cast.peer], timezone.now())
        clock.shift(timedelta(days=22))

        assert list(provider([cast.peer], timezone.now())) == []
    assert (duty.path, duty.due_on) == (request.answer_path, part_of(request, cast.peer).due_on)
    assert [duty.in_mail, week.in_mail, later.in_mail] == [True, True, False]


def test_no_mail_names_anybody_or_says_what_was_asked(cast):
    request = ask(cast.manager, cast.peer, about=cast.subject, question="Zebra?")
    (duty,) = provider([cast.peer], timezone.now())
    services.answer(part_of(request, cast.peer), WORDS, by=cast.peer, key=uuid4())

    assert duty.other == cast.manager
    said = [duty.mail_title, duty.why]
    said += [
        kinds.kind(news.kind).sentence_in_mail(news.actor) for news in Notification.objects.select_related("actor")
    ]

    for words in said:
        assert not [name for name in ("Zebra", "Sam", "Mona", "Pia", "Example") if name in words]


def test_the_duties_of_many_cost_one_query(cast, django_assert_num_queries):
    people = [EmployeeFactory() for _each in range(5)]
    ask(cast.subject, *people)
    ask(cast.manager, *people, about=cast.subject)

    with django_assert_num_queries(2):  # and one for the settings
        assert len(list(provider(people, timezone.now()))) == 10


@pytest.mark.parametrize(
    "wrong",
    [{"state": "expired", "ended_at": timezone.now()}, {"state": "answered"}, {"reason": "No"}, {"due_on": None}],
)
def test_the_database_refuses(cast, wrong):
    request = FeedbackRequestFactory(asker=cast.subject)

    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedAnswer.objects.create(request=request, person=cast.peer, **{"due_on": timezone.localdate()} | wrong)
