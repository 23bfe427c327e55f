"""The page Goals: whose goals, the tree, what is not aligned."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import services
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
INDEX = reverse("goals:index")
Scope, State, Visibility = Objective.Scope, Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def company(db):
    """A top with a manager with two reports, and a stranger below the top."""
    OrganizationFactory()
    top = EmployeeFactory()
    manager = EmployeeFactory(manager=top)
    return {
        "top": top,
        "manager": manager,
        "ana": EmployeeFactory(manager=manager, last_name="Aa"),
        "ben": EmployeeFactory(manager=manager, last_name="Bb"),
        "stranger": EmployeeFactory(manager=top),
    }


def titles(response) -> list[str]:
    return [objective.title for objective in response.context["page"].object_list]


def test_mine_are_those_i_own_or_own_a_key_result_of(client, company):
    ana = company["ana"]
    ObjectiveFactory(owner=ana, title="own")
    KeyResultFactory(objective__title="shared", objective__owner=company["ben"], owner=ana)
    ObjectiveFactory(owner=ana, title="draft", state=State.DRAFT)
    ObjectiveFactory(owner=ana, title="cancelled", state=State.CANCELLED)
    ObjectiveFactory(owner=company["ben"], title="another's")
    client.force_login(ana)

    assert titles(client.get(INDEX)) == ["own", "shared", "draft"]


def test_a_year_is_shown_with_its_quarter_and_a_quarter_not_with_its_year(client, company):
    ana = company["ana"]
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    ObjectiveFactory(owner=ana, title="of the year", period=year)
    ObjectiveFactory(owner=ana, title="of the quarter")
    client.force_login(ana)

    assert titles(client.get(INDEX)) == ["of the year", "of the quarter"]
    assert titles(client.get(INDEX, {"period": year.pk})) == ["of the year"]


@pytest.mark.parametrize("period", ["", "0", "x", "99999999999999999999", "²"])
def test_an_unknown_period_is_the_current_one(client, company, period):
    current = ObjectiveFactory(owner=company["ana"]).period
    PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    client.force_login(company["ana"])

    assert client.get(INDEX, {"period": period}).context["period"] == current


def test_of_a_person_only_what_the_viewer_may_see(client, company):
    ana = company["ana"]
    ObjectiveFactory(owner=ana, title="open")
    ObjectiveFactory(owner=ana, title="secret", visibility=Visibility.MANAGER)
    client.force_login(company["stranger"])

    response = client.get(INDEX, {"owner": ana.pk})

    assert titles(response) == ["open"]
    assert b"secret" not in response.content


def test_team_is_the_direct_reports_and_by_filter_all_below(client, company):
    for name in ("manager", "ana", "ben", "stranger"):
        ObjectiveFactory(owner=company[name], title=name)
    client.force_login(company["top"])

    assert sorted(titles(client.get(INDEX, {"tab": "team"}))) == ["manager", "stranger"]
    assert sorted(titles(client.get(INDEX, {"tab": "team", "reach": "all"}))) == ["ana", "ben", "manager", "stranger"]


def test_team_names_those_without_a_goal(client, company):
    ObjectiveFactory(owner=company["ana"])
    ObjectiveFactory(owner=company["ben"], state=State.CANCELLED)
    client.force_login(company["manager"])

    response = client.get(INDEX, {"tab": "team"})

    assert response.context["without_goals"] == [company["ben"]]


def test_company_is_a_tree_that_opens_branch_by_branch(client, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY, title="root")
    child = ObjectiveFactory(owner=company["manager"], aligned_to=root, title="child")
    ObjectiveFactory(owner=company["ana"], aligned_to=child, title="grandchild")
    client.force_login(company["ben"])

    closed = client.get(INDEX, {"tab": "company"})
    opened = client.get(INDEX, {"tab": "company", "open": [root.pk, child.pk]})

    assert [(node.objective.title, node.is_open) for node in closed.context["nodes"]] == [("root", False)]
    assert b"grandchild" not in closed.content
    assert [node.objective.title for node in opened.context["nodes"][0].children] == ["child"]
    assert [node.objective.title for node in opened.context["nodes"][0].children[0].children] == ["grandchild"]


def test_a_branch_shows_only_visible_children_and_says_nothing_of_the_others(client, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY, title="root")
    ObjectiveFactory(owner=company["ana"], aligned_to=root, title="secret", visibility=Visibility.MANAGER)
    client.force_login(company["stranger"])

    (node,) = client.get(INDEX, {"tab": "company", "open": root.pk}).context["nodes"]

    assert (node.has_children, node.is_open) == (False, False)


def test_of_very_many_children_the_first_are_shown_and_the_others_counted(client, company):
    tops = [ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY, title=title) for title in "AB"]
    facts = {"period": tops[0].period, "owner": company["top"], "state": State.ACTIVE, "alignment": "accepted"}
    below = [Objective(title=f"{top}{place:02}", aligned_to=top, **facts) for top in tops for place in range(27)]
    secret = Objective(title="A", aligned_to=tops[0], visibility=Visibility.MANAGER, **facts)
    Objective.objects.bulk_create([*below, secret])
    client.force_login(company["stranger"])

    nodes = client.get(INDEX, {"tab": "company", "open": [top.pk for top in tops]}).context["nodes"]

    shown = [[child.objective.title for child in node.children] for node in nodes]
    assert shown == [[f"{top}{place:02}" for place in range(25)] for top in "AB"]
    assert [node.more for node in nodes] == [2, 2]


def test_not_aligned_lists_what_stands_under_nothing_that_the_viewer_sees(client, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY)
    secret = ObjectiveFactory(owner=company["manager"], aligned_to=root, visibility=Visibility.MANAGER, title="secret")
    ObjectiveFactory(owner=company["ana"], aligned_to=secret, title="under a hidden one")
    ObjectiveFactory(owner=company["ana"], aligned_to=root, title="aligned")
    ObjectiveFactory(owner=company["ben"], title="loose")
    client.force_login(company["stranger"])

    response = client.get(INDEX, {"tab": "company"})

    assert titles(response) == ["loose", "under a hidden one"]
    assert "supports an objective you may not see" in response.content.decode()
    assert b"secret" not in response.content


def test_a_loop_in_old_data_ends(client, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY)
    one = ObjectiveFactory(owner=company["ana"], aligned_to=root)
    two = ObjectiveFactory(owner=company["ana"], aligned_to=one)
    Objective.objects.filter(pk=one.pk).update(aligned_to=two)
    client.force_login(company["ana"])

    response = client.get(INDEX, {"tab": "company", "open": [root.pk, one.pk, two.pk]})

    assert response.status_code == 200


def test_branch_over_htmx_is_the_row_with_its_children(htmx, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY, title="root")
    ObjectiveFactory(owner=company["ana"], aligned_to=root, title="child")
    htmx.force_login(company["ben"])
    url = reverse("goals:branch", args=[root.pk])

    opened, closed = htmx.get(url), htmx.get(url, {"close": "1"})

    assert opened.headers["Vary"].startswith("HX-Request") or "HX-Request" in opened.headers["Vary"]
    assert b"child" in opened.content
    assert b"child" not in closed.content.replace(b"children", b"")
    assert b"<html" not in opened.content


def test_branch_without_htmx_is_the_page_with_it_open(client, company):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY)
    client.force_login(company["ben"])

    response = client.get(reverse("goals:branch", args=[root.pk]))

    assert response.url == f"{INDEX}?tab=company&period={root.period_id}&open={root.pk}"


@pytest.mark.parametrize("tab", ["mine", "team", "company"])
@pytest.mark.parametrize("role", ["ana", "manager", "top"])
def test_empty_states(client, company, tab, role):
    PeriodFactory()
    client.force_login(company[role])

    response = client.get(INDEX, {"tab": tab})

    assert b'class="empty"' in response.content


def test_without_any_period(client, company):
    client.force_login(company["ana"])

    assert "HR makes the periods" in client.get(INDEX).content.decode()


QUERIES = {"mine": 5, "team": 7, "company": 8}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("tab", QUERIES)
def test_queries_do_not_grow(client, company, django_assert_num_queries, tab, count):
    root = ObjectiveFactory(owner=company["top"], scope=Scope.COMPANY)
    for name in ("ana", "ben", "manager")[:count]:
        parent = ObjectiveFactory(owner=company[name], aligned_to=root)
        KeyResultFactory(objective=parent)
        ObjectiveFactory(owner=company["manager"], aligned_to=parent)
        ObjectiveFactory(owner=company[name])
    client.force_login(company["manager"])
    client.get(INDEX)  # what is asked once and kept

    with django_assert_num_queries(QUERIES[tab]):
        client.get(INDEX, {"tab": tab, "open": root.pk})


def test_long_lists_come_in_pages(client, company):
    ObjectiveFactory.create_batch(26, owner=company["ana"])
    client.force_login(company["ana"])

    assert len(titles(client.get(INDEX))) == 25
    assert len(titles(client.get(INDEX, {"page": 2}))) == 1


def test_what_is_reached_was_updated(client, company):
    """Its last update is that of what is unfinished; where all is reached there is none, and nobody is told so."""
    objective = ObjectiveFactory(owner=company["ana"])
    services.update(KeyResultFactory(objective=objective), by=company["ana"], value=Decimal(100))
    client.force_login(company["ana"])

    pages = [client.get(url).content.decode() for url in (INDEX, objective.get_absolute_url())]

    assert ["none yet" in pages[0], "no update yet" in pages[1]] == [False, False]
