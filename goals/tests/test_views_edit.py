"""Make and change an objective with its key results."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import services
from goals.models import Change, KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
CREATE = reverse("goals:create")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    PeriodFactory()
    return EmployeeFactory(
        last_name="Souza", email="ana@example.org", manager=EmployeeFactory(), department=DepartmentFactory()
    )


def rows(*key_results, total=None) -> dict:
    """The formset's part of a POST: each key result a dict of what is typed."""
    data = {"kr-TOTAL_FORMS": total or len(key_results), "kr-INITIAL_FORMS": 0}
    for place, typed in enumerate(key_results):
        for name, value in ({"unit": "number", "weight": "1"} | typed).items():
            data[f"kr-{place}-{name}"] = value
    return data


def typed(author, *key_results, **fields) -> dict:
    period = PeriodFactory()
    own = {"title": "Cut lead time", "period": period.pk, "scope": "individual", "owner": author.email}
    return own | {"visibility": "everyone"} | rows(*key_results) | fields


def seen(objective, *key_results, **fields) -> dict:
    """What a person sends who opened the objective as it is now."""
    return typed(objective.owner, *key_results, title=objective.title, version=objective.version) | fields


def row_of(key_result, **typed) -> dict:
    known = {"id": key_result.pk, "title": key_result.title, "unit": key_result.unit}
    return known | {"baseline": str(key_result.baseline), "target": str(key_result.target), "weight": "1"} | typed


def test_create_with_key_results(client, ana):
    client.force_login(ana)

    response = client.post(
        CREATE,
        typed(
            ana,
            {"title": "Lead time", "unit": "days", "baseline": "14", "target": "9,5", "weight": "2"},
            {"title": "Carrier signed", "unit": "milestone"},
            {},
        ),
    )

    objective = Objective.objects.get()
    assert response.url == objective.get_absolute_url()
    assert (objective.state, objective.owner) == ("draft", ana)
    assert list(objective.key_results.values_list("title", "unit", "baseline", "target", "weight")) == [
        ("Lead time", "days", 14, Decimal("9.5"), 2),
        ("Carrier signed", "milestone", 0, 1, 1),
    ]


def test_create_shows_three_blank_rows_and_the_current_period(client, ana):
    client.force_login(ana)

    response = client.get(CREATE)

    assert len(response.context["formset"].forms) == 3
    assert response.context["form"].initial["period"].name == "2026 Q4"


def test_add_rows_keeps_what_was_typed_and_writes_nothing(client, ana):
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, {"title": "Lead time", "baseline": "x"}, title="", more="1"))

    assert response.status_code == 200
    assert [form["title"].value() or "" for form in response.context["formset"].forms] == ["Lead time", "", "", ""]
    assert response.context["formset"].forms[0]["baseline"].value() == "x"
    assert 'role="alert"' not in response.content.decode()
    assert not Objective.objects.exists()


@pytest.mark.parametrize(
    ("key_result", "words"),
    [
        ({"title": "A", "baseline": "1", "target": "1"}, "Target and baseline are equal"),
        ({"title": "A", "baseline": "", "target": "1"}, "Write the value that it starts from"),
        ({"title": "A", "baseline": "1", "target": "many"}, "“many” is not a number"),
        ({"title": "A", "baseline": "1", "target": "1,234"}, "can be read in two ways"),
        ({"title": "A", "baseline": "1", "target": "2", "weight": "-1"}, "A weight is 0 or more"),
        ({"title": "A", "baseline": "1", "target": "2", "due_on": "2027-01-01"}, "The due date lies within 2026 Q4"),
        ({"title": "A", "baseline": "1", "target": "1234567890123456"}, "choose a larger unit"),
        ({"title": "A", "baseline": "1", "target": "2", "owner": "nobody@example.org"}, "Nobody here is"),
        ({"title": "", "baseline": "1", "target": "2"}, "Write what is measured"),
        ({"title": "x" * 201, "baseline": "1", "target": "2"}, "This is 201 characters long, and 200 fit."),
    ],
)
def test_a_row_that_is_wrong_is_refused_whole(client, ana, key_result, words):
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, {"title": "Fine", "baseline": "1", "target": "2"}, key_result))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Cut lead time" in response.content.decode()
    assert not Objective.objects.exists()


def test_two_rows_of_one_title_are_refused(client, ana):
    client.force_login(ana)
    row = {"title": "Lead time", "baseline": "1", "target": "2"}

    response = client.post(CREATE, typed(ana, row, row | {"title": "lead  TIME"}))

    assert response.status_code == 422
    assert "of that title already" in response.content.decode()


@pytest.mark.parametrize("title", ["x" * 10_000, ""])
def test_a_title_that_is_no_title(client, ana, title):
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, title=title))

    assert response.status_code == 422
    assert not Objective.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": "company"}, "Only the head of the company and HR"),
        ({"scope": "department"}, "Choose the department"),
        ({"owner": "stranger@example.org"}, "for yourself and for your direct reports"),
        ({"owner": "Ana"}, "Nobody here is"),
        ({"owner": "Gone Person"}, "has left"),
    ],
)
def test_whom_one_may_set_objectives_for(client, ana, fields, words):
    EmployeeFactory(email="stranger@example.org")
    EmployeeFactory(first_name="Gone", last_name="Person", left_on=date(2026, 1, 1))
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, **fields))

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_manager_sets_one_for_a_report_by_name(client, ana):
    client.force_login(ana.manager)

    client.post(CREATE, typed(ana, owner="ana souza"))

    assert Objective.objects.get().owner == ana


