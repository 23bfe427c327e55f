"""Begun with a reason, for seven days; what is opened is recorded first, and told to whom it concerns."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.models import AskedQuestion, Feedback
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from feedback.tests.pages import field
from inbox.models import Notification
from org.models import Employee, ReadingRecord, SpecialAccess
from org.services import roles
from org.services import special_access as org_services
from org.tests.factories import EmployeeFactory, OrganizationFactory
from privacy import services, texts
from privacy.tests.test_permissions import SECRET, named

pytestmark = pytest.mark.django_db
WHY = "A complaint of 3 November"


@pytest.fixture
def reader(db):
    OrganizationFactory()
    return named(first_name="Nora")


@pytest.fixture
def check_in(reader):
    return CheckInFactory(done=True, how_it_goes=SECRET, went_well="The manager's words")


@pytest.fixture
def access(reader, check_in):
    return services.begin(check_in.employee, WHY, by=reader)


def read_path(access, item, kind="check-in"):
    return reverse("privacy:read", args=[access.pk, kind, item.pk])


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("person", "actor"))


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_it_begins_with_a_reason_and_the_person_is_told(client, reader, check_in):
    client.force_login(reader)
    path = reverse("privacy:begin", args=[check_in.employee_id])
    assert client.post(path, {"reason": "   "}).status_code == 422

    answers = [client.post(path, {"reason": WHY}) for _twice in range(2)]

    access = SpecialAccess.objects.get()
    assert {answer.url for answer in answers} == {reverse("privacy:access", args=[access.pk])}
    assert (access.reason, access.ends_at - access.begun_at) == (WHY, timedelta(days=7))
    assert told(services.BEGUN) == {(check_in.employee_id, reader.pk)}
    assert Notification.objects.count() == 1


def test_what_is_opened_is_recorded_and_told_to_each_author(client, reader, access, check_in):
    client.force_login(reader)

    client.post(read_path(access, check_in))
    page = client.post(read_path(access, check_in), follow=True).content.decode()

    assert SECRET in page
    assert "The manager&#x27;s words" in page
    record = ReadingRecord.objects.get()
    assert set(record.people.all()) == {check_in.employee, check_in.manager}
    assert told(services.READ) == {(check_in.employee_id, reader.pk), (check_in.manager_id, reader.pk)}
    for person in (check_in.employee, check_in.manager):
        seen = logged_in(person).get(reverse("privacy:reading_record")).content.decode()
        assert [word in seen for word in (str(reader), WHY, "Check-in</td>")] == [True] * 3


def test_the_record_of_others_is_not_shown(client, reader, access, check_in):
    services.open_text(access, "check-in", check_in, by=reader)
    for person in (EmployeeFactory(), EmployeeFactory(hr=True), reader):
        seen = logged_in(person).get(reverse("privacy:reading_record")).content.decode()
        assert [word in seen for word in (WHY, str(check_in.employee))] == [False, False]


def test_nothing_is_shown_that_was_not_recorded(client, reader, access, check_in):
    client.force_login(reader)
    client.raise_request_exception = False

    def fails(execute, sql, params, many, context):
        if "org_readingrecord" in sql and sql.startswith("INSERT"):
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fails):
        answer = client.post(read_path(access, check_in))

    assert answer.status_code == 500
    assert SECRET not in client.get(read_path(access, check_in), follow=True).content.decode()
    assert told(services.READ) == set()


def test_after_seven_days_it_is_over(client, reader, access, check_in):
    client.force_login(reader)
    client.post(read_path(access, check_in))

    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        answers = [client.get(read_path(access, check_in), follow=True), client.get(access_path(access))]
        with pytest.raises(ValidationError):
            services.open_text(access, "check-in", check_in, by=reader)

    assert [SECRET in answer.content.decode() for answer in answers] == [False, False]
    assert "has ended" in answers[0].content.decode()


def access_path(access):
    return reverse("privacy:access", args=[access.pk])


def test_given_back_it_is_over(client, reader, access, check_in):
    client.force_login(reader)
    client.post(read_path(access, check_in))

    client.post(reverse("privacy:give_back", args=[access.pk]))

    assert SECRET not in client.get(read_path(access, check_in), follow=True).content.decode()
    with pytest.raises(ValidationError):
        org_services.give_back(access, by=check_in.manager)


def test_once_it_is_over_only_what_was_opened_is_listed(client, reader, access, check_in):
    later = CheckInFactory(employee=check_in.employee, manager=check_in.manager, done=True)
    client.force_login(reader)
    client.post(read_path(access, check_in))
    listed = [context_of(client, access)]

    org_services.give_back(access, by=reader)

    assert [*listed, context_of(client, access)] == [{check_in.pk, later.pk}, {check_in.pk}]


def context_of(client, access) -> set[int]:
    return {item["pk"] for item in client.get(access_path(access)).context["items"]}


def test_the_reason_is_kept_as_a_draft(client, reader, check_in):
    client.force_login(reader)
    path = reverse("privacy:begin", args=[check_in.employee_id])

    ticket = field(client.get(path).content.decode(), "draft")
    client.post(path, {"reason": WHY, "save_draft": "1", "draft": ticket, "draft_base": "0"})

    assert WHY in client.get(path).content.decode()
    assert not SpecialAccess.objects.exists()
    assert str(check_in.employee) in client.get(reverse("drafts:index")).content.decode()


def test_private_notes_are_never_opened(client, reader, access, check_in):
    PrivateNoteFactory(check_in=check_in, author=check_in.manager, text="zebra-in-the-attic")
    client.force_login(reader)

    client.post(read_path(access, check_in))

    pages = [client.get(path).content.decode() for path in (read_path(access, check_in), access_path(access))]
    assert ["zebra-in-the-attic" in page for page in pages] == [False, False]


def test_answers_and_points_of_the_agenda_are_texts_of_their_check_in(check_in):
    answered = AskedQuestion.objects.create(check_in=check_in, question=QuestionFactory(), answer="An answer")
    AskedQuestion.objects.create(check_in=check_in, question=QuestionFactory(), answer="")
    pair = {"employee": check_in.employee, "manager": check_in.manager}
    talked = {"check_in": check_in, "talked_at": timezone.now()}
    AgendaItemFactory(**pair, **talked, text="A point")
    AgendaItemFactory(**pair, **talked, text="The manager's point", author=check_in.manager)
    opened = CheckInFactory(employee=check_in.employee)
    AgendaItemFactory(**pair, text="For next time")

    def passages(kind, item):
        return [(each.heading, each.text, each.author) for each in texts.KINDS[kind].passages(item)]

    employee, manager = check_in.employee, check_in.manager
    of_manager = [("What went well", "The manager's words", manager), ("Agenda", "The manager's point", manager)]
    assert passages("check-in", check_in) == [
        ("How it goes", SECRET, employee),
        (answered.question.text, "An answer", employee),
        ("Agenda", "A point", employee),
        *of_manager,
    ]
    assert passages("led", check_in) == of_manager
    assert passages("check-in", opened) == [("Agenda", "For next time", employee)]
    assert set(texts.KINDS["check-in"].of(employee)) == {check_in, opened}


def test_of_a_conversation_led_as_the_manager_only_their_own_words(reader, check_in):
    ActionItemFactory(check_in=check_in, text="What was agreed")

    of_manager = texts.KINDS["led"].passages(check_in)

    assert [passage.text for passage in of_manager] == ["The manager's words", "What was agreed"]
    assert {passage.author for passage in of_manager} == {check_in.manager}


def test_a_blocker_with_all_its_words(client, reader, access, check_in):
    blocker = BlockerFactory(raised_by=check_in.employee, text=SECRET)
    client.force_login(reader)

    page = client.post(read_path(access, blocker, "blocker"), follow=True).content.decode()

    assert [words in page for words in (SECRET, "We need hours on the test bench.")] == [True, True]


def test_feedback_and_its_replies(client, reader, access, check_in):
    giver = EmployeeFactory(first_name="Gina")
    feedback = FeedbackFactory(giver=giver, recipient=check_in.employee, behaviour=SECRET)
    feedback.replies.create(author=check_in.employee, text="Thank you, Gina.")
    withdrawn = FeedbackFactory(
        recipient=check_in.employee, behaviour="", withdrawn_at=timezone.now() + timedelta(minutes=1)
    )
    recognition = FeedbackFactory(recipient=check_in.employee, audience=Feedback.Audience.EVERYONE)
    client.force_login(reader)
    assert "Gina" not in client.get(access_path(access), {"kind": "feedback"}).content.decode()

    page = client.post(read_path(access, feedback, "feedback"), follow=True).content.decode()

    assert [words in page for words in (SECRET, "Thank you, Gina.")] == [True, True]
    assert told(services.READ) == {(giver.pk, reader.pk), (check_in.employee_id, reader.pk)}
    for other in (withdrawn, recognition, FeedbackFactory()):
        assert client.post(read_path(access, other, "feedback")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, reader, access, check_in, count, django_assert_max_num_queries):
    CheckInFactory.create_batch(count, employee=check_in.employee, manager=check_in.manager, done=True)
    BlockerFactory.create_batch(count, raised_by=check_in.employee)
    client.force_login(reader)
    with django_assert_max_num_queries(12):
        client.get(access_path(access))


def test_who_is_no_longer_hr_must_be_named_again(reader):
    other = EmployeeFactory(hr=True)

    roles.end(reader.role_grants.get(role="hr"), by=other)
    roles.give(Employee.objects.get(pk=reader.pk), "hr", by=other)

    assert list(reader.role_grants.open().values_list("role", flat=True)) == ["hr"]


def test_only_hr_people_are_named_by_another(reader):
    person, hr = EmployeeFactory(), EmployeeFactory(hr=True)
    for who, by in ((person, reader), (reader, reader), (hr, person)):
        with pytest.raises(ValidationError):
            roles.give(who, "special", by=by)

    roles.give(hr, "special", by=reader)

    assert hr.role_grants.open().filter(role="special").exists()


def test_a_question_and_its_answers_open_as_feedback_does(client, reader):
    asker, giver, other = (EmployeeFactory(first_name=name) for name in ("Ada", "Gil", "Olga"))
    asked = FeedbackRequestFactory(asker=asker, asked=[giver, other], question="Zebra?")
    answer = FeedbackFactory(giver=giver, recipient=asker, behaviour="Walrus", request=asked)
    asked.asked.filter(person=other).update(state="declined", reason="Narwhal", ended_at=timezone.now())
    FeedbackRequestFactory(asker=other, asked=[asker], question="Of somebody else")
    opened = services.begin(asker, WHY, by=reader)
    client.force_login(reader)

    listed = client.get(reverse("privacy:access", args=[opened.pk]), {"kind": "request"})
    pages = {
        kind: client.post(read_path(opened, item, kind), follow=True).content.decode()
        for kind, item in (("request", asked), ("feedback", answer))
    }

    assert ([each["pk"] for each in listed.context["items"]], "Zebra" in listed.content.decode()) == ([asked.pk], False)
    assert ["Zebra?" in pages["request"], "Narwhal" in pages["request"], "Walrus" in pages["feedback"]] == [True] * 3
    assert "Walrus" not in pages["request"]
    told_of = {person for person, _actor in told(services.READ)}
    assert {asker.pk, giver.pk, other.pk} <= told_of
