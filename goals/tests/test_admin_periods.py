"""What HR does with one period in the admin: its locks, who has no goals in it, its days and its name."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from goals import without_goals
from goals.models import Objective, Period
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.models import RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def hr(db):
    OrganizationFactory()
    return EmployeeFactory(hr=True, first_name="Hanna", last_name="Herr")


@pytest.fixture
def period(db):
    return PeriodFactory()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def lock_url(period, lock="progress", step="lock") -> str:
    return reverse("admin:goals_period_lock", args=[period.pk, lock, step])


def change_url(period) -> str:
    return reverse("admin:goals_period_change", args=[period.pk])


# --- locks ---


@pytest.mark.parametrize(
    ("lock", "day", "words"),
    [
        ("progress_locks_on", None, "Progress of 2026 Q4 is open; no day is set."),
        ("progress_locks_on", date(2026, 11, 24), "Progress of 2026 Q4 is open; it locks on 24 Nov 2026."),
        ("progress_locks_on", date(2026, 11, 23), "Progress of 2026 Q4 is locked since 23 Nov 2026."),
        ("definitions_lock_on", None, "Targets and weights of 2026 Q4 are open; no day is set."),
        ("definitions_lock_on", date(2026, 12, 1), "Targets and weights of 2026 Q4 are open; they lock on 1 Dec 2026."),
        ("definitions_lock_on", date(2026, 10, 5), "Targets and weights of 2026 Q4 are locked since 5 Oct 2026."),
    ],
)
def test_the_page_says_what_each_lock_does_today(client, hr, period, lock, day, words):
    setattr(period, lock, day)
    period.save()
    client.force_login(hr)

    assert words in text_of(client.get(change_url(period)))


@pytest.mark.parametrize(("lock", "field"), [("progress", "progress_locks_on"), ("definitions", "definitions_lock_on")])
def test_lock_now_and_open_again_ask_first_and_stand_in_the_history(client, hr, period, lock, field):
    client.force_login(hr)

    asked = text_of(client.get(lock_url(period, lock)))
    assert "now?" in asked
    period.refresh_from_db()
    assert getattr(period, field) is None

    locked = client.post(lock_url(period, lock), follow=True)
    period.refresh_from_db()
    assert getattr(period, field) == date(2026, 11, 23)
    assert "locked since 23 Nov 2026" in text_of(locked)
    assert "Open again" in text_of(locked)

    opened = client.post(lock_url(period, lock, "open"), follow=True)
    period.refresh_from_db()
    assert getattr(period, field) is None
    assert "no day is set" in text_of(opened)
    newest, before = period.history.all()[:2]
    assert (newest.history_user, before.history_user) == (hr, hr)
    assert (newest.history_change_reason.split(":")[0], before.history_change_reason.split(":")[0]) == (
        "Opened again",
        "Locked",
    )


def test_twice_is_once_and_a_day_to_come_is_drawn_forward(client, hr, period):
    period.progress_locks_on = date(2026, 12, 20)
    period.save()
    client.force_login(hr)
    for _twice in range(2):
        client.post(lock_url(period))
    period.refresh_from_db()
    entries = period.history.count()

    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        client.post(lock_url(period))

    period.refresh_from_db()
    assert period.progress_locks_on == date(2026, 11, 23)
    assert period.history.count() == entries


@pytest.mark.parametrize("address", [("salaries", "lock"), ("progress", "burn")])
def test_no_such_lock(client, hr, period, address):
    client.force_login(hr)

    assert client.post(lock_url(period, *address)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("partner", 403), ("administrator", 403), ("employee", 302)])
def test_only_hr_locks(client, hr, period, role, status):
    partner = EmployeeFactory()
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=DepartmentFactory())
    people = {
        "partner": partner,
        "administrator": EmployeeFactory(is_superuser=True),
        "employee": EmployeeFactory(),
    }
    client.force_login(people[role])

    answers = [client.get(lock_url(period)).status_code, client.post(lock_url(period)).status_code]

    period.refresh_from_db()
    assert answers == [status, status]
    assert period.progress_locks_on is None
    if role == "partner":
        shown = text_of(client.get(change_url(period)))
        assert "Progress of 2026 Q4 is open" in shown
        assert "Lock now" not in shown


# --- who has no goals ---


def who_url(period, **query) -> str:
    return reverse("admin:goals_period_without_goals", args=[period.pk], query=query)


def listed(response) -> list[str]:
    return [person.last_name for person in response.context["page"].object_list]


def test_who_owns_nothing_in_the_period_or_one_that_holds_it(client, hr, period):
    def person(name, **fields):
        return EmployeeFactory(last_name=name, **fields)

    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    before = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    ObjectiveFactory(owner=person("active"))
    ObjectiveFactory(owner=person("a draft"), state="draft")
    ObjectiveFactory(owner=person("closed"), state="closed")
    ObjectiveFactory(owner=person("restricted"), visibility="manager")
    ObjectiveFactory(owner=person("of the year"), period=year)
    ObjectiveFactory(owner=person("cancelled"), state="cancelled")
    ObjectiveFactory(owner=person("of last quarter"), period=before)
    KeyResultFactory(owner=person("a key result"), objective__owner=person("its owner"))
    KeyResultFactory(owner=person("of a cancelled"), objective__owner=person("who"), objective__state="cancelled")
    person("nothing")
    person("a leaver", left_on=date(2026, 11, 1))
    person("not hired yet", hired_on=date(2026, 12, 1))
    client.force_login(hr)

    response = client.get(who_url(period))

    assert sorted(listed(response)) == ["Herr", "cancelled", "nothing", "of a cancelled", "of last quarter", "who"]


def test_by_department_with_the_manager_and_a_filter_that_reaches_down(client, hr, period):
    technology = DepartmentFactory(name="Technology")
    platform, sales = DepartmentFactory(name="Platform", parent=technology), DepartmentFactory(name="Sales")
    lead = EmployeeFactory(first_name="Lena", last_name="Lead", department=technology)
    ObjectiveFactory(owner=lead)
    EmployeeFactory(last_name="Xu", department=sales)
    EmployeeFactory(last_name="Young", department=platform, manager=lead)
    EmployeeFactory(last_name="Zander", department=technology)
    client.force_login(hr)

    everybody = client.get(who_url(period))
    below = client.get(who_url(period, department=technology.pk))

    assert listed(everybody) == ["Young", "Xu", "Zander", "Herr"]
    assert [(place.way, place.count) for place in everybody.context["places"]] == [
        ("Sales", 1),
        ("Technology", 2),
        ("Technology › Platform", 1),
    ]
    assert listed(below) == ["Young", "Zander"]
    assert "Lena Lead" in text_of(below)
    assert client.get(who_url(period, department=99999)).status_code == 404


def test_as_csv_and_xlsx_whose_text_never_runs(client, hr, period):
    department = DepartmentFactory(name="=cmd|calc")
    lead = EmployeeFactory(first_name="Lena", last_name="Lead")
    EmployeeFactory(first_name="Ana", last_name="+Souza", email="ana@example.org", department=department, manager=lead)
    client.force_login(hr)

    text = client.get(who_url(period, format="csv", department=department.pk))
    book = client.get(who_url(period, format="xlsx", department=department.pk))

    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert rows[0][:3] == ["Department", "Last name", "First name"]
    assert rows[1][:4] == ["'=cmd|calc", "'+Souza", "Ana", "ana@example.org"]
    assert rows[1][6:8] == ["Lena Lead", lead.email]
    assert [cell.value for cell in list(sheet.rows)[1]][:4] == rows[1][:4]
    assert text["Content-Disposition"] == 'attachment; filename="without-goals-2026-q4-2026-11-23.csv"'


def test_a_partner_sees_their_departments_and_nothing_of_hidden_goals(client, hr, period):
    own, other = DepartmentFactory(name="Own"), DepartmentFactory(name="Other")
    partner = EmployeeFactory(last_name="Partner", department=other)
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=own)
    EmployeeFactory(last_name="Elsewhere", department=other)
    ana = EmployeeFactory(last_name="Souza", department=own)
    restricted = ObjectiveFactory(owner__department=other, visibility="manager")
    KeyResultFactory(objective=restricted, owner=ana)
    ben = EmployeeFactory(last_name="Barros", department=own)
    ObjectiveFactory(owner=ben, visibility="manager")  # of their own department: the partner reads it
    client.force_login(partner)

    response = client.get(who_url(period))

    # What keeps Ana from the list is hidden from the partner, so she is on it.
    assert listed(response) == ["Souza"]
    assert [place.way for place in response.context["places"]] == ["Own"]
    assert client.get(who_url(period, department=other.pk)).status_code == 404
    client.force_login(hr)
    assert "Souza" not in listed(client.get(who_url(period)))


@pytest.mark.parametrize(("role", "status"), [("administrator", 403), ("employee", 302)])
def test_who_may_not_look(client, hr, period, role, status):
    client.force_login(EmployeeFactory(is_superuser=role == "administrator"))

    for query in ({}, {"format": "csv"}):
        assert client.get(who_url(period, **query)).status_code == status


def test_everybody_has_one(client, hr, period):
    ObjectiveFactory(owner=hr)
    client.force_login(hr)

    assert "Everybody who works here has a goal in this period." in text_of(client.get(who_url(period)))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("role", ["hr", "partner"])
def test_queries_do_not_grow(client, hr, period, django_assert_num_queries, role, count):
    top = DepartmentFactory()
    partner = EmployeeFactory()
    RoleGrantFactory(employee=partner, role=RoleGrant.Role.PARTNER, department=top)
    for _ in range(count):
        department = DepartmentFactory(parent=top)
        for person in EmployeeFactory.create_batch(count, department=department, manager=EmployeeFactory()):
            ObjectiveFactory(owner=person.manager)
    client.force_login({"hr": hr, "partner": partner}[role])

    with django_assert_num_queries(QUERIES[role]):
        client.get(who_url(period))


QUERIES = {"hr": 7, "partner": 8}


def test_the_managers_list_and_hrs_agree(hr, period):
    """Both know who owns an objective; HR's knows the owners of key results as well."""
    lead = EmployeeFactory()
    ana, ben, cleo = (EmployeeFactory(manager=lead, last_name=name) for name in ("A", "B", "C"))
    ObjectiveFactory(owner=ana)
    KeyResultFactory(owner=cleo)

    found = without_goals.people(hr, period).filter(manager=lead)

    assert list(found) == [ben]
    assert Objective.objects.count() == 2


