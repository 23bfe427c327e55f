"""How departments serve the company's objectives, and what nobody serves."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import serving, status
from goals.models import Objective, Period
from goals.tests.factories import ObjectiveFactory, PeriodFactory, ProcessFactory, SupportFactory
from org.models import Department
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
Alignment, Scope, State, Visibility = Objective.Alignment, Objective.Scope, Objective.State, Objective.Visibility
TODAY = date(2026, 11, 23)
MAP, UNSERVED = reverse("goals:map"), reverse("goals:unserved")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def viewer(db):
    OrganizationFactory()
    return EmployeeFactory()


def company(title="Company", **fields) -> Objective:
    return ObjectiveFactory(title=title, scope=Scope.COMPANY, **fields)


def of(works_in, **fields) -> Objective:
    return ObjectiveFactory(owner__department=works_in, last_update_on=TODAY, **fields)


def cells(viewer, department=None) -> dict[str, list]:
    """What the map shows, by the row's department: count, progress, status with how many have it."""
    periods = list(Period.objects.all())
    found = serving.chart(viewer, periods[0], periods, TODAY, department and department.pk)
    return {
        f"{row.department}{' itself' if row.is_itself else ''}": [
            (cell.count, cell.progress, cell.status, cell.of_status) for cell in row.cells
        ]
        for row in found.rows
    }


NOTHING = (0, None, "", 0)


def test_a_cell_counts_what_serves_through_any_depth(viewer):
    sales, finance = DepartmentFactory(name="Sales"), DepartmentFactory(name="Finance")
    top = company()
    child = of(sales, aligned_to=top, progress=Decimal("0.6"))
    of(DepartmentFactory(name="Field", parent=sales), aligned_to=child, progress=Decimal("0.1"))
    of(sales, aligned_to=of(finance, aligned_to=child, progress=Decimal("0.5")))
    other = company("Other")

    assert cells(viewer) == {
        "Finance": [(1, Decimal("0.5"), "at-risk", 1), NOTHING],
        "Sales": [(3, Decimal("0.35"), "off-track", 1), NOTHING],
    }
    assert cells(viewer, sales) == {
        "Field": [(1, Decimal("0.1"), "off-track", 1), NOTHING],
        "Sales itself": [(2, Decimal("0.6"), "on-track", 1), NOTHING],
    }
    assert other.title == "Other"


@pytest.mark.parametrize(
    "fields",
    [
        {"alignment": Alignment.PROPOSED},
        {"alignment": Alignment.DECLINED},
        {"state": State.DRAFT},
        {"state": State.CANCELLED},
    ],
)
def test_what_does_not_count_serves_not_nor_what_is_below_it(viewer, fields):
    sales = DepartmentFactory(name="Sales")
    not_counting = of(sales, aligned_to=company(), **fields)
    of(sales, aligned_to=not_counting)

    assert cells(viewer) == {"Sales": [NOTHING]}


def test_a_cell_counts_only_what_the_viewer_may_see(client, viewer):
    sales = DepartmentFactory(name="Sales")
    top = company()
    hidden = of(sales, aligned_to=top, visibility=Visibility.MANAGER, title="secret", progress=Decimal(0))
    of(sales, aligned_to=hidden, title="shown", progress=Decimal(1))
    client.force_login(viewer)

    listed = client.get(reverse("goals:serving", args=[top.pk]), {"department": sales.pk})

    assert cells(viewer) == {"Sales": [(1, Decimal(1), "on-track", 1)]}
    assert [each.title for each in listed.context["page"].object_list] == ["shown"]
    assert "secret" not in listed.content.decode()


def test_a_cell_says_of_how_many_its_status_is(client, viewer):
    sales = DepartmentFactory(name="Sales")
    top = company()
    for progress in ("0.1", "0.9", "0.9"):
        of(sales, aligned_to=top, progress=Decimal(progress))
    client.force_login(viewer)

    assert 'Off track</span> <span class="small muted">1 of 3</span>' in client.get(MAP).content.decode()


def test_whose_an_objective_is(viewer):
    """The unit that it is for, not its owner's; one of nobody's department has a row of its own."""
    sales, finance = DepartmentFactory(name="Sales"), DepartmentFactory(name="Finance")
    top = company()
    of(sales, aligned_to=top, scope=Scope.DEPARTMENT, department=finance)
    of(sales, aligned_to=top, scope=Scope.PROCESS, process=ProcessFactory(department=finance))
    of(None, aligned_to=top)

    counts = {name: found[0][0] for name, found in cells(viewer).items()}

    assert counts == {"Finance": 2, "Sales": 0, "None": 1}


def test_under_one_top_department_the_map_begins_below_it(client, viewer):
    whole = DepartmentFactory(name="Whole")
    sales = DepartmentFactory(name="Sales", parent=whole)
    of(sales, aligned_to=company())
    client.force_login(viewer)

    assert list(cells(viewer)) == ["Sales", "Whole itself"]
    assert "<h1>Whole</h1>" in client.get(MAP).content.decode()


def test_columns_are_the_quarters_else_the_years_objectives(viewer):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    quarter = PeriodFactory()
    company("Of the year", period=year)
    periods = [quarter, year]
    assert [each.title for each in serving.company_objectives(viewer, quarter, periods)] == ["Of the year"]

    company("Of the quarter")
    company("Hidden", visibility=Visibility.MANAGER)

    assert [each.title for each in serving.company_objectives(viewer, quarter, periods)] == ["Of the quarter"]


