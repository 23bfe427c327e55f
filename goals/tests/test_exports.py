"""Lists as files: the same filters, all pages, and no cell with what the viewer may not see."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from goals import services
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
INDEX, PROCESSES, UPDATE = (reverse(f"goals:{name}") for name in ("index", "processes", "update_all"))
LISTS = ("unserved", "followed", "summary")
Scope, State, Visibility = Objective.Scope, Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def people(db):
    OrganizationFactory()
    top = EmployeeFactory()
    manager = EmployeeFactory(manager=top)
    return {
        "top": top,
        "manager": manager,
        "ana": EmployeeFactory(manager=manager, first_name="Ana", last_name="Souza"),
        "ben": EmployeeFactory(manager=manager),
        "stranger": EmployeeFactory(manager=top),
    }


def rows(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def sheet(response) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def export(client, person, path=INDEX, **query) -> list[str]:
    client.force_login(person)
    return sorted({row["Objective"] for row in rows(client.get(path, query | {"format": "csv"}))})


def test_each_list_is_that_of_its_page(client, people):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    company = ObjectiveFactory(owner=people["top"], title="company", scope=Scope.COMPANY, period=year)
    mine = ObjectiveFactory(owner=people["ana"], title="mine", aligned_to=company)
    ObjectiveFactory(owner=people["ben"], title="under mine", aligned_to=mine)
    ObjectiveFactory(owner=people["ben"], title="draft", state=State.DRAFT)
    ObjectiveFactory(owner=people["stranger"], title="another line's")
    next_quarter = PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    ObjectiveFactory(owner=people["ana"], title="later", period=next_quarter)
    ana, manager = people["ana"], people["manager"]

    assert export(client, ana) == ["mine"]
    assert export(client, ana, period=next_quarter.pk) == ["later"]
    assert export(client, manager, tab="team") == ["draft", "mine", "under mine"]
    assert export(client, people["top"], tab="team", reach="all") == ["another line's", "draft", "mine", "under mine"]
    assert export(client, ana, tab="company") == ["another line's", "company", "mine", "under mine"]
    assert export(client, manager, owner=ana.pk) == ["mine"]


def test_what_serves_nobody_is_followed_or_summed_up(client, people):
    ana, stranger = people["ana"], people["stranger"]
    facts = {"scope": Scope.COMPANY, "owner": people["top"]}
    alone, served = ObjectiveFactory(title="alone", **facts), ObjectiveFactory(title="served", **facts)
    ObjectiveFactory(title="secret", visibility=Visibility.MANAGER, scope=Scope.COMPANY)
    child = ObjectiveFactory(title="child", owner=ana, aligned_to=served)
    ObjectiveFactory(title="grandchild", owner=ana, aligned_to=child)
    ObjectiveFactory(title="a secret", owner=people["ben"], aligned_to=served, visibility=Visibility.MANAGER)
    for followed in (alone, child):
        services.follow(followed, by=stranger)
    summary = reverse("goals:summary")

    assert export(client, stranger, reverse("goals:unserved")) == ["alone"]
    assert export(client, stranger, reverse("goals:serving", args=[served.pk])) == ["child", "grandchild"]
    empty = DepartmentFactory()
    assert export(client, stranger, reverse("goals:serving", args=[served.pk]), department=empty.pk) == []
    assert export(client, stranger, reverse("goals:followed")) == ["alone", "child"]
    assert export(client, stranger, summary, of="company") == ["alone", "child", "grandchild", "served"]
    assert export(client, people["manager"], summary, of="team") == ["a secret", "child", "grandchild"]


def test_processes_and_the_bulk_list(client, people):
    process = ProcessFactory(name="Close", owner=people["ana"])
    ObjectiveFactory(title="about it", scope=Scope.PROCESS, process=process)
    ObjectiveFactory(title="secret", scope=Scope.PROCESS, process=process, visibility=Visibility.MANAGER)
    objective = ObjectiveFactory(owner=people["ben"], title="shared")
    KeyResultFactory(objective=objective, title="mine", owner=people["ana"])
    KeyResultFactory(objective=objective, title="not mine")
    stranger = people["stranger"]

    assert export(client, stranger, PROCESSES) == ["about it"]
    assert export(client, stranger, process.get_absolute_url()) == ["about it"]
    assert export(client, people["ana"], process.get_absolute_url()) == ["about it", "secret"]
    client.force_login(people["ana"])
    assert [row["Key result"] for row in rows(client.get(UPDATE, {"format": "csv"}))] == ["mine"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("who", ["ana", "ben", "manager", "stranger", "top"])
def test_what_one_may_not_see_is_in_no_cell(client, people, who, ending):
    """By each list; the secret ones have words, references, owners and weights that nothing else has."""
    keeper = EmployeeFactory(email="hidden@owner.example")
    secret = ObjectiveFactory(
        owner=keeper, title="secret aim", ref="SECRET-1", scope=Scope.COMPANY, visibility=Visibility.MANAGER
    )
    KeyResultFactory(objective=secret, title="secret number", baseline=0, target=4711)
    ObjectiveFactory(owner=people["ana"], title="child", aligned_to=secret)
    process = ProcessFactory(owner=people["ben"], name="Open process")
    secret_process = {"scope": Scope.PROCESS, "process": process, "visibility": Visibility.MANAGER}
    ObjectiveFactory(owner=keeper, title="secret aim too", ref="SECRET-2", **secret_process)
    client.force_login(people[who])
    paths = [
        INDEX,
        f"{INDEX}?tab=team&reach=all",
        f"{INDEX}?tab=company",
        f"{INDEX}?owner={people['ana'].pk}",
        PROCESSES,
    ]
    open_one = ObjectiveFactory(owner=people["top"], scope=Scope.COMPANY)
    paths += [reverse("goals:serving", args=[open_one.pk]), *(reverse(f"goals:{name}") for name in LISTS)]
    paths += [f"{reverse('goals:summary')}?of=company", f"{INDEX}?owner={keeper.pk}"]
    paths += [process.get_absolute_url(), UPDATE, f"{UPDATE}?all=1"]

    for path in paths:
        response = client.get(f"{path}{'&' if '?' in path else '?'}format={ending}")
        cells = rows(response) if ending == "csv" else sheet(response)
        text = repr(cells).lower()
        for word in ("secret number", "secret-1", "4711"):
            assert word not in text, path
        if who != "ben":  # who owns the process reads what is about it
            assert "secret" not in text, path
            assert "hidden@owner.example" not in text, path
    children = [row for row in rows(client.get(f"{INDEX}?tab=company&format=csv")) if row["Objective"] == "child"]
    assert [row["Aligned to"] for row in children] == [""]


def test_all_pages_and_no_formula(client, people):
    for number in range(30):
        ObjectiveFactory(owner=people["ana"], title=f"=cmd|{number}")
    client.force_login(people["ana"])

    found = rows(client.get(INDEX, {"format": "csv", "page": "2"}))
    book = sheet(client.get(INDEX, {"format": "xlsx"}))

    assert len(found) == len(book) - 1 == 30
    assert {row["Objective"][:2] for row in found} == {"'="}
    place = book[0].index("Objective")
    assert {row[place][:2] for row in book[1:]} == {"'="}


def test_numbers_are_numbers_in_a_workbook_and_exact_in_both(client, people):
    key_result = KeyResultFactory(objective__owner=people["ana"], target=Decimal("12.5"), baseline=-3)
    services.update(key_result, by=people["ana"], value=Decimal("1.25"), confidence=7)
    client.force_login(people["ana"])

    (row,) = rows(client.get(INDEX, {"format": "csv"}))
    head, line = sheet(client.get(INDEX, {"format": "xlsx"}))

    shown = {name: dict(zip(head, line, strict=True))[name] for name in ("Baseline", "Target", "Current", "Confidence")}
    assert shown == {"Baseline": -3, "Target": 12.5, "Current": 1.25, "Confidence": 7}
    assert (row["Baseline"], row["Target"], row["Current"], row["Confidence"]) == ("-3", "12.5", "1.25", "7")


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        (INDEX, {}, "goals-mine-2026-q4"),
        (INDEX, {"tab": "company"}, "goals-company-2026-q4"),
        (PROCESSES, {}, "processes-2026-q4"),
        (UPDATE, {}, "key-results-to-update"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_is_named_for_the_list_and_its_period(client, people, path, query, name, ending):
    ObjectiveFactory(owner=people["ana"])
    client.force_login(people["ana"])

    response = client.get(path, query | {"format": ending})

    assert response.getvalue()
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.{ending}"'


@pytest.mark.parametrize("ending", ["", "pdf", "CSV", "../csv"])
def test_any_other_format_is_the_page(client, people, ending):
    ObjectiveFactory(owner=people["ana"])
    client.force_login(people["ana"])

    response = client.get(INDEX, {"format": ending})

    assert response.headers["Content-Type"].startswith("text/html")


def test_the_page_links_to_its_own_list(client, people):
    period = ObjectiveFactory(owner=people["ana"]).period
    client.force_login(people["manager"])

    page = client.get(INDEX, {"tab": "team", "reach": "all", "period": period.pk, "page": "1"}).content.decode()

    assert f'href="?tab=team&amp;reach=all&amp;period={period.pk}&amp;format=csv"' in page


def test_hr_exports_the_company_from_the_admin_by_its_filters(client, people):
    hr = EmployeeFactory(hr=True)
    ObjectiveFactory(title="active")
    ObjectiveFactory(title="draft", state=State.DRAFT)
    ObjectiveFactory(title="closed", state=State.CLOSED)
    client.force_login(hr)
    chosen = {"action": "export_csv", "_selected_action": [Objective.objects.get(title="draft").pk]}

    response = client.post(
        f"{reverse('admin:goals_objective_changelist')}?state__exact=draft", chosen | {"select_across": "1"}
    )

    assert [row["Objective"] for row in rows(response)] == ["draft"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, people, django_assert_num_queries, count):
    for _each in range(count):
        KeyResultFactory(objective__owner=people["ana"], objective__aligned_to=ObjectiveFactory())
    client.force_login(people["ana"])
    client.get(INDEX, {"format": "csv"}).getvalue()

    with django_assert_num_queries(7):
        client.get(INDEX, {"format": "csv"}).getvalue()
