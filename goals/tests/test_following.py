"""Follow an objective, and what is told of those that one follows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import following, rollup, services
from goals.models import Change, Follow, Objective
from goals.tests.factories import CommentFactory, FollowFactory, KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State, Visibility = Objective.State, Objective.Visibility
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FOLLOWED = reverse("goals:followed")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def on(day: str):
    return time_machine.travel(f"2026-11-{day}T09:00:00Z", tick=False)


def written(key_result, value, day: str):
    with on(day):
        return services.update(key_result, by=key_result.objective.owner, value=Decimal(value))


def told(viewer) -> dict[str, str]:
    return {each.title: ", ".join(each.words) for each in following.news(viewer, NOW)}


def lead_time(ana, **fields):
    """An objective with two updates in the last seven days and one before."""
    objective = ObjectiveFactory(title="Cut lead time", **fields)
    key_result = KeyResultFactory(objective=objective, title="Lead time", unit="days", baseline=14, target=10)
    for value, day in ((13, "16"), ("12.5", "17"), (12, "20")):
        written(key_result, value, day)
    FollowFactory(person=ana, objective=objective)
    return key_result


# --- the button ---


def test_follow_and_unfollow(client, ana):
    objective = ObjectiveFactory()
    client.force_login(ana)
    follow, unfollow = (reverse(f"goals:{name}", args=[objective.pk]) for name in ("follow", "unfollow"))
    assert follow in client.get(objective.get_absolute_url()).content.decode()

    responses = [client.post(follow), client.post(follow)]

    assert [response.url for response in responses] == [objective.get_absolute_url()] * 2
    assert list(Follow.objects.values_list("person", "objective")) == [(ana.pk, objective.pk)]
    assert unfollow in client.get(objective.get_absolute_url()).content.decode()
    client.post(unfollow)
    assert not Follow.objects.exists()


def test_in_place_over_htmx(htmx, ana):
    objective = ObjectiveFactory()
    htmx.force_login(ana)

    html = htmx.post(reverse("goals:follow", args=[objective.pk])).content.decode()

    assert "Following" in html
    assert reverse("goals:unfollow", args=[objective.pk]) in html
    assert "<html" not in html


@pytest.mark.parametrize("name", ["follow", "unfollow"])
def test_what_one_may_not_see_one_cannot_follow(client, ana, name):
    follow = FollowFactory(objective__visibility=Visibility.MANAGER, person=ana)
    client.force_login(ana)

    response = client.post(reverse(f"goals:{name}", args=[follow.objective_id]))

    assert (response.status_code, Follow.objects.count()) == (404, 1)


def test_the_owner_need_not_follow(client, ana):
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    assert b"/follow/" not in client.get(objective.get_absolute_url()).content


# --- what is told ---


def test_updates_and_the_progress_before_and_now(ana):
    lead_time(ana)

    assert told(ana) == {"Cut lead time": "2 updates, 25 → 50\xa0%"}


def test_a_rebaseline_is_told_with_both_numbers_and_the_progress_that_it_was(ana):
    key_result = lead_time(ana)
    with on("21"):
        services.rebaseline(key_result, by=key_result.objective.owner, reason="agreed", target=Decimal(9))

    assert told(ana) == {"Cut lead time": "2 updates, 25 → 40\xa0%, target 10 → 9 days"}


def test_of_several_key_results_the_changed_one_is_named(ana):
    key_result = lead_time(ana)
    other = KeyResultFactory(objective=key_result.objective, title="Complete", weight=3)
    Change.objects.filter(key_result=other).delete()
    written(other, 0, "10")
    with on("21"):
        services.rebaseline(key_result, by=key_result.objective.owner, reason="agreed", target=Decimal(9))

    assert told(ana) == {"Cut lead time": "2 updates, 6 → 10\xa0%, Lead time: target 10 → 9 days"}


def test_a_struck_update_is_no_news(ana):
    key_result = lead_time(ana)
    for update in key_result.updates.filter(day__gt=date(2026, 11, 16)):
        services.strike(update, by=key_result.objective.owner)

    assert told(ana) == {}


def test_states_owners_and_comments(ana):
    objective = ObjectiveFactory(title="Ends")
    FollowFactory(person=ana, objective=objective)
    CommentFactory.create_batch(2, objective=objective)
    CommentFactory(objective=objective, author=ana)
    new = EmployeeFactory()
    services.edit_objective(objective, by=objective.owner, owner=new)
    services.close(objective, by=new, score=Decimal(1), retrospective="done")

    assert told(ana) == {"Ends": "closed, another owner, 2 comments"}


def test_with_others_below_it_what_moved_there_is_told(ana):
    company = ObjectiveFactory(title="Company", last_update_on=date(2026, 11, 20), progress=Decimal("0.38"))
    ObjectiveFactory(aligned_to=company)
    FollowFactory(person=ana, objective=company)

    assert told(ana) == {"Company": "updates below it, now 38\xa0%"}


def test_with_others_below_it_what_it_was_is_told_too(ana):
    company, child = ObjectiveFactory(title="Company"), ObjectiveFactory()
    child_value = KeyResultFactory(objective=child)
    ObjectiveFactory(aligned_to=company)
    Objective.objects.filter(pk=child.pk).update(aligned_to=company, alignment=Objective.Alignment.ACCEPTED)
    FollowFactory(person=ana, objective=company)
    written(child_value, 31, "10")
    rollup.roll_up_due(30)
    written(child_value, 38, "20")
    rollup.roll_up_due(30)

    assert told(ana) == {"Company": "updates below it, 31 → 38\xa0%"}


def test_what_is_older_than_seven_days_or_of_others_is_not_told(ana):
    old = ObjectiveFactory(title="Old")
    written(KeyResultFactory(objective=old), 10, "16")
    CommentFactory(objective=old, written_at=datetime(2026, 11, 16, 23, tzinfo=UTC))
    FollowFactory(person=ana, objective=old)
    written(KeyResultFactory(objective__title="Not followed"), 10, "20")
    FollowFactory(objective__title="Followed by another")

    assert told(ana) == {}


def test_who_lost_sight_is_told_nothing(client, ana):
    key_result = lead_time(ana)
    Objective.objects.filter(pk=key_result.objective_id).update(visibility=Visibility.MANAGER)
    client.force_login(ana)

    assert told(ana) == {}
    assert "Cut lead time" not in client.get(FOLLOWED).content.decode()
    assert "You follow nothing yet" in client.get(FOLLOWED).content.decode()


def test_the_newest_first(ana):
    for title, day in (("first", "18"), ("last", "22"), ("between", "20")):
        written(KeyResultFactory(objective__title=title), 10, day)
        FollowFactory(person=ana, objective=Objective.objects.get(title=title))

    assert list(told(ana)) == ["last", "between", "first"]


@pytest.mark.parametrize("count", [1, 3])
def test_news_are_one_query(ana, django_assert_num_queries, count):
    for _ in range(count):
        key_result = lead_time(ana)
        CommentFactory(objective=key_result.objective)
        KeyResultFactory(objective=key_result.objective)
    assert (ana.is_manager, ana.open_grants) == (False, [])  # known of who is logged in

    with django_assert_num_queries(1):
        assert len(following.news(ana, NOW)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, ana, django_assert_num_queries, count):
    for _ in range(count):
        lead_time(ana, aligned_to=ObjectiveFactory())
    client.force_login(ana)

    with django_assert_num_queries(5):
        response = client.get(FOLLOWED)

    assert (len(response.context["followed"]), len(response.context["page"])) == (count, count)
