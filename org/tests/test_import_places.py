import pytest

from org.models import Department, Location
from org.tests.factories import DepartmentFactory, EmployeeFactory, LocationFactory
from org.tests.importing import THREE, bring, counts, faults, person, plan

pytestmark = pytest.mark.django_db


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
