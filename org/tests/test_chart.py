import pytest
from django.urls import reverse

from org.models import Employee
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
CHART = reverse("org:chart")


def told(node):
    """The names below a node, those of open branches in lists."""
    return [
        (str(each.person.first_name), told(each)) if each.is_open else each.person.first_name for each in node.children
    ]


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.stranger)
    return cast.stranger


def test_it_begins_at_the_top_with_the_reports(client, viewer, cast):
    top = client.get(CHART).context["top"]

    assert [node.person for node in top.roots] == [cast.skip_level.manager]
    assert told(top.roots[0]) == ["Adam", "Fran", "Hanna", "Skip"]
    assert {node.person.first_name: node.reports for node in top.roots[0].children} == {
        "Adam": 0,
        "Fran": 1,
        "Hanna": 0,
        "Skip": 1,
    }
    assert (top.orphans, top.circle) == ([], [])


def test_whoever_reports_to_a_leaver_stands_at_the_top_and_it_says_so(client, viewer, cast):
    EmployeeFactory(first_name="Olga", manager=cast.leaver)

    top = client.get(CHART).context["top"]

    assert [node.person.first_name for node in top.orphans] == ["Olga"]
    assert "Leo" not in client.get(reverse("org:chart_of", args=[cast.manager.pk])).content.decode()


def test_a_circle_in_old_data_ends_and_is_told(client, viewer, cast):
    Employee.objects.filter(pk=cast.skip_level.pk).update(manager=cast.subject)

    client.force_login(cast.hr)
    top = client.get(CHART)
    page = client.get(reverse("org:chart_of", args=[cast.skip_level.pk]), {"levels": 3})
    part = client.get(reverse("org:chart_of", args=[cast.subject.pk]), headers={"HX-Request": "true"})

    circle = {node.person.first_name for node in top.context["top"].circle}
    assert circle == {"Skip", "Mona", "Sam", "Pia", "Rita"}
    assert told(page.context["node"]) == [("Mona", [("Pia", []), ("Sam", ["Rita", "Skip"])])]
    assert "This reporting line is a circle" in page.content.decode()
    assert "in a circle: stands above, too" in part.content.decode()


def test_one_branch_opens_and_closes_in_its_place(client, viewer, cast):
    url = reverse("org:chart_of", args=[cast.manager.pk])

    opened = client.get(url, headers={"HX-Request": "true"})
    closed = client.get(url, {"close": "1"}, headers={"HX-Request": "true"})

    assert opened.content.decode().count("<li") == 3
    assert 'aria-expanded="true"' in opened.content.decode()
    assert closed.content.decode().count("<li") == 1
    assert "<html" not in opened.content.decode()
    assert "HX-Request" in opened["Vary"]


def test_many_reports_come_by_fifty(client, viewer, cast):
    rows = [
        Employee(email=f"m{n}@x.example", first_name="Many", last_name=f"{n:03}", manager=cast.peer) for n in range(120)
    ]
    Employee.objects.bulk_create(rows)
    url = reverse("org:chart_of", args=[cast.peer.pk])

    first = client.get(url)
    rest = client.get(url, {"start": "100"}, headers={"HX-Request": "true"}).content.decode()

    node = first.context["node"]
    assert (node.reports, len(node.children), node.more) == (120, 50, 70)
    assert f"{url}?start=50" in first.content.decode()
    assert (rest.count('class="branch"'), "Many 119" in rest, "more under" in rest) == (20, True, False)


@pytest.mark.parametrize(
    "asked", ["levels=x", "levels=-1", "levels=99", "start=-5", "start=x", "start=999999999999", "close"]
)
def test_odd_questions_are_answered(client, viewer, cast, asked):
    assert client.get(f"{reverse('org:chart_of', args=[cast.manager.pk])}?{asked}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, viewer, cast, django_assert_num_queries, count):
    for _each in range(count):
        EmployeeFactory(manager=EmployeeFactory(manager=EmployeeFactory(manager=cast.stranger)))

    with django_assert_num_queries(5):
        client.get(CHART)
    with django_assert_num_queries(8):
        client.get(reverse("org:chart_of", args=[cast.stranger.pk]), {"levels": 3})
