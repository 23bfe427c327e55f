"""The long forms of this app begin with what was typed and not sent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import Tab, text_of
from goals import services
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    OrganizationFactory()
    ana = EmployeeFactory(time_zone="UTC")
    client.force_login(ana)
    return ana


@pytest.fixture
def objective(ana):
    objective = ObjectiveFactory(owner=ana)
    services.update(KeyResultFactory(objective=objective, title="Lead time"), by=ana, value=Decimal(1))
    return objective


def path_of(name, *args) -> str:
    return reverse(f"goals:{name}", args=args)


def ended() -> bool:
    return Draft.objects.exists() and not Draft.objects.filter(state="open").exists()


def new_objective(period, ana) -> dict:
    return {
        "title": "Halve the lead time",
        "description": "Why",
        "period": str(period.pk),
        "scope": "individual",
        "owner": ana.email,
        "visibility": "everyone",
        "kr-TOTAL_FORMS": "1",
        "kr-INITIAL_FORMS": "0",
        "kr-0-title": "Lead time in days",
        "kr-0-unit": "number",
        "kr-0-baseline": "twenty",
        "kr-0-target": "10",
    }


def test_a_new_objective_begins_with_its_draft_and_ends_it(client, ana):
    fields = new_objective(PeriodFactory(), ana)
    tab = Tab(client, path_of("create")).open()
    tab.save(**fields)

    page = client.get(path_of("create"))
    refused = tab.send(**fields)
    still = Draft.objects.filter(state="open").count()
    sent = tab.send(**fields | {"kr-0-baseline": "20"})

    html = text_of(page)
    assert ("Halve the lead time" in html, "Lead time in days" in html, 'value="twenty"' in html) == (True, True, True)
    assert "Nothing was saved yet" not in html
    assert (refused.status_code, still) == (422, 1)
    assert (sent.status_code, ended()) == (302, True)
    assert Objective.objects.get().key_results.get().title == "Lead time in days"


def test_each_parent_has_its_own_draft(client, ana, objective):
    Tab(client, f"{path_of('create')}?parent={objective.pk}").open().save(title="For that one")

    assert "For that one" not in text_of(client.get(path_of("create")))
    assert "For that one" in text_of(client.get(f"{path_of('create')}?parent={objective.pk}"))
    assert f"/goals/new/?parent={objective.pk}" in text_of(client.get(reverse("drafts:index")))


def test_more_rows_is_no_submit(client, ana):
    tab = Tab(client, path_of("create")).open()
    tab.save(title="Begun")

    tab.send(title="Begun", more="1")

    assert Draft.objects.filter(state="open").count() == 1


def test_edit_begins_with_its_draft_and_keeps_what_is_fixed(client, objective):
    key_result = objective.key_results.get()
    row = {"kr-0-id": str(key_result.pk), "kr-0-title": "Lead time, in days"}
    fields = {"title": "Changed", "kr-TOTAL_FORMS": "1"} | row
    Tab(client, path_of("edit", objective.pk)).open().save(**fields)

    page = client.get(path_of("edit", objective.pk))

    row = page.context["formset"].forms[0]
    assert page.context["form"]["title"].value() == "Changed"
    assert (row["title"].value(), row.fixed, row["target"].value()) == ("Lead time, in days", True, "100")


@pytest.mark.parametrize(
    ("route", "about", "field", "rest"),
    [
        ("close", "objective", "retrospective", {"score": "0.7"}),
        ("update", "key_result", "comment", {"value": "3"}),
        ("rebaseline", "key_result", "reason", {"baseline": "0", "target": "12", "weight": "1"}),
    ],
)
def test_the_other_forms_begin_with_their_drafts_and_end_them(client, objective, route, about, field, rest):
    path = path_of(route, objective.pk if about == "objective" else objective.key_results.get().pk)
    tab = Tab(client, path).open()
    tab.save(**rest | {field: "Long thoughts"})

    page = text_of(client.get(path))
    listed = text_of(client.get(reverse("drafts:index")))
    sent = tab.send(**rest | {field: "Long thoughts", "seen": "999"})

    assert "Long thoughts</textarea>" in page
    assert (objective.title if about == "objective" else "Lead time") in listed
    assert (sent.status_code, ended()) == (302, True)


def test_progress_of_several_begins_with_its_draft_and_ends_it(client, objective):
    key_result = objective.key_results.get()
    fields = {f"kr{key_result.pk}-value": "3", f"kr{key_result.pk}-comment": "Moved", f"kr{key_result.pk}-seen": "999"}
    tab = Tab(client, path_of("progress", objective.pk)).open()
    tab.save(**fields)

    page = text_of(client.get(path_of("progress", objective.pk)))
    day = {f"kr{key_result.pk}-day": "2026-11-20"}
    sent = tab.send(**fields | day)

    assert "Moved</textarea>" in page
    assert (sent.status_code, ended()) == (302, True)


def test_the_row_of_a_key_result_over_htmx_has_one_too(client, objective):
    path = path_of("update", objective.key_results.get().pk)
    tab = Tab(client, path)
    tab.read(client.get(path, headers={"hx-request": "true"}))
    tab.save(value="3", comment="Moved")

    ours = {"draft": tab.attributes["ticket"], "draft_base": tab.base, "draft_instance": tab.instance}
    fields = ours | {"value": "3", "comment": "Moved", "seen": "999", "day": "2026-11-20"}
    sent = client.post(path, fields, headers={"hx-request": "true"})

    assert (sent.status_code, ended()) == (200, True)
