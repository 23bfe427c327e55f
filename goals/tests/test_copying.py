"""A copy begins where the original stands; nothing of the original changes; copied twice is copied once."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import from_nothing, rollup, rules, services
from goals.carrying import carried_baseline
from goals.models import Change, KeyResult, Objective, ProgressUpdate
from goals.services.copying import copy_objective, copy_objectives
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State = Objective.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(first_name="Ana", manager=EmployeeFactory(first_name="Joana"))


@pytest.fixture
def q1(db):
    return PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))


def year(number=2026):
    return PeriodFactory(name=f"{number}", starts_on=date(number, 1, 1), ends_on=date(number, 12, 31))


def numbers(objective):
    return list(objective.key_results.order_by("position").values_list("title", "baseline", "target"))


def test_it_begins_where_the_original_stands(ana, q1):
    left, other = EmployeeFactory(left_on=date(2026, 5, 1)), EmployeeFactory()
    original = ObjectiveFactory(owner=ana, title="Cut it", description="why", visibility="line")
    moved = KeyResultFactory(objective=original, title="moved", weight=2, owner=other, due_on=date(2026, 12, 1))
    KeyResultFactory(objective=original, title="silent", baseline=5, target=9, owner=left)
    services.update(moved, by=ana, value=Decimal(40))

    copy = copy_objective(original, q1, by=ana)

    assert (copy.title, copy.description, copy.visibility, copy.state) == ("Cut it", "why", "line", "draft")
    assert (copy.period, copy.owner, copy.copied_from, copy.progress) == (q1, ana, original, None)
    assert numbers(copy) == [("moved", 40, 100), ("silent", 5, 9)]
    assert list(copy.key_results.values_list("weight", "owner", "due_on")) == [(2, other.pk, None), (1, None, None)]
    assert [note for note in copy.notes if "has left" in note] != []


@pytest.mark.parametrize(
    ("unit", "value", "baseline", "words"),
    [
        ("number", 100, 0, "has reached its target: it begins at its old baseline"),
        ("number", 120, 0, "has reached its target: it begins at its old baseline"),
        ("milestone", 1, 0, "is done already"),
    ],
)
def test_what_is_reached_says_so(ana, q1, unit, value, baseline, words):
    target = 1 if unit == "milestone" else 100
    key_result = KeyResultFactory(objective__owner=ana, unit=unit, target=target)
    services.update(key_result, by=ana, value=Decimal(value))

    copy = copy_objective(key_result.objective, q1, by=ana)

    assert numbers(copy) == [(key_result.title, baseline, target)]
    assert [words in note for note in copy.notes] == [True]


def test_copied_twice_is_copied_once(ana, q1):
    original = ObjectiveFactory(owner=ana)
    first = copy_objective(original, q1, by=ana)

    second = copy_objective(original, q1, by=ana)

    assert (second, first.is_new_copy, second.is_new_copy) == (first, True, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ObjectiveFactory(owner=ana, period=q1, copied_from=original)
    with pytest.raises(ValidationError, match="was copied into that period already"):
        Objective(owner=ana, period=q1, title="x", copied_from=original).full_clean()


def test_a_cancelled_copy_makes_room_for_another(ana, q1):
    original = ObjectiveFactory(owner=ana)
    services.cancel(copy_objective(original, q1, by=ana), by=ana)

    assert copy_objective(original, q1, by=ana).is_new_copy


def test_aligned_anew_to_the_parent_that_still_encloses_it(ana):
    parent = ObjectiveFactory(owner=EmployeeFactory(), period=year())
    original = ObjectiveFactory(
        owner=ana,
        period=PeriodFactory(name="Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)),
        aligned_to=parent,
        weight=3,
    )

    copy = copy_objective(original, PeriodFactory(), by=ana)

    assert (copy.aligned_to, copy.alignment, copy.weight, copy.notes) == (parent, "proposed", 3, [])


def test_aligned_to_the_parents_copy_in_the_new_period(ana, q1):
    parent = ObjectiveFactory(owner=ana.manager)
    original = ObjectiveFactory(owner=ana, aligned_to=parent)
    parents_copy = services.activate(copy_objective(parent, q1, by=ana.manager), by=ana.manager)

    copy = copy_objective(original, q1, by=ana)

    assert (copy.aligned_to, copy.alignment, copy.notes) == (parents_copy, "accepted", [])


@pytest.mark.parametrize("why", ["not in it", "a draft", "hidden", "declined"])
def test_where_nothing_fits_it_says_so(ana, q1, why):
    parent = ObjectiveFactory(owner=ana.manager, title="Parent words")
    original = ObjectiveFactory(owner=ana, aligned_to=parent, weight=2)
    if why == "a draft":
        copy_objective(parent, q1, by=ana.manager)
    elif why == "hidden":
        Objective.objects.filter(pk=parent.pk).update(visibility="manager")
    elif why == "declined":
        services.decline(original, by=ana.manager)

    copy = copy_objective(original, q1, by=ana)

    assert (copy.aligned_to, copy.alignment, copy.weight) == (None, "", 1)
    notes = " ".join(copy.notes)
    assert {
        "not in it": notes == "It supports nothing yet: “Parent words” is not in 2027 Q1.",
        "a draft": "“Parent words” is a draft" in notes,
        "hidden": "you may not see" in notes and "Parent" not in notes,
        "declined": notes == "",
    }[why]


@pytest.mark.parametrize("why", ["leaver", "cancelled", "same period", "locked"])
def test_what_cannot_be_copied(ana, q1, why):
    key_result = KeyResultFactory(objective__owner=ana)
    original, period = key_result.objective, q1
    if why == "leaver":
        ana.left_on = date(2026, 5, 1)
        ana.save()
    elif why == "cancelled":
        services.cancel(original, by=ana)
    elif why == "same period":
        period = original.period
    else:
        q1.definitions_lock_on = date(2026, 1, 1)
        q1.save()

    with pytest.raises(ValidationError) as refused:
        copy_objective(original, period, by=ana.manager)

    assert refused.value.code == {"leaver": "left", "cancelled": "state", "same period": "period"}.get(why, "locked")
    assert Objective.objects.count() == 1


def test_several_are_copied_all_or_none(ana, q1):
    fine, gone = ObjectiveFactory(owner=ana), ObjectiveFactory(owner=ana)
    services.cancel(gone, by=ana)

    with pytest.raises(ValidationError) as refused:
        copy_objectives([fine, gone], q1, by=ana)

    assert refused.value.about == gone
    assert not Objective.objects.filter(period=q1).exists()


def test_who_may_copy(ana):
    objective = ObjectiveFactory(owner=ana)

    assert rules.can_copy(ana, objective)
    assert not rules.can_copy(ana.manager, objective)
    objective.state = State.CANCELLED
    assert not rules.can_copy(ana, objective)


values = st.decimals(-1000, 1000, places=2).map(lambda value: value.normalize() + 0)
rows = st.tuples(
    st.sampled_from(KeyResult.Unit.values), values, values, st.sampled_from(["0", "0.5", "1", "3"]), st.none() | values
).filter(lambda row: row[1] != row[2])


@given(st.lists(rows, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_objective_has_an_equal_copy_and_stays_itself(ana, q1, drawn):
    original = ObjectiveFactory(owner=ana)
    for place, (unit, baseline, target, weight, value) in enumerate(drawn):
        made = services.add_key_result(
            original,
            by=ana,
            title=f"Result {place}",
            unit=unit,
            baseline=baseline,
            target=target,
            weight=Decimal(weight),
        )
        if value is not None:
            services.update(made, by=ana, value=Decimal(value > 0) if made.is_milestone else value)
    before = everything_of(original)

    copy = copy_objective(original, q1, by=ana)

    pairs = list(zip(original.key_results.order_by("pk"), copy.key_results.order_by("pk"), strict=True))
    for old, new in pairs:
        assert (new.title, new.unit, new.weight, new.target) == (old.title, old.unit, old.weight, old.target)
        assert (new.current, new.progress) == (None, 0 if new.is_milestone else None)
        assert new.baseline == carried_baseline(old)
    counts = any(new.is_milestone and new.weight > 0 for _old, new in pairs)
    assert Objective.objects.get(pk=copy.pk).progress == (0 if counts else None)
    assert everything_of(original) == before


def everything_of(objective):
    key_results = KeyResult.objects.filter(objective=objective).order_by("pk")
    return (
        Objective.objects.filter(pk=objective.pk).values().get(),
        list(key_results.values()),
        list(ProgressUpdate.objects.filter(key_result__in=key_results).order_by("pk").values()),
        list(Change.objects.filter(objective=objective).order_by("pk").values()),
    )


# --- the page ---


def test_the_page_offers_my_objectives_of_the_period_before(client, ana, q1):
    mine = KeyResultFactory(objective__owner=ana, objective__title="My aim", title="Wait", unit="days").objective
    ObjectiveFactory(title="Somebody’s aim")
    services.cancel(ObjectiveFactory(owner=ana, title="Gone"), by=ana)
    client.force_login(ana)

    response = client.get(reverse("goals:copy"), {"target": q1.pk})
    text = response.content.decode()

    assert response.context["source"].name == "2026 Q4"
    assert [row["objective"] for row in response.context["rows"]] == [mine]
    assert "Wait: 0 → 100 days" in text


def test_copy_what_is_ticked(client, ana, q1):
    first, _second = ObjectiveFactory.create_batch(2, owner=ana)
    client.force_login(ana)
    url = reverse("goals:copy")
    sent = {"source": first.period_id, "target": q1.pk, "objective": [first.pk]}

    page = client.post(url, sent, follow=True).content.decode()
    again = client.post(url, sent, follow=True).content.decode()
    shown = client.get(url, {"target": q1.pk}).content.decode()

    assert "1 draft made in 2027 Q1." in page
    assert "0 drafts made" in again
    assert list(Objective.objects.filter(period=q1).values_list("copied_from", flat=True)) == [first.pk]
    assert "copied already" in shown


@pytest.mark.parametrize("sent", [[], ["x"], [10**9]])
def test_nothing_ticked_is_said(client, ana, q1, sent):
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    response = client.post(reverse("goals:copy"), {"source": objective.period_id, "target": q1.pk, "objective": sent})

    assert response.status_code == 422
    assert "Tick what you want to copy" in response.content.decode()


def test_somebody_elses_objective_is_not_copied(client, ana, q1):
    theirs = ObjectiveFactory()
    client.force_login(ana)

    client.post(reverse("goals:copy"), {"source": theirs.period_id, "target": q1.pk, "objective": [theirs.pk]})

    assert Objective.objects.count() == 1


def test_the_same_period_twice_is_refused_beside_the_field(client, ana):
    period = PeriodFactory()
    client.force_login(ana)

    response = client.get(reverse("goals:copy"), {"source": period.pk, "target": period.pk})

    assert "Choose two different periods" in response.content.decode()


def test_without_any_period_it_says_so(client, ana):
    client.force_login(ana)

    assert client.get(reverse("goals:copy")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, ana, q1, django_assert_num_queries, count):
    for each in ObjectiveFactory.create_batch(count, owner=ana):
        KeyResultFactory(objective=each)
    client.force_login(ana)

    with django_assert_num_queries(5):
        client.get(reverse("goals:copy"), {"target": q1.pk})


def test_the_days_of_a_copy_are_right_at_once(ana, q1):
    year = PeriodFactory(name="all of it", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    parent = services.create_objective(by=ana, owner=ana, period=year, title="Above", state="active")
    original = services.create_objective(
        by=ana, owner=ana, period=PeriodFactory(), title="Below", state="active", aligned_to=parent
    )
    services.set_weight(original, by=ana, weight=Decimal(3))

    copy = copy_objective(original, q1, by=ana)

    assert (copy.aligned_to, copy.weight) == (parent, 3)
    rollup.roll_up_due(10)
    assert from_nothing.check() == 0
