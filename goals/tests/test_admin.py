"""What HR, partners and administrators do with goals in the admin."""

import csv
import io
from datetime import date

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goals.models import GoalsImport, Objective, Period
from goals.services.periods import make_periods
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.models import Organization, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
HEADINGS = "Ref,Period,Owner,Objective,Key result,Unit,Baseline,Target,Current"
UPLOAD = reverse("admin:goals_goalsimport_add")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def hr(db):
    OrganizationFactory()
    return EmployeeFactory(hr=True)


@pytest.fixture
def partner(hr):
    department = DepartmentFactory()
    person = EmployeeFactory(manager=hr)
    RoleGrantFactory(employee=person, role=RoleGrant.Role.PARTNER, department=department)
    return person, department


ROOMS = ["period", "process", "objective", "goalsimport"]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(
    ("role", "status"), [("hr", 200), ("partner", 200), ("administrator", 403), ("employee", 302)]
)
def test_who_finds_which_room(client, partner, room, role, status):
    people = {
        "hr": EmployeeFactory(hr=True),
        "partner": partner[0],
        "administrator": EmployeeFactory(is_superuser=True),
        "employee": EmployeeFactory(),
    }
    client.force_login(people[role])

    response = client.get(reverse(f"admin:goals_{room}_changelist"))

    assert response.status_code == (403 if (room, role) == ("goalsimport", "partner") else status)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("quarters", ["2027", "2027 Q1", "2027 Q2", "2027 Q3", "2027 Q4"]),
        ("thirds", ["2027", "2027 T1", "2027 T2", "2027 T3"]),
        ("halves", ["2027", "2027 H1", "2027 H2"]),
        ("months", ["2027", *(f"2027-{month:02}" for month in range(1, 13))]),
    ],
)
def test_the_periods_of_a_year_at_a_click(client, hr, kind, names):
    client.force_login(hr)
    url = reverse("admin:goals_period_make")

    shown = client.get(url)
    for _twice in range(2):
        again = client.post(url, {"year": "2027", "kind": kind}, follow=True)

    assert "All of these periods of 2027 are there already; none was made." in again.content.decode()
    assert shown.status_code == 200
    assert sorted(Period.objects.values_list("name", flat=True)) == names
    assert Period.objects.get(name="2027").ends_on == date(2027, 12, 31)


def test_a_fiscal_year_is_called_by_the_year_in_which_it_ends(hr):
    made = {period.name: (period.starts_on, period.ends_on) for period in make_periods(2027, "quarters", 10)}

    assert made["2027"] == (date(2026, 10, 1), date(2027, 9, 30))
    assert made["2027 Q1"] == (date(2026, 10, 1), date(2026, 12, 31))
    assert made["2027 Q4"] == (date(2027, 7, 1), date(2027, 9, 30))


def test_a_period_of_that_name_with_other_dates_is_asked_about(client, hr):
    Organization.objects.filter(pk=1).update(fiscal_year_starts_in=4)
    PeriodFactory(name="2026 Q4")
    client.force_login(hr)

    response = client.post(reverse("admin:goals_period_make"), {"year": "2026", "kind": "quarters"})

    assert response.status_code == 422
    assert "with other dates already" in response.content.decode()
    assert Period.objects.count() == 1


def test_a_partner_makes_no_periods(client, partner):
    client.force_login(partner[0])

    assert client.post(reverse("admin:goals_period_make"), {"year": "2027", "kind": "quarters"}).status_code == 403


def test_locks_and_processes_are_edited(client, hr):
    period, process = PeriodFactory(), ProcessFactory()
    client.force_login(hr)

    client.post(
        reverse("admin:goals_period_change", args=[period.pk]),
        {"name": "2026 Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31", "definitions_lock_on": "2026-11-01"},
    )
    client.post(
        reverse("admin:goals_process_change", args=[process.pk]),
        {"name": "Month-end close", "owner": process.owner_id, "department": process.department_id},
    )

    period.refresh_from_db()
    process.refresh_from_db()
    assert (period.definitions_lock_on, process.name) == (date(2026, 11, 1), "Month-end close")
    assert period.history.latest().history_user == hr


def test_objectives_are_read_not_written(client, hr):
    objective = ObjectiveFactory(title="as it is", description="words of its owner")
    KeyResultFactory(objective=objective)
    client.force_login(hr)
    url = reverse("admin:goals_objective_change", args=[objective.pk])

    shown = client.get(url).content.decode()
    sent = client.post(url, {"title": "changed"})

    objective.refresh_from_db()
    assert "as it is" in shown
    assert "words of its owner" not in shown
    assert sent.status_code == 403
    assert objective.title == "as it is"
    assert client.get(reverse("admin:goals_objective_add")).status_code == 403


def test_a_partner_finds_what_they_may_read(client, partner):
    person, department = partner
    ObjectiveFactory(title="theirs", visibility="manager", owner__department=department)
    hidden = ObjectiveFactory(title="Zenith", visibility="manager")
    ObjectiveFactory(title="below it", owner__department=department, aligned_to=hidden, pk=4711)
    client.force_login(person)

    listed = client.get(reverse("admin:goals_objective_changelist")).content.decode()
    opened = client.get(reverse("admin:goals_objective_change", args=[4711])).content.decode()

    assert ("theirs" in listed, "Zenith" in listed) == (True, False)
    assert "an objective you may not see" in opened
    assert client.get(reverse("admin:goals_objective_change", args=[hidden.pk])).status_code == 302


