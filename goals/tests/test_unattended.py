"""Goals for which nobody is asked: whose they are, who sees it, and that nobody is asked twice or not at all."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from goals import unattended
from goals.duties import provider
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.models import Employee, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("goals:unattended")
YESTERDAY = date(2026, 11, 22)
State, Visibility = Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def company(db):
    """Ana left, under Mona, under Skip, under Tara."""
    OrganizationFactory()
    sales = DepartmentFactory(name="Sales")
    top = EmployeeFactory(first_name="Tara")
    skip = EmployeeFactory(first_name="Skip", manager=top)
    mona = EmployeeFactory(first_name="Mona", manager=skip)
    ana = EmployeeFactory(first_name="Ana", manager=mona, department=sales, left_on=YESTERDAY)
    hr = EmployeeFactory(first_name="Hanna", manager=top, hr=True)
    partner = EmployeeFactory(first_name="Paul", manager=top)
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=sales)
    return {"top": top, "skip": skip, "mona": mona, "ana": ana, "hr": hr, "partner": partner, "sales": sales}


def gone(*people) -> None:
    Employee.objects.filter(pk__in=[person.pk for person in people]).update(left_on=YESTERDAY - timedelta(days=30))


def left(viewer) -> list[str]:
    return [person.first_name for person in unattended.listed(unattended.leavers(viewer), viewer)]


def is_asked() -> bool:
    people = list(Employee.objects.not_left().order_by("pk"))
    return any(duty.kind == "hand-over" for duty in provider(people, timezone.now()))


CASES = {
    "a manager": (lambda c: None, {}, False),
    "the next one": (lambda c: gone(c["mona"]), {}, False),
    "two gone": (lambda c: gone(c["mona"], c["skip"]), {}, True),
    "the next one may not read it": (lambda c: gone(c["mona"]), {"visibility": Visibility.MANAGER}, True),
    "a last manager": (lambda c: _without_manager(c["ana"]), {}, False),
    "the last manager gone": (lambda c: (_without_manager(c["ana"]), gone(c["mona"])), {}, True),
    "never a manager": (lambda c: _without_any(c["ana"]), {}, True),
    "nothing open": (lambda c: gone(c["mona"], c["skip"]), {"state": State.CLOSED}, False),
}


def _without_manager(person) -> None:
    person.manager = None
    person.save()


def _without_any(person) -> None:
    _without_manager(person)
    person.history.update(manager=None)


@pytest.mark.parametrize("case", CASES)
def test_whose_goals_nobody_is_asked_about(company, case):
    happened, fields, is_unattended = CASES[case]
    ObjectiveFactory(owner=company["ana"], **fields)
    happened(company)

    assert left(company["hr"]) == (["Ana"] if is_unattended else [])
    # Somebody is asked or it stands here; never both, never neither.
    assert is_asked() == (not is_unattended and fields.get("state") != State.CLOSED)


def test_hr_finds_all_partners_their_departments_and_nobody_themselves(client, company):
    gone(company["mona"], company["skip"])
    other = EmployeeFactory(first_name="Otto", manager=company["mona"], left_on=YESTERDAY)
    for owner in (company["ana"], other):
        ObjectiveFactory(owner=owner)
    Employee.objects.filter(pk=company["partner"].pk).update(department=company["sales"], manager=None)
    ObjectiveFactory(owner=company["partner"])
    partner = Employee.objects.get(pk=company["partner"].pk)

    assert left(company["hr"]) == ["Ana", "Otto"]
    assert left(partner) == ["Ana"]
    assert [each.first_name for each in unattended.unmanaged(company["hr"])] == ["Paul"]
    assert not unattended.unmanaged(partner).exists()
    client.force_login(partner)
    html = client.get(PAGE).content.decode()
    assert ("Ana" in html, "Otto" in html) == (True, False)
    for name, status in (("mona", 302), ("top", 403)):
        client.force_login(Employee.objects.get(pk=company[name].pk))
        assert client.get(PAGE).status_code == status


def test_a_partner_is_told_of_no_key_result_that_they_may_not_read(company):
    gone(company["mona"], company["skip"])
    KeyResultFactory(owner=company["ana"], objective__visibility=Visibility.MANAGER)

    assert left(company["hr"]) == ["Ana"]
    assert left(company["partner"]) == []


def test_it_is_decided_there_and_then_gone(client, company):
    gone(company["mona"], company["skip"])
    objective = ObjectiveFactory(owner=company["ana"])
    KeyResultFactory(owner=company["ana"], objective__title="of another")
    client.force_login(company["hr"])
    page = client.get(PAGE).content.decode()
    assert "who managed them, has left too" in page
    assert "1 key result in the objective of somebody else" in page
    assert reverse("goals:hand_over", args=[company["ana"].pk]) in page
    assert reverse("goals:unattended") in client.get("/").content.decode()
    assert reverse("goals:unattended") in client.get("/admin/").content.decode()

    rest = {"rest": company["top"].email, f"o{objective.pk}-action": ""}
    kept = objective.owner.key_results.get()
    client.post(reverse("goals:hand_over", args=[company["ana"].pk]), rest | {f"k{kept.pk}-action": "return"})

    assert "Their owner has left" not in client.get(PAGE).content.decode()
    assert reverse("goals:unattended") not in client.get("/").content.decode()
    objective.refresh_from_db()
    assert objective.owner == company["top"]


def test_who_works_here_without_a_manager(client, company):
    orphan = EmployeeFactory(first_name="Olga", manager=company["mona"])
    alone = EmployeeFactory(first_name="Alan")
    later = EmployeeFactory(first_name="Lara", hired_on=date(2027, 1, 1))
    for owner in (orphan, alone, later, company["top"]):
        ObjectiveFactory(owner=owner)
    gone(company["mona"])
    client.force_login(company["hr"])

    html = client.get(PAGE).content.decode()

    shown = {person.first_name for person in unattended.unmanaged(company["hr"])}
    assert shown == {"Olga", "Alan"}
    assert html.count("Name a manager") == 2
    assert html.count(">Decide<") == 0


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, company, django_assert_num_queries, count):
    gone(company["mona"], company["skip"])
    for _ in range(count):
        ObjectiveFactory(owner__left_on=YESTERDAY, owner__manager=company["mona"])
        ObjectiveFactory(owner__manager=company["mona"])
    client.force_login(company["hr"])
    client.get(PAGE)

    with django_assert_num_queries(5):
        client.get(PAGE)
