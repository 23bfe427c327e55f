from datetime import date, timedelta
from decimal import Decimal

import pytest

from goals import status
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.models import Organization
from org.tests.factories import EmployeeFactory

START = date(2026, 10, 1)
TODAY = date(2026, 11, 16)
HALF = Decimal("0.5")


def of(progress, expected="0.5", state="active", last=TODAY, counts_from=START, cadence="two-weeks", today=TODAY):
    return status.status_of(
        state=state,
        progress=None if progress is None else Decimal(progress),
        expected=Decimal(expected),
        last_update_on=last,
        counts_from=counts_from,
        cadence=cadence,
        today=today,
    )


@pytest.mark.parametrize(
    ("progress", "slug"), [("0.7", "achieved"), ("0.699999999999", "partly-achieved"), ("0.4", "partly-achieved")]
)
def test_closed_is_decided_by_progress(progress, slug):
    assert of(progress, state="closed") == slug


@pytest.mark.parametrize("progress", ["0.399999999999", None])
def test_closed_under_four_tenths_is_missed(progress):
    assert of(progress, state="closed") == "missed"


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_what_does_not_run_has_no_status(state):
    assert of("0.9", state=state) == "none"


@pytest.mark.parametrize(
    ("progress", "expected", "slug"),
    [
        (None, "0.5", "none"),
        ("0.45", "0.5", "on-track"),  # nine tenths
        ("0.449999999999", "0.5", "at-risk"),
        ("0.899999999999", "1", "at-risk"),
        ("0.9", "1", "on-track"),
        ("0.05", "0.1", "on-track"),  # behind by 0.05
        ("0.7", "1", "at-risk"),
        ("0.699999999999", "1", "off-track"),
        ("0.35", "0.5", "at-risk"),
        ("0.349999999999", "0.5", "off-track"),
        ("0.05", "0.2", "at-risk"),  # behind by 0.15
        ("0.049999999999", "0.2", "off-track"),
        ("0", "0", "on-track"),
    ],
)
def test_pace(progress, expected, slug):
    assert of(progress, expected) == slug


@pytest.mark.parametrize(("cadence", "days"), [("weekly", 10), ("two-weeks", 21), ("monthly", 45)])
def test_stale_after_one_and_a_half_cadences(cadence, days):
    last = TODAY - timedelta(days)

    assert of("0.5", cadence=cadence, last=last, counts_from=date(2026, 1, 1)) == "on-track"
    assert of("0.5", cadence=cadence, last=last - timedelta(1), counts_from=date(2026, 1, 1)) == "stale"


def test_stale_counts_from_activation_where_it_is_later():
    assert of("0.5", last=None, counts_from=TODAY - timedelta(21)) == "on-track"
    assert of("0.5", last=None, counts_from=TODAY - timedelta(22)) == "stale"
    assert of("0.5", last=date(2026, 1, 1), counts_from=TODAY - timedelta(21)) == "on-track"


def test_what_is_reached_is_not_stale():
    assert of("1", last=date(2026, 10, 1)) == "on-track"


@pytest.mark.parametrize(
    ("confidence", "slug"), [(10, "on-track"), (7, "on-track"), (6, "at-risk"), (4, "at-risk"), (3, "off-track")]
)
def test_a_milestone_is_judged_by_confidence_until_it_is_due(confidence, slug):
    facts = {"state": "active", "last_update_on": TODAY, "counts_from": START, "cadence": "weekly", "today": TODAY}

    def judge(due_on, progress="0"):
        return status.milestone_status(progress=Decimal(progress), confidence=confidence, due_on=due_on, **facts)

    assert judge(TODAY) == slug
    assert judge(TODAY - timedelta(1)) == "off-track"
    assert judge(TODAY - timedelta(1), progress="1") == "on-track"


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 3])
def test_statuses_of_a_list_cost_the_same(many, django_assert_num_queries):
    organization = Organization(cadence="weekly")
    objectives = [
        ObjectiveFactory(
            progress=HALF, last_update_on=TODAY - timedelta(12), owner=EmployeeFactory(cadence="two-weeks")
        )
        for _ in range(many)
    ]
    late = ObjectiveFactory(progress=HALF, last_update_on=TODAY - timedelta(12))
    fresh = type(late).objects.filter(pk__in=[each.pk for each in [*objectives, late]]).order_by("pk")

    with django_assert_num_queries(3):
        found = status.statuses(fresh, TODAY, organization)

    assert found == {each.pk: "on-track" for each in objectives} | {late.pk: "stale"}


@pytest.mark.django_db
def test_a_key_result_is_judged_by_its_own_owner_and_due_date():
    objective = ObjectiveFactory(owner=EmployeeFactory(cadence="weekly"))
    mine = KeyResultFactory(objective=objective, progress=HALF, last_update_on=TODAY - timedelta(15))
    monthly = EmployeeFactory(cadence="monthly")
    theirs = KeyResultFactory(objective=objective, progress=HALF, last_update_on=TODAY - timedelta(15), owner=monthly)
    over = KeyResultFactory(objective=objective, progress=HALF, last_update_on=TODAY, due_on=TODAY - timedelta(1))

    assert status.key_result_statuses([mine, theirs, over], TODAY) == {
        mine.pk: "stale",
        theirs.pk: "on-track",
        over.pk: "off-track",
    }
