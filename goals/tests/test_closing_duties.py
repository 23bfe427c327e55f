from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import closing_duties
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from inbox.duties import duties_of
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organization():
    OrganizationFactory(time_zone="Europe/Berlin")


def at(text) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def duties(*people, now="2027-01-05T12:00:00"):
    return list(closing_duties.provider(people, at(now)))


def test_one_for_each_period_with_what_it_is_and_nobodys_texts():
    ana = EmployeeFactory()
    ObjectiveFactory.create_batch(2, owner=ana, title="Words of mine")
    ObjectiveFactory(owner=ana, period=PeriodFactory(name="2026", starts_on=date(2026, 1, 1)))

    found = duties(ana)

    assert sorted((duty.title, duty.due_on, duty.person_id) for duty in found) == [
        ("Close your goals of 2026", date(2027, 1, 14), ana.pk),
        ("Close your goals of 2026 Q4", date(2027, 1, 14), ana.pk),
    ]
    assert {duty.path for duty in found} == {
        f"/goals/close/?period={pk}" for pk in ana.objectives.values_list("period", flat=True)
    }
    assert "Words of mine" not in repr(found)


# The period's last day is 31 December; Auckland is 13 hours ahead of UTC then, Denver 7 behind.
@pytest.mark.parametrize(
    ("zone", "now", "waits"),
    [
        ("Europe/Berlin", "2026-12-30T12:00:00", False),
        ("Europe/Berlin", "2026-12-31T00:00:00", True),
        ("Pacific/Auckland", "2026-12-30T11:30:00", True),
        ("America/Denver", "2026-12-31T06:00:00", False),
        ("America/Denver", "2026-12-31T08:00:00", True),
    ],
)
def test_from_the_last_day_on_where_the_person_is(zone, now, waits):
    ana = EmployeeFactory(time_zone=zone)
    ObjectiveFactory(owner=ana)

    assert bool(duties(ana, now=now)) == waits


def test_the_locations_zone_where_the_person_has_none():
    ana = EmployeeFactory(location=LocationFactory(time_zone="America/Denver"))
    ObjectiveFactory(owner=ana)

    assert duties(ana, now="2026-12-31T06:00:00") == []


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_what_is_active_waits(state):
    objective = ObjectiveFactory(state=state)

    assert duties(objective.owner) == []


@pytest.mark.parametrize(("left_on", "waits"), [(date(2027, 1, 4), False), (date(2027, 1, 5), True)])
def test_not_for_a_leaver(left_on, waits):
    ana = EmployeeFactory(left_on=left_on)
    ObjectiveFactory(owner=ana)

    assert bool(duties(ana)) == waits


def test_another_persons_goals_are_not_mine():
    ObjectiveFactory()

    assert duties(EmployeeFactory()) == []


def test_it_is_registered():
    ana = EmployeeFactory()
    ObjectiveFactory(owner=ana)

    (duty,) = duties_of([ana], at("2027-01-05T12:00:00"))[ana.pk]

    assert (duty.kind, duty.action) == ("close", "Close goals")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count, django_assert_num_queries):
    people = EmployeeFactory.create_batch(count)
    for person in people:
        ObjectiveFactory.create_batch(count, owner=person)

    with django_assert_num_queries(2):  # objectives, organisation
        assert len(duties(*people)) == count


def test_what_a_page_has_loaded_is_not_asked_for_again(django_assert_num_queries):
    ana, ben = EmployeeFactory(time_zone="Europe/Berlin"), EmployeeFactory()
    ObjectiveFactory(owner=ana)
    ObjectiveFactory(owner=ben)
    ana.active_objectives = list(ana.objectives.select_related("period"))

    with django_assert_num_queries(1):  # the organisation
        found = duties(ana)

    assert [duty.person_id for duty in found] == [ana.pk]
    assert sorted(duty.person_id for duty in duties(ana, ben)) == [ana.pk, ben.pk]


def test_nothing_to_close_is_one_query():
    ana = EmployeeFactory()
    with CaptureQueriesContext(connection) as queries:
        duties(ana)

    assert len(queries) == 1
