from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from org.imports import apply as applying
from org.imports.apply import CompanyChangedError
from org.imports.identity import Answers
from org.imports.plan import Options, make
from org.models import Department, Employee, Location, Organization
from org.tests.factories import DepartmentFactory, EmployeeFactory, LocationFactory

pytestmark = pytest.mark.django_db

HEAD = "Employee #,First Name,Last Name,Work Email,Supervisor ID,Job Title,Hire Date,Termination Date"


def content(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def plan(*lines: str, head: str = HEAD, **options):
    return make(content(*lines, head=head), Options(**options))


def bring(*lines: str, head: str = HEAD, **options):
    made = plan(*lines, head=head, **options)
    applying.apply(made, by=None, file_name="people.csv")
    return made


def counts(made) -> dict[str, int]:
    return {kind: count for kind, count in made.counts.items() if count}


def faults(made) -> list[str]:
    return made.notes.fault_lines()


def person(number: str) -> Employee:
    return Employee.objects.get(employee_number=number)


THREE = ("1,Ana,Souza,ana@x.example,,CEO,2020-01-01,", "2,Bo,Lee,bo@x.example,1,,,", "3,Cy,Ray,cy@x.example,2,,,")


def test_rows_come_in_any_order_and_twice_changes_nothing():
    made = bring(*reversed(THREE))

    assert counts(made) == {"new": 3}
    assert [person(number).manager_id for number in "123"] == [None, person("1").pk, person("2").pk]
    assert person("1").hired_on == date(2020, 1, 1)
    assert not person("1").has_usable_password()
    assert counts(plan(*THREE)) == {"unchanged": 3}
    assert list(Employee.history.values_list("history_type", flat=True).distinct().order_by()) == ["+"]
    assert Employee.objects.search("souza").count() == 1


def test_each_kind_is_counted_for_itself_and_kept_in_the_history():
    bring(*THREE)

    made = bring(
        "1,Ana,Souza,ana@x.example,,Chair,2020-01-01,",
        "3,Cy,Ray,cy@x.example,1,,,2027-01-31",
        "4,Di,Fo,di@x.example,3,,,",
    )

    assert made.counts == {"new": 1, "changed": 1, "moved": 1, "leaving": 1, "returned": 0, "unchanged": 0, "faults": 0}
    assert person("3").manager == person("1")
    assert person("4").manager == person("3")
    record = person("3").history.first()
    assert (record.history_type, record.left_on, record.history_change_reason) == (
        "~",
        date(2027, 1, 31),
        "Import people.csv",
    )


# --- who is who ---


def test_number_is_taken_by_the_person_of_that_address_without_number():
    EmployeeFactory(email="Ana@X.example", first_name="Ana", last_name="Souza", job_title="CEO")

    made = bring(THREE[0])

    assert counts(made) == {"changed": 1}
    assert Employee.objects.get().employee_number == "1"


def test_number_decides_over_the_address():
    bring(*THREE)

    bring("2,Bo,Lee,bo.lee@x.example,,,,")

    assert person("2").email == "bo.lee@x.example"


def test_two_people_swap_addresses():
    bring(*THREE)

    made = bring("2,Bo,Lee,cy@x.example,,,,", "3,Cy,Ray,bo@x.example,,,,")

    assert counts(made) == {"changed": 2}
    assert (person("2").email, person("3").email) == ("cy@x.example", "bo@x.example")


def test_address_that_two_people_would_own_is_a_conflict():
    bring(*THREE)

    assert faults(plan("4,Di,Fo,BO@x.example,,,,")) == [
        "Line 2: e-mail bo@x.example belongs to Bo Lee too; two people cannot share it"
    ]
    assert faults(plan("3,Cy,Ray,bo@x.example,,,,")) == [
        "Line 2: e-mail bo@x.example belongs to Bo Lee too; two people cannot share it"
    ]


def test_duplicates_are_faults_on_each_of_their_lines():
    bring(*THREE)

    made = plan(*THREE, "3,Ed,Go,ed@x.example,,,,", "5,Fa,Ho,BO@X.example,,,,", ",Cy,Ray,cy@x.example,,,,")

    assert [line for line, _text in made.notes.faults] == [3, 4, 4, 5, 6, 7]


@pytest.fixture
def leaver():
    return EmployeeFactory(
        employee_number="7",
        email="ana@x.example",
        first_name="Ana",
        last_name="Souza",
        left_on="2020-05-05",
        job_title="CEO",
    )


def test_leaver_in_the_file_without_an_end_date_has_returned(leaver):
    made = bring("7,Ana,Souza,ana@x.example,,CEO,,")

    assert counts(made) == {"returned": 1}
    assert person("7").left_on is None


def test_leaver_with_their_end_date_is_unchanged(leaver):
    assert counts(plan("7,Ana,Souza,ana@x.example,,CEO,,2020-05-05")) == {"unchanged": 1}


def test_leavers_address_with_a_new_number_is_asked_about(leaver):
    row = "8,Ana,Souza,ana@x.example,,CEO,,"

    assert "returned, or is it another one?" in faults(plan(row))[0]
    assert counts(plan(row, answers=Answers(returned=frozenset({"8"})))) == {"returned": 1, "changed": 1}
    made = bring(row, answers=Answers(another=frozenset({"ana@x.example"})))
    assert made.counts["new"] == 1
    assert person("8").email == "ana@x.example"
    assert person("7").email == f"left-{leaver.pk}@left.invalid"


# --- blank cells, complete files ---


def test_blank_cell_leaves_what_is_there_and_empties_in_a_complete_file():
    bring(*THREE)
    blank = ("1,,,,,,,", "2,,,,,,,", "3,,,,,,,")

    assert counts(plan(*blank)) == {"unchanged": 3}
    made = bring(*blank, complete=True)

    assert counts(made) == {"changed": 1, "moved": 2}
    assert person("1").job_title == ""
    assert person("1").hired_on is None
    assert person("2").manager is None
    assert (person("1").first_name, person("1").email) == ("Ana", "ana@x.example")


def test_complete_file_lets_go_whom_hr_knows_but_no_administrator_and_not_who_applies_it():
    bring(*THREE)
    by_hand = EmployeeFactory(email="hand@x.example")
    administrator = EmployeeFactory(employee_number="8", is_superuser=True)
    hr = EmployeeFactory(employee_number="9")

    made = bring(THREE[0], complete=True, by=hr.pk)

    assert {member.person.employee_number for member in made.of_kind("leaving")} == {"2", "3"}
    assert person("2").is_leaver()
    for kept in (by_hand, administrator, hr):
        kept.refresh_from_db()
        assert kept.left_on is None


def test_column_that_is_not_there_is_not_blank():
    bring(*THREE)

    assert counts(plan("1,Ana,Souza,ana@x.example", head="Employee #,First Name,Last Name,Email", complete=True)) == {
        "leaving": 2,
        "unchanged": 1,
    }


# --- managers ---


def test_number_beats_address_beats_name_and_disagreement_is_a_warning():
    head = "ID,First Name,Last Name,Email,Manager ID,Manager Email,Manager Name"
    made = plan(
        "1,Ana,Souza,ana@x.example,,,",
        '2,Bo,Lee,bo@x.example,1,cy@x.example,"Ray, Cy"',
        "3,Cy,Ray,cy@x.example,,ana@x.example,Bo Lee",
        head=head,
    )

    assert faults(made) == []
    assert [member.manager.name if member.manager else None for member in made.members] == [
        None,
        "Ana Souza",
        "Ana Souza",
    ]
    assert [line for line, _text in made.notes.warnings] == [3, 4]


@pytest.mark.parametrize(
    "manager", ["1", "ana@x.example", "Ana Souza", "Souza, Ana", "ANA SOUZA (1)", "001", "1 - Ana Souza"]
)
def test_manager_in_one_column_by_whatever_names_them(manager):
    made = plan(
        "1,Ana,Souza,ana@x.example,", f'2,Bo,Lee,bo@x.example,"{manager}"', head="ID,First Name,Last Name,Email,Manager"
    )

    assert faults(made) == []
    assert made.members[1].manager is made.members[0]


@pytest.mark.parametrize("nobody", ["NO_MANAGER", "none", "-", "None"])
def test_words_that_mean_nobody(nobody):
    bring(*THREE)

    bring(f"2,Bo,Lee,bo@x.example,{nobody},,,")

    assert person("2").manager is None


def test_name_of_two_people_names_nobody():
    made = plan(
        "1,Ana,Souza,a@x.example,",
        "2,Ana,Souza,b@x.example,",
        "3,Cy,Ray,c@x.example,Ana Souza",
        head="ID,First Name,Last Name,Email,Manager",
    )

    assert faults(made) == ["Line 4: manager Ana Souza can be 2 people; name them by number or e-mail"]


def test_unknown_manager_self_and_loop():
    made = plan(
        "1,Ana,Souza,ana@x.example,3,,,",
        "2,Bo,Lee,bo@x.example,1,,,",
        "3,Cy,Ray,cy@x.example,2,,,",
        "4,Di,Fo,di@x.example,4,,,",
        "5,Ed,Go,ed@x.example,99,,,",
    )

    assert faults(made) == [
        "Line 2: the reporting line is a loop: Ana Souza → Cy Ray → Bo Lee → Ana Souza",
        "Line 5: Di Fo cannot be their own manager",
        "Line 6: manager 99 is not in the file nor in the company",
    ]


def test_two_who_turn_round_are_no_loop():
    bring(*THREE)

    assert counts(bring("1,Ana,Souza,ana@x.example,2,CEO,,", "2,Bo,Lee,bo@x.example,none,,,")) == {"moved": 2}


def test_report_of_somebody_who_leaves_is_listed():
    bring(*THREE)

    made = plan("2,Bo,Lee,bo@x.example,1,,,2027-01-01")

    assert faults(made) == []
    assert [(leaver.name, [report.name for report in reports]) for leaver, reports in made.left_reports()] == [
        ("Bo Lee", ["Cy Ray"])
    ]


# --- departments, locations ---

UNITS = "ID,First Name,Last Name,Email,Department,Division,Location,Time Zone"


def tree() -> list[str]:
    return sorted(
        f"{unit.parent.name} / {unit.name}" if unit.parent else unit.name
        for unit in Department.objects.select_related("parent")
    )


def test_department_below_its_division_and_equal_to_it():
    bring(
        "1,Ana,Souza,a@x.example,Technology,Technology,,",
        "2,Bo,Lee,b@x.example,Platform,Technology,,",
        "3,Cy,Ray,c@x.example,platform,technology,,",
        head=UNITS,
    )

    assert tree() == ["Technology", "Technology / Platform"]
    assert counts(plan("3,Cy,Ray,c@x.example,Platform,,,", head=UNITS)) == {"unchanged": 1}


def test_parentheses_that_recur_are_the_parent():
    head = "ID,First Name,Last Name,Email,Department"
    rows = [
        "Platform (Technology)",
        "Data (Technology)",
        "Technology (Technology)",
        "Legal (Interim)",
        "Finance",
        "People",
    ]

    bring(*(f"{i},A,B,p{i}@x.example,{name}" for i, name in enumerate(rows)), head=head)

    assert tree() == [
        "Finance",
        "Legal (Interim)",
        "People",
        "Technology",
        "Technology / Data",
        "Technology / Platform",
    ]


def test_lone_department_goes_under_the_parent_that_the_file_tells():
    unit = DepartmentFactory(name="Platform")
    EmployeeFactory(employee_number="2", department=unit)

    made = bring("2,,,,Platform,Technology,,", head=UNITS)

    assert counts(made) == {"unchanged": 1}
    unit.refresh_from_db()
    assert unit.parent.name == "Technology"


def test_location_gets_the_zone_that_all_its_people_have():
    LocationFactory(name="Jena", time_zone="Europe/Berlin")

    made = bring(
        "1,A,B,a@x.example,,,Denver,America/Denver",
        "2,C,D,c@x.example,,,Jena,Asia/Kolkata",
        "3,E,F,e@x.example,,,jena,europe/berlin",
        "4,G,H,g@x.example,,,Leeds,",
        head=UNITS,
    )

    assert Location.objects.get(name="Denver").time_zone == "America/Denver"
    assert [person(number).time_zone for number in "123"] == ["", "Asia/Kolkata", ""]
    assert [place.name for place in made.places_without_zone] == ["Leeds"]
    assert "Mars" in faults(plan("1,A,B,a@x.example,,,,Mars/Base", head=UNITS))[0]


# --- the rest of a row ---


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


# --- applying ---


def test_plan_of_a_company_that_changed_since_is_not_applied():
    made = plan(*THREE)
    EmployeeFactory()

    with pytest.raises(CompanyChangedError):
        applying.apply(made, by=None, file_name="people.csv")

    assert Employee.objects.count() == 1


# --- the command ---


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
    Organization.objects.create(is_demo=True)

    with pytest.raises(CommandError, match=r"manage\.py demo --remove"):
        run(file(*THREE), "--apply")

    assert not Employee.objects.exists()


def test_command_tells_what_cannot_be_read(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv")


def test_above_so_many_rows_it_advises_postgresql(monkeypatch):
    monkeypatch.setattr("org.imports.plan.MANY_ROWS", 2)

    assert ("PostgreSQL" in plan(*THREE).advice) is (connection.vendor == "sqlite")
