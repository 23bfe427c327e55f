import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from org.models import Absence, AccountMail, Employee, Invitation, Location, Organization, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, LocationFactory, RoleGrantFactory
from perfmgmt.testing import ROLES, admin_row

pytestmark = pytest.mark.django_db

LISTS = {
    "employee": admin_row("hr", "hr_self", "administrator"),
    "department": admin_row("hr", "hr_self"),
    "location": admin_row("hr", "hr_self", "administrator"),
    "absence": admin_row("hr", "hr_self"),
    "rolegrant": admin_row("hr", "hr_self"),
    "accountmail": admin_row("hr", "hr_self", "administrator"),
}


@pytest.fixture
def hr(client, cast):
    client.force_login(cast.hr)
    return client


def messages(response):
    return [str(message) for message in response.context["messages"]]


def change_url(person):
    return reverse("admin:org_employee_change", args=[person.pk])


def form_of(person, **changes):
    """What the change form of a person posts."""
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "preferred_name": person.preferred_name,
        "email": person.email,
        "employee_number": person.employee_number or "",
        "job_title": person.job_title,
        "department": person.department_id or "",
        "manager": person.manager_id or "",
        "location": person.location_id or "",
        "hired_on": person.hired_on or "",
        "left_on": person.left_on or "",
        "time_zone": "",
        "language": "",
        "cadence": "",
        "absences-TOTAL_FORMS": "0",
        "absences-INITIAL_FORMS": "0",
        **changes,
    }


@pytest.mark.parametrize(("model", "role", "may"), [(m, r, may) for m, row in LISTS.items() for r, may in row.items()])
def test_lists_by_role(cast, model, role, may):
    response = cast.client(role).get(reverse(f"admin:org_{model}_changelist"))

    if may:
        assert response.status_code == 200
    else:
        # Who may not enter the admin at all is sent to the login.
        assert response.status_code in (302, 403)


def test_every_list_of_ours_has_a_row():
    ours = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "org"}

    assert ours - LISTS.keys() <= {"organization", "peopleimport", "headingmemory"}
    assert all(row.keys() == set(ROLES) for row in LISTS.values())


def test_nobody_finds_groups_or_the_tables_of_the_login():
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps.isdisjoint({"auth", "account", "mfa", "socialaccount"})


def test_hr_changes_a_person_through_the_services(hr, cast):
    response = hr.post(change_url(cast.subject), form_of(cast.subject, manager=cast.stranger.pk, job_title="Lead"))

    assert response.status_code == 302
    cast.subject.refresh_from_db()
    assert (cast.subject.manager, cast.subject.job_title) == (cast.stranger, "Lead")
    assert cast.subject.history.latest().history_user == cast.hr


def test_a_loop_is_refused_and_named(hr, cast):
    response = hr.post(change_url(cast.manager), form_of(cast.manager, manager=cast.report.pk))

    assert response.status_code == 200
    assert "Mona Example → Rita Example → Sam Example → Mona Example" in response.content.decode()
    cast.manager.refresh_from_db()
    assert cast.manager.manager == cast.skip_level


def test_an_address_of_somebody_else_is_refused_whatever_its_case(hr, cast):
    response = hr.post(change_url(cast.subject), form_of(cast.subject, email="PIA@cast.example"))

    assert "Somebody else has this e-mail address." in response.content.decode()


def test_hr_finds_their_own_record_read_only(client, cast):
    client.force_login(cast["hr_self"])

    page = client.get(change_url(cast.subject))
    response = client.post(change_url(cast.subject), form_of(cast.subject, job_title="Chief"))

    assert page.status_code == 200
    assert 'name="job_title"' not in page.content.decode()
    assert response.status_code == 403


def test_an_administrator_sees_people_and_changes_none(client, cast):
    client.force_login(cast.administrator)

    assert client.get(change_url(cast.subject)).status_code == 200
    assert client.post(change_url(cast.subject), form_of(cast.subject, job_title="Chief")).status_code == 403


def test_a_partner_finds_the_people_of_their_departments_alone(client, cast):
    partner = EmployeeFactory()
    RoleGrantFactory(employee=partner, role="partner", department=cast.subject.department)
    below = EmployeeFactory(department=DepartmentFactory(parent=cast.subject.department))
    client.force_login(partner)

    listed = set(client.get(reverse("admin:org_employee_changelist")).context["cl"].queryset)

    assert listed == {cast.subject, cast.manager, cast.peer, cast.report, cast.skip_level, cast.leaver, below}
    assert client.get(change_url(cast.stranger)).status_code == 302
    history = reverse("admin:org_employee_history", args=[cast.stranger.pk])
    assert client.get(history).status_code == 404
    moved = client.post(change_url(below), form_of(below, department=cast.stranger.department_id))
    assert moved.status_code == 200  # shown again: not a choice of theirs


