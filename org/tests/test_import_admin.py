import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from org.models import Employee, HeadingMemory, PeopleImport
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

HEAD = "Employee #,First Name,Last Name,Work Email,Supervisor ID,Termination Date"
THREE = ["1,Ana,Souza,ana@x.example,,", "2,Bo,Lee,bo@x.example,1,", "3,Cy,Ray,cy@x.example,2,"]
ADD = "admin:org_peopleimport_add"


def page(name: str, *args) -> str:
    return reverse(f"admin:org_peopleimport_{name}", args=args)


def send(client, *lines, head=HEAD, name="people.csv", **more):
    file = SimpleUploadedFile(name, "\n".join([head, *lines]).encode())
    return client.post(reverse(ADD), {"file": file, **more})


@pytest.fixture
def hr(client):
    person = EmployeeFactory(hr=True, email="hr@x.example")
    client.force_login(person)
    return person


def dry_run(client, upload):
    return client.get(page("change", upload.pk))


def apply(client, upload, shown=None, **more):
    shown = shown or dry_run(client, upload).context["fingerprint"]
    return client.post(page("change", upload.pk), {"apply": "1", "fingerprint": shown, **more})


def test_the_whole_way(client, hr):
    answer = send(client, *THREE)
    upload = PeopleImport.objects.get()
    assert answer.url == page("headings", upload.pk)

    headings = client.get(answer.url)
    assert [field.initial for field, _samples in headings.context["form"].rows] == _fields()
    answer = client.post(answer.url, {f"column-{i}": name for i, name in enumerate(_fields())} | {"dates": ""})
    assert answer.url == page("change", upload.pk)
    assert dry_run(client, upload).context["plan"].counts["new"] == 3
    assert not Employee.objects.filter(employee_number="1").exists()

    answer = apply(client, upload)

    assert answer.url == page("change", upload.pk)
    assert Employee.objects.get(employee_number="3").manager.employee_number == "2"
    assert Employee.objects.get(employee_number="3").history.get().history_user == hr
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.content), upload.counts["new"]) == ("applied", b"", 3)
    assert client.get(answer.url).status_code == 200
    assert HeadingMemory.objects.count() == 0


def _fields() -> list[str]:
    return ["employee_number", "first_name", "last_name", "email", "manager_number", "left_on"]


def test_corrected_heading_is_remembered_for_the_next_upload(client, hr):
    head = "Ref,First Name,Last Name,Post"
    send(client, "1,Ana,Souza,ana@x.example", head=head)
    first = PeopleImport.objects.get()

    # Without the e-mail's column there is nothing to show; the headings say what is missing.
    assert client.get(page("change", first.pk)).url == page("headings", first.pk)
    columns = {"column-0": "employee_number", "column-1": "first_name", "column-2": "last_name"}
    missing = client.post(page("headings", first.pk), columns | {"column-3": ""})
    assert (missing.status_code, "no column for the e-mail" in missing.content.decode()) == (422, True)
    twice = client.post(page("headings", first.pk), columns | {"column-3": "last_name"})
    assert "are both the last name" in twice.content.decode()
    client.post(page("headings", first.pk), columns | {"column-3": "email"})

    send(client, "2,Bo,Lee,bo@x.example", head=head)
    second = PeopleImport.objects.latest("pk")
    assert dry_run(client, second).context["plan"].counts["new"] == 1


def test_changed_by_somebody_else_meanwhile_shows_the_dry_run_anew(client, hr):
    send(client, *THREE)
    upload = PeopleImport.objects.get()
    shown = dry_run(client, upload).context["fingerprint"]
    EmployeeFactory(email="bo@x.example")

    answer = apply(client, upload, shown)

    assert answer.status_code == 422
    assert "People were changed since this dry run" in answer.content.decode()
    assert answer.context["plan"].counts["new"] == 2
    assert not Employee.objects.filter(employee_number="1").exists()
    assert apply(client, upload).status_code == 302


def test_sent_twice_it_is_applied_once(client, hr):
    send(client, *THREE)
    upload = PeopleImport.objects.get()
    shown = dry_run(client, upload).context["fingerprint"]
    apply(client, upload, shown)

    answer = apply(client, upload, shown)

    assert (answer.status_code, Employee.objects.count()) == (422, 4)
    assert "applied already" in answer.content.decode()


def test_faults_leave_no_button_and_a_post_refuses(client, hr):
    send(client, *THREE, "4,Di,Fo,di@x.example,nobody@x.example,")
    upload = PeopleImport.objects.get()

    text = dry_run(client, upload).content.decode()

    assert "Line 5: manager nobody@x.example is not in the file nor in the company" in text
    assert 'name="apply"' not in text
    assert apply(client, upload).status_code == 422
    assert Employee.objects.count() == 1


