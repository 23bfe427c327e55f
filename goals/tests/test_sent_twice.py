"""A double click, the back button, a retry: what is sent twice is done once, and nobody is told a falsehood."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from goals import services
from goals.models import Change, DraftStep, KeyResult, Objective, ProgressUpdate, Suggestion
from goals.services.suggestions import decline, suggest
from goals.tests.factories import CommentFactory, KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory
from perfmgmt.testing.threads import at_once

pytestmark = pytest.mark.django_db
State = Objective.State
CREATE = reverse("goals:create")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(email="ana@example.org", manager=EmployeeFactory())


def filled(client, path, **typed) -> dict:
    """What a browser sends of the form that it was given, with `typed` in it."""
    form = client.get(path).context["form"]
    shown = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return {name: str(value) for name, value in shown.items()} | typed


def new(client, ana, **typed) -> dict:
    row = {"title": "Lead time", "unit": "days", "baseline": "14", "target": "9", "weight": "1"}
    sent = {"title": "Cut lead time", "period": PeriodFactory().pk, "owner": ana.email, "visibility": "everyone"}
    sent |= {"kr-TOTAL_FORMS": "1", "kr-INITIAL_FORMS": "0"} | {f"kr-0-{name}": value for name, value in row.items()}
    return filled(client, CREATE, **sent | typed)


def test_an_objective_is_made_once(client, ana):
    PeriodFactory()
    client.force_login(ana)
    sent = new(client, ana)

    answers = [client.post(CREATE, sent) for _ in range(3)]

    made = Objective.objects.get()
    assert [answer.url for answer in answers] == [made.get_absolute_url()] * 3
    assert [each.title for each in made.key_results.all()] == ["Lead time"]


def withdrawable(kind, author):
    if kind == "comment":
        return CommentFactory(author=author), "goals:withdraw_comment"
    draft = ObjectiveFactory(owner=EmployeeFactory(manager=author), state=State.DRAFT, activated_on=None)
    return suggest(draft, by=author, version=0, title="Better", description=""), "goals:take_back"


@pytest.mark.parametrize("kind", ["comment", "suggestion"])
def test_what_is_withdrawn_twice_is_gone_already(client, ana, kind):
    said, route = withdrawable(kind, ana)
    path, sent = reverse(route, args=[said.pk]), {"of": str(said.objective_id)}
    client.force_login(ana)
    assert f'name="of" value="{said.objective_id}"' in client.get(path).content.decode()

    first, second = client.post(path, sent), client.post(path, sent, follow=True)

    assert first.url.partition("#")[0] == second.redirect_chain[-1][0] == said.objective.get_absolute_url()
    assert f"This {kind} is gone already; nothing was changed." in map(str, second.context["messages"])


@pytest.mark.parametrize("kind", ["comment", "suggestion"])
def test_that_it_is_gone_tells_nothing_about_what_one_may_not_see(client, ana, kind):
    """One answer for what is gone, what never was and what is hidden, beside an objective that may be seen or not."""
    said, route = withdrawable(kind, EmployeeFactory(manager=EmployeeFactory()))
    Objective.objects.filter(pk=said.objective_id).update(visibility=Objective.Visibility.MANAGER)
    seen = ObjectiveFactory()
    client.force_login(ana)

    answers = [
        [client.post(reverse(route, args=[pk]), {"of": of}) for pk in (said.pk, said.pk + 99)]
        for of in (seen.pk, said.objective_id, "", 10**39)
    ]

    assert [[each.status_code for each in pair] for pair in answers] == [[302, 302], [404, 404], [404, 404], [404, 404]]
    assert [each.url for each in answers[0]] == [seen.get_absolute_url()] * 2
    said.refresh_from_db()


def test_a_suggestion_that_is_answered_is_not_withdrawn(client, ana):
    said, route = withdrawable("suggestion", ana)
    decline(said, by=said.objective.owner, answer="no")
    client.force_login(ana)

    response = client.post(reverse(route, args=[said.pk]))

    assert response.url == said.objective.get_absolute_url()
    assert Suggestion.objects.get().state == Suggestion.State.DECLINED


@pytest.mark.parametrize("typed", [{"title": "Another"}, {"kr-0-target": "8"}])
def test_other_words_from_the_same_page_are_another_objective(client, ana, typed):
    PeriodFactory()
    client.force_login(ana)
    sent = new(client, ana)

    client.post(CREATE, sent)
    client.post(CREATE, sent | typed)

    assert Objective.objects.count() == 2


def test_the_same_words_from_a_new_page_are_another_objective(client, ana):
    PeriodFactory()
    client.force_login(ana)
    for _ in range(2):
        client.post(CREATE, new(client, ana))

    assert Objective.objects.count() == 2


def test_the_key_of_somebody_else_finds_nothing_of_theirs(client, ana):
    PeriodFactory()
    client.force_login(ana)
    sent = new(client, ana)
    client.post(CREATE, sent)
    ben = EmployeeFactory(email="ben@example.org", manager=ana.manager)
    client.force_login(ben)

    client.post(CREATE, sent | {"owner": ben.email})
    client.post(CREATE, sent)  # for Ana: Ben may not, and is not led to hers

    assert list(Objective.objects.order_by("pk").values_list("owner", flat=True)) == [ana.pk, ben.pk]


@pytest.mark.django_db(transaction=True)
def test_an_objective_sent_twice_at_once_is_made_once(client, ana):
    PeriodFactory()
    client.force_login(ana)
    sent, other = new(client, ana), Client()
    other.force_login(ana)

    answers = at_once(lambda: client.post(CREATE, sent).status_code, lambda: other.post(CREATE, sent).status_code)

    assert answers == [302, 302]
    assert Objective.objects.count() == 1


def test_a_key_result_is_added_once(client, ana):
    objective = ObjectiveFactory(owner=ana)
    known = KeyResultFactory(objective=objective, title="Lead time")
    client.force_login(ana)
    path = reverse("goals:edit", args=[objective.pk])
    own = {"period": objective.period_id, "owner": ana.email, "kr-TOTAL_FORMS": "2", "kr-INITIAL_FORMS": "0"}
    sent = filled(client, path, **own)
    rows = [(known.pk, "Lead time, door to door"), ("", "Second carrier")]
    for place, (pk, title) in enumerate(rows):
        row = {"id": pk, "title": title, "unit": "number", "baseline": "0", "target": "100", "weight": "1"}
        sent |= {f"kr-{place}-{name}": value for name, value in row.items()}

    answers = [client.post(path, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    titles = KeyResult.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Lead time, door to door", "Second carrier"]
    assert client.post(path, sent | {"title": "Another title"}).status_code == 422  # the second edit sees both


def test_a_suggestion_is_made_once(client, ana):
    draft = ObjectiveFactory(owner=ana, state=State.DRAFT, activated_on=None)
    client.force_login(ana.manager)
    path = reverse("goals:suggest", args=[draft.pk])
    sent = filled(client, path, title="Better words", **{"kr-TOTAL_FORMS": "0", "kr-INITIAL_FORMS": "0"})

    answers = [client.post(path, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Suggestion.objects.count() == 1


def test_an_update_is_recorded_once(client, ana):
    key_result = KeyResultFactory(objective__owner=ana)
    client.force_login(ana)
    path = reverse("goals:update", args=[key_result.pk])
    sent = filled(client, path, value="12,5", comment="as counted")

    answers = [client.post(path, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ProgressUpdate.objects.count() == 1


def test_a_rebaseline_is_written_once(client, ana):
    key_result = KeyResultFactory(objective__owner=ana)
    services.update(key_result, by=ana, value=Decimal(5))
    client.force_login(ana)
    path = reverse("goals:rebaseline", args=[key_result.pk])
    sent = filled(client, path, target="80", reason="agreed with Operations")

    answers = [client.post(path, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Change.objects.filter(is_rebaseline=True).count() == 1
    assert client.post(path, sent | {"reason": "another"}).status_code == 422


STEPS = {
    "activate": {},
    "submit": {"version": "0"},
    "cancel": {"reason": "overtaken"},
    "close": {"score": "0.7", "retrospective": "What helped."},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_gone_once_and_then_says_how_it_stands(client, ana, step):
    is_draft = step in ("activate", "submit")
    objective = ObjectiveFactory(owner=ana, state=State.DRAFT if is_draft else State.ACTIVE)
    client.force_login(ana)
    path = reverse(f"goals:{step}", args=[objective.pk])

    answers = [client.post(path, STEPS[step]) for _ in range(2)]

    assert [answer.url for answer in answers] == [objective.get_absolute_url()] * 2
    written = DraftStep.objects.count() if step == "submit" else Change.objects.filter(field="state").count()
    assert written == 1
    page = client.get(objective.get_absolute_url()).content.decode()
    assert "Nothing was changed: this is how" in page


def test_who_may_not_go_a_step_is_refused_whatever_the_state(client, ana):
    objective = ObjectiveFactory(owner=ana, state=State.CLOSED)
    client.force_login(EmployeeFactory(manager=ana.manager))

    for step in ("activate", "close", "cancel", "submit", "agree"):
        assert client.post(reverse(f"goals:{step}", args=[objective.pk]), {}).status_code == 403
