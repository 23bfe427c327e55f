"""Suggested edits: what is kept, who reads them, what taking and declining does, and that neither side loses words."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from goals import services
from goals.models import Objective, SuggestedEdit, Suggestion
from goals.services import suggestions
from goals.services.suggestions import Wish, suggest
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from inbox.models import Notification
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State = Objective.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(first_name="Ana", manager=EmployeeFactory(first_name="Joana", manager=EmployeeFactory()))


@pytest.fixture
def draft(ana):
    made = ObjectiveFactory(
        owner=ana, title="Cut the lead time", description="As it was.", state=State.DRAFT, activated_on=None
    )
    KeyResultFactory(objective=made, title="Lead time", unit="days", baseline=14, target=10)
    return made


def wish(key_result, **changed) -> Wish:
    names = ("title", "baseline", "target", "weight")
    return Wish(0, key_result, {name: getattr(key_result, name) for name in names} | changed)


NEW = {
    "title": "Complaints",
    "unit": "number",
    "currency": "",
    "baseline": Decimal(22),
    "target": Decimal(5),
    "weight": Decimal(1),
}


@pytest.fixture
def suggestion(ana, draft):
    lead_time = draft.key_results.get()
    return suggest(
        draft,
        by=ana.manager,
        version=0,
        title="Halve the lead time",
        description="As it was.",
        wishes=[wish(lead_time, target=Decimal(7), weight=Decimal("0.5")), Wish(1, None, NEW)],
        word="dare more",
    )


def typed(draft, *rows, **fields) -> dict:
    sent = {"title": draft.title, "description": draft.description, "version": draft.version, "word": ""}
    sent |= {"kr-TOTAL_FORMS": len(rows), "kr-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        sent |= {f"kr-{place}-{name}": value for name, value in row.items()}
    return sent | fields


def test_only_what_differs_is_kept(suggestion):
    edits = list(suggestion.edits.values_list("about", "field", "old", "new"))

    assert edits == [
        ("", "title", "Cut the lead time", "Halve the lead time"),
        ("Lead time", "target", "10", "7"),
        ("Lead time", "weight", "1", "0.5"),
        ("Complaints", "", "", ""),
    ]
    assert suggestion.edits.get(field="").values["target"] == "5"


def test_suggest_on_the_page_leaves_the_draft_as_it_is(client, ana, draft):
    lead_time = draft.key_results.get()
    client.force_login(ana.manager)
    row = {"id": lead_time.pk, "title": "Lead time", "baseline": "14", "target": "7,5", "weight": "1"}
    new = {"title": "Complaints", "unit": "number", "baseline": "22", "target": "5", "weight": "1"}

    response = client.post(
        reverse("goals:suggest", args=[draft.pk]), typed(draft, row, new, description="As it was.\r\nAnd more.")
    )

    draft.refresh_from_db()
    assert response.url == draft.get_absolute_url()
    assert (draft.version, draft.description, lead_time.target) == (0, "As it was.", 10)
    assert list(SuggestedEdit.objects.values_list("field", "new")) == [
        ("description", "As it was.\nAnd more."),
        ("target", "7.5"),
        ("", ""),
    ]
    assert Notification.objects.get().person == ana


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "Nothing is suggested yet"),
        ({"target": "14"}, "Target and baseline are equal"),
        ({"target": "many"}, "“many” is not a number"),
        ({"title": ""}, "Write what is measured"),
    ],
)
def test_what_cannot_be_suggested(client, ana, draft, row, words):
    known = {"id": draft.key_results.get().pk, "title": "Lead time", "baseline": "14", "target": "10", "weight": "1"}
    client.force_login(ana.manager)

    response = client.post(reverse("goals:suggest", args=[draft.pk]), typed(draft, known | row))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Suggestion.objects.exists()


def test_who_suggests_on_an_older_version_sees_both(client, ana, draft):
    services.edit_objective(draft, by=ana, title="Newer words of Ana")
    client.force_login(ana.manager)
    url = reverse("goals:suggest", args=[draft.pk])

    refused = client.post(url, typed(draft, title="Words of Joana"))
    text = refused.content.decode()
    again = client.post(url, typed(draft, title="Words of Joana", version=refused.context["form"]["version"].value()))

    assert refused.status_code == 422
    assert "Newer words of Ana" in text
    assert "Words of Joana" in text
    assert again.status_code == 302
    assert SuggestedEdit.objects.get().old == "Newer words of Ana"


def test_take_all(client, ana, draft, suggestion):
    services.submit(draft, by=ana, version=0)
    client.force_login(ana)

    response = client.post(suggestion.get_absolute_url(), {"version": 0, "all": "1"})

    draft.refresh_from_db()
    suggestion.refresh_from_db()
    assert response.url == draft.get_absolute_url()
    assert draft.title == "Halve the lead time"
    assert list(draft.key_results.values_list("title", "target", "weight")) == [
        ("Lead time", 7, Decimal("0.5")),
        ("Complaints", 5, 1),
    ]
    assert suggestion.state == "taken"
    assert Notification.objects.filter(kind="goal-suggestion-answered", person=ana.manager).count() == 1
    assert "that agreement has lapsed" in client.get(draft.get_absolute_url()).content.decode()


def test_take_field_by_field_and_decline_the_rest(client, ana, draft, suggestion):
    client.force_login(ana)
    target = suggestion.edits.get(field="target")

    client.post(suggestion.get_absolute_url(), {"version": 0, "edit": target.pk})
    draft.refresh_from_db()
    half = (draft.title, draft.key_results.get().target, Suggestion.objects.get().state)
    client.post(reverse("goals:decline_suggestion", args=[suggestion.pk]), {"answer": "it is fine as it is"})

    suggestion.refresh_from_db()
    assert half == ("Cut the lead time", 7, "open")
    assert (suggestion.state, suggestion.answer) == ("declined", "it is fine as it is")
    assert list(suggestion.edits.filter(is_taken=True)) == [target]
    client.force_login(ana.manager)
    assert "it is fine as it is" in client.get(suggestion.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"), [({"version": 0}, "Tick what you want to take"), ({}, "The draft was changed meanwhile")]
)
def test_what_is_not_taken(client, ana, draft, suggestion, sent, words):
    client.force_login(ana)

    response = client.post(suggestion.get_absolute_url(), sent)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert Objective.objects.get(pk=draft.pk).version == 0


def test_a_draft_that_changed_meanwhile_shows_the_conflict_and_loses_neither(client, ana, draft, suggestion):
    client.force_login(ana)
    services.edit_objective(draft, by=ana, title="Lead time that customers feel")

    refused = client.post(suggestion.get_absolute_url(), {"version": 0, "all": "1"})
    shown = refused.content.decode()
    title = Objective.objects.get(pk=draft.pk).title
    looked = client.get(suggestion.get_absolute_url()).content.decode()

    assert refused.status_code == 422
    assert "The draft was changed meanwhile" in shown
    assert "Changed since this was suggested" in shown
    assert all(words in shown for words in ("Cut the lead time", "customers feel", "Halve"))
    assert title == "Lead time that customers feel"
    # What is in conflict is not ticked beforehand.
    assert looked.count(" checked") == 3
    assert client.post(suggestion.get_absolute_url(), {"version": 1, "all": "1"}).status_code == 302
    assert Objective.objects.get(pk=draft.pk).title == "Halve the lead time"


def test_an_edit_of_a_key_result_that_was_removed_is_refused_in_words(client, ana, draft, suggestion):
    services.remove_key_result(draft.key_results.get(), by=ana)
    client.force_login(ana)

    refused = client.post(suggestion.get_absolute_url(), {"version": 1, "all": "1"})

    assert refused.status_code == 422
    assert "“Lead time” was removed meanwhile" in refused.content.decode()
    assert Objective.objects.get(pk=draft.pk).title == "Cut the lead time"


def test_answered_once(ana, suggestion):
    suggestions.decline(suggestion, by=ana, answer="no")

    with pytest.raises(ValidationError) as refused:
        suggestions.take(suggestion, by=ana, version=0)

    assert refused.value.code == "answered"


def test_withdrawn_nothing_of_it_stays(client, ana, suggestion):
    client.force_login(ana.manager)
    url = reverse("goals:take_back", args=[suggestion.pk])
    assert "Nothing of it stays" in client.get(url).content.decode()

    client.post(url)

    assert not Suggestion.objects.exists()
    assert not SuggestedEdit.objects.exists()


def test_in_an_active_objective_nothing_is_taken_any_more(client, ana, draft, suggestion):
    services.activate(draft, by=ana)
    client.force_login(ana)

    assert client.get(suggestion.get_absolute_url()).status_code == 200
    assert client.post(suggestion.get_absolute_url(), {"version": 0, "all": "1"}).url == draft.get_absolute_url()
    assert Suggestion.objects.get().state == Suggestion.State.OPEN
    with pytest.raises(ValidationError):
        suggestions.take(suggestion, by=ana, version=0)


def test_who_reads_a_suggestion(ana, draft, suggestion):
    hr, partner_less = EmployeeFactory(hr=True), EmployeeFactory(manager=ana.manager)
    above = ana.manager.manager
    suggest(draft, by=above, version=0, title="From above", description="As it was.")

    def read(viewer):
        return Suggestion.objects.visible_to(viewer).count()

    assert [read(each) for each in (ana, ana.manager, hr, above, partner_less)] == [2, 2, 2, 1, 0]


def test_a_stranger_sees_nothing_of_it_on_the_page(client, ana, draft, suggestion):
    client.force_login(EmployeeFactory())

    text = client.get(draft.get_absolute_url()).content.decode()

    assert "Halve" not in text
    assert "dare more" not in text
    assert "suggest" not in text.lower()
