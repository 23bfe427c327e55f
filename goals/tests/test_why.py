"""Why is it behind, as the page tells it: what is printed adds up, with its last words, and nothing hidden in it."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from feedback.tests.factories import BlockerFactory
from goals import from_nothing, rollup, services, units
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        OrganizationFactory()
        yield


def recorded(key_result, value, day=None):
    return services.update(key_result, by=key_result.objective.owner, value=Decimal(value), day=day)


def told(client, objective, name="why", **headers):
    return client.get(reverse(f"goals:{name}", args=[objective.pk]), headers=headers).content.decode()


def rows(text):
    """The cells of each row of the table, as texts."""
    table = text.split('<table class="cards why">')[1].split("</table>")[0].split("<tbody>")[1]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in table.split("</tr>")[:-1]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def points(text) -> Decimal:
    return Decimal(text.replace("−", "-"))


@pytest.fixture
def behind():
    """The example of the drawing: 38 % of an expected 58 %."""
    ana = EmployeeFactory(first_name="Ana", last_name="Souza", manager=EmployeeFactory())
    nelli = EmployeeFactory(first_name="Nelli", last_name="Hübel")
    objective = ObjectiveFactory(owner=ana, title="Cut lead time")
    lead = KeyResultFactory(objective=objective, title="Lead time", baseline=14, target=9, unit="days", weight=2)
    orders = KeyResultFactory(objective=objective, title="Orders", baseline=82, target=97, owner=nelli)
    carrier = KeyResultFactory(objective=objective, title="Second carrier", unit="milestone", baseline=0, target=1)
    leeds = ObjectiveFactory(owner=ana, aligned_to=objective, title="Leeds")
    picked = KeyResultFactory(objective=leeds, title="Same day")
    recorded(lead, "12.1", date(2026, 11, 20))
    recorded(orders, 88, date(2026, 10, 28))
    recorded(picked, 74)
    BlockerFactory(key_result=carrier, raised_by=ana, text="Legal asked for one more clause")
    from_nothing.roll_up_all()
    return Objective.objects.get(pk=objective.pk)


def test_the_few_places_with_their_owner_points_and_last_word(client, behind):
    client.force_login(behind.owner)

    text = told(client, behind, **HTMX)

    assert "20.2 points short" in text
    assert rows(text) == [
        ["Second carrier", "Ana Souza", "11.6", "Legal asked for one more clause Silent for 53 days"],
        ["Lead time", "Ana Souza", "8.1", "12.1 days, 20 November"],
        ["Orders", "Nelli Hübel", "3.7", "Silent for 26 days"],
        ["Same day Leeds", "Ana Souza", "−3.2", "ahead"],
    ]
    assert "<html" not in text


def test_the_page_of_its_own_and_the_place_on_the_objective(client, behind):
    client.force_login(behind.owner)

    page, objective = told(client, behind), told(client, behind, "objective")

    assert [row[2] for row in rows(page)] == ["11.65", "8.09", "3.65", "−3.15"]
    assert "<html" in page
    assert f'hx-get="{reverse("goals:why", args=[behind.pk])}" hx-trigger="load"' in objective
    assert "20.2 points short" in objective


@pytest.mark.parametrize(
    ("role", "days", "words"),
    [
        ("stranger", 0, "no update yet"),
        ("author", 0, "Legal asked"),
        ("manager", 0, "Legal asked"),
        ("above", 0, "no update yet"),
        ("above", 8, "Only this"),
        ("above without text", 8, "Blocked"),
        ("hr", 8, "no update yet"),
        ("resolved", 0, "no update yet"),
    ],
)
def test_a_blocker_is_told_as_far_as_its_own_rule_goes(client, role, days, words):
    above = EmployeeFactory()
    manager = EmployeeFactory(manager=above)
    author = EmployeeFactory(manager=manager)
    hr = EmployeeFactory()
    RoleGrantFactory(employee=hr)
    leaf = KeyResultFactory(objective__owner=author, unit="milestone", baseline=0, target=1)
    BlockerFactory(
        key_result=leaf,
        raised_by=author,
        text="Legal asked",
        text_upward="" if role == "above without text" else "Only this",
        raised_at=timezone.now() - timedelta(days=days),
        resolved_at=timezone.now() if role == "resolved" else None,
        resolved_by=author if role == "resolved" else None,
    )
    from_nothing.roll_up_all()
    people = {"author": author, "manager": manager, "hr": hr, "stranger": EmployeeFactory(), "resolved": author}
    client.force_login(people.get(role, above))

    (row,) = rows(told(client, leaf.objective, "objective"))

    # Silent since activation: the blocker stands before that.
    assert row[3].startswith(words) or (words == "no update yet" and row[3] == "Silent for 53 days")


@pytest.fixture
def secret():
    top = ObjectiveFactory(title="Top")
    hidden = ObjectiveFactory(
        pk=770077, aligned_to=top, visibility="manager", title="Buy Zenith", owner__last_name="Quill"
    )
    for objective, title in [(hidden, "Zenith signed"), (ObjectiveFactory(aligned_to=hidden), "Open below Zenith")]:
        recorded(KeyResultFactory(objective=objective, title=title, owner=objective.owner), 10)
    recorded(KeyResultFactory(objective=top, title="In the open"), 20)
    rollup.roll_up_due(9)
    return Objective.objects.get(pk=top.pk), hidden


@pytest.mark.parametrize("name", ["why", "objective", "explain", "what_if"])
def test_what_is_hidden_is_one_number_everywhere(client, secret, name):
    top, hidden = secret
    client.force_login(EmployeeFactory())
    url = reverse(f"goals:{name}", args=[top.pk])

    for headers in ({}, HTMX, HTMX | {"HX-Target": "explained-body"}):
        response = client.get(url, {"open": hidden.pk}, headers=headers)
        text = response.content.decode()
        assert not re.search(r"Zenith|Quill|770077", text)


def test_who_sees_nothing_below_sees_the_hidden_line(client):
    top = ObjectiveFactory()
    for _ in range(3):
        recorded(KeyResultFactory(objective__aligned_to=top, objective__visibility="manager"), 10)
    rollup.roll_up_due()
    client.force_login(EmployeeFactory())

    assert rows(told(client, top)) == [["Not visible to you", "–", "48.24", "–"]]
    assert rows(told(client, top, **HTMX)) == [["Not visible to you", "–", "48.2", "–"]]


def test_many_are_the_few_and_the_others_together(client):
    top = ObjectiveFactory()
    for place in range(30):
        leaf = KeyResultFactory(objective__aligned_to=top, title=f"Number {place}")
        recorded(leaf, min(100, 3 * place))
    rollup.roll_up_due()
    client.force_login(top.owner)

    few, page = told(client, top, **HTMX), told(client, top)

    found = rows(few)
    assert [row[0].split(" Obj")[0] for row in found[:7]] == [f"Number {place}" for place in range(7)]
    assert [row[0].split(" Obj")[0] for row in found[7:10]] == ["Number 27", "Number 28", "Number 29"]
    assert found[10][0] == "20 others that you may see, together"
    whole = re.search(r"([\d.]+) points short", few)[1]
    assert sum(points(row[2]) for row in found) == Decimal(whole)
    assert len(rows(page)) == 26  # 25 on a page, and the others
    assert "Show all 30" in few


def test_pages(client):
    top = ObjectiveFactory(progress=Decimal("0.2"), weight_sum=150)
    for place in range(150):
        KeyResultFactory(objective=top, title=f"Number {place:03}", progress=Decimal("0.2"), current=20)
    client.force_login(top.owner)
    url = reverse("goals:why", args=[top.pk])

    texts = [client.get(url, {"page": page}).content.decode() for page in (1, 2, 99)]

    found = [rows(text) for text in texts]
    assert [len(each) for each in found] == [26, 26, 26]
    assert [each[-1][0] for each in found] == ["125 on other pages"] * 3
    assert all(sum(points(row[2]) for row in each) == Decimal("38.24") for each in found)
    assert ("1–25 of 150" in texts[0], "126–150 of 150" in texts[2]) == (True, True)


def test_of_very_many_each_says_what_little_it_makes(client):
    top = ObjectiveFactory(progress=Decimal("0.5"), weight_sum=1000)
    for place in range(1000):
        KeyResultFactory(objective=top, title=f"Number {place:03}", progress=Decimal("0.5"), current=50)
    ObjectiveFactory(aligned_to=top, alignment="proposed")
    client.force_login(top.owner)

    few = rows(told(client, top, **HTMX))

    assert {row[2] for row in few[:-1]} <= {"0.008", "0.009"}  # and not 0.0 nor 0.1
    assert sum(points(row[2]) for row in few) == Decimal("8.242")


@pytest.mark.parametrize(
    ("state", "progress", "words"),
    [
        ("active", "0.9", "No: it is 31.76 points ahead of what is expected today."),
        ("active", "0.582417582418", "No: it stands exactly where it is expected today."),
        ("active", None, "There is no measure yet."),
        ("draft", None, "It is a draft: nothing is expected of it yet"),
        ("cancelled", "0.1", "It was cancelled"),
        ("closed", "0.6", "40 points short of 100 %"),
        ("closed", "1", "Nothing: it was reached as a whole."),
    ],
)
def test_what_is_said_of_other_standings(client, state, progress, words):
    number = progress and Decimal(progress)
    objective = ObjectiveFactory(state=state, progress=number, weight_sum=1 if progress else 0)
    KeyResultFactory(objective=objective, progress=number, current=number)
    client.force_login(objective.owner)

    assert words in told(client, objective)
    section = told(client, objective, "objective")
    assert ('id="why"' in section) == (state in ("active", "closed") and progress not in (None, "1"))


@given(st.lists(st.decimals(min_value=-1, max_value=1, places=12), max_size=12))
def test_what_is_printed_adds_up(parts):
    whole = sum(parts, Decimal(0))

    printed, total = units.points_that_add_up(parts, whole)

    if parts:
        assert sum(points(each.replace(",", "")) for each in printed) == points(total.replace(",", ""))
    unit = Decimal(10) ** -max((len(each.partition(".")[2]) for each in printed), default=1)
    assert all(abs(points(text) - 100 * part) <= unit for text, part in zip(printed, parts, strict=True))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_queries_do_not_grow(client, django_assert_num_queries, count, headers):
    top = ObjectiveFactory()
    for _ in range(count):
        leaf = KeyResultFactory(objective__aligned_to=ObjectiveFactory(aligned_to=top))
        recorded(leaf, 10)
        BlockerFactory(key_result=leaf, raised_by=top.owner)
    rollup.roll_up_due(9)
    client.force_login(top.owner)

    with django_assert_num_queries(9):
        client.get(reverse("goals:why", args=[top.pk]), headers=headers)
