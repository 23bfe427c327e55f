"""A plan lives on in the check-ins: ticked off, talked about, and nothing that was typed of it is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import services
from feedback.models import PlanReview
from feedback.tests.factories import CheckInFactory, PlanActionFactory, PlanFactory, PlanReviewFactory
from feedback.tests.pages import as_shown, text_of, url, words_of
from org.models import Employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast):
    plan = PlanFactory(employee=cast.subject, support=True, aim="Three weeks in a row", review_on=timezone.localdate())
    action = PlanActionFactory(plan=plan, text="Take the reporting away", owner=cast.manager)
    return plan, action, CheckInFactory(employee=cast.subject, manager=cast.manager)


def test_in_a_check_in_it_is_ticked_off_and_said_how_it_goes(cast, talk):
    plan, action, check_in = talk
    client = cast.client("manager")
    page = client.get(url("log", check_in))
    data = as_shown(page) | {"plan-done": action.pk, f"plan-{plan.pk}-text": "Two weeks by day."}

    client.post(url("log", check_in), data)

    action.refresh_from_db()
    plan.refresh_from_db()
    assert "Take the reporting away" in text_of(page)
    assert action.done_by == cast.manager
    assert PlanReview.objects.get().check_in == check_in
    assert plan.review_on == timezone.localdate() + timedelta(days=28)
    said = cast.client("subject").get(check_in.get_absolute_url())
    assert "Two weeks by day." in text_of(said)
    assert "Two weeks by day." in text_of(client.get(plan.get_absolute_url()))


def test_words_about_a_plan_that_ended_while_one_typed_come_back_with_the_page(cast, talk):
    plan, _action, check_in = talk
    client = cast.client("manager")
    data = as_shown(client.get(url("log", check_in))) | {f"plan-{plan.pk}-text": "Zebra", "held_on": "2027-02-30"}
    services.end_plan(plan, "reached", "", by=cast.hr)

    page = client.post(url("log", check_in), data)

    assert page.status_code == 422
    assert "Zebra" in text_of(page)
    assert "It ended meanwhile." in words_of(page)


def test_beside_preparing_stands_what_is_open(cast, talk):
    _plan, action, check_in = talk

    page = text_of(cast.client("subject").get(url("prepare", check_in)))

    assert "Three weeks in a row" in page
    assert action.get_absolute_url() in page


def test_who_held_a_check_in_and_is_not_the_manager_any_more_reads_no_words_of_the_plan(cast, talk):
    plan, _action, check_in = talk
    PlanReviewFactory(plan=plan, check_in=check_in, text="Zebra")
    services.log(check_in, by=cast.manager, entry=services.Entry(version=0, held_on=timezone.localdate()))
    Employee.objects.filter(pk=cast.subject.pk).update(manager=cast.skip_level)

    page = cast.client("manager").get(check_in.get_absolute_url())

    assert page.status_code == 200
    assert "Zebra" not in text_of(page)


def test_words_in_a_check_in_are_kept_even_where_the_plan_ended_meanwhile(cast):
    plan = PlanFactory(employee=cast.subject, review_on=timezone.localdate())
    action = PlanActionFactory(plan=plan)
    check_in = CheckInFactory(employee=cast.subject, manager=cast.manager)
    entry = services.Entry(
        version=0, held_on=timezone.localdate(), plan_done=frozenset([action.pk]), plan_words=((plan.pk, "Better."),)
    )
    services.end_plan(plan, "reached", "", by=cast.subject)

    services.log(check_in, by=cast.manager, entry=entry)

    review = plan.reviews.get()
    action.refresh_from_db()
    assert (review.text, review.author, review.check_in) == ("Better.", cast.manager, check_in)
    assert action.done_at is None