def test_the_list_says_in_words_what_is_locked(client, hr):
    PeriodFactory(definitions_lock_on=date(2026, 11, 1), progress_locks_on=date(2026, 12, 5))
    PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    client.force_login(hr)

    text = client.get(reverse("admin:goals_period_changelist")).content.decode()

    cells = re.findall(r'class="field-(?:days|definitions|progress)[^>]*>([^<]*)</td>', text)
    assert cells == [
        "1 Jan 2027 – 31 Mar 2027", "open", "open",
        "1 Oct 2026 – 31 Dec 2026", "locked since 1 Nov 2026", "locks on 5 Dec 2026",
    ]  # fmt: skip


@pytest.mark.parametrize("year", ["", "0", "next", "20260", "2026.5"])
def test_what_is_no_year_is_said_in_words(client, hr, year):
    client.force_login(hr)

    response = client.post(reverse("admin:goals_period_make"), {"year": year, "kind": "quarters"})

    assert response.status_code == 422
    assert response.context["form"].errors == {"year": ["Write a year, such as 2027."]}
    assert not Period.objects.exists()


# --- its days and its name ---


def sent(client, period=None, **facts):
    """The answer to the form in the admin."""
    shown = {"name": "2026 Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    url = reverse("admin:goals_period_change", args=[period.pk]) if period else reverse("admin:goals_period_add")
    return client.post(url, shown | {"definitions_lock_on": "", "progress_locks_on": ""} | facts)


def errors_of(answer) -> dict[str, list[str]]:
    return answer.context["adminform"].form.errors


def test_the_admin_says_it_beside_the_day_and_changes_nothing(client, hr, period):
    year = PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    ObjectiveFactory(period=period, aligned_to=ObjectiveFactory(period=year))
    client.force_login(hr)

    answer = sent(client, period, starts_on="2025-10-01")

    assert list(errors_of(answer)) == ["starts_on"]
    period.refresh_from_db()
    assert period.starts_on == date(2026, 10, 1)


def test_the_name_and_the_locks_change_whatever_hangs_on_the_days(client, hr, period):
    KeyResultFactory(objective__period=period, due_on=date(2027, 3, 1))  # from before this was looked at
    client.force_login(hr)

    assert sent(client, period, name="Autumn 2026", progress_locks_on="2027-01-15").status_code == 302
    period.refresh_from_db()
    assert (period.name, period.progress_locks_on) == ("Autumn 2026", date(2027, 1, 15))


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        (("0026-10-01", "2026-12-31"), "starts_on", "in the years from 1900 to 2299"),
        (("2026-10-01", "9999-12-31"), "ends_on", "in the years from 1900 to 2299"),
        (("2026-10-01", "2206-12-31"), "ends_on", "at most 10 years long"),
        (("2026-10-01", "2036-10-01"), "ends_on", "at most 10 years long"),
    ],
)
def test_a_slip_in_the_year_is_refused(client, hr, days, field, words):
    client.force_login(hr)

    answer = sent(client, starts_on=days[0], ends_on=days[1])

    assert words in " ".join(errors_of(answer)[field])
    assert not Period.objects.exists()


@pytest.mark.parametrize("name", ["\u200b", " \u2060 "])
def test_a_name_that_cannot_be_seen_is_none(client, hr, name):
    client.force_login(hr)

    assert errors_of(sent(client, name=name)) == {"name": ["Write a name, such as 2027 Q1."]}


def test_ten_years_are_not_too_long(client, hr):
    client.force_login(hr)

    assert sent(client, ends_on="2036-09-30").status_code == 302
