import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from org.models import Employee
from org.models.employee import DERIVED
from org.searching import find, words_of
from org.services import people
from org.tests.factories import EmployeeFactory, LocationFactory, OrganizationFactory
from org.tests.importing import bring

pytestmark = pytest.mark.django_db


def named(query, limit=5):
    found = find(Employee.objects.all(), words_of(query), limit)
    return [str(person) for person in found.people], found.is_near


@pytest.fixture
def muller(db):
    EmployeeFactory(first_name="Diana", last_name="Strange", job_title="Manager of Müller accounts")
    return EmployeeFactory(first_name="Jörg", last_name="Müller", preferred_name="Jojo", email="jm@example.org")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jorg muller", (["Jojo Müller"], False)),
        ("MUELLER joerg", (["Jojo Müller"], False)),
        ("jojo", (["Jojo Müller"], False)),
        ("jm@example", (["Jojo Müller"], False)),
        ("muller", (["Jojo Müller", "Diana Strange"], False)),
        ("jrog mulelr", (["Jojo Müller"], True)),
        ("muellr", (["Jojo Müller"], True)),
        ("ana", (["Diana Strange"], False)),
        ("an", ([], False)),
        ("ager", (["Diana Strange"], False)),
        ("age", ([], False)),
        ("%", ([], False)),
        ("jorg strange", ([], True)),
        ("", ([], False)),
        ("\0\0", ([], False)),
    ],
)
def test_people_are_found_by_what_one_remembers(muller, query, found):
    assert named(query) == found


def test_whoever_is_named_so_comes_before_whoever_has_it_within():
    EmployeeFactory(first_name="Diana", last_name="Aalto")
    EmployeeFactory(first_name="Ana", last_name="Zander")

    assert named("ana")[0] == ["Ana Zander", "Diana Aalto"]


@time_machine.travel(datetime(2026, 10, 5, 23, tzinfo=UTC), tick=False)
def test_who_is_here_by_the_date_of_their_own_place():
    OrganizationFactory(time_zone="UTC")
    auckland = LocationFactory(time_zone="Pacific/Auckland")
    for name, place, day in (("Left", auckland, "2026-10-05"), ("Stays", None, "2026-10-05")):
        EmployeeFactory(first_name=name, last_name="Gruber", location=place, left_on=day)
    for name, place, day in (("Begins", auckland, "2026-10-06"), ("Later", None, "2026-10-06")):
        EmployeeFactory(first_name=name, last_name="Gruber", location=place, hired_on=day)

    assert named("gruber")[0] == ["Begins Gruber", "Stays Gruber"]
    assert named("grubre")[0] == ["Begins Gruber", "Stays Gruber"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries(django_assert_num_queries, count):
    OrganizationFactory()
    EmployeeFactory.create_batch(count, first_name="Ana", location=LocationFactory())

    with django_assert_num_queries(3):  # by name, by title; the organisation's zone
        named("ana")
    with django_assert_num_queries(5):
        named("soouza")


def test_what_is_searched_is_what_one_would_compute_anew_however_it_was_written():
    OrganizationFactory()
    person = EmployeeFactory(first_name="Zoë", last_name="Núñez")
    people.edit(person, by=None, preferred_name="Zö", job_title="Ärztin")
    person.refresh_from_db()
    person.last_name = "Ångström"
    person.save(update_fields=["last_name"])
    other = EmployeeFactory(first_name="Łukasz")
    other.first_name = "Jörg"
    Employee.objects.bulk_update([other], ["first_name"])
    bring("7,Inês,Gonçalves,ines@example.org,,,,")
    bring("7,Inês,Conceição,ines@example.org,,,,")

    stored = {row.pk: [getattr(row, name) for name in DERIVED] for row in Employee.objects.order_by("pk")}
    for row in (rows := list(Employee.objects.order_by("pk"))):
        row.derive()

    assert stored == {row.pk: [getattr(row, name) for name in DERIVED] for row in rows}
    assert named("conceicao")[0] == ["Inês Conceição"]


def test_the_command_says_which_indexes_there_are():
    said = io.StringIO()

    call_command("index_search", stdout=said)

    is_postgresql = connection.vendor == "postgresql"
    assert said.getvalue().startswith("3 indexes are there." if is_postgresql else "This database has no such index.")