def test_history_shows_no_password_and_takes_no_post(hr, cast):
    version = cast.subject.history.latest()
    url = reverse("admin:org_employee_simple_history", args=[cast.subject.pk, version.pk])

    assert hr.get(reverse("admin:org_employee_history", args=[cast.subject.pk])).status_code == 200
    page = hr.get(url)
    assert page.status_code == 200
    assert "password" not in {field.name for field in type(version)._meta.get_fields()}
    assert hr.post(url, form_of(cast.subject, job_title="Chief")).status_code == 403


def test_hr_adds_a_person_whose_account_opens_by_invitation(hr):
    blank = Employee(first_name="Nia", last_name="New", email="nia@example.org")

    response = hr.post(reverse("admin:org_employee_add"), form_of(blank))

    person = Employee.objects.get(email="nia@example.org")
    assert response.status_code == 302
    assert not person.has_password


def act(client, action, *people, **more):
    data = {"action": action, "_selected_action": [person.pk for person in people], **more}
    return client.post(reverse("admin:org_employee_changelist"), data, follow=True)


def test_invite_asks_first_and_then_invites_each_once(hr, cast, django_capture_on_commit_callbacks):
    people = EmployeeFactory.create_batch(2)

    asked = act(hr, "invite", *people, cast.leaver)
    assert "Invite 2 people?" in asked.content.decode()
    assert not Invitation.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        done = act(hr, "invite", *people, cast.leaver, confirmed="yes")
        act(hr, "invite", *people, confirmed="yes")

    assert messages(done) == ["2 people are invited, each by mail. Left out: 1 have left."]
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)


def test_invite_again_sends_another_link(hr, django_capture_on_commit_callbacks):
    person = EmployeeFactory()

    for action in ("invite", "invite_again"):
        with django_capture_on_commit_callbacks(execute=True):
            act(hr, action, person, confirmed="yes")

    assert len(mail.outbox) == 2
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("action", ["close_account", "reset_account", "invite_again"])
def test_nobody_uses_an_account_action_on_themselves(client, cast, action):
    client.force_login(cast.administrator)

    act(client, action, cast.administrator, confirmed="yes")

    cast.administrator.refresh_from_db()
    assert cast.administrator.is_active
    assert not AccountMail.objects.exists()


def test_close_and_open_an_account(hr, cast):
    act(hr, "close_account", cast.subject, confirmed="yes")
    cast.subject.refresh_from_db()
    assert not cast.subject.is_active

    act(hr, "open_account", cast.subject, confirmed="yes")
    cast.subject.refresh_from_db()
    assert cast.subject.is_active


def test_reset_takes_the_password_and_invites(hr, cast, django_capture_on_commit_callbacks):
    cast.subject.set_password("correct horse battery")
    cast.subject.save()

    with django_capture_on_commit_callbacks(execute=True):
        act(hr, "reset_account", cast.subject, confirmed="yes")

    cast.subject.refresh_from_db()
    assert not cast.subject.has_password
    assert [message.to for message in mail.outbox] == [[cast.subject.email]]


def test_the_manager_is_found_by_name_among_those_who_work_here(hr, cast):
    query = {"term": "example", "app_label": "org", "model_name": "employee", "field_name": "manager"}

    found = hr.get(reverse("admin:autocomplete"), query).json()["results"]

    assert str(cast.leaver.pk) not in {each["id"] for each in found}
    assert str(cast.peer.pk) in {each["id"] for each in found}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_costs_the_same_whatever_their_number(hr, cast, count, django_assert_num_queries):
    EmployeeFactory.create_batch(count, job_title="Zymurgist", manager=cast.peer, department=cast.peer.department)

    with django_assert_num_queries(6):
        response = hr.get(reverse("admin:org_employee_changelist"), {"q": "zymurgist"})

    assert len(response.context["cl"].result_list) == count


@pytest.mark.parametrize("standing", ["here", "leaving", "left", "unmanaged", "orphaned"])
@pytest.mark.parametrize("account", ["none", "invited", "open", "closed"])
def test_filters_of_the_list(hr, standing, account):
    query = {"standing": standing, "account": account}

    assert hr.get(reverse("admin:org_employee_changelist"), query).status_code == 200


def test_who_reports_to_somebody_who_left(hr, cast):
    orphan = EmployeeFactory(manager=cast.leaver)

    found = {
        standing: set(hr.get(reverse("admin:org_employee_changelist"), {"standing": standing}).context["cl"].queryset)
        for standing in ("left", "orphaned")
    }

    assert found == {"left": {cast.leaver}, "orphaned": {orphan}}