def test_a_new_one_is_aligned_to_the_parent_that_was_chosen(client, ana):
    parent = ObjectiveFactory(owner=ana.manager)
    client.force_login(ana)

    client.post(CREATE, typed(ana, parent=parent.pk))

    assert Objective.objects.get(owner=ana).alignment == "accepted"


def test_a_hidden_parent_cannot_be_chosen(client, ana):
    parent = ObjectiveFactory(visibility=Objective.Visibility.MANAGER, title="secret")
    client.force_login(ana)

    shown = client.get(CREATE, {"parent": parent.pk})
    client.post(CREATE, typed(ana, parent=parent.pk))

    assert b"secret" not in shown.content
    assert Objective.objects.get(owner=ana).aligned_to is None


def test_edit_changes_words_and_rows(client, ana):
    objective = ObjectiveFactory(owner=ana)
    keep, change, go = (KeyResultFactory(objective=objective, title=name) for name in ("keep", "change", "go"))
    client.force_login(ana)

    response = client.post(
        reverse("goals:edit", args=[objective.pk]),
        seen(
            objective,
            row_of(keep, baseline="0", target="100"),
            row_of(change, baseline="0", target="80"),
            row_of(go, baseline="0", target="100", remove="on"),
            {"title": "new", "baseline": "5", "target": "1"},
            title="Other words",
        ),
    )

    objective.refresh_from_db()
    assert response.url == objective.get_absolute_url()
    assert objective.title == "Other words"
    assert list(objective.key_results.values_list("title", "target")) == [("keep", 100), ("change", 80), ("new", 1)]
    assert list(Change.objects.filter(key_result=keep)) == []


def test_after_the_first_update_the_numbers_are_fixed(client, ana):
    objective = ObjectiveFactory(owner=ana)
    key_result = KeyResultFactory(objective=objective)
    services.update(key_result, by=ana, value=Decimal(1))
    client.force_login(ana)
    url = reverse("goals:edit", args=[objective.pk])

    shown = client.get(url).content.decode()
    client.post(url, seen(objective, row_of(key_result, title="Better words", target="1")))

    key_result.refresh_from_db()
    assert reverse("goals:rebaseline", args=[key_result.pk]) in shown
    assert (key_result.title, key_result.target) == ("Better words", 100)


def test_two_edits_at_once_lose_nothing(client, ana):
    objective = ObjectiveFactory(owner=ana, title="As it was", description="")
    mine = seen(objective, title="My words", description="what I typed for an hour")
    services.edit_objective(objective, by=ana, title="Their words", description="what they typed")
    client.force_login(ana)
    url = reverse("goals:edit", args=[objective.pk])

    refused = client.post(url, mine)
    text = refused.content.decode()
    objective.refresh_from_db()
    after_refusal = objective.title
    again = client.post(url, mine | {"version": refused.context["form"]["version"].value()})
    objective.refresh_from_db()

    assert refused.status_code == 422
    assert all(words in text for words in ("My words", "what I typed for an hour", "Their words", "what they typed"))
    assert after_refusal == "Their words"
    assert again.status_code == 302
    assert (objective.title, objective.version) == ("My words", 2)


def test_a_foreign_key_result_is_not_edited(client, ana):
    objective = ObjectiveFactory(owner=ana)
    foreign = KeyResultFactory(title="theirs")
    client.force_login(ana)

    client.post(
        reverse("goals:edit", args=[objective.pk]), seen(objective, row_of(foreign, baseline="0", title="taken"))
    )

    foreign.refresh_from_db()
    assert foreign.title == "theirs"


def test_definitions_that_are_locked_are_refused_in_words(client, ana):
    period = PeriodFactory()
    period.definitions_lock_on = date(2026, 11, 1)
    period.save()
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, {"title": "Lead time", "baseline": "1", "target": "2"}))

    assert response.status_code == 422
    assert "are locked since" in response.content.decode()
    assert not KeyResult.objects.exists()
    assert not Objective.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, ana, django_assert_num_queries, count):
    objective = ObjectiveFactory(owner=ana)
    for each in KeyResultFactory.create_batch(count, objective=objective):
        services.update(each, by=ana, value=Decimal(1))
    client.force_login(ana)

    with django_assert_num_queries(9):
        client.get(reverse("goals:edit", args=[objective.pk]))


def test_what_is_missing_is_asked_for_in_words(client, ana):
    client.force_login(ana)

    response = client.post(CREATE, typed(ana, {"title": "A", "baseline": "1", "target": "2"}, title="", owner=""))

    assert response.context["form"].errors == {
        "title": ["Write a title: what will be true when it is reached."],
        "owner": ["Name somebody: type the e-mail address or the name."],
    }
