"""Each problem that HR should know of before a launch, and that nothing else is called one."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from org.models import Absence, Employee
from org.tests.factories import EmployeeFactory
from reviews import launching, preflight, services
from reviews.models import QuestionFor
from reviews.tests.planning import begin, launched, make_cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(hr):
    """Two teams in which nothing is wrong."""
    top = EmployeeFactory(manager=None)
    hr.manager = top
    hr.save()
    EmployeeFactory.create_batch(3, manager=top)
    EmployeeFactory.create_batch(4, manager=hr)
    Employee.objects.update(password="pbkdf2$known")
    return {"top": top, "team": list(Employee.objects.filter(manager=hr).order_by("pk"))}


def problems(cycle) -> dict[str, set]:
    return {each.words: set(each.people) for each in preflight.problems_of(cycle)}


def found(cycle, words: str) -> set | None:
    matching = [people for told, people in problems(cycle).items() if words in told]
    return matching[0] if matching else None


def test_where_nothing_is_wrong_only_the_top_has_no_manager(hr, people):
    assert problems(make_cycle(by=hr)) == {
        "They have no manager who works here and may log in: nobody writes their manager review.": {people["top"]},
        "Too few people have the same manager: they get no peer review.": {people["top"]},
    }


@pytest.mark.parametrize(("now", "is_past"), [("2026-12-20T12:00:00Z", False), ("2026-12-21T12:00:00Z", True)])
def test_writing_that_has_ended_is_told(hr, people, now, is_past):
    cycle = make_cycle(by=hr)

    with time_machine.travel(now, tick=False):
        words = "Writing ended on 20 December 2026: whoever is asked could submit nothing."
        assert (words in problems(cycle)) is is_past


def test_each_problem_names_its_people(hr, people):
    a, b, c, d = people["team"]
    a.left_on = date(2026, 12, 15)
    b.hired_on = date(2026, 11, 15)
    c.is_active = False
    for person in (a, b, c):
        person.save()
    d.set_unusable_password()
    d.save()
    Absence.objects.create(employee=d, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 12))
    Absence.objects.create(employee=a, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 10))
    cycle = make_cycle(by=hr, load_cap=3)

    assert found(cycle, "They leave before writing ends.") == {a}
    assert found(cycle, "fewer than 90 days") == {b}
    assert found(cycle, "Their account is closed") == {c}
    assert found(cycle, "never invited") == {d}
    assert found(cycle, "away for most of the time of writing") == {d}
    assert hr in found(cycle, "more than 3 reviews")


def test_a_loop_is_red_and_names_who_is_in_it(hr, people):
    a, b, c, _d = people["team"]
    Employee.objects.filter(pk=a.pk).update(manager=b)
    Employee.objects.filter(pk=b.pk).update(manager=a)
    Employee.objects.filter(pk=c.pk).update(manager=a)

    found_loop = [each for each in preflight.problems_of(make_cycle(by=hr)) if "own reporting line" in each.words]

    assert [(each.is_red, set(each.people)) for each in found_loop] == [(True, {a, b})]


def test_groups_under_the_threshold_are_named(hr, people):
    lead = people["team"][0]
    EmployeeFactory(manager=lead, password="pbkdf2$known")

    assert found(make_cycle(by=hr), "anonymous upward review would not be one") == {lead}
    assert found(make_cycle(by=hr, upward_is="confidential"), "anonymous upward review") is None
    assert lead.reports.get() in found(make_cycle(by=hr), "Too few people have the same manager")
    assert found(make_cycle(by=hr, has_nomination=True), "Too few people have the same manager") is None


def test_what_would_be_wrong_for_everyone_is_red(hr, people, annual):
    potential = annual.sections.last().questions.get(purpose="potential")
    QuestionFor.objects.create(question=potential, relation="upward")
    cycle = make_cycle(by=hr, template=annual, hired_before=date(1950, 1, 1))
    Employee.objects.update(hired_on=date(2000, 1, 1))

    red = {each.words for each in preflight.problems_of(cycle) if each.is_red}

    assert red == {
        "Nobody is in the population.",
        "Section 3, question 2: Potential is asked of the manager only.",
        "An anonymous upward review has a question that only those who calibrate would read: nobody would.",
    }


def test_the_pre_flight_costs_the_same_for_few_and_for_many(hr, people, django_assert_max_num_queries):
    EmployeeFactory.create_batch(30, manager=people["top"], invited_at=timezone.now())
    cycle = make_cycle(by=hr)

    with django_assert_max_num_queries(45):
        preflight.problems_of(cycle)


@pytest.mark.django_db
def test_nomination_without_a_question_for_peers_is_red(hr, starters):
    words = "nobody would be nominated"
    light = make_cycle(by=hr, template=starters["light-quarterly"], has_nomination=True)
    annual = make_cycle(by=hr, template=starters["annual-with-peers"], has_nomination=True)

    found = {cycle: [each for each in preflight.problems_of(cycle) if words in each.words] for cycle in (light, annual)}

    assert [each.is_red for each in found[light]] == [True]
    assert found[annual] == []


@pytest.mark.parametrize(("count", "is_said"), [(3, True), (4, False)])
def test_as_many_anonymous_peers_as_must_answer_are_barely_enough(hr, count, is_said):
    cycle = make_cycle(by=hr, peers_are="anonymous", peer_count=count, has_nomination=True)

    words = [each.words for each in preflight.problems_of(cycle) if not each.is_red]

    assert any("the answers of the others are lost" in each for each in words) == is_said


@pytest.mark.parametrize("stands", ["begun", "writing", "closed", "over", "confidential"])
def test_nobody_is_asked_about_anonymously_in_two_cycles_at_a_time(hr, stands):
    """Two groups that differ by one person would tell by their difference."""
    lead = EmployeeFactory(manager=hr)
    EmployeeFactory.create_batch(3, manager=lead)
    first = begin(make_cycle(by=hr, upward_is="confidential" if stands == "confidential" else "anonymous"), by=hr)
    while stands != "begun" and launching.work(10):
        pass
    if stands == "closed":
        first.relations.update(closed_at=timezone.now())
    if stands == "over":
        type(first).objects.filter(pk=first.pk).update(state="cancelled")
    cycle = make_cycle(by=hr, name="Once more")

    said = [each for each in preflight.problems_of(cycle) if "asks anonymously about them" in each.words]
    cycle = launched(cycle, by=hr)

    is_left_out = stands in ("begun", "writing")
    assert [(each.is_red, lead in each.people) for each in said] == ([(False, True)] if is_left_out else [])
    there = cycle.participants.get(subject=lead)
    assert there.anonymous_marks.filter(relation="upward").count() == (0 if is_left_out else 3)
    assert there.reviews.filter(relation="manager").exists()


def test_peers_whom_people_name_are_waited_for(hr):
    lead = EmployeeFactory(manager=hr)
    EmployeeFactory.create_batch(3, manager=lead)
    named = {"peers_are": "anonymous", "has_nomination": True}
    launched(make_cycle(by=hr, **named), by=hr)
    cycle = make_cycle(by=hr, name="Once more", **named)

    with pytest.raises(ValidationError, match="asks their peers anonymously"):
        services.launch(cycle, by=hr)


def test_a_late_joiner_is_not_asked_about_in_two(hr):
    lead = EmployeeFactory(manager=hr)
    EmployeeFactory.create_batch(3, manager=lead)
    other = make_cycle(by=hr, name="First")
    services.exclude(other, lead, "Not this one.", by=EmployeeFactory(hr=True))
    other = launched(other, by=hr)
    launched(make_cycle(by=hr, name="Second"), by=hr)

    there = services.join(other, lead, "After all.", by=EmployeeFactory(hr=True))

    assert not there.anonymous_marks.exists()
