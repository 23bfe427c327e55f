"""The summary of a period: only what the viewer may see is counted."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import services, standing, summary
from goals.models import Objective
from goals.services.closing import carry_over
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
URL = reverse("goals:summary")


@pytest.fixture(autouse=True)
def _now():
    OrganizationFactory()
    with time_machine.travel("2027-01-05T12:00:00Z", tick=False):
        yield


@pytest.fixture
def joana(db):
    return EmployeeFactory(manager=EmployeeFactory())


@pytest.fixture
def ana(joana):
    return EmployeeFactory(manager=joana, first_name="Ana", last_name="Souza")


def closed(progress, **fields) -> Objective:
    progress = None if progress is None else Decimal(progress)
    return ObjectiveFactory(state="closed", progress=progress, score=Decimal("0.5"), retrospective="Well", **fields)


def show(client, viewer, **query):
    client.force_login(viewer)
    return client.get(URL, {"period": PeriodFactory().pk} | query)


def titles(response) -> list[str]:
    return [each.title for each in response.context["page"].object_list]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_counts_by_result_and_status(client, joana, ana):
    for progress in ("0.7", "1", "0.69", "0.4", "0.39", None):
        closed(progress, owner=ana)
    ObjectiveFactory(owner=ana, progress=Decimal(1))
    ObjectiveFactory(owner=ana, progress=Decimal("0.2"), last_update_on=date(2027, 1, 4))
    ObjectiveFactory(owner=ana, progress=Decimal("0.2"))
    ObjectiveFactory(owner=ana)
    ObjectiveFactory(owner=ana, state="cancelled")
    ObjectiveFactory(owner=ana, state="draft")

    tally = show(client, joana, of="team").context["tally"]

    assert tally.results == {"achieved": 2, "partly-achieved": 2, "missed": 2}
    assert tally.paces == {"on-track": 1, "off-track": 1, "stale": 1, "none": 1}
    assert (tally.closed, tally.open, tally.cancelled, tally.total) == (6, 4, 1, 11)


def test_the_tally_says_what_the_rows_say(joana, ana):
    for progress in ("0.1", "0.5", "0.75", "0.95", "1", None):
        for last in (None, date(2027, 1, 4)):
            measured = None if progress is None else Decimal(progress)
            ObjectiveFactory(owner=ana, progress=measured, last_update_on=last)
    found = summary.of_company(joana, PeriodFactory())

    tally = summary.tally(found, PeriodFactory(), date(2027, 1, 5))

    rows = standing.dress(list(summary.rows(found)), viewer=joana)
    assert tally.paces == Counter(each.status for each in rows)


def test_hidden_ones_are_neither_shown_nor_counted(client, ana):
    stranger = EmployeeFactory()
    parent = closed("0.9", title="Seen")
    hidden = closed("0.9", title="Secret plan", visibility="manager", owner__last_name="Sphinx", aligned_to=parent)
    key_result = KeyResultFactory(objective=hidden, title="Secret measure", current=900)
    services.common.note_change(
        hidden, "target", 100, 90, by=hidden.owner, key_result=key_result, reason="Secret reason", is_rebaseline=True
    )
    carry_over(
        hidden,
        PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)),
        by=hidden.owner,
    )

    response = show(client, stranger, of="company")

    text = text_of(response)
    assert response.context["tally"].total == 1
    assert response.context["carried"] == 0
    assert "Counted of the 1 objective that you may see: 1 closed, 0 open, 0 cancelled; 0 carried over." in text
    assert "Secret" not in text
    assert "Sphinx" not in text


def test_a_copy_that_one_may_not_see_is_not_counted(client, ana):
    objective = closed("0.9", owner=ana)
    copy = carry_over(
        objective, PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)), by=ana
    )
    seen = show(client, EmployeeFactory(), of="company").context["carried"]
    Objective.objects.filter(pk=copy.pk).update(visibility="manager")

    assert seen == 1
    assert show(client, EmployeeFactory(), of="company").context["carried"] == 0
    assert show(client, ana, of="company").context["carried"] == 1


def test_by_scope_then_title_whatever_was_reached(client, joana, ana):
    department = DepartmentFactory()
    closed("0.1", title="B", owner=ana)
    closed("0.9", title="C", owner=ana)
    closed("0.5", title="A", owner=ana)
    closed("0.1", title="Z", scope="company")
    closed("0.2", title="Y", scope="department", department=department)

    assert titles(show(client, joana, of="company")) == ["Z", "Y", "A", "B", "C"]


def test_score_beside_what_was_measured_and_the_first_words(client, joana, ana):
    closed("0.84", owner=ana, title="Cut lead time")
    Objective.objects.update(retrospective="It helped. " * 60)

    text = text_of(show(client, joana, of="team"))

    assert "84\xa0%" in text or "84 %" in text
    assert ">0.5<" in text
    assert "It helped. It helped." in text
    assert text.count("It helped.") < 20


def test_what_moved_most_up_or_down_in_the_order_of_the_objectives(client, joana, ana):
    for title, current in (("A", 10), ("B", 140), ("C", -90), ("D", 0), ("E", None)):
        KeyResultFactory(objective=closed("0.5", owner=ana, title=title), title=f"of {title}", current=current)
    KeyResultFactory(objective=closed("1", owner=ana, title="F"), unit="milestone", target=1, current=1)

    moved = show(client, joana, of="team").context["moved"]

    assert [(each.title, each.true_progress) for each in moved] == [
        ("of A", Decimal("0.1")),
        ("of B", Decimal("1.4")),
        ("of C", Decimal("-0.9")),
    ]


def test_what_was_rebaselined_with_the_reason(client, joana, ana):
    key_result = KeyResultFactory(objective__owner=ana, title="Lead time")
    services.update(key_result, by=ana, value=Decimal(10))
    services.rebaseline(key_result, by=ana, reason="Agreed with Operations", target=Decimal(90))

    text = text_of(show(client, joana, of="team"))

    assert "Lead time: target 100 → 90" in text
    assert "“<bdi>Agreed with Operations</bdi>” · Ana, 5 January" in text


# --- whose ---


def test_direct_reports_or_everyone_below(client, joana, ana):
    closed("1", title="direct", owner=ana)
    closed("1", title="below", owner=EmployeeFactory(manager=ana))
    closed("1", title="elsewhere")

    assert titles(show(client, joana)) == ["direct"]
    assert titles(show(client, joana, of="team", reach="all")) == ["below", "direct"]


@pytest.mark.parametrize(
    ("viewer", "status"),
    [("above", 200), ("hr", 200), ("partner", 200), ("self", 200), ("report", 403), ("stranger", 403), ("peer", 403)],
)
def test_who_may_open_the_team_of_a_manager(client, joana, ana, viewer, status):
    joana.department = DepartmentFactory()
    joana.save()
    partner = EmployeeFactory()
    RoleGrantFactory(employee=partner, role="partner", department=joana.department)
    people = {
        "above": joana.manager,
        "hr": EmployeeFactory(hr=True),
        "partner": partner,
        "self": joana,
        "report": ana,
        "stranger": EmployeeFactory(),
        "peer": EmployeeFactory(manager=joana.manager),
    }
    closed("1", title="Their own goal", owner=ana)

    response = show(client, people[viewer], manager=joana.pk)

    assert response.status_code == status
    assert (b"Their own goal" in response.content) == (status == 200)


def test_nobody_of_that_number(client, joana):
    assert show(client, joana, manager=99999).status_code == 404


def test_hr_who_lead_nobody_begin_at_the_top(client, joana, ana):
    hanna = EmployeeFactory(hr=True)

    assert show(client, hanna, of="team").context["teams"] == [joana.manager]
    assert show(client, hanna, manager=joana.manager.pk).context["teams"] == [joana]


def test_without_anything_it_says_so(client, joana):
    assert "No objectives in 2026 Q4 that you may see" in text_of(show(client, joana, of="company"))
    assert "Nobody reports to you" in text_of(show(client, EmployeeFactory(), of="team"))


def test_without_a_period(client, joana):
    client.force_login(joana)

    assert "Goals belong to a period" in text_of(client.get(URL))


@pytest.mark.parametrize("of", ["team", "company"])
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, joana, django_assert_num_queries, of, count):
    for _ in range(count):
        person = EmployeeFactory(manager=joana, department=DepartmentFactory())
        EmployeeFactory(manager=person)
        for objective in ObjectiveFactory.create_batch(count, owner=person, aligned_to=ObjectiveFactory()):
            key_result = KeyResultFactory(objective=objective)
            services.update(key_result, by=person, value=Decimal(10))
            services.rebaseline(key_result, by=person, reason="why", target=Decimal(90))
    client.force_login(joana)
    address = f"{URL}?period={PeriodFactory().pk}&of={of}"

    with django_assert_num_queries(QUERIES[of]):
        client.get(address)


QUERIES = {"team": 9, "company": 7}
