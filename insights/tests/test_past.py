"""The bridge as of a day and beside another one: the tree of then under today's rights, and every odd address answered
with a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.tests.factories import BlockerFactory
from insights import asof, curve, readings
from insights.kinds import Moment
from insights.models import UnitReading
from insights.moves import is_reorganisation
from insights.tests.factories import StandingObjectiveFactory
from insights.tests.test_pages import names, path_of
from org.models import Department, RoleGrant
from org.services import departments
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
THEN, REORGANISED = "2026-10-12", "2026-10-20"


def at(day: str):
    return time_machine.travel(f"{day}T09:00:00Z", tick=False)


def record() -> None:
    readings.store(Moment.at())


@pytest.fixture
def company(period):
    """In October Tess led Technology (Firmware, Tooling, Optics) and Sales; on the 20th Tooling was merged into
    Firmware, and Optics became a part of Sales. Labs is new."""
    with at(THEN):
        technology, sales = DepartmentFactory(name="Technology"), DepartmentFactory(name="Sales")
        firmware, optics, tooling = (
            DepartmentFactory(name=name, parent=technology) for name in ("Firmware", "Optics", "Tooling")
        )
        top = EmployeeFactory(first_name="Tess", department=technology)
        joana = EmployeeFactory(first_name="Joana", manager=top, department=technology)
        people = {
            each: EmployeeFactory.create_batch(count, manager=joana, department=each)
            for each, count in ((firmware, 4), (tooling, 5))
        }
        others = EmployeeFactory.create_batch(4, manager=top, department=optics)
        EmployeeFactory.create_batch(3, manager=top, department=sales)
        StandingObjectiveFactory(owner=people[firmware][0], progress=Decimal("0.5"))
        BlockerFactory.create_batch(3, raised_by=people[tooling][0])
        record()
    with at(REORGANISED):
        for person in people[tooling]:
            person.department, person.manager = firmware, top
            person.save()
        gone = tooling.pk
        tooling.delete()
        departments.edit(optics, by=None, name="Optics", parent=sales)
        DepartmentFactory(name="Labs", parent=technology)
        record()
    record()
    tooling.pk = gone
    return {
        "top": top, "joana": joana, "ana": people[firmware][0], "was there": people[tooling][0], "optics": others[0],
        "Technology": technology, "Sales": sales, "Firmware": firmware, "Optics": optics, "Tooling": tooling,
    }  # fmt: skip


def shown(client, viewer, path="/bridge/", **query):
    client.force_login(viewer)
    return client.get(path, query)


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- as of a day ---


def test_the_tree_and_the_figures_of_then(client, company):
    answer = shown(client, company["top"], path_of(company["Technology"]), on=THEN)

    scene = answer.context["scene"]
    assert names(answer) == ["Firmware", "Optics", "Tooling", "Technology itself"]
    assert [(span.people, span.blockers) for span in scene.spans[:3]] == [(4, 0), (4, 0), (5, 3)]
    assert (scene.whole.people, scene.whole.progress) == (15, Decimal("0.5"))
    assert scene.spans[0].path == f"{path_of(company['Firmware'])}?on={THEN}"
    html = said(answer)
    assert "<strong>As of 12 October 2026</strong>" in html
    assert "week 2 of 13" in html
    assert "What would help most" not in html


def test_what_is_gone_opens_as_of_then_and_not_today(client, company):
    path = path_of(company["Tooling"])

    assert shown(client, company["top"], path).status_code == 404
    answer = shown(client, company["top"], path, on=THEN)
    assert (answer.status_code, names(answer)) == (200, ["Tooling"])
    assert f'<a href="{path_of(company["Technology"])}?on={THEN}">Technology</a>' in said(answer)


def test_under_todays_rights(client, company):
    partner, head = EmployeeFactory(), EmployeeFactory()
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=company["Technology"])
    RoleGrantFactory(employee=head, role=RoleGrant.Role.HEAD, department=company["Sales"])
    viewers = {each: company[each] for each in ("top", "joana", "ana", "was there", "optics")}
    viewers |= {"partner": partner, "head of Sales": head, "stranger": EmployeeFactory()}

    opened = {
        name: {
            unit
            for unit in ("Firmware", "Tooling", "Optics")
            if shown(client, viewer, path_of(company[unit]), on=THEN).status_code == 200
        }
        for name, viewer in viewers.items()
    }

    assert opened == {
        "top": {"Firmware", "Tooling", "Optics"},
        "joana": {"Firmware"},  # who worked there is led by another one today
        "ana": {"Firmware"},
        "was there": {"Firmware", "Tooling"},
        "optics": {"Optics"},
        "partner": {"Firmware", "Tooling"},
        "head of Sales": {"Optics"},
        "stranger": set(),
    }


def test_the_way_up_of_then_names_nothing_that_is_hidden_today(client, company):
    html = said(shown(client, company["optics"], path_of(company["Optics"]), on=THEN))

    assert "Technology" not in html
    assert "Firmware" not in html


def test_no_record_of_that_day_is_said_with_the_last_before_it(client, company):
    answer = shown(client, company["top"], on="2026-10-15")

    assert answer.context["scene"].day == date(2026, 10, 12)
    assert "Of 15 October 2026 there is no record. These are the figures of 12 October 2026" in said(answer)


def test_a_day_that_there_is_not_is_a_sentence(client, company):
    odd = {
        "2026-10-01": "There is no record of 1 October 2026: the first one is of 12 October 2026. This is today.",
        "0001-01-01": "the first one is of 12 October 2026. This is today.",
        "2027-03-01": "1 March 2027 is still to come. This is today.",
        "2026-02-30": "“2026-02-30” is not a day; write one such as 2026-10-14. This is today.",
        "<b>" + "x" * 500: "is not a day",
        "\0": "is not a day",
    }
    for on, words in odd.items():
        answer = shown(client, company["top"], on=on)
        assert (answer.status_code, answer.context["scene"].is_past, words in said(answer)) == (200, False, True), on
    for on in ("2026-11-23", " "):
        assert "as-of-line" not in said(shown(client, company["top"], on=on, compare=""))


def test_a_department_that_was_not_there_yet(client, company):
    labs = Department.objects.get(name="Labs")

    answer = shown(client, company["top"], path_of(labs), on=THEN)

    assert "There is no record of 12 October 2026: the first one is of 20 October 2026" in said(answer)


def test_a_day_beyond_the_year_of_the_curve(client, company):
    UnitReading.objects.create(
        department=None, is_itself=False, day=date(2024, 5, 2), people=7, objectives=0, weight=0, on_track=0, at_risk=0,
        off_track=0, silent=0, blockers=0, blockers_taken=0, check_ins_due=0, check_ins_held=0, signals=0,
        is_small=False,
    )  # fmt: skip

    answer = shown(client, company["top"], on="2024-05-02")

    assert (answer.context["scene"].whole.people, answer.context["view"].until) == (7, date(2024, 5, 2))


def test_a_circle_in_old_departments(client, company):
    Department.objects.filter(pk=company["Technology"].pk).update(parent=company["Firmware"])

    for query in ({}, {"on": THEN}, {"compare": THEN}):
        assert shown(client, company["top"], path_of(company["Firmware"]), **query).status_code == 200


# --- beside another day ---


def test_the_difference_in_words_and_what_became_of_what_is_gone(client, company):
    answer = shown(client, company["top"], path_of(company["Technology"]), compare=THEN)

    scene = answer.context["scene"]
    told = {span.name: (span.beside, span.differs) for span in scene.spans}
    further = ["at risk, was on track", "8 points further from what is expected", "3 open blockers more"]
    assert told["Firmware"] == ("", further)
    assert told["Labs"] == ("did not exist then", [])
    assert scene.whole.differs == further[:2]
    assert [(gone.name, gone.words) for gone in scene.gone] == [
        ("Optics", "is now part of Sales"),
        ("Tooling", "is now part of Firmware, where most of its people work"),
    ]
    assert "12 October 2026 beside 23 November 2026" in said(answer)


def test_what_came_from_elsewhere(client, company):
    scene = shown(client, company["top"], path_of(company["Sales"]), compare=THEN).context["scene"]

    assert scene.spans[0].beside == "was part of Technology then"


def test_where_it_went_is_not_named_to_whom_it_is_hidden(client, company):
    was_there = company["was there"]
    was_there.department = company["Technology"]
    was_there.save()

    answer = shown(client, was_there, path_of(company["Technology"]), compare=THEN)

    assert [(gone.name, gone.words) for gone in answer.context["scene"].gone] == [("Tooling", "is not there any more")]
    assert "Firmware" not in said(answer)
    assert "1 more unit was counted in the whole then and is not yours to see." in said(answer)
    assert "Optics" not in said(answer)


def test_a_day_that_cannot_be_compared_with_is_a_sentence(client, company):
    days = [("", each) for each in ("2026-11-23", "2027-01-01", "never", "2026-01-01")]
    for on, compare in [*days, ("2026-10-20", "2026-11-20")]:
        answer = shown(client, company["top"], on=on, compare=compare)
        assert answer.context["view"].compared.day is None
        assert "Nothing is compared." in said(answer)


def test_before_the_reorganisation_is_offered(client, company):
    answer = shown(client, company["top"], path_of(company["Technology"]))

    assert f'<a href="{path_of(company["Technology"])}?compare={THEN}">Compare with before 20 October' in said(answer)
    assert "when 5 people got another manager or department" in said(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, company, django_assert_max_num_queries, count):
    for _each in range(count):
        DepartmentFactory(parent=company["Technology"])
    record()
    for viewer in ("top", "ana"):
        client.force_login(company[viewer])
        for query in ({"on": THEN}, {"compare": THEN}, {"on": REORGANISED, "compare": THEN}):
            with django_assert_max_num_queries(11):
                client.get(path_of(company["Technology"]), query)


# --- who moved ---


def test_who_moved_is_counted_where_they_are_since_once(company):
    day = UnitReading.objects.filter(day=date(2026, 10, 20), is_itself=False)

    assert dict(day.filter(moved__gt=0).values_list("department", "moved")) == {
        None: 5, company["Technology"].pk: 5, company["Firmware"].pk: 5,
    }  # fmt: skip
    assert not UnitReading.objects.filter(day=date(2026, 11, 23), moved__gt=0).exists()


def test_what_is_set_right_on_the_same_day_is_no_move(company):
    person, manager = company["ana"], company["ana"].manager
    for each in (company["top"], manager):
        person.manager = each
        person.save()

    assert readings.compute(Moment.at())[readings.Key(None, False)]["moved"] == 0


def test_five_people_and_one_in_twenty_are_a_reorganisation():
    assert [is_reorganisation(*each) for each in ((4, 5), (5, 100), (5, 101), (6, 120))] == [False, True, False, True]


def test_a_month_before():
    def rows(*days):
        return [curve.Reading(day, None, None, 0, 0, 0, False, 0, 0) for day in days]

    last = date(2026, 3, 31)
    assert asof.a_month_before(last, rows(date(2026, 2, 27), date(2026, 3, 1), last)) == date(2026, 2, 27)
    assert asof.a_month_before(last, rows(last - timedelta(days=50), last)) is None
    assert asof.a_month_before(last, []) is None
