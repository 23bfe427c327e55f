from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from org.models import Employee
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def run(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue().strip()


def test_make_hr_makes_the_first(db):
    person = EmployeeFactory(first_name="Ana", last_name="Souza", email="ana@example.org", password="")

    assert run("make_hr", "ANA@example.org") == (
        "Ana Souza <ana@example.org> is HR now; set a password with: manage.py changepassword ana@example.org"
    )
    assert Employee.objects.get(pk=person.pk).is_hr


def test_make_hr_adds_the_person_of_an_empty_company(db):
    run("make_hr", "ana@example.org", "--name", "Ana de Souza")

    person = Employee.objects.get(email="ana@example.org")
    assert (person.first_name, person.last_name, person.is_hr) == ("Ana", "de Souza", True)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("nobody", 'Nobody has the e-mail who@example.org. Import the people first'),
        ("hr exists", "There is HR already"),
        ("leaver", "has left or the account is closed"),
    ],
)
def test_make_hr_refuses_in_one_sentence(case, words):
    EmployeeFactory(email="stranger@example.org")
    if case == "hr exists":
        EmployeeFactory(hr=True)
        EmployeeFactory(email="who@example.org")
    if case == "leaver":
        EmployeeFactory(email="who@example.org", left_on="2020-01-31")

    with pytest.raises(CommandError, match=words):
        run("make_hr", "who@example.org")


def test_createsuperuser_makes_an_administrator(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")

    run("createsuperuser", interactive=False, email="root@example.org", first_name="Root", last_name="Keeper")

    person = Employee.objects.get(email="root@example.org")
    assert (person.is_administrator, person.is_hr) == (True, False)
    assert person.check_password("correct horse battery")
