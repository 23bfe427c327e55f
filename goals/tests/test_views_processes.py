"""Processes: who keeps them, what they show, and what becomes of one that has ended or lost its owner."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from goals import from_nothing, rollup, services
from goals.forms import ObjectiveForm
from goals.models import Objective, Process
from goals.services import processes as service
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
LIST = reverse("goals:processes")
Scope, State, Visibility = Objective.Scope, Objective.State, Objective.Visibility
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def company(db):
    OrganizationFactory()
    finance = DepartmentFactory(name="Finance")
    accounting = DepartmentFactory(name="Accounting", parent=finance)
    head = EmployeeFactory(first_name="Hedda")
    RoleGrantFactory(employee=head, role="head", department=finance)
    return {
        "finance": finance,
        "accounting": accounting,
        "sales": DepartmentFactory(name="Sales"),
        "head": head,
        "owner": EmployeeFactory(first_name="Otto", last_name="Owner"),
        "hr": EmployeeFactory(hr=True),
        "stranger": EmployeeFactory(),
    }


def about(process, **fields) -> Objective:
    return ObjectiveFactory(scope=Scope.PROCESS, process=process, **fields)


# --- who keeps them ---


@pytest.mark.parametrize(
    ("who", "where", "may"),
    [
        ("head", "finance", True),
        ("head", "accounting", True),
        ("head", "sales", False),
        ("hr", "sales", True),
        ("owner", "accounting", False),
        ("stranger", "accounting", False),
    ],
)
def test_who_makes_edits_and_ends(client, company, who, where, may):
    process = ProcessFactory(department=company[where], owner=company["owner"])
    client.force_login(company[who])
    sent = {"name": "Close", "owner": company["owner"].email, "department": company[where].pk}

    made = client.post(reverse("goals:create_process"), sent).status_code
    edited = client.post(reverse("goals:edit_process", args=[process.pk]), sent | {"name": "Closing"}).status_code
    ended = client.post(reverse("goals:end_process", args=[process.pk]), {"step": "end"}).status_code

    process.refresh_from_db()
    refused = 422 if who == "head" else 403  # a head finds no such department in the form
    assert (made, edited, ended) == ((302, 302, 302) if may else (refused, 403, 403))
    assert (process.name, process.ended_on) == (("Closing", TODAY) if may else (process.name, None))
    assert Process.objects.filter(name="Close").exists() == may
    if may:
        assert process.history.latest().history_user == company[who]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"owner": "left@example.org"}, "owner", "Leo Left has left. Choose somebody who works here."),
        ({"owner": "nobody@example.org"}, "owner", "Nobody here is “nobody@example.org”. Type the e-mail address."),
        ({"name": "quote TO cash"}, "name", "There is a process of this name already."),
        ({"name": " "}, "name", "Write what people call it."),
        ({"department": ""}, "department", "Choose the department that it belongs to."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, company, wrong, field, words):
    EmployeeFactory(first_name="Leo", last_name="Left", email="left@example.org", left_on=date(2026, 11, 1))
    ProcessFactory(name="Quote to cash")
    client.force_login(company["hr"])
    good = {"name": "Close", "owner": company["owner"].email, "department": company["finance"].pk}

    response = client.post(reverse("goals:create_process"), good | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [words]}
    assert Process.objects.count() == 1


def test_a_leaver_is_no_owner_whoever_asks(company):
    left = EmployeeFactory(left_on=date(2026, 11, 1))

    with pytest.raises(ValidationError):
        service.create_process(by=company["hr"], name="Close", owner=left, department=company["finance"])

    kept = ProcessFactory(owner=left)  # who left later stays until somebody else is named
    service.edit_process(kept, by=company["hr"], name="Other name", owner=left, department=company["finance"])
    assert Process.objects.get().name == "Other name"


# --- what they show ---


def test_the_list_shows_objectives_of_the_period_as_the_viewer_may_see_them(client, company):
    process = ProcessFactory(name="Close", owner=company["owner"], department=company["accounting"])
    other = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    about(process, title="now")
    about(process, title="this year", period=year)
    about(process, title="before", period=other, state=State.CLOSED)
    about(process, title="cancelled", state=State.CANCELLED)
    about(process, title="secret", visibility=Visibility.MANAGER)
    ObjectiveFactory(title="about nothing")
    ProcessFactory(name="Over", ended_on=TODAY)
    seen = {}
    for who in ("stranger", "owner"):
        client.force_login(company[who])
        (row,) = client.get(LIST).context["page"].object_list
        seen[who] = {objective.title for objective in row.shown}

    assert seen == {"stranger": {"now", "this year"}, "owner": {"now", "this year", "secret"}}
    assert [row.name for row in client.get(LIST, {"ended": "1"}).context["page"].object_list] == ["Over"]


def test_its_page_has_all_its_periods_and_who_keeps_it(client, company):
    process = ProcessFactory(owner=company["owner"], department=company["accounting"])
    other = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    about(process, title="before", period=other, state=State.CLOSED)
    about(process, title="now")
    about(process, title="secret", visibility=Visibility.MANAGER)
    client.force_login(company["stranger"])

    response = client.get(process.get_absolute_url())

    assert [each.title for each in response.context["page"].object_list] == ["now", "before"]
    assert response.context["keepers"] == [company["head"]]
    assert "Edit" not in response.content.decode()


@pytest.mark.parametrize(("who", "is_told"), [("head", True), ("hr", True), ("stranger", False)])
def test_one_whose_owner_left_is_listed_to_who_keeps_it(client, company, who, is_told):
    left = EmployeeFactory(left_on=date(2026, 11, 1))
    process = ProcessFactory(owner=left, department=company["accounting"])
    ProcessFactory(owner=left, department=company["accounting"], ended_on=TODAY)
    ProcessFactory(department=company["accounting"])
    client.force_login(company[who])

    response = client.get(LIST)

    assert response.context["without_owner"] == ([process] if is_told else [])
    assert response.content.decode().count("Without owner") == 1  # everyone sees it in the list itself


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, company, django_assert_num_queries, count):
    left = EmployeeFactory(left_on=date(2026, 11, 1))
    for _each in range(count):
        process = ProcessFactory(owner=left, department=company["accounting"])
        about(process, aligned_to=ObjectiveFactory())
    client.force_login(company["head"])
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)
    with django_assert_num_queries(8):
        client.get(process.get_absolute_url())


# --- ended ---


def test_what_has_ended_is_offered_no_more_and_what_it_has_stays(client, company):
    running, over = ProcessFactory(name="Running"), ProcessFactory(name="Over", ended_on=TODAY)
    objective = about(over)
    owner = company["owner"]

    offered = ObjectiveForm(user=owner).fields["process"].queryset
    offered_to_its_own = ObjectiveForm(user=owner, objective=objective).fields["process"].queryset

    assert list(offered) == [running]
    assert list(offered_to_its_own) == [over, running]
    services.edit_objective(objective, by=owner, title="still editable")
    with pytest.raises(ValidationError) as refused:
        services.edit_objective(about(running), by=owner, process=over)
    assert refused.value.messages == ["“Over” has ended; it takes no new objectives. Choose another process."]


def test_it_is_taken_up_again(client, company):
    process = ProcessFactory(ended_on=date(2026, 11, 1))
    client.force_login(company["hr"])
    url = reverse("goals:end_process", args=[process.pk])

    again = client.post(url, {"step": "end"})
    process.refresh_from_db()
    assert process.ended_on == date(2026, 11, 1)
    client.post(url, {"step": "resume"})

    process.refresh_from_db()
    assertRedirects(again, process.get_absolute_url(), fetch_redirect_response=False)
    assert process.ended_on is None


def test_one_with_objectives_is_not_deleted(client, company):
    process = ProcessFactory()
    about(process)
    client.force_login(company["hr"])

    client.post(reverse("admin:goals_process_delete", args=[process.pk]), {"post": "yes"})

    assert Process.objects.get() == process


def test_the_admin_refuses_a_leaver(client, company):
    process, left = ProcessFactory(), EmployeeFactory(left_on=date(2026, 11, 1))
    client.force_login(company["hr"])

    response = client.post(
        reverse("admin:goals_process_change", args=[process.pk]),
        {"name": "Close", "owner": left.pk, "department": process.department_id},
    )

    assert "has left. Choose somebody who works here." in response.content.decode()


# --- objectives about them ---


def test_its_owner_sets_an_objective_from_its_page_and_it_rolls_up_as_any_other(client, company):
    owner, process = company["owner"], ProcessFactory(owner=company["owner"])
    parent = ObjectiveFactory(owner=owner, scope=Scope.COMPANY)
    period = PeriodFactory()
    client.force_login(owner)
    page = client.get(reverse("goals:create"), {"process": process.pk})
    form = page.context["form"]
    sent = {"title": "Close in four days", "period": period.pk, "owner": owner.email, "visibility": "everyone"}
    sent |= {"scope": form["scope"].value(), "process": form["process"].value(), "parent": parent.pk}

    client.post(reverse("goals:create"), sent | {"kr-TOTAL_FORMS": "0", "kr-INITIAL_FORMS": "0"})

    made = Objective.objects.get(title="Close in four days")
    assert (made.scope, made.process, made.aligned_to) == (Scope.PROCESS, process, parent)
    services.activate(made, by=owner)
    others = [ObjectiveFactory(aligned_to=parent, owner=owner, scope=Scope.INDIVIDUAL)]
    others.append(ObjectiveFactory(aligned_to=parent, owner=owner, scope=Scope.DEPARTMENT, department=company["sales"]))
    for objective, value in zip([made, *others], (30, 60, 90), strict=True):
        services.update(KeyResultFactory(objective=objective), by=owner, value=Decimal(value))
    rollup.roll_up_due()
    parent.refresh_from_db()
    assert parent.progress == Decimal("0.6")
    assert from_nothing.check() == 0
