from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from org.imports import apply as applying
from org.imports.apply import CompanyChangedError
from org.imports.company import snapshot
from org.models import Department, Employee
from org.tests.factories import EmployeeFactory, OrganizationFactory
from org.tests.importing import HEAD, THREE, bring, content, counts, faults, person, plan

pytestmark = pytest.mark.django_db


def test_ugly_is_not_wrong():
    bring("1,<script>alert(1)</script>,'=HYPERLINK(1),a@x.example,,=1+1,,")

    found = person("1")
    assert (found.first_name, found.last_name, found.job_title) == (
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "=1+1",
    )


def test_name_of_ten_thousand_characters_is_a_fault_in_few_words():
    (fault,) = faults(plan(f"1,{'x' * 10_000},B,a@x.example,,,,"))

    assert fault.startswith("Line 2: first name “xxx")
    assert len(fault) < 200


def test_whole_name_that_is_too_long_is_a_fault():
    made = plan(f"1,{'x' * 200} Lee,a@x.example", head="ID,Full Name,Email")

    assert [line for line, _text in made.notes.faults] == [2]


def test_whole_names_are_taken_apart_and_known_again():
    head = "Worker,ID,Email"
    bring('"Souza, Ana",1,a@x.example', "Pietra da Cunha,2,b@x.example", "Bo Lee (On Leave),3,c@x.example", head=head)

    assert [(p.first_name, p.last_name) for p in Employee.objects.order_by("employee_number")] == [
        ("Ana", "Souza"),
        ("Pietra", "da Cunha"),
        ("Bo", "Lee"),
    ]
    Employee.objects.filter(employee_number="2").update(first_name="Pietra da", last_name="Cunha")
    assert counts(plan("Pietra da Cunha,2,b@x.example", head=head)) == {"unchanged": 1}


def test_last_name_beside_vorname():
    made = plan(
        "Souza;Ana;a@x.example;01.02.2020;-", head="Name;Vorname;E-Mail (dienstlich);Eintrittsdatum;Führungskraft"
    )

    (member,) = made.members
    assert (member.first_name, member.last_name, member.hired_on) == ("Ana", "Souza", date(2020, 2, 1))


def test_missing_new_persons_values_are_faults():
    made = plan(
        "1,,Souza,a@x.example,,,,",
        "2,Bo,Lee,,,,,",
        ",Cy,Ray,,,,,",
        "4,Di,Fo,nonsense,,,,",
        "5,Ed,Go,e@x.example,,,31/02/2025,",
    )

    assert [line for line, _text in made.notes.faults] == [2, 3, 4, 5, 6]


def test_stranger_who_left_long_ago_without_address_is_left_out():
    made = bring("1,Ana,Souza,,,,2001-01-01,2003-01-01", THREE[1])

    assert [line for line, _text in made.notes.warnings] == [2, 3]
    assert counts(made) == {"new": 1}


def test_last_day_of_an_earlier_employment():
    head = "ID,First Name,Last Name,Email,Hire Date,Last Day of Work,Active Status"

    bring("1,A,B,a@x.example,2026-03-01,2026-02-01,Yes", "2,C,D,c@x.example,2026-03-01,2026-02-01,No", head=head)

    assert (person("1").hired_on, person("1").left_on) == (date(2026, 3, 1), None)
    assert (person("2").hired_on, person("2").left_on) == (None, date(2026, 2, 1))


def test_dates_that_cannot_be_decided_are_asked_for():
    row = "1,Ana,Souza,a@x.example,,,03/04/2026,"

    assert faults(plan(row))[0].startswith("Line 1: the dates in “Hire Date”")
    assert plan(row, dates="mdy").members[0].hired_on == date(2026, 3, 4)


def test_plan_of_a_company_that_changed_since_is_not_applied():
    made = plan(*THREE)
    EmployeeFactory()

    with pytest.raises(CompanyChangedError):
        applying.apply(made, by=None, file_name="people.csv")

    assert Employee.objects.count() == 1


def test_what_somebody_changes_of_themselves_at_the_last_moment_is_not_written_over():
    bring(*THREE)
    made = plan("1,Ana,Souza,ana@x.example,,Chair,2020-01-01,")
    Employee.objects.filter(employee_number="1").update(preferred_name="Annie")
    made.company.fingerprint = snapshot().fingerprint  # the look under the lock was just before

    with pytest.raises(CompanyChangedError):
        applying.apply(made, by=None, file_name="people.csv")

    assert (person("1").preferred_name, person("1").job_title) == ("Annie", "CEO")


@pytest.fixture
def file(tmp_path):
    def write(*lines, head=HEAD):
        path = tmp_path / "people.csv"
        path.write_bytes(content(*lines, head=head))
        return path

    return write


def run(path, *options) -> tuple[list[str], int]:
    out, code = StringIO(), 0
    try:
        call_command("import_people", str(path), *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return out.getvalue().splitlines(), code


def test_command_dry_runs_then_applies(file):
    lines, code = run(file(*THREE))
    assert (lines[-1], code, Employee.objects.count()) == (
        "new 3, changed 0, moved 0, leaving 0, returned 0, unchanged 0, faults 0",
        0,
        0,
    )

    lines, code = run(file(*THREE), "--apply")
    assert (lines[-1].split(",")[0], code, Employee.objects.count()) == ("new 3", 0, 3)


def test_command_writes_nothing_and_names_each_fault_where_one_row_is_wrong(file):
    lines, code = run(file(*THREE, "4,Di,Fo,di@x.example,nobody@x.example,,,"), "--apply")

    assert lines[-2:] == [
        "Line 5: manager nobody@x.example is not in the file nor in the company",
        "new 4, changed 0, moved 0, leaving 0, returned 0, unchanged 0, faults 1",
    ]
    assert (code, Employee.objects.count(), Department.objects.count()) == (1, 0, 0)


def test_command_asks_before_many_leave(file):
    run(file(*THREE), "--apply")

    lines, code = run(file(THREE[0]), "--complete", "--apply")
    assert (code, lines[-1].split(", ")[3]) == (1, "leaving 2")
    assert not Employee.objects.exclude(left_on=None).exists()

    _lines, code = run(file(THREE[0]), "--complete", "--apply", "--yes")
    assert code == 0
    yesterday = timezone.now().date() - timedelta(days=1)
    assert Employee.objects.filter(left_on=yesterday).count() == 2


def test_command_maps_a_heading_and_lists_what_it_leaves(file):
    path = file("1,Ana,Souza,a@x.example,E", head="Ref,First Name,Last Name,Post,Band")

    with pytest.raises(CommandError, match="no column for the e-mail"):
        run(path)
    lines, _code = run(path, "--map", "Post=email", "--map", "Ref=employee_number")
    assert "Columns that are not known and are left: Band" in lines


def test_command_refuses_a_demo_company_and_says_the_one_step(file):
    OrganizationFactory(is_demo=True)

    with pytest.raises(CommandError, match=r"manage\.py demo --remove"):
        run(file(*THREE), "--apply")

    assert not Employee.objects.exists()


def test_command_tells_what_cannot_be_read(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv")


def test_above_so_many_rows_it_advises_postgresql(monkeypatch):
    monkeypatch.setattr("org.imports.plan.MANY_ROWS", 2)

    assert ("PostgreSQL" in plan(*THREE).advice) is (connection.vendor == "sqlite")
