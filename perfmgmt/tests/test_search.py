import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.tests.factories import CheckInFactory, FeedbackFactory
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
    assert "Nobody and nothing that you may see" in client.get(PATH, {"q": "zzz"}).content.decode()
    part = client.get(PATH, {"q": "zzz"}, headers={"hx-request": "true"}).content.decode()
    assert "Nothing found" in part


def actions(client, query):
    return {action.words: action.path for action in client.get(PATH, {"q": query}).context["actions"]}


@pytest.fixture
def ana(viewer):
    ana = EmployeeFactory(first_name="Ana", last_name="Souza", manager=viewer)
    CheckInFactory(employee=ana, pk=77)
    return ana


def test_a_phrase_leads_to_the_form_with_whom_it_names(client, viewer, ana):
    ben = EmployeeFactory(first_name="Ben", last_name="Okoro")
    EmployeeFactory(first_name="Bende", last_name="Left", left_on="2020-01-01")

    assert actions(client, "log check-in with ana") == {"Log check-in with Ana Souza": "/check-ins/77/log/"}
    assert actions(client, "log") == {"Log check-in with Ana Souza": "/check-ins/77/log/"}
    assert actions(client, "log ben") == {}
    assert actions(client, "give feedback to ben") == {"Give feedback to Ben Okoro": f"/feedback/give/?to={ben.pk}"}
    assert actions(client, "ask soouza") == {"Ask Ana Souza for feedback": f"/feedback/ask/?to={ana.pk}"}
    assert actions(client, "give feedback") == {"Give feedback": "/feedback/give/"}
    assert actions(client, "raise a blo") == {"Raise a blocker": "/check-ins/blockers/raise/"}
    assert actions(client, "give feedback to vera") == {}  # not to oneself


def test_who_is_found_alone_comes_with_what_one_can_do(client, viewer, ana):
    found = actions(client, "ana")

    assert list(found) == [
        "Log check-in with Ana Souza",
        "Give feedback to Ana Souza",
        "Ask Ana Souza for feedback",
        "Recognise Ana Souza",
        "See the goals of Ana Souza",
    ]
    assert {client.get(path).status_code for path in found.values()} == {200}


@pytest.mark.parametrize("query", ["quicker zebra", "qiucker", "zebra", "log zebra", "zeb"])
def test_what_is_hidden_changes_no_letter_of_the_answer_and_no_query(client, viewer, query):
    ObjectiveFactory(title="Quicker audits")

    def answers():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PATH, {"q": query}).content.decode()
            part = client.get(PATH, {"q": query}, headers={"hx-request": "true"}).content.decode()
        return page[page.index("<main") : page.index("</main>")], part, len(queries)

    before = answers()
    hidden = {"visibility": Objective.Visibility.MANAGER}
    for title in ("Quicker zebra", "Quicker zebras in the attic", "Qiucker"):
        ObjectiveFactory(title=title, **hidden)
    stranger, other = EmployeeFactory(first_name="Zora"), EmployeeFactory(manager=EmployeeFactory())
    FeedbackFactory(giver=stranger, recipient=other, behaviour="The quicker zebra")
    CheckInFactory(employee=other, done=True, went_well="The quicker zebra")
    CheckInFactory(employee=other)

    assert answers() == before


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, viewer, django_assert_num_queries, count):
    manager = EmployeeFactory(first_name="Ana", manager=viewer)
    EmployeeFactory.create_batch(count, first_name="Ana", manager=manager)
    ObjectiveFactory.create_batch(count, title="Analyse Souza")
    CheckInFactory.create_batch(count, employee__manager=viewer, manager=viewer, done=True, went_well="Analysed")

    with django_assert_num_queries(7):  # viewer, two for people, objectives, check-ins, two for feedback
        client.get(PATH, {"q": "ana"})
    with django_assert_num_queries(12):  # both ask twice more for what is nearly so; which check-in may be logged
        client.get(PATH, {"q": "log soouza"})
