"""The long forms of this app begin with what was typed and not sent."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import Tab, text_of
from goals import services
from goals.models import Comment, Objective
from goals.services import suggestions
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


def proposed(ana):
    """An objective of somebody else that is to count in one of Ana's."""
    period = PeriodFactory(name="The same")
    return ObjectiveFactory(
        owner=EmployeeFactory(manager=ana),
        period=period,
        aligned_to=ObjectiveFactory(owner=ana, period=period),
        alignment=Objective.Alignment.PROPOSED,
    )


def drafted(manager):
    """A draft, submitted to `manager`, with an edit that somebody suggested."""
    draft = ObjectiveFactory(owner=EmployeeFactory(manager=manager), state=Objective.State.DRAFT)
    services.submit(draft, by=draft.owner, version=draft.version)
    return draft


def suggested(ana):
    draft = ObjectiveFactory(owner=ana, state=Objective.State.DRAFT)
    ana.manager = EmployeeFactory()
    ana.save()
    words = {"title": "Another title", "description": draft.description, "word": "", "version": draft.version}
    return suggestions.suggest(draft, by=ana.manager, wishes=[], **words)


def left(ana):
    """Somebody of Ana's who has left with an open objective."""
    person = EmployeeFactory(manager=ana, left_on="2020-01-31")
    ObjectiveFactory(owner=person)
    return person


STEPS = {
    "comment": (lambda ana: ObjectiveFactory(), "text", {}),
    "cancel": (lambda ana: ObjectiveFactory(owner=ana), "reason", {}),
    "decline": (proposed, "reason", {}),
    "weight": (proposed, "reason", {"weight": "2"}),
    "send_back": (drafted, "word", {}),
    "suggest": (drafted, "word", {"title": "Another title"}),
    "decline_suggestion": (suggested, "answer", {}),
    "strike": (
        lambda ana: services.update(KeyResultFactory(objective__owner=ana), by=ana, value=Decimal(1)), "reason", {}
    ),
}  # fmt: skip


@pytest.mark.parametrize("route", STEPS)
def test_the_word_of_each_step_is_kept_until_it_is_sent(client, ana, route):
    make, field, rest = STEPS[route]
    record = make(ana)
    tab = Tab(client, path_of(route, record.pk)).open()
    form = tab.page.context.get("form") or tab.page.context["comment_form"]
    shown = {name: form[name].value() for name in form.fields}
    whole = (
        {name: "" if value is None else value for name, value in shown.items()} | rest | {field: "Long thought over"}
    )
    if "formset" in tab.page.context:
        whole |= {"kr-TOTAL_FORMS": "0", "kr-INITIAL_FORMS": "0"}

    tab.save(**whole)
    begun = client.get(path_of(route, record.pk))
    listed = [draft.title for draft in client.get(reverse("drafts:index")).context["drafts"]]
    sent = tab.send(**whole)

    assert re.search(r'Long thought over</textarea>|name="reason" value="Long thought over"', text_of(begun))
    assert all(listed)
    assert (sent.status_code, ended()) == (302, True)


def test_a_comment_begun_on_the_objectives_page_is_there_again(client, ana, objective):
    page = objective.get_absolute_url()
    Tab(client, page).open().save(text="Half a thou", key="")

    assert "Half a thou</textarea>" in text_of(client.get(page))


def test_after_a_comment_over_htmx_the_next_has_a_draft_of_its_own(client, ana, objective):
    tab = Tab(client, path_of("comment", objective.pk)).open()
    tab.save(text="The first")
    ours = {"draft": tab.attributes["ticket"], "draft_base": tab.base, "draft_instance": tab.instance}

    answer = client.post(tab.path, ours | {"text": "The first"}, HTTP_HX_REQUEST="true")
    tab.read(answer)
    saved = tab.save(text="The second")

    assert "data-draft-typed" not in text_of(answer)
    assert saved.json()["state"] == "saved"
    assert Draft.objects.get(state="open").fields["text"] == ["The second"]
    assert Comment.objects.get().text == "The first"


def test_pages_of_many_goals_keep_what_was_typed(client, ana):
    person, objective = left(ana), ObjectiveFactory(owner=ana)
    key_result = KeyResultFactory(objective=objective)
    theirs = person.objectives.get() if hasattr(person, "objectives") else Objective.objects.get(owner=person)
    pages = {
        path_of("hand_over", person.pk): f"o{theirs.pk}-reason",
        f"{path_of('close_period')}?period={objective.period_id}": f"o{objective.pk}-text",
        path_of("update_all"): f"kr{key_result.pk}-comment",
    }
    for path, field in pages.items():
        Tab(client, path).open().save(**{field: "Not yet sent"})

    assert [path for path in pages if "Not yet sent" not in text_of(client.get(path))] == []
    assert [bool(draft.title) for draft in client.get(reverse("drafts:index")).context["drafts"]] == [True] * 3
