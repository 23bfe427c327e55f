from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from org.models import Absence, Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, LocationFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)


def names(response):
    return [person.get_full_name() for person in response.context["page"].object_list]


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.stranger)
    return cast.stranger


@pytest.mark.parametrize("count", [1, 3])
def test_people_costs_the_same_whatever_their_number(client, cast, count, django_assert_num_queries):
    shared = {"manager": cast.skip_level, "department": DepartmentFactory()}
    found = EmployeeFactory.create_batch(count, job_title="Zymurgist", **shared)
    client.force_login(cast.stranger)

    with django_assert_num_queries(7):
        response = client.get(reverse("org:people"), {"q": "zymurgist"})

    assert len(names(response)) == len(found)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("muller", ["Jörg Müller"]),
        ("Mueller jorg", ["Jörg Müller"]),
        ("MÜLLER", ["Jörg Müller"]),
        ("lukasz", ["Łukasz Dvořák"]),
        ("dvorak", ["Łukasz Dvořák"]),
        ("%", []),
        ("jorg dvorak", []),
    ],
)
def test_search_forgives_case_and_accents(client, viewer, words, found):
    EmployeeFactory(first_name="Jörg", last_name="Müller")
    EmployeeFactory(first_name="Łukasz", last_name="Dvořák")

    assert names(client.get(reverse("org:people"), {"q": words})) == found


def test_search_knows_names_written_in_bulk(client, viewer):
    person = EmployeeFactory(first_name="Old", last_name="Name")
    person.last_name = "Gruber"
    Employee.objects.bulk_update([person], ["last_name"])
    Employee.objects.bulk_create([Employee(first_name="Neu", last_name="Gruber", email="neu@example.org")])

    assert names(client.get(reverse("org:people"), {"q": "gruber"})) == ["Neu Gruber", "Old Gruber"]


def test_filters_by_department_with_what_is_under_it_and_location(client, viewer):
    unit = DepartmentFactory(name="Unit")
    team = DepartmentFactory(name="Team", parent=unit)
    here = LocationFactory()
    EmployeeFactory(first_name="In", last_name="Unit", department=unit)
    EmployeeFactory(first_name="In", last_name="Team", department=team, location=here)
    url = reverse("org:people")

    assert names(client.get(url, {"department": unit.pk})) == ["In Team", "In Unit"]
    assert names(client.get(url, {"department": unit.pk, "location": here.pk})) == ["In Team"]


def test_quick_filters(client, viewer, cast):
    today = date(2026, 10, 5)
    with time_machine.travel(MONDAY, tick=False):
        client.force_login(viewer)
        boss = EmployeeFactory(first_name="Bo", last_name="Zz")
        EmployeeFactory(first_name="New", last_name="Here", manager=boss, hired_on=date(2026, 8, 1))
        EmployeeFactory(
            first_name="Long",
            last_name="Here",
            manager=EmployeeFactory(last_name="Souza 0", manager=boss),
            hired_on=date(2026, 7, 1),
        )
        EmployeeFactory(first_name="Not", last_name="Yet", hired_on=date(2026, 10, 20))
        away = EmployeeFactory(first_name="Away", last_name="Today", location=LocationFactory(time_zone="Asia/Tokyo"))
        Absence.objects.create(employee=away, starts_on=today, ends_on=today)
        Absence.objects.create(employee=cast.peer, starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 9))
        url, manager = reverse("org:people"), boss.pk

        found = {query: names(client.get(f"{url}?{query}")) for query in ("new=on", "away=on", f"manager={manager}")}
        below = names(client.get(url, {"manager": manager, "below": "on", "q": "here"}))
        both = names(client.get(url, {"manager": manager, "new": "on"}))
        nonsense = client.get(url, {"manager": "x", "new": "maybe"})

    assert found == {
        "new=on": ["New Here"],
        "away=on": ["Away Today"],
        f"manager={manager}": ["New Here", "Ana Souza 0"],
    }
    assert (below, both) == (["Long Here", "New Here"], ["New Here"])
    assert nonsense.status_code == 200


