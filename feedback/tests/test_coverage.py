"""HR sees who talks as often as was agreed, in counts: never a word, and a partner only their departments."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from feedback import coverage
from feedback.models import CheckInSchedule
from feedback.tests.factories import CheckInFactory
from feedback.tests.pages import text_of
from org.models import Department, Organization, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
PAGE = "admin:feedback_checkinschedule_coverage"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC")), tick=False):
        yield


def person(cast, department, *, held=None, due=None, **fields):
    """Who talked `held` days ago and whose next one was due `due` days ago."""
    employee = EmployeeFactory(manager=cast.skip_level, department=department, **fields)
    if held is not None:
        CheckInFactory(employee=employee, done=True, held_on=TODAY - timedelta(held), went_well="WHAT WAS SAID")
    if due is not None:
        due_on = TODAY - timedelta(due)
        CheckInFactory(employee=employee, due_on=due_on)
        CheckInSchedule.objects.create(employee=employee, next_on=due_on)
    return employee


@pytest.fixture
def optics(cast):
    optics = DepartmentFactory(name="Optics", parent=Department.objects.get(name="Company"))
    lenses = DepartmentFactory(name="Lenses", parent=optics)
    person(cast, optics, held=14, due=0)  # on the day itself
    person(cast, optics, held=15, due=1)
    person(cast, lenses, held=8, cadence="weekly", due=7)
    person(cast, lenses, held=30, cadence="monthly")
    person(cast, lenses)
    person(cast, lenses, held=1, left_on=date(2026, 11, 20))
    EmployeeFactory(department=lenses)  # without a manager
    return optics


def counts(place):
    return tuple(getattr(place, name) for name in coverage.COUNTED)


def test_counts_by_each_ones_own_cadence_with_all_below(cast, optics):
    _everybody, places = coverage.by_department(cast.hr, TODAY, Organization.objects.current())

    found = {place.way: counts(place) for place in places}
    assert found["Company › Optics › Lenses"] == (3, 1, 1, 1, 1)
    assert found["Company › Optics"] == (5, 2, 2, 1, 1)
    assert list(found).index("Company › Optics") < list(found).index("Company › Optics › Lenses")


def test_hr_reads_counts_and_the_lists_behind_them(cast, optics):
    hr = cast.client("hr")
    page = text_of(hr.get(reverse(PAGE)))
    path = reverse("admin:feedback_checkinschedule_changelist")

    late = hr.get(f"{path}?standing=missed&department={optics.pk}")

    assert "WHAT WAS SAID" not in page
    assert f"{path}?standing=missed&amp;department={optics.pk}" in page
    assert late.context["cl"].result_count == 1
    assert reverse(PAGE) in text_of(hr.get(reverse("admin:index")))


@pytest.mark.parametrize(
    ("role", "status"),
    [("hr", 200), ("administrator", 403), ("manager", 302), ("skip_level", 302), ("subject", 302), ("anonymous", 302)],
)
def test_the_page_is_hrs(cast, optics, role, status):
    assert cast.client(role).get(reverse(PAGE)).status_code == status


def test_a_partner_counts_their_own_departments_alone(cast, optics):
    RoleGrantFactory(employee=cast.stranger, role=RoleGrant.Role.PARTNER, department=optics)

    response = cast.client("stranger").get(reverse(PAGE))

    assert [place.way for place in response.context["places"]] == ["Company › Optics", "Company › Optics › Lenses"]
    assert counts(response.context["everybody"]) == (5, 2, 2, 1, 1)


def test_the_page_costs_a_fixed_number_of_queries(cast, optics, django_assert_num_queries):
    hr = cast.client("hr")
    hr.get(reverse(PAGE))
    for _each in range(3):
        person(cast, DepartmentFactory(parent=optics), held=3)

    with django_assert_num_queries(4):
        hr.get(reverse(PAGE))