def exported(client, action, *objectives):
    url = reverse("admin:goals_objective_changelist")
    return client.post(url, {"action": action, "_selected_action": [each.pk for each in objectives]}).getvalue()


def test_export_escapes_what_a_spreadsheet_would_run(client, hr):
    objective = ObjectiveFactory(title="=1+1")
    ObjectiveFactory(title="not chosen")
    client.force_login(hr)

    text = exported(client, "export_csv", objective).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(exported(client, "export_xlsx", objective)))

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Objective"] == "'=1+1"
    assert [cell.data_type for cell in book.active[2] if cell.value == "'=1+1"] == ["s"]
    assert "not chosen" not in text


def upload(client, *rows, name="goals.csv", headings=HEADINGS):
    content = "\n".join([headings, *rows]).encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def test_an_import_from_upload_to_applied_once(client, hr):
    owner = EmployeeFactory(email="ana@example.org")
    client.force_login(hr)

    answer = upload(client, "O1,2026 Q4,ana@example.org,Cut lead time,Days,days,14,9,12.1")
    made = GoalsImport.objects.get()
    dry_run = client.get(answer.url)
    before = Objective.objects.count()
    sent = {"apply": "1", "fingerprint": dry_run.context["plan"].fingerprint}
    applied = client.post(answer.url, sent)
    twice = client.post(answer.url, sent)

    made.refresh_from_db()
    assert answer.url == reverse("admin:goals_goalsimport_change", args=[made.pk])
    assert "Apply 1 change" in dry_run.content.decode()
    assert 'class="quiet" name="drop"' in dry_run.content.decode()  # one main button
    assert (before, applied.status_code, twice.status_code) == (0, 302, 422)
    assert list(Objective.objects.values_list("title", "owner")) == [("Cut lead time", owner.pk)]
    assert (made.state, bytes(made.content), made.counts["new"]) == ("applied", b"", 1)
    assert "Applied on" in client.get(answer.url).content.decode()


def test_faults_are_listed_and_nothing_is_applied(client, hr):
    client.force_login(hr)

    answer = upload(client, "O1,2026 Q4,nobody@example.org,<b>Title</b>,Days,days,14,9,12.1")
    shown = client.get(answer.url)
    refused = client.post(answer.url, {"apply": "1", "fingerprint": shown.context["plan"].fingerprint})

    assert "Line 2:" in shown.content.decode()
    assert "Apply" not in shown.content.decode().split('class="submit-row"')[1]
    assert refused.status_code == 422
    assert not Objective.objects.exists()


def test_what_changed_since_the_dry_run_is_shown_anew(client, hr):
    EmployeeFactory(email="ana@example.org")
    client.force_login(hr)
    rows = "O1,2026 Q4,ana@example.org,Cut lead time,Days,days,14,9,12.1"
    first, second = upload(client, rows), upload(client, rows)
    old = client.get(first.url).context["plan"].fingerprint
    client.post(second.url, {"apply": "1", "fingerprint": old})

    refused = client.post(first.url, {"apply": "1", "fingerprint": old})

    assert refused.status_code == 422
    assert "Goals were changed since this dry run" in refused.content.decode()
    assert Objective.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"), [("empty.csv", b""), ("picture.png", b"\x89PNG\r\n\x1a\n\x00"), ("no.csv", b"a,b\n1,2\n")]
)
def test_what_is_no_file_of_goals_is_refused_in_a_sentence(client, hr, name, content):
    client.force_login(hr)

    response = client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    assert not GoalsImport.objects.exists()


def test_a_file_is_dropped(client, hr):
    EmployeeFactory(email="ana@example.org")
    client.force_login(hr)
    answer = upload(client, "O1,2026 Q4,ana@example.org,Cut lead time,Days,days,14,9,12.1")

    client.post(answer.url, {"drop": "1"})

    made = GoalsImport.objects.get()
    assert (made.state, bytes(made.content)) == ("dropped", b"")
    assert client.get(reverse("admin:goals_goalsimport_changelist")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same(client, hr, django_assert_num_queries, count):
    ObjectiveFactory.create_batch(count)
    client.force_login(hr)
    client.get(reverse("admin:goals_objective_changelist"))

    with django_assert_num_queries(4):
        client.get(reverse("admin:goals_objective_changelist"))


def test_an_upload_of_no_number_is_not_found(client, hr):
    client.force_login(hr)

    assert client.get(reverse("admin:goals_goalsimport_change", args=["abc"])).status_code == 404


def test_a_hidden_parent_is_in_no_export(client, partner):
    person, department = partner
    parent = ObjectiveFactory(ref="P-HIDDEN", visibility=Objective.Visibility.MANAGER)
    hers = ObjectiveFactory(ref="C-1", owner=EmployeeFactory(department=department), aligned_to=parent)
    client.force_login(person)

    sent = {"action": "export_csv", "_selected_action": [hers.pk, parent.pk]}
    response = client.post(reverse("admin:goals_objective_changelist"), sent)

    (row,) = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    assert (row["Ref"], row["Aligned to"]) == ("C-1", "")
