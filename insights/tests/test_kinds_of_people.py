"""The kinds about conversations, load, feedback and reviews: by an example that makes it, and by one that just does
not."""

from datetime import date, timedelta

import pytest

from feedback.models import CheckIn, FeedbackRequest, RequestedAnswer
from feedback.tests.factories import CheckInFactory, FeedbackFactory
from insights import kinds
from insights.tests.conftest import DAY
from insights.tests.examples import (
    EVERY,
    LONG_AGO,
    NOW,
    ago,
    carried_action,
    found,
    held,
    late_duties,
    late_review_phase,
    many_reports,
    moved,
    never_prepared,
    of_every_kind,
    reorganised,
    report,
    to_write,
    unanswered,
    without_feedback,
    writing,
)
from org.models import Employee, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory
from reviews.models import AnonymousMark, Cycle, CycleRelation, Participant, Review
from reviews.tests.factories import AnonymousMarkFactory, ReviewFactory

pytestmark = pytest.mark.django_db


# --- held four times running, never prepared ---


def test_check_ins_held_and_never_prepared(moment):
    person = never_prepared()
    held(person, 66, prepared_at=NOW)

    [signal] = found("never-prepared", moment)

    assert (signal.subject, signal.about, signal.next_by) == (person.pk,) * 3
    assert (signal.severity, signal.since, dict(signal.figures)["times"]) == (1, ago(10), 4)
    assert [len(found("never-prepared", moment, threshold)) for threshold in (1, 4, 5)] == [1, 1, 0]


@pytest.mark.parametrize(
    "change",
    [
        {"prepared_at": NOW},  # a line for the last one, be it afterwards
        {"state": CheckIn.State.SKIPPED, "held_on": None, "skip_reason": "Ill"},
        {"due_on": ago(366)},
        "another manager held it",
    ],
)
def test_what_was_prepared_once_or_not_held_with_todays_manager(moment, change):
    person = never_prepared()
    last = person.check_ins.order_by("-due_on")[:1]
    change = {"manager": EmployeeFactory()} if isinstance(change, str) else change
    CheckIn.objects.filter(pk__in=[each.pk for each in last]).update(**change)

    assert found("never-prepared", moment) == []


def test_who_has_prepared_the_next_one_is_heard(moment):
    [signal, other] = [never_prepared(), never_prepared()]
    CheckInFactory(employee=signal, prepared=True)
    CheckInFactory(employee=other)

    assert [each.about for each in found("never-prepared", moment)] == [other.pk]


# --- an action carried over three check-ins ---


def test_an_action_carried_on_three_times(moment):
    action = carried_action()

    [signal] = found("carried-actions", moment)

    assert (signal.subject, signal.about, signal.next_by) == (action.pk, action.employee_id, action.owner_id)
    assert (signal.severity, signal.since, dict(signal.figures)["times"]) == (1, ago(0), 3)
    assert [len(found("carried-actions", moment, threshold)) for threshold in (0, 3, 4)] == [1, 1, 0]


@pytest.mark.parametrize("fields", [{"due_on": DAY}, {"done_at": NOW}, {"dropped_at": NOW, "drop_reason": "No use"}])
def test_an_action_that_is_not_carried_on(moment, fields):
    carried_action(**fields)

    assert found("carried-actions", moment) == []


def test_an_action_without_a_day_of_somebody_who_left_is_the_managers(moment):
    action = carried_action(due_on=None, owner=EmployeeFactory(left_on=ago(3)))

    [signal] = found("carried-actions", moment)

    assert (signal.next_by, signal.since) == (action.employee.manager_id, ago(10))


# --- more than twelve reports ---


@pytest.mark.parametrize(("count", "severity"), [(13, 1), (18, 2), (24, 3)])
def test_a_manager_with_too_many_reports(moment, count, severity):
    manager = many_reports(count)

    [signal] = found("many-reports", moment)

    assert (signal.subject, signal.next_by, signal.severity) == (manager.pk, manager.manager_id, severity)
    assert (signal.since, dict(signal.figures)["reports"]) == (ago(100), count)


def test_twelve_reports_and_a_leaver_are_not_too_many(moment):
    manager = many_reports(12)
    EmployeeFactory(manager=manager, left_on=ago(2))

    assert found("many-reports", moment) == []


def test_since_the_day_on_which_one_too_many_came(moment):
    manager = many_reports()
    moved(list(manager.reports.order_by("pk")[:2]), 5, manager=EmployeeFactory())

    [signal] = found("many-reports", moment)

    assert signal.since == ago(5)


# --- four duties late ---


@pytest.mark.parametrize(("count", "severity"), [(4, 1), (8, 2), (12, 3)])
def test_a_manager_with_too_many_duties_late(moment, count, severity):
    manager = late_duties(count)

    [signal] = found("late-duties", moment)

    assert (signal.subject, signal.next_by, signal.severity) == (manager.pk, manager.manager_id, severity)
    assert (signal.since, dict(signal.figures)) == (DAY, {"check_ins": count, "reviews": 0})


