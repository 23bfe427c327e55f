from datetime import date

import pytest
from allauth.account.models import EmailAddress

from org.imports import exporting
from org.imports.identity import Answers
from org.models import Employee
from org.tests.factories import EmployeeFactory
from org.tests.importing import THREE, bring, counts, faults, person, plan

pytestmark = pytest.mark.django_db


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


def test_new_address_replaces_the_old_one_in_every_place():
    bring(*THREE)
    EmailAddress.objects.create(user=person("2"), email="bo@x.example", verified=True, primary=True)
    EmailAddress.objects.create(user=person("3"), email="cy@x.example", verified=True, primary=True)

    bring("2,Bo,Lee,bo.lee@x.example,,,,", "3,Cy,Ray,CY@x.example,,,,")

    assert list(EmailAddress.objects.values_list("email", flat=True).order_by("pk")) == ["cy@x.example"]


def test_a_formula_that_failed_is_a_fault_and_no_department():
    head = "Employee #,First Name,Last Name,Work Email,Supervisor ID,Department,Note"

    made = plan("1,Ana,Souza,ana@x.example,,#REF!,ok", "2,Bo,Lee,bo@x.example,1,Tech,#N/A", head=head)

    assert faults(made) == ["Line 2: department is #REF!: a formula of the spreadsheet that failed"]
    assert [unit.name for unit in made.tree.units] == ["Tech"]


def test_the_address_of_a_leaver_whose_own_row_left_it_blank_is_asked_about(leaver):
    lines = "7,Ana,Souza,,,,,2020-05-05", "9,Ana,Novak,ana@x.example,,,,"

    asked = plan(*lines)
    made = bring(*lines, answers=Answers(another=frozenset({"9"})))

    assert [line for line, text in asked.notes.faults if "has the person returned" in text] == [3]
    assert counts(made) == {"new": 1, "changed": 1}
    assert person("9").email == "ana@x.example"
    assert counts(plan(*lines)) == {"unchanged": 2}


def test_a_number_that_all_rows_share_is_told_briefly_on_each():
    made = plan(*(f"X,Ana,Souza,a{i}@x.example,,,," for i in range(13)))

    assert len(faults(made)) == 13
    assert faults(made)[0] == ("Line 2: employee number X is also on line 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2 more")
    assert faults(made)[12].endswith("also on line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 2 more")


def test_no_name_turns_the_writing_direction_of_its_line():
    bring("1,\u202eAna\u2067,So\u202cuza,ana@x.example,,,,")

    assert str(person("1")) == "Ana Souza"


def test_job_level_is_brought_changed_and_exported():
    head = "Employee #,First Name,Last Name,Work Email,Karrierestufe"
    bring("1,Ana,Souza,ana@x.example,P3", head=head)
    EmployeeFactory(job_level="M1", email="z@x.example")

    made = bring("1,Ana,Souza,ana@x.example,P4", head=head)

    assert counts(made) == {"changed": 1}
    assert person("1").job_level == "P4"
    assert [row[6] for row in exporting.rows(Employee.objects.order_by("pk"))] == ["P4", "M1"]
