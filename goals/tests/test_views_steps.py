"""Align, answer, weigh; activate, cancel, close."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
Alignment, State, Visibility = Objective.Alignment, Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def url(step, objective) -> str:
    return reverse(f"goals:{step}", args=[objective.pk])


def offered(response) -> list[str]:
    return [each.title for each in response.context["parents"]]


def test_parents_are_visible_active_enclosing_and_no_loop(client, ana):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    before = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    objective = ObjectiveFactory(owner=ana, title="self")
    ObjectiveFactory(title="of the year", period=year)
    ObjectiveFactory(title="of the quarter")
    ObjectiveFactory(title="of another quarter", period=before)
    ObjectiveFactory(title="a draft", state=State.DRAFT)
    ObjectiveFactory(title="hidden", visibility=Visibility.LINE)
    ObjectiveFactory(title="below it", aligned_to=objective)
    client.force_login(ana)

    assert sorted(offered(client.get(url("align", objective)))) == ["of the quarter", "of the year"]


def test_search_by_title_and_owner(client, ana):
    objective = ObjectiveFactory(owner=ana)
    ObjectiveFactory(title="Dependable supply", owner__last_name="Hübel")
    ObjectiveFactory(title="Something else")
    client.force_login(ana)

    assert offered(client.get(url("align", objective), {"q": "supply Hübel"})) == ["Dependable supply"]
    assert offered(client.get(url("align", objective), {"q": "nothing like it"})) == []


def test_search_over_htmx_is_the_list_alone(htmx, ana):
    objective = ObjectiveFactory(owner=ana)
    ObjectiveFactory(title="Dependable supply")
    htmx.force_login(ana)

    text = htmx.get(url("align", objective), {"q": "supply"}).content.decode()

    assert "Dependable supply" in text
    assert "<html" not in text


@pytest.mark.parametrize(("whose", "alignment"), [("manager", "accepted"), ("stranger", "proposed")])
def test_it_counts_at_once_above_in_the_line_else_it_is_proposed(client, ana, whose, alignment):
    parent = ObjectiveFactory(owner=ana.manager if whose == "manager" else EmployeeFactory())
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    client.post(url("align", objective), {"parent": parent.pk})

    objective.refresh_from_db()
    assert (objective.aligned_to, objective.alignment) == (parent, alignment)


def test_the_form_says_what_restricted_means(client, ana):
    client.force_login(ana)
    words = "Its number can be worked out from its parent’s"

    restricted = client.get(url("align", ObjectiveFactory(owner=ana, visibility=Visibility.MANAGER)))
    free = client.get(url("align", ObjectiveFactory(owner=ana)))

    assert (words in restricted.content.decode(), words in free.content.decode()) == (True, False)


@pytest.mark.parametrize("parent", ["", "x", "hidden", "below"])
def test_what_one_may_not_align_to_is_refused(client, ana, parent):
    objective = ObjectiveFactory(owner=ana)
    known = {
        "hidden": ObjectiveFactory(visibility=Visibility.LINE, title="secret").pk,
        "below": ObjectiveFactory(aligned_to=objective).pk,
    }
    client.force_login(ana)

    response = client.post(url("align", objective), {"parent": known.get(parent, parent)})

    objective.refresh_from_db()
    assert response.status_code == 422
    assert objective.aligned_to is None
    assert b"secret" not in response.content


def test_an_alignment_can_be_ended(client, ana):
    objective = ObjectiveFactory(owner=ana, aligned_to=ObjectiveFactory())
    client.force_login(ana)

    client.post(url("align", objective), {"parent": "0"})

    objective.refresh_from_db()
    assert (objective.aligned_to, objective.alignment) == (None, "")


@pytest.mark.parametrize(("step", "alignment"), [("accept", "accepted"), ("decline", "declined")])
def test_the_parents_owner_answers(client, ana, step, alignment):
    objective = ObjectiveFactory(aligned_to=ObjectiveFactory(owner=ana), alignment=Alignment.PROPOSED)
    client.force_login(ana)

    client.post(url(step, objective), {"reason": "not now"})

    objective.refresh_from_db()
    assert objective.alignment == alignment


def test_the_weight_is_the_parents(client, ana):
    objective = ObjectiveFactory(aligned_to=ObjectiveFactory(owner=ana))
    client.force_login(ana)

    refused = client.post(url("weight", objective), {"weight": "-1"})
    client.post(url("weight", objective), {"weight": "0,5"})

    objective.refresh_from_db()
    assert refused.status_code == 422
    assert objective.weight == Decimal("0.5")


def test_activate(client, ana):
    objective = ObjectiveFactory(owner=ana, state=State.DRAFT, activated_on=None)
    client.force_login(ana)

    assert "It has no key results yet" in client.get(url("activate", objective)).content.decode()
    client.post(url("activate", objective))

    objective.refresh_from_db()
    assert (objective.state, objective.activated_on) == ("active", date(2026, 11, 23))


def test_close_lists_what_is_open_below_first(client, ana):
    objective = ObjectiveFactory(owner=ana)
    ObjectiveFactory(title="still open", aligned_to=objective)
    ObjectiveFactory(title="hidden below", aligned_to=objective, visibility=Visibility.MANAGER)
    ObjectiveFactory(title="done", aligned_to=objective, state=State.CLOSED)
    client.force_login(ana)

    response = client.get(url("close", objective))

    assert [each.title for each in response.context["open_below"]] == ["still open"]


@pytest.mark.parametrize("step", ["close", "cancel"])
def test_of_very_many_that_are_open_below_the_first_are_listed(client, ana, step):
    objective = ObjectiveFactory(owner=ana)
    few = ObjectiveFactory.create_batch(2, aligned_to=objective)
    rows = [
        Objective(title=f"Open {each:02}", owner=ana, period=objective.period, state=State.ACTIVE, aligned_to=objective,
                  alignment=Alignment.ACCEPTED)
        for each in range(25)
    ]  # fmt: skip
    Objective.objects.bulk_create(rows)
    client.force_login(ana)

    response = client.get(url(step, objective))

    assert len(response.context["open_below"]) == 25
    assert f"{len(rows) + len(few)} in all: see what is aligned to it" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("step", ["align", "support"])
def test_a_choice_of_objectives_costs_the_same_for_any_number(client, ana, django_assert_num_queries, step, count):
    objective = ObjectiveFactory(owner=ana)
    for _each in range(count):
        ObjectiveFactory(owner__department=DepartmentFactory())
    client.force_login(ana)

    with django_assert_num_queries(3):
        response = client.get(url(step, objective))
    assert response.content.decode().count('type="radio"') >= count


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"score": "1,5"}, "between 0 and 1"),
        ({"score": ""}, "required"),
        ({"retrospective": " "}, "required"),
    ],
)
def test_close_asks_for_a_score_and_a_retrospective(client, ana, sent, words):
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    response = client.post(url("close", objective), {"score": "0,7", "retrospective": "what helped"} | sent)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_close_keeps_both_the_score_and_what_was_measured(client, ana):
    objective = ObjectiveFactory(owner=ana)
    KeyResultFactory(objective=objective)
    client.force_login(ana)

    client.post(url("close", objective), {"score": "0,7", "retrospective": "what helped"})
    text = client.get(objective.get_absolute_url()).content.decode()

    objective.refresh_from_db()
    assert (objective.state, objective.score) == ("closed", Decimal("0.7"))
    assert "what helped" in text


def test_cancel_with_a_reason(client, ana):
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    client.post(url("cancel", objective), {"reason": "overtaken"})
    text = client.get(objective.get_absolute_url()).content.decode()

    objective.refresh_from_db()
    assert objective.state == "cancelled"
    assert "overtaken" in text