def test_three_late_duties_are_not_too_many_whatever_is_anonymous_or_due_today(moment):
    manager = late_duties(3)
    CheckInFactory(employee=EmployeeFactory(manager=manager), due_on=DAY)
    CheckInFactory(employee=EmployeeFactory(manager=manager, left_on=ago(2)), due_on=ago(9))
    cycle = writing(begun=30, left=-1)
    AnonymousMarkFactory.create_batch(3, participant__cycle=cycle, writer=manager)
    ReviewFactory(participant__cycle=cycle, relation="peer", writer=manager)

    assert found("late-duties", moment) == []


def test_manager_reviews_past_their_day_are_late_duties(moment):
    manager, cycle = late_duties(2), writing(begun=30, left=-3)
    to_write(cycle, manager, 2)
    to_write(cycle, manager, 1, due_on=DAY)  # HR gave it more time

    [signal] = found("late-duties", moment)

    assert (dict(signal.figures), signal.since) == ({"check_ins": 2, "reviews": 2}, DAY)


# --- asked, and nobody answered for two weeks ---


@pytest.mark.parametrize(("days", "severity"), [(14, 1), (30, 2), (59, 2)])
def test_feedback_asked_and_never_answered(moment, days, severity):
    request = unanswered(days)

    [signal] = found("feedback-unanswered", moment)

    assert (signal.subject, signal.about, signal.next_by) == (request.pk, request.asker_id, request.asker_id)
    assert (signal.severity, signal.since) == (severity, ago(days - 14))


@pytest.mark.parametrize("days", [13, 60])
def test_a_request_of_late_or_one_that_is_past(moment, days):
    unanswered(days)

    assert found("feedback-unanswered", moment) == []


@pytest.mark.parametrize(
    "change", ["answered", "declined", "taken back", "one more was asked of late", "the subject left"]
)
def test_a_request_that_somebody_answered_or_that_ended(moment, change):
    request, ended = unanswered(20), {"ended_at": NOW}
    asked = RequestedAnswer.objects.filter(request=request)
    match change:
        case "answered" | "declined":
            asked.update(state=change, **ended)
        case "taken back":
            FeedbackRequest.objects.update(taken_back_at=NOW)
        case "one more was asked of late":
            asked.create(request=request, person=EmployeeFactory(), due_on=DAY, asked_at=NOW - timedelta(days=3))
        case "the subject left":
            request.about = EmployeeFactory(left_on=ago(2))
            request.save()

    assert found("feedback-unanswered", moment) == []


# --- no feedback for a quarter ---


@pytest.mark.parametrize(("days", "severity"), [(91, 1), (182, 2)])
def test_no_feedback_for_a_quarter(moment, days, severity):
    person = without_feedback()
    FeedbackFactory(recipient=person, sent_at=NOW - timedelta(days=days))
    FeedbackFactory(recipient=person, sent_at=NOW, withdrawn_at=NOW, behaviour="")

    [signal] = found("no-feedback", moment)

    assert (signal.subject, signal.about, signal.next_by) == (person.pk,) * 3
    assert (signal.severity, signal.since) == (severity, ago(days - 91))


def test_who_was_hired_or_came_into_the_system_of_late_waits_for_none(moment):
    without_feedback(hired_on=ago(90))
    EmployeeFactory(hired_on=ago(400))
    FeedbackFactory(recipient=without_feedback(), sent_at=NOW - timedelta(days=90))
    never = without_feedback(hired_on=ago(91))

    assert [(signal.about, signal.since) for signal in found("no-feedback", moment)] == [(never.pk, DAY)]
    assert NOW - timedelta(days=365) > LONG_AGO


# --- half of the days have passed, and a tenth is submitted ---


def test_a_review_phase_at_risk(moment):
    manager = late_review_phase()

    [signal] = found("review-phase", moment)

    first = Review.objects.order_by("pk").first()
    assert (signal.subject, signal.about, signal.next_by) == (first.pk, manager.pk, manager.pk)
    figures = {"asked": 10, "done": 1, "due_on": "2026-12-02", "behind": 40}
    assert (dict(signal.figures), signal.severity, signal.since) == (figures, 1, DAY)


@pytest.mark.parametrize("change", ["a day earlier", "paused", "closed", "one is left", "two of ten", "out", "peers"])
def test_a_review_phase_that_is_in_time(moment, change):
    manager = late_review_phase()
    reviews = Review.objects.filter(writer=manager, state="open").order_by("pk")
    submitted = {"state": "submitted", "version": 1, "submitted_at": NOW}
    match change:
        case "a day earlier":
            moment = kinds.Moment.at(NOW - timedelta(days=1))
        case "paused":
            Cycle.objects.update(paused_at=NOW)
        case "closed":
            CycleRelation.objects.update(closed_at=NOW)
        case "one is left":
            reviews.exclude(pk=reviews.first().pk).delete()
            Review.objects.filter(state="submitted").delete()
        case "two of ten":
            Review.objects.filter(pk=reviews.first().pk).update(**submitted)
        case "out":
            Participant.objects.update(taken_out_at=NOW)
        case "peers":
            reviews.update(relation="peer", anonymity="confidential")

    assert found("review-phase", moment) == []