def test_the_status_is_that_of_the_page(viewer):
    sales = DepartmentFactory(name="Sales")
    top = company()
    made = [
        of(sales, aligned_to=top, progress=progress, state=state)
        for progress in (None, Decimal(0), Decimal("0.45"), Decimal("0.6"), Decimal(1))
        for state in Objective.COUNTING_STATES
    ]
    made.append(ObjectiveFactory(owner__department=sales, aligned_to=top, progress=Decimal("0.6")))
    expected = status.statuses(made, TODAY)

    tallies = serving._cells(viewer, [top.pk], top.period, TODAY)[top.pk][sales.pk]

    assert sorted(tallies.statuses.elements()) == sorted(expected.values())


@pytest.mark.parametrize("department", ["0", "x", "5-itself", "99999999999999999999"])
def test_no_such_department(client, viewer, department):
    top = company()
    client.force_login(viewer)

    assert client.get(reverse("goals:serving", args=[top.pk]), {"department": department}).status_code == 404


def test_a_map_of_no_such_department_and_an_empty_one(client, viewer):
    client.force_login(viewer)
    assert "HR makes the periods" in client.get(MAP).content.decode()
    PeriodFactory()

    assert "No company objective in 2026 Q4" in client.get(MAP).content.decode()
    assert client.get(MAP, {"department": "7"}).status_code == 404


def test_an_empty_cell_says_so_and_a_full_one_leads_to_its_list(client, viewer):
    sales = DepartmentFactory(name="Sales")
    DepartmentFactory(name="Finance")
    top = company()
    of(sales, aligned_to=top)
    client.force_login(viewer)

    html = client.get(MAP).content.decode()

    assert html.count(">nothing</span>") == 1
    path = f"{reverse('goals:serving', args=[top.pk])}?period={top.period_id}&amp;department={sales.pk}"
    assert path in html


@pytest.mark.parametrize("unit", ["", "none", "itself"])
def test_the_list_behind_a_cell(client, viewer, unit):
    sales = DepartmentFactory(name="Sales")
    top = company()
    of(sales, aligned_to=top, title="in it")
    of(DepartmentFactory(parent=sales), aligned_to=top, title="below it")
    of(None, aligned_to=top, title="in none")
    client.force_login(viewer)

    query = {"": {}, "none": {"department": "none"}, "itself": {"department": f"{sales.pk}-itself"}}[unit]
    page = client.get(reverse("goals:serving", args=[top.pk]), query).context["page"]

    expected = {"": ["below it", "in it", "in none"], "none": ["in none"], "itself": ["in it"]}[unit]
    assert [each.title for each in page.object_list] == expected


def test_a_loop_in_old_data_ends(viewer):
    top = company()
    one = of(None, aligned_to=top)
    two = of(None, aligned_to=one)
    Objective.objects.filter(pk=one.pk).update(aligned_to=two)

    assert cells(viewer) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_map_do_not_grow(client, viewer, django_assert_num_queries, count):
    for _ in range(count):
        top = company()
        for _each in range(count):
            of(DepartmentFactory(parent=DepartmentFactory()), aligned_to=of(DepartmentFactory(), aligned_to=top))
    client.force_login(viewer)

    with django_assert_num_queries(5):
        response = client.get(MAP)
    with django_assert_num_queries(6):
        client.get(reverse("goals:serving", args=[top.pk]))

    assert len(response.context["map"].rows) == Department.objects.filter(parent=None).count()


# --- what nobody serves ---


def unserved(client) -> list[str]:
    return [each.title for each in client.get(UNSERVED).context["page"].object_list]


def test_unserved_is_what_no_other_objective_counts_in(client, viewer):
    company("alone")
    ObjectiveFactory(aligned_to=company("proposed to"), alignment=Alignment.PROPOSED)
    ObjectiveFactory(aligned_to=company("served"))
    SupportFactory(supported=company("supported, not counted"))
    company("closed", state=State.CLOSED)
    company("hidden", visibility=Visibility.MANAGER)
    ObjectiveFactory(title="not the company's")
    client.force_login(viewer)

    assert unserved(client) == ["alone", "proposed to", "supported, not counted"]


def test_what_the_viewer_may_not_see_serves_as_well_and_is_not_told(client, viewer):
    hidden = {"visibility": Visibility.MANAGER, "title": "secret", "owner__last_name": "Hidden"}
    ObjectiveFactory(aligned_to=company("served"), **hidden)
    company("alone")
    client.force_login(viewer)

    html = client.get(UNSERVED).content.decode()

    assert unserved(client) == ["alone"]
    assert [word for word in ("served</a>", "secret", "Hidden") if word in html] == []


def test_nothing_unserved(client, viewer):
    client.force_login(viewer)
    assert "HR makes the periods" in client.get(UNSERVED).content.decode()
    ObjectiveFactory(aligned_to=company())

    assert "Each company objective of 2026 Q4 is served" in client.get(UNSERVED).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_unserved_do_not_grow(client, viewer, django_assert_num_queries, count):
    for _ in range(count):
        company()
    client.force_login(viewer)

    with django_assert_num_queries(3):
        client.get(UNSERVED)