def test_roles_are_given_and_ended_by_hr_and_told(hr, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hr.post(reverse("admin:org_rolegrant_add"), {"employee": cast.stranger.pk, "role": "hr", "department": ""})
    grant = RoleGrant.objects.get(employee=cast.stranger)
    data = {"action": "end_role", "_selected_action": [grant.pk], "confirmed": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        hr.post(reverse("admin:org_rolegrant_changelist"), data)

    grant.refresh_from_db()
    assert (grant.given_by, grant.ended_by) == (cast.hr, cast.hr)
    both = [cast.hr.email, cast.stranger.email]
    assert sorted(message.to[0] for message in mail.outbox) == sorted(both * 2)


def test_a_role_for_oneself_is_refused_in_words(hr, cast):
    response = hr.post(reverse("admin:org_rolegrant_add"), {"employee": cast.hr.pk, "role": "hr", "department": ""})

    assert "Nobody gives a role to themselves; ask another HR person." in response.content.decode()


def test_a_grant_is_neither_changed_nor_deleted(hr, cast):
    grant = RoleGrantFactory(employee=cast.stranger)

    assert hr.get(reverse("admin:org_rolegrant_change", args=[grant.pk])).status_code == 200
    assert hr.post(reverse("admin:org_rolegrant_change", args=[grant.pk]), {}).status_code == 403
    assert hr.post(reverse("admin:org_rolegrant_delete", args=[grant.pk]), {"post": "yes"}).status_code == 403


def test_departments_in_the_order_of_the_tree_and_no_loop(hr, cast):
    sales = cast.subject.department
    team = DepartmentFactory(name="A team", parent=sales)

    listed = hr.get(reverse("admin:org_department_changelist")).context["cl"].result_list
    looped = hr.post(reverse("admin:org_department_change", args=[sales.pk]), {"name": "Sales", "parent": team.pk})

    assert [" > ".join(department.way) for department in listed] == [
        "Company",
        "Company > Finance",
        "Company > People",
        "Company > Sales",
        "Company > Sales > A team",
    ]
    assert "Sales → A team → Sales" in looped.content.decode()


def test_people_are_filtered_down_the_tree_of_departments(hr, cast):
    team = DepartmentFactory(name="Team", parent=cast.subject.department)
    inside = EmployeeFactory(department=team)

    page = hr.get(reverse("admin:org_employee_changelist"), {"department": cast.subject.department_id}).context["cl"]

    assert inside in page.queryset
    assert cast.stranger not in page.queryset
    (steps,) = [spec.lookup_choices for spec in page.filter_specs if spec.title == "department"]
    assert [words for _pk, words in steps] == ["› Company", "› Sales", "Team"]


def test_locations_without_a_time_zone(hr):
    missing = LocationFactory(name="Nowhere", time_zone="")

    listed = hr.get(reverse("admin:org_location_changelist"), {"zone": "missing"}).context["cl"].queryset

    assert list(listed) == [missing]


def test_a_location_with_its_days_off(hr):
    data = {
        "name": "Porto",
        "time_zone": "Europe/Lisbon",
        "days_off-TOTAL_FORMS": "1",
        "days_off-INITIAL_FORMS": "0",
        "days_off-0-day": "2026-12-25",
        "days_off-0-name": "Natal",
    }

    hr.post(reverse("admin:org_location_add"), data)

    porto = Location.objects.get(name="Porto")
    assert [str(day) for day in porto.days_off.all()] == ["2026-12-25 Natal"]


def test_the_organisation_is_one_page(hr):
    url = reverse("admin:org_organization_change", args=[1])
    assert hr.get(reverse("admin:org_organization_changelist"))["Location"] == url
    assert hr.get(url).status_code == 200

    data = {
        "name": "Meridian",
        "fiscal_year_starts_in": "4",
        "working_days": ["0", "1", "2", "3"],
        "time_zone": "Europe/Berlin",
        "cadence": "weekly",
        "anonymity_threshold": "3",
    }
    assert hr.post(url, data).status_code == 302

    saved = Organization.objects.current()
    assert (saved.fiscal_year_starts_in, saved.working_days, saved.cadence) == (4, [0, 1, 2, 3], "weekly")


def test_an_absence_is_for_somebody_else(hr, cast):
    url = reverse("admin:org_absence_add")
    dates = {"starts_on": "2026-10-05", "ends_on": "2026-10-09"}

    hr.post(url, {"employee": cast.subject.pk, **dates})
    own = hr.post(url, {"employee": cast.hr.pk, **dates})

    assert [absence.employee for absence in Absence.objects.all()] == [cast.subject]
    assert "You do not act as HR for this person." in own.content.decode()


def test_no_password_is_guessed_letter_by_letter(client):
    client.force_login(EmployeeFactory(hr=True))
    url = reverse("admin:org_employee_changelist")

    # Django sends what it does not allow to the list with an error.
    statuses = [client.get(url, {name: "pbkdf2"}).status_code for name in ("password__startswith", "manager__password")]

    assert statuses == [400, 400]


def test_an_upload_of_no_number_is_not_found(client):
    client.force_login(EmployeeFactory(hr=True))

    assert client.get(reverse("admin:org_peopleimport_change", args=["abc"])).status_code == 404


@pytest.mark.parametrize("given", ["x", "\0", "²", "9" * 30])
def test_a_link_that_fills_in_nonsense_breaks_no_form(client, given):
    client.force_login(EmployeeFactory(hr=True))

    page = client.get(reverse("admin:org_employee_add"), {"manager": given, "department": given})

    assert page.status_code == 200
