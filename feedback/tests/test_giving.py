"""Feedback is given to each of some people, once, and withdrawn for a quarter of an hour."""

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
from feedback import readers, services
from feedback.models import Feedback, FeedbackMark, FeedbackReader, FeedbackReply
from feedback.services import NewFeedback
from feedback.tests.factories import CheckInFactory, CompanyValueFactory, FeedbackFactory, FeedbackRequestFactory
from goals.tests.factories import ObjectiveFactory
from inbox import kinds
from inbox.models import Notification
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
PRAISE = NewFeedback(kind="praise", audience="recipient", behaviour="You asked the second question.")


def like(**fields) -> NewFeedback:
    return NewFeedback(**{"kind": "praise", "audience": "recipient", "behaviour": "You asked."} | fields)


def told(kind: str) -> list[int]:
    return sorted(Notification.objects.filter(kind=kind).order_by("pk").values_list("person", flat=True))


def named(feedback: Feedback) -> set[int]:
    return set(FeedbackReader.objects.filter(feedback=feedback).order_by("pk").values_list("person", flat=True))


def test_several_people_get_one_each(cast):
    people = [cast.subject, cast.report, cast.stranger]

    given = services.give(PRAISE, by=cast.peer, to=people, key=uuid4())

    assert {each.recipient_id for each in given} == {person.pk for person in people}
    assert [named(each) for each in given] == [{each.recipient_id} for each in given]
    assert told("feedback-received") == sorted(person.pk for person in people)


def test_the_manager_of_the_moment_is_named_and_told(cast):
    (given,) = services.give(like(audience="manager"), by=cast.peer, to=[cast.subject], key=uuid4())
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    assert named(given) == {cast.subject.pk, cast.manager.pk}
    assert (told("feedback-received"), told("feedback-shared")) == ([cast.subject.pk], [cast.manager.pk])


def test_the_same_form_sent_twice_gives_once_and_other_words_are_another(cast):
    key = uuid4()

    first = services.give(PRAISE, by=cast.peer, to=[cast.subject], key=key)
    again = services.give(PRAISE, by=cast.peer, to=[cast.subject], key=key)
    other = services.give(like(behaviour="Other"), by=cast.peer, to=[cast.subject], key=key)

    assert (first == again, first == other, Feedback.objects.count()) == (True, False, 2)
    assert len(told("feedback-received")) == 2


def test_none_is_given_where_one_of_the_people_is_wrong(cast):
    with pytest.raises(ValidationError, match="has left"):
        services.give(PRAISE, by=cast.peer, to=[cast.subject, cast.leaver], key=uuid4())

    assert (Feedback.objects.count(), Notification.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("nobody", "Choose at least one person"),
        ("oneself", "Feedback goes to somebody else"),
        ("forty", "These are 40 people"),
    ],
)
def test_to_whom_it_cannot_go(cast, to, words):
    people = {"nobody": [], "oneself": [cast.peer], "forty": [EmployeeFactory() for _each in range(40)]}[to]

    with pytest.raises(ValidationError, match=words) as refused:
        services.give(PRAISE, by=cast.peer, to=people, key=uuid4())

    assert refused.value.code == "to"


def test_others_than_the_page_said_are_not_given_it(cast):
    said = readers.stamp([cast.subject], "manager", giver=cast.peer)
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    with pytest.raises(ValidationError) as refused:
        services.give(like(audience="manager"), by=cast.peer, to=[cast.subject], key=uuid4(), seen=said)

    assert (refused.value.code, Feedback.objects.count()) == ("readers", 0)


def test_a_link_leads_only_to_what_the_giver_may_read(cast):
    hidden = ObjectiveFactory(owner=cast.stranger, visibility="manager")
    check_in = CheckInFactory(employee=cast.stranger, done=True)
    retired = CompanyValueFactory(retired_at=timezone.now())

    for field, wrong in (("objective", hidden.pk), ("check_in", check_in.pk), ("value", retired.pk)):
        with pytest.raises(ValidationError) as refused:
            services.give(like(**{f"{field}_id": wrong}), by=cast.peer, to=[cast.subject], key=uuid4())
        assert refused.value.code == field


def test_recognition_is_praise_and_names_a_value(cast):
    value = CompanyValueFactory()

    with pytest.raises(ValidationError, match="Only praise"):
        services.give(like(kind="advice", audience="everyone"), by=cast.peer, to=[cast.subject], key=uuid4())
    with pytest.raises(ValidationError, match="which value"):
        services.give(like(audience="everyone"), by=cast.peer, to=[cast.subject], key=uuid4())
    services.give(like(audience="everyone", value_id=value.pk), by=cast.peer, to=[cast.subject], key=uuid4())

    assert told("feedback-recognition") == [cast.subject.pk]