def test_leavers_are_listed_only_when_asked_for(client, viewer, cast):
    url = reverse("org:people")

    assert "Leo Example" not in names(client.get(url))
    assert "Leo Example" in names(client.get(url, {"leavers": "on"}))


def test_the_list_alone_for_htmx(client, viewer):
    response = client.get(reverse("org:people"), headers={"HX-Request": "true"})

    assert next(template.name for template in response.templates) == "org/_people.html"
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("count", [1, 3])
def test_person_costs_the_same_whatever_the_number_of_reports(client, cast, count, django_assert_num_queries):
    EmployeeFactory.create_batch(count - 1, manager=cast.subject)
    client.force_login(cast.stranger)

    with django_assert_num_queries(9):
        response = client.get(cast.subject.get_absolute_url())

    assert [person.first_name for person in response.context["line"]] == ["Tara", "Skip", "Mona"]
    assert response.context["report_count"] == count


@time_machine.travel(MONDAY, tick=False)
def test_person_says_the_local_time_and_who_is_away(client, viewer, cast):
    person = EmployeeFactory(location=LocationFactory(time_zone="America/New_York"))
    Absence.objects.create(employee=person, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 9))

    page = client.get(person.get_absolute_url()).content.decode()

    assert "Mon 05:00" in page
    assert "Friday 9 October" in page


def test_what_only_some_see_of_a_person(client, cast):
    cast.subject.employee_number, cast.subject.hired_on = "E-77", date(2019, 4, 1)
    cast.subject.save()
    Absence.objects.create(employee=cast.subject, starts_on=date(2031, 5, 1), ends_on=date(2031, 5, 2))

    seen = {}
    for role in ("stranger", "peer", "report", "manager", "hr", "subject"):
        page = cast.client(role).get(cast.subject.get_absolute_url()).content.decode()
        seen[role] = ("E-77" in page, "1 May 2031" in page)

    assert seen == {
        "stranger": (False, False),
        "peer": (False, False),
        "report": (False, False),
        "manager": (True, True),
        "hr": (True, True),
        "subject": (True, True),
    }


def test_account_saves_what_a_person_decides(client, cast):
    client.force_login(cast.subject)

    response = client.post(
        reverse("org:account"),
        {"preferred_name": "Sammy", "time_zone": "Asia/Kolkata", "language": "de", "job_title": "X"},
    )

    assert response.status_code == 302
    cast.subject.refresh_from_db()
    assert (cast.subject.get_full_name(), cast.subject.time_zone, cast.subject.language, cast.subject.job_title) == (
        "Sammy Example",
        "Asia/Kolkata",
        "de",
        "Engineer",
    )


def test_account_keeps_what_was_typed_when_it_is_wrong(client, cast):
    client.force_login(cast.subject)

    response = client.post(reverse("org:account"), {"preferred_name": "Sammy", "time_zone": "Mars/Base"})

    assert response.status_code == 422
    assert "Sammy" in response.content.decode()


def test_a_manager_adds_and_removes_an_absence(client, cast):
    client.force_login(cast.manager)
    url = reverse("org:add_absence", args=[cast.subject.pk])

    client.post(url, {"absence-starts_on": "2026-10-05", "absence-ends_on": "2026-10-09"})
    absence = Absence.objects.get(employee=cast.subject)
    response = client.post(reverse("org:remove_absence", args=[absence.pk]))

    assert response["Location"] == cast.subject.get_absolute_url()
    assert not Absence.objects.exists()


def test_an_absence_that_ends_before_it_starts_is_refused_in_words(client, cast):
    client.force_login(cast.subject)
    url = reverse("org:add_absence", args=[cast.subject.pk])

    response = client.post(url, {"absence-starts_on": "2026-10-09", "absence-ends_on": "2026-10-05"})

    assert response.status_code == 422
    assert "An absence cannot end before it starts." in response.content.decode()