def test_what_is_written_without_a_name_is_in_no_count(moment):
    cycle = Review.objects.filter(writer=late_review_phase()).first().participant.cycle
    before = found("review-phase", moment)
    AnonymousMarkFactory.create_batch(3, participant__cycle=cycle, writer=Employee.objects.get(pk=before[0].about))
    AnonymousMark.objects.order_by("pk")[:1].get()

    assert found("review-phase", moment) == before


# --- worse since three were moved ---


def test_a_department_that_fell_since_its_reorganisation(moment):
    department = reorganised()

    [signal] = found("reorganised", moment)

    lead = department.people.order_by("pk").first()
    assert (signal.subject, signal.department, signal.unit) == (department.pk,) * 3
    assert (signal.about, signal.next_by, signal.severity, signal.since) == (lead.pk, lead.pk, 1, ago(20))
    figures = {"moved_on": "2026-11-03", "people": 3, "fall": 10, "fewer_talks": 0}
    assert dict(signal.figures) == figures


@pytest.mark.parametrize(
    "fields",
    [
        {"now": {"progress": "0.401"}},
        {"count": 2},
        {"days": 57},
        {"now": {"check_ins_held": 7}},  # 12 points fewer
        {"now": {"check_ins_held": 2, "is_small": True}},
        {"before": {"progress": None, "expected": None}},
    ],
)
def test_a_department_that_did_not_fall_or_where_too_few_moved(moment, fields):
    reorganised(**fields)

    assert found("reorganised", moment) == []


@pytest.mark.parametrize(
    ("now", "severity"), [({"check_ins_held": 6}, 1), ({"progress": "0.3"}, 2), ({"progress": "0.15"}, 3)]
)
def test_how_far_it_fell(moment, now, severity):
    reorganised(now=now)

    assert [signal.severity for signal in found("reorganised", moment)] == [severity]


def test_before_the_first_reading_nothing_can_be_compared(moment):
    department = reorganised()
    department.readings.filter(day=ago(21)).delete()

    assert found("reorganised", moment) == []


def test_its_named_head_leads_it_and_another_manager_is_a_move_too(moment):
    department = reorganised(count=2)
    lead = department.people.order_by("pk").first()
    moved([EmployeeFactory(manager=lead, department=department)], 17, manager=EmployeeFactory())
    head = RoleGrantFactory(role=RoleGrant.Role.HEAD, department=department, employee=report()).employee

    [signal] = found("reorganised", moment)

    assert (signal.about, signal.since, dict(signal.figures)["people"]) == (head.pk, ago(17), 3)


def test_moves_over_more_than_a_week_are_not_one_reorganisation(moment):
    department = reorganised(count=2)
    lead = department.people.order_by("pk").first()
    moved([EmployeeFactory(manager=lead, department=department)], 13, department=DepartmentFactory())

    assert found("reorganised", moment) == []


# --- for all of them ---


@pytest.mark.parametrize("slug", EVERY)
@pytest.mark.parametrize("times", [1, 3])
def test_a_fixed_number_of_statements(moment, django_assert_num_queries, slug, times):
    for _each in range(times):
        EVERY[slug]()
    statements = {
        "never-prepared": 3, "carried-actions": 3, "many-reports": 4, "late-duties": 8, "feedback-unanswered": 3,
        "no-feedback": 3, "review-phase": 3, "reorganised": 7,
    }  # fmt: skip

    with django_assert_num_queries(statements[slug]):
        assert len(found(slug, moment)) == times


def test_of_some_people_they_find_what_they_find_of_everyone(moment):
    of_every_kind()
    people = Employee.objects.order_by("pk")
    halves = [people.filter(pk__in=list(people.values_list("pk", flat=True))[half::2]) for half in (0, 1)]

    for slug in EVERY:
        apart = [each for half in halves for each in found(slug, moment, people=half)]
        assert (sorted(apart), bool(apart)) == (sorted(found(slug, moment)), True), slug


def test_the_least_threshold_and_nothing_are_no_errors(moment):
    of_every_kind()

    for slug in EVERY:
        shown = len(found(slug, moment))
        assert all(len(found(slug, moment, least)) >= shown for least in (kinds.named(slug).least, 0)), slug


def test_where_there_is_nobody_and_no_period_nothing_is_found(db):
    moment = kinds.Moment.at(NOW)

    assert [(slug, found(slug, moment)) for slug in EVERY if found(slug, moment)] == []
    assert date(2026, 11, 23) == moment.day