def test_an_answer_about_a_report_goes_to_the_asker_in_the_place_of_the_manager(cast):
    asked = FeedbackRequestFactory(asker=cast.manager, about=cast.subject, asked=[cast.peer])
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    (given,) = services.give(like(audience="manager"), by=cast.peer, to=[cast.subject], key=uuid4(), request=asked)

    assert (named(given), given.request_id) == ({cast.subject.pk, cast.manager.pk}, asked.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"behaviour": ""},
        {"kind": "advice", "audience": "everyone"},
        {"kind": "blame"},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_the_database_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackFactory(**wrong)


def test_withdrawn_its_words_are_gone_everywhere(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, behaviour="Zebra", readers=[cast.manager])
    services.reply(feedback, by=cast.subject, text="About the zebra")
    services.thank(feedback, by=cast.manager)
    services.mark_helpful(feedback, by=cast.subject, helpful=True)
    draft = DraftFactory(author=cast.manager, key=f"feedback:{feedback.pk}:reply", fields={"text": ["zebra?"]})
    services.give(PRAISE, by=cast.peer, to=[cast.subject], key=uuid4())  # another one stays

    assert services.withdraw(feedback, by=cast.peer) is True
    assert services.withdraw(feedback, by=cast.peer) is False

    feedback.refresh_from_db()
    draft.refresh_from_db()
    assert [feedback.parts, draft.fields, draft.state] == [[], {}, Draft.State.ENDED]
    assert (FeedbackReply.objects.count(), FeedbackMark.objects.count()) == (0, 0)
    assert not Notification.objects.filter(path=feedback.get_absolute_url()).exists()
    assert Notification.objects.count() == 1
    for person in (cast.peer, cast.subject, cast.manager):
        assert Feedback.objects.visible_to(person).count() == (0 if person == cast.manager else 1)


def test_what_was_withdrawn_is_not_sent_again_by_the_same_form(cast):
    key = uuid4()
    (given,) = services.give(PRAISE, by=cast.peer, to=[cast.subject], key=key)
    services.withdraw(given, by=cast.peer)

    with pytest.raises(ValidationError, match="withdrawn"):
        services.give(PRAISE, by=cast.peer, to=[cast.subject], key=key)


@pytest.mark.parametrize(("seconds", "may"), [(0, True), (15 * 60, True), (15 * 60 + 1, False)])
def test_it_may_be_withdrawn_for_a_quarter_of_an_hour(cast, seconds, may):
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False) as clock:
        feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)
        clock.shift(timedelta(seconds=seconds))
        if may:
            services.withdraw(feedback, by=cast.peer)
        else:
            with pytest.raises(ValidationError, match="it stays"):
                services.withdraw(feedback, by=cast.peer)

    assert Feedback.objects.filter(withdrawn_at=None).exists() is not may


@pytest.mark.parametrize("role", ["subject", "manager", "hr", "administrator"])
def test_nobody_else_withdraws_it(cast, role):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])

    with pytest.raises(PermissionDenied):
        services.withdraw(feedback, by=cast[role])


def test_a_reader_replies_once(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])

    first = services.reply(feedback, by=cast.subject, text="Thank you, I did not know.")
    again = services.reply(feedback, by=cast.subject, text="Thank you, I did not know.")
    with pytest.raises(ValidationError, match="one reply each"):
        services.reply(feedback, by=cast.subject, text="And another thing.")
    services.reply(feedback, by=cast.manager, text="I saw it too.")

    assert (first == again, FeedbackReply.objects.count()) == (True, 2)
    assert told("feedback-reply") == [cast.peer.pk] * 2
    assert told("feedback-reply-about") == [cast.subject.pk]


def test_the_giver_neither_replies_nor_thanks_nor_calls_it_helpful(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)

    for act in (
        lambda: services.reply(feedback, by=cast.peer, text="x"),
        lambda: services.thank(feedback, by=cast.peer),
        lambda: services.mark_helpful(feedback, by=cast.peer, helpful=True),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_thanked_twice_is_thanked_once(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject)

    assert [services.thank(feedback, by=cast.subject), services.thank(feedback, by=cast.subject)] == [True, False]
    assert told("feedback-thanks") == [cast.peer.pk]


def test_no_mail_names_anybody_or_says_anything(cast):
    services.give(like(audience="manager", behaviour="Zebra"), by=cast.peer, to=[cast.subject], key=uuid4())

    for news in Notification.objects.select_related("actor"):
        words = kinds.kind(news.kind).sentence_in_mail(news.actor)
        assert "Zebra" not in words
        assert cast.peer.first_name not in words
        assert news.path.startswith(reverse("giving:received"))
