"""Templates: which are offered, how they fill the form, and those that every company begins with."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from goals.models import Objective, ObjectiveTemplate, TemplateKeyResult
from goals.starters import STARTERS, add_starters
from goals.tests.factories import PeriodFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
CREATE = reverse("goals:create")


@pytest.fixture
def ana(db):
    OrganizationFactory()
    PeriodFactory()
    technology = DepartmentFactory(name="Technology")
    return EmployeeFactory(department=DepartmentFactory(name="Platform", parent=technology), manager=EmployeeFactory())


@pytest.fixture
def template(db):
    made = ObjectiveTemplate.objects.create(title="Shorter waits", description="Choose one wait.")
    TemplateKeyResult.objects.create(
        template=made, title="Days to answer", unit="days", target=3, weight=2, hint="How long today?"
    )
    return made


def offered(client) -> set[str]:
    return {each.title for each in client.get(CREATE).context["templates"]}


def test_offered_are_those_in_use_for_all_and_for_the_departments_above(client, ana):
    ObjectiveTemplate.objects.all().delete()
    platform = ana.department
    for title, department, is_in_use in [
        ("all", None, True),
        ("mine", platform, True),
        ("above", platform.parent, True),
        ("below", DepartmentFactory(parent=platform), True),
        ("other", DepartmentFactory(), True),
        ("old", None, False),
    ]:
        ObjectiveTemplate.objects.create(title=title, department=department, is_in_use=is_in_use)
    client.force_login(ana)

    assert offered(client) == {"all", "mine", "above"}
    client.force_login(EmployeeFactory())
    assert offered(client) == {"all"}


def test_it_fills_the_form_and_writes_nothing(client, ana, template):
    client.force_login(ana)

    response = client.get(CREATE, {"template": template.pk})
    text = response.content.decode()

    rows = response.context["formset"].forms
    assert response.context["form"]["title"].value() == "Shorter waits"
    assert [(row["title"].value(), row["target"].value(), row["baseline"].value()) for row in rows[:1]] == [
        ("Days to answer", "3", "")
    ]
    assert "How long today?" in text
    assert "nothing is saved yet" in text
    assert not Objective.objects.exists()


def row(**fields):
    return {f"kr-0-{name}": value for name, value in fields.items()}


def sent(ana, **fields):
    known = {"title": "Shorter waits", "period": PeriodFactory().pk, "scope": "individual", "owner": ana.email}
    return known | {"visibility": "everyone", "kr-TOTAL_FORMS": 1, "kr-INITIAL_FORMS": 0} | fields


def test_what_is_not_filled_in_is_asked_for_beside_its_hint(client, ana, template):
    client.force_login(ana)
    url = f"{CREATE}?template={template.pk}"
    typed = {"title": "Days to answer", "unit": "days", "target": "3", "weight": "2"}

    refused = client.post(url, sent(ana, **row(**typed)))
    client.post(url, sent(ana, **row(**typed, baseline="9")))

    assert refused.status_code == 422
    assert "Write the value that it starts from" in refused.content.decode()
    assert "How long today?" in refused.content.decode()
    assert Objective.objects.get().key_results.get().weight == 2


def test_a_key_result_of_it_can_be_left_out(client, ana, template):
    client.force_login(ana)

    client.post(f"{CREATE}?template={template.pk}", sent(ana, **row(title="Days to answer", unit="days", remove="on")))

    assert Objective.objects.get().key_results.count() == 0


@pytest.mark.parametrize("scope", ["company", "department", "process"])
def test_its_scope_only_for_who_may_set_it(client, ana, template, scope):
    template.scope = scope
    template.save()
    client.force_login(ana)

    assert client.get(CREATE, {"template": template.pk}).context["form"]["scope"].value() == "individual"


def test_one_that_is_not_offered_fills_nothing(client, ana, template):
    template.is_in_use = False
    template.save()
    client.force_login(ana)

    assert b"Shorter waits" not in client.get(CREATE, {"template": template.pk}).content


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, ana, template, django_assert_num_queries, count):
    for number in range(count):
        ObjectiveTemplate.objects.create(title=f"T{number}", department=ana.department)
        TemplateKeyResult.objects.create(template=template, title=f"K{number}")
    client.force_login(ana)

    with django_assert_num_queries(10):
        client.get(CREATE, {"template": template.pk})


def test_target_equal_to_baseline_is_refused_in_words(template):
    with pytest.raises(ValidationError, match="Target and baseline are equal"):
        TemplateKeyResult(template=template, title="x", baseline=1, target=1).full_clean()


def test_every_company_begins_with_some_and_twice_adds_none():
    ObjectiveTemplate.objects.all().delete()
    add_starters(ObjectiveTemplate, TemplateKeyResult)
    add_starters(ObjectiveTemplate, TemplateKeyResult)

    assert ObjectiveTemplate.objects.count() == len(STARTERS) == 4
    for key_result in TemplateKeyResult.objects.select_related("template"):
        key_result.full_clean()


def test_hr_keeps_them_in_the_admin(client, ana):
    client.force_login(EmployeeFactory(hr=True))
    data = {"title": "New", "description": "", "scope": "individual", "department": "", "is_in_use": "on"}
    data |= {"key_results-TOTAL_FORMS": 1, "key_results-INITIAL_FORMS": 0, "key_results-0-title": "Waits"}
    data |= {"key_results-0-unit": "days", "key_results-0-weight": "1", "key_results-0-position": "1"}

    response = client.post(reverse("admin:goals_objectivetemplate_add"), data | {"key_results-0-hint": "look it up"})

    assert response.status_code == 302
    made = ObjectiveTemplate.objects.get(title="New")
    assert list(made.key_results.values_list("title", "baseline", "hint")) == [("Waits", None, "look it up")]
    assert client.get(reverse("admin:goals_objectivetemplate_changelist")).status_code == 200
    assert client.get(reverse("admin:goals_objectivetemplate_change", args=[made.pk])).status_code == 200
