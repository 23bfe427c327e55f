"""What is said of who will read it, before and after, and who does."""

import re
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import asking, readers, services
from feedback.models import Feedback, FeedbackRequest
from feedback.services import NewFeedback, NewRequest
from feedback.tests.factories import FeedbackFactory
from org.models import Employee, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
NUMBERS = st.lists(st.integers(0, 10**6), min_size=60, max_size=60)
LONG_AGO = "2020-01-01"


def company(draw) -> list[Employee]:
    """Seven people in a random line, some of whom left or have a role. Each name is one word that no other has."""
    people: list[Employee] = []
    for number in range(7):
        manager = people[draw() % len(people)] if people and draw() % 4 else None
        left_on = LONG_AGO if draw() % 5 == 0 else None
        people.append(EmployeeFactory(first_name=f"P{number}", last_name="", manager=manager, left_on=left_on))
    department = DepartmentFactory()
    for role in ("hr", "head", "partner"):
        where = None if role == "hr" else department
        RoleGrantFactory(employee=people[draw() % 7], role=role, department=where)
    Employee.objects.filter(pk=people[draw() % 7].pk).update(is_superuser=True)
    return list(Employee.objects.select_related("manager", "location").order_by("pk"))


def who_reads(feedback: Feedback, people) -> set[int]:
    rows = Feedback.objects.filter(pk=feedback.pk)
    return {each.pk for each in people if (rows & Feedback.objects.visible_to(each)).exists()}


def who_is_named(words: str, people, viewer) -> set[int]:
    """The people whose names stand in a sentence before its last part, which is about HR."""
    found = {each.pk for each in people if re.search(rf"\b{each}\b", words)}
    return found | ({viewer.pk} if re.match("You|Visible to you", words) else set())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(NUMBERS)
def test_the_sentences_before_and_after_name_exactly_who_reads_it(numbers):
    draw = iter(numbers).__next__
    with transaction.atomic():
        OrganizationFactory()
        people = company(draw)
        here = [each for each in people if not each.is_leaver()]
        if len(here) > 1:
            giver, recipient = here[0], here[1 + draw() % (len(here) - 1)]
            audience = Feedback.Audience.values[draw() % 3]
            before = readers.beforehand([recipient], audience, giver=giver, company="Meridian")
            new = NewFeedback(kind="praise", audience=audience, behaviour="x")
            (feedback,) = services.give(new, by=giver, to=[recipient], key=uuid4())
            after = readers.sentence(feedback, giver, "Meridian")
            reading = who_reads(feedback, people)
            # Whoever leads whom afterwards, and with whatever role: nothing changes.
            for person in people:
                Employee.objects.filter(pk=person.pk).update(manager=None, is_superuser=bool(draw() % 2))
            RoleGrant.objects.update(employee=people[draw() % 7])
            people = list(Employee.objects.order_by("pk"))

            assert who_reads(feedback, people) == reading
            assert readers.sentence(feedback, giver, "Meridian") == after
            if audience == "everyone":
                assert reading == {each.pk for each in people}
                assert (before[0].startswith("Everyone"), after.startswith("Everyone")) == (True, True)
            else:
                told = before[0].partition(" read it.")[0]
                assert who_is_named(told, people, giver) == reading
                assert who_is_named(after, people, giver) == reading
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(NUMBERS)
def test_the_sentences_on_asking_name_exactly_who_reads_the_answer(numbers):
    draw = iter(numbers).__next__
    with transaction.atomic():
        OrganizationFactory()
        people = company(draw)
        asker = people[draw() % 7]
        about = next((each for each in people if each.manager_id == asker.pk and draw() % 2), asker)
        asked = next((each for each in people if each not in (asker, about) and not each.is_leaver()), None)
        if asked is not None and not asker.is_leaver() and not about.is_leaver():
            new = NewRequest(about.pk, "What helps?", asker.today())
            request = services.ask(new, by=asker, to=[asked], key=uuid4())
            to_asker = asking.readers_of_answers(asker=asker, about=about)
            # Whoever leads whom by the time of the answer, and with whatever role: it is read by whom was said.
            for person in people:
                Employee.objects.filter(pk=person.pk).update(manager=None, is_superuser=bool(draw() % 2))
            chosen, beside = asking.audience_of(request), asking.asker_beside(request)
            before = readers.beforehand([request.about], chosen, giver=asked, company="Meridian", asker=beside)
            answer = NewFeedback(kind="advice", audience="", impact="x")
            given = services.answer(request.asked.get(), answer, by=asked, key=uuid4())
            RoleGrant.objects.update(employee=people[draw() % 7])
            people = list(Employee.objects.order_by("pk"))

            reading = who_reads(given, people)
            assert reading == {asked.pk, about.pk, asker.pk}
            assert who_is_named(before[0].partition(" read it.")[0], people, asked) == reading
            assert who_is_named(readers.sentence(given, asked, "Meridian"), people, asked) == reading
            named = {each.pk for each in people if re.search(rf"\b{each}\b", to_asker)}
            assert named | {asker.pk, asked.pk} == reading
            knows = {each.pk for each in people if FeedbackRequest.objects.visible_to(each).exists()}
            assert knows == reading
        transaction.set_rollback(True)


def test_the_sentence_before(cast):
    said = [
        readers.beforehand([cast.subject], audience, giver=cast.peer, company="Meridian")
        for audience in ("recipient", "manager", "everyone")
    ]

    hr = "HR only by special access, which you would see."
    assert said == [
        ["You and Sam Example read it.", hr],
        ["You, Sam Example and Mona Example, their manager, read it.", hr],
        ["Everyone at Meridian reads it, on the page Recognition."],
    ]


def test_the_sentence_where_no_manager_reads_it(cast):
    top = cast.subject.manager.manager.manager

    of_the_manager = readers.beforehand([cast.subject], "manager", giver=cast.manager, company="M")[0]
    of_the_top = readers.beforehand([top], "manager", giver=cast.peer, company="M")[0]

    assert of_the_manager == "You and Sam Example read it. You are the manager of Sam Example."
    assert of_the_top == "You and Tara Example read it. Tara Example has no manager who could read it."


def test_the_sentence_for_several_people_is_one_each(cast):
    said = readers.beforehand([cast.subject, cast.stranger], "manager", giver=cast.peer, company="Meridian")

    assert said[:3] == [
        "You, Sam Example and Mona Example, their manager, read it.",
        "You, Stan Example and Fran Example, their manager, read it.",
        "Each reads only their own.",
    ]


def test_the_sentence_after(cast):
    feedback = FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager])

    said = readers.sentence(feedback, cast.subject, "Meridian")

    assert said.startswith("Visible to you, Pia Example and Mona Example (your manager). HR only by special access")


def test_thanks_are_names_and_never_a_number(cast):
    people = [EmployeeFactory(first_name=f"P{number}", last_name="") for number in range(9)]

    assert readers.thanked(people, cast.peer) == "P0, P1, P2, P3, P4 and others"
    assert readers.thanked([cast.peer, people[0]], cast.peer) == "you and P0"