def test_many_leaving_is_asked_about(client, hr):
    send(client, *THREE)
    apply(client, PeopleImport.objects.get())
    send(client, THREE[0], complete="on")
    upload = PeopleImport.objects.latest("pk")

    assert "Tick that this is right" in apply(client, upload).content.decode()
    assert apply(client, upload, many_may_leave="yes").status_code == 302
    assert Employee.objects.exclude(left_on=None).count() == 2


def test_leavers_address_with_a_new_number_is_answered(client, hr):
    EmployeeFactory(employee_number="7", email="ana@x.example", left_on="2020-01-01")
    send(client, "8,Ana,Souza,ana@x.example,,")
    upload = PeopleImport.objects.get()
    assert "Has this person returned?" in dry_run(client, upload).content.decode()

    client.post(page("change", upload.pk), {"answer": "1", "leaver-ana@x.example": "returned"})

    assert dry_run(client, upload).context["plan"].counts["returned"] == 1
    apply(client, upload)
    assert Employee.objects.get(email="ana@x.example").employee_number == "8"


def test_ugly_cells_never_break_a_page(client, hr):
    script = "<script>alert(1)</script>"
    send(client, f"1,{script},'=HYPERLINK(1),ana@x.example,,", f"2,{'x' * 10_000},Lee,bo@x.example,,", head=HEAD)
    upload = PeopleImport.objects.get()

    for url in (page("headings", upload.pk), page("change", upload.pk)):
        text = client.get(url).content.decode()
        assert script not in text
        assert "x" * 500 not in text


def test_kind_by_itself_is_paged(client, hr):
    send(client, *(f"{n},A,B{n},p{n}@x.example,," for n in range(30)))
    upload = PeopleImport.objects.get()

    assert len(dry_run(client, upload).context["sections"][0]["people"]) == 25
    alone = client.get(page("change", upload.pk), {"kind": "new"})
    assert len(alone.context["sections"][0]["people"]) == 30


def test_dropped_file_is_gone(client, hr):
    send(client, *THREE)
    upload = PeopleImport.objects.get()

    client.post(page("change", upload.pk), {"drop": "1"})

    upload.refresh_from_db()
    assert (upload.state, bytes(upload.content)) == ("dropped", b"")
    assert client.get(page("headings", upload.pk)).url == page("change", upload.pk)


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF-1.7"), ("a.csv", b"\n"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")]
)
def test_what_is_no_spreadsheet_is_told_at_the_field(client, hr, name, content):
    answer = client.post(reverse(ADD), {"file": SimpleUploadedFile(name, content)})

    assert (answer.status_code, len(answer.context["form"].errors["file"])) == (422, 1)
    assert not PeopleImport.objects.exists()


def test_demo_company_takes_no_real_people(client, hr):
    OrganizationFactory(is_demo=True)

    answer = send(client, *THREE)

    assert "manage.py demo --remove" in answer.content.decode()
    assert not PeopleImport.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "manager", "stranger"])
def test_only_hr_imports(cast, role):
    upload = PeopleImport.objects.create(file_name="a.csv", content=b"Name\nA", uploaded_by=cast.hr)
    client = cast.client(role)
    refused = {302, 403}

    for url in (reverse(ADD), page("change", upload.pk), page("headings", upload.pk), page("changelist")):
        assert client.get(url).status_code in refused
    client.post(page("change", upload.pk), {"drop": "1"})
    upload.refresh_from_db()
    assert upload.state == "uploaded"


def test_export_comes_back_with_nothing_changed(client, hr):
    send(client, *THREE)
    apply(client, PeopleImport.objects.get())
    chosen = list(Employee.objects.values_list("pk", flat=True).order_by("pk"))
    answer = client.post(
        reverse("admin:org_employee_changelist"), {"action": "export_people", "_selected_action": chosen}
    )

    client.post(reverse(ADD), {"file": SimpleUploadedFile("back.csv", answer.content)})

    counts = dry_run(client, PeopleImport.objects.latest("pk")).context["plan"].counts
    assert {kind: count for kind, count in counts.items() if count} == {"unchanged": 4}


def test_of_two_columns_with_one_heading_the_second_can_be_chosen(client, hr):
    send(client, "ana@home.example,1,Ana,Souza,ana@x.example", head="E-Mail,Employee #,First Name,Last Name,E-Mail")
    upload = PeopleImport.objects.get()
    given = ["", "employee_number", "first_name", "last_name", "email"]

    client.post(page("headings", upload.pk), {f"column-{i}": name for i, name in enumerate(given)} | {"dates": ""})
    apply(client, upload)

    assert Employee.objects.get(employee_number="1").email == "ana@x.example"


@pytest.mark.parametrize(("role", "is_offered"), [("hr", True), ("administrator", False)])
def test_the_start_page_offers_the_import_to_whom_it_lets_in(cast, role, is_offered):
    OrganizationFactory()
    client = cast.client(role)

    start = client.get(reverse("admin:index")).content.decode()

    assert (reverse(ADD) in start) == is_offered == (client.get(reverse(ADD)).status_code == 200)
