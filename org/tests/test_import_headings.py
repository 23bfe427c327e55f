import pytest

from org.imports.headings import Samples, assign, recognise, require
from org.imports.spreadsheet import SpreadsheetError


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Employee #", "employee_number"),
        ("Personal-Nr.", "employee_number"),
        ("WORK E-MAIL", "email"),
        ("E-Mail (dienstlich)", "email"),
        ("Employee: First Name", "first_name"),
        ("Vorname / First Name", "first_name"),
        ("Nachname, Vorname", "full_name"),
        ("Supervisory Organization", "department"),
        ("Home Department Description", "department"),
        ("Bereich", "division"),
        ("Hire Date (MM/DD/YYYY)", "hired_on"),
        ("Letzter Arbeitstag", "left_on"),
        ("Reports To", "manager"),
        ("Reports To Associate ID", "manager_number"),
        ("Manager's Email", "manager_email"),
        ("E-Mail des Vorgesetzten", "manager_email"),
        ("Vorgesetzter (Personal-Nr.)", "manager_number"),
        ("Supervisor Name (Last, First)", "manager_name"),
        ("Führungskraft", "manager"),
        ("jobTitle", "job_title"),
        ("Zeitzone", "time_zone"),
        ("EMPLID", "employee_number"),
        ("geschäftl. E-Mail", "email"),
        ("Official Email ID", "email"),
        ("Legal Name - First Name", "first_name"),
        ("übergeordnete Org.-Einheit", "division"),
        ("Actual Termination Date", "left_on"),
        ("Assignment Status", "status"),
        ("Manager Person Number", "manager_number"),
        ("Manager User Sys ID", "manager_number"),
        ("L1 Manager Email", "manager_email"),
        ("Job Level", "job_level"),
        ("Grade", "job_level"),
        ("Career Level Name", "job_level"),
        ("Karrierestufe", "job_level"),
        ("Management Level", "job_level"),
    ],
)
def test_recognises(heading, field):
    assert recognise(heading).field == field


@pytest.mark.parametrize(
    "heading",
    [
        "Personal Email",
        "Private E-Mail",
        "E-Mail (privat)",
        "Email (Personal)",
        "HR Manager",
        "Job Code",
        "Salary",
        "Salary Band",
        "Pay Grade",
        "Manager Level",
        "Position ID",
        "",
    ],
)
def test_leaves_what_only_looks_alike(heading):
    assert recognise(heading) is None


def fields(*headings: str, rows=(), chosen=None) -> dict[str, str]:
    columns = assign(list(headings), chosen or {}, Samples([list(row) for row in rows]))
    return {name: headings[index] for name, index in columns.by_field.items()}


def test_division_alone_is_the_department():
    assert fields("Division") == {"department": "Division"}
    assert fields("Division", "Department") == {"division": "Division", "department": "Department"}
    assert fields("Department", "Team") == {"department": "Department"}


def test_name_beside_vorname_is_the_last_name():
    assert fields("Name", "Vorname") == {"last_name": "Name", "first_name": "Vorname"}
    assert fields("Name", "First Name", "Last Name") == {"first_name": "First Name", "last_name": "Last Name"}


def test_work_address_goes_before_any_other():
    assert fields("E-Mail", "Work Email") == {"email": "Work Email"}


def test_title_may_be_a_salutation():
    rows = [["Ms", "CEO"], ["Mr.", "Engineer"]]

    assert fields("Title", "Position", rows=rows) == {"job_title": "Position"}


def test_number_is_the_one_by_which_managers_are_named():
    rows = [["9", "A1", ""], ["8", "A2", "A1"]]

    assert fields("Employee ID", "User ID", "Manager ID", rows=rows)["employee_number"] == "User ID"


def test_what_hr_chose_goes_before_what_is_recognised():
    assert fields("Work Email", "Login", chosen={"workemail": "", "login": "email"}) == {"email": "Login"}


def test_missing_columns_are_named_in_one_sentence():
    with pytest.raises(
        SpreadsheetError, match="no column for the e-mail and the last name; its headings are: First Name"
    ):
        require(assign(["First Name"], {}, Samples([])))
