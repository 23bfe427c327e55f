"""Two at the same moment on one plan, on either database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import plan_handover, services
from feedback.models import Plan, PlanAnswer, PlanReview
from feedback.services import NewPlan, NewPlanAction, PlanChange
from feedback.services.plans import stamp
from feedback.tests.factories import PlanActionFactory, PlanFactory
from inbox.models import Notification
from org.models import Employee
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import named_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_begins_one():
    person = EmployeeFactory(manager=EmployeeFactory())
    days = {
        "review_on": timezone.localdate() + timedelta(days=14),
        "ends_on": timezone.localdate() + timedelta(days=60),
    }
    action = NewPlanAction("Call", person.pk, days["review_on"])
    new = NewPlan("development", "Title", "Aim", actions=(action,), **days)

    outcomes = named_at_once(*[lambda: services.start_plan(person, new, by=person.manager).pk] * 3)

    assert len(set(outcomes)) == 1
    assert (Plan.objects.count(), Plan.objects.get().actions.count()) == (1, 1)


def test_the_two_change_it_at_once_and_the_second_is_shown_the_first():
    plan = PlanFactory()
    employee, manager = plan.employee, plan.manager

    def change(by, title):
        return lambda: services.edit_plan(plan, PlanChange(0, title, "Aim", plan.review_on, plan.ends_on), by=by).title

    outcomes = named_at_once(change(employee, "Theirs"), change(manager, "Mine"))

    plan.refresh_from_db()
    assert sorted(outcomes) == sorted([plan.title, "PlanChangedError"])


def test_it_ends_once_and_a_word_of_how_it_goes_is_before_it_or_refused():
    plan = PlanFactory(support=True)

    outcomes = named_at_once(
        lambda: services.end_plan(plan, "reached", "", by=plan.manager),
        lambda: bool(services.review_plan(plan, "It moves.", by=plan.employee)),
    )

    plan.refresh_from_db()
    assert outcomes[0] is True
    assert outcomes[1] in (True, "ValidationError")
    assert PlanReview.objects.count() == (outcomes[1] is True)
    assert not PlanReview.objects.filter(written_at__gt=plan.ended_at).exists()


def test_an_answer_is_to_the_state_before_a_change_or_refused():
    plan = PlanFactory(support=True, proposed=True)
    change = PlanChange(0, "Another", "Aim", plan.review_on, plan.ends_on)
    seen = stamp(plan)

    outcomes = named_at_once(
        lambda: bool(services.answer_plan(plan, "agree", "", by=plan.employee, seen=seen)),
        lambda: services.edit_plan(plan, change, by=plan.manager).title,
    )

    plan.refresh_from_db()
    assert outcomes[1] == "Another"
    assert outcomes[0] in (True, "ValidationError")
    assert plan.is_active is (outcomes[0] is True)
    assert not PlanAnswer.objects.filter(at__gt=plan.changed_at).exists()


def test_ticked_off_twice_it_is_done_once():
    action = PlanActionFactory(plan=PlanFactory(support=True))

    outcomes = named_at_once(
        lambda: services.finish_plan_action(action, by=action.plan.employee),
        lambda: services.finish_plan_action(action, by=action.plan.manager),
    )

    assert sorted(outcomes) == [False, True]


def test_two_sweeps_tell_of_another_manager_once():
    plan = PlanFactory()
    Employee.objects.filter(pk=plan.employee_id).update(manager=EmployeeFactory())

    outcomes = named_at_once(*[lambda: plan_handover.follow([plan.pk], timezone.now())] * 2)

    assert sorted(outcomes) == [0, 1]
    assert Notification.objects.count() == 3
