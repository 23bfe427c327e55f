import pytest
from django.urls import reverse

from goals.models import Objective
from goals.tests.factories import ObjectiveFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
PATH = reverse("search")


@pytest.fixture
def viewer(client):
    viewer = EmployeeFactory(first_name="Vera", last_name="Looker")
    client.force_login(viewer)
    return viewer


def found(client, query, kind):
    return [str(one) for one in client.get(PATH, {"q": query}).context[kind]]


def test_people_by_any_word_of_name_or_title(client, viewer):
    EmployeeFactory(first_name="Ana", last_name="Souza", job_title="Firmware Engineer")
    EmployeeFactory(first_name="Diana", last_name="Stranger", job_title="Firmware Engineer")

    assert found(client, "ana sou", "people") == ["Ana Souza"]
    assert found(client, "firmware", "people") == ["Ana Souza", "Diana Stranger"]


def test_whose_name_starts_with_it_comes_first(client, viewer):
    EmployeeFactory(first_name="Diana", last_name="Aalto")
    EmployeeFactory(first_name="Ana", last_name="Zander")

    assert found(client, "ana", "people") == ["Ana Zander", "Diana Aalto"]


def test_leavers_are_not_found(client, viewer):
    EmployeeFactory(first_name="Leo", left_on="2020-01-01")

    assert found(client, "leo", "people") == []


def test_objectives_only_where_one_may_see_them(client, viewer):
    ObjectiveFactory(title="Quicker audits")
    ObjectiveFactory(title="Quicker secret", visibility=Objective.Visibility.MANAGER)
    ObjectiveFactory(title="Quicker draft", state=Objective.State.DRAFT)
    ObjectiveFactory(title="Quicker own draft", state=Objective.State.DRAFT, owner=viewer)

    assert found(client, "quicker", "objectives") == ["Quicker audits", "Quicker own draft"]


def test_pages(client, viewer):
    assert [place.path for place in client.get(PATH, {"q": "goal"}).context["pages"]] == [reverse("goals:index")]
    assert client.get(PATH, {"q": "admin"}).context["pages"] == []


@pytest.mark.parametrize("query", ["", " ", "a", "%", "_", "\0\0", "x" * 5000])
def test_odd_questions_are_answered(client, viewer, query):
    assert client.get(PATH, {"q": query}).status_code == 200


def test_a_wildcard_is_a_letter(client, viewer):
    EmployeeFactory(first_name="Ana")

    assert found(client, "%%", "people") == []


def test_the_list_while_typing(client, viewer):
    EmployeeFactory(first_name="Ana", last_name="<b>Souza</b>")
    ObjectiveFactory(title="Analyse faults")

    answer = client.get(PATH, {"q": "ana"}, headers={"hx-request": "true"})

    html = answer.content.decode()
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in html
    assert "&lt;b&gt;Souza&lt;/b&gt;" in html
    assert "Analyse faults" in html


def test_nothing_found_says_so(client, viewer):
    assert "Nobody and no goal that you may see" in client.get(PATH, {"q": "zzz"}).content.decode()
    part = client.get(PATH, {"q": "zzz"}, headers={"hx-request": "true"}).content.decode()
    assert "Nothing found" in part


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, viewer, django_assert_num_queries, count):
    manager = EmployeeFactory(first_name="Ana", manager=viewer)
    EmployeeFactory.create_batch(count, first_name="Ana", manager=manager)
    ObjectiveFactory.create_batch(count, title="Analyse")

    with django_assert_num_queries(4):  # session, viewer, settings, zones of all, people, objectives
        client.get(PATH, {"q": "ana"})
