"""What an objective supports besides the one that it counts in."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from goals import listing, rollup, services
from goals.models import Objective, Support
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, SupportFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
Scope, State, Visibility = Objective.Scope, Objective.State, Objective.Visibility


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


def page(client, objective) -> str:
    return client.get(objective.get_absolute_url()).content.decode()


def test_it_shows_on_both_pages_and_counts_on_neither(client, ana):
    own, other = ObjectiveFactory(owner=ana, title="Own"), ObjectiveFactory(title="Other", scope=Scope.COMPANY)
    services.update(KeyResultFactory(objective=own), by=ana, value=Decimal(40))
    client.force_login(ana)

    response = client.post(reverse("goals:support", args=[own.pk]), {"other": other.pk})
    rollup.roll_up_due(5)

    assert response.url == own.get_absolute_url()
    assert "Also supports" in page(client, own)
    assert "Also supported by" in page(client, other)
    other.refresh_from_db()
    assert other.progress is None
    (node,) = listing.grow(ana, [other], {other.pk}, other.period)
    assert (node.has_children, node.children) == (False, [])


def test_of_what_the_viewer_may_not_see_there_is_nothing(client, ana):
    shown = ObjectiveFactory(title="Shown")
    hidden = {"visibility": Visibility.MANAGER, "owner__last_name": "Hidden"}
    SupportFactory(objective=shown, supported=ObjectiveFactory(title="secret above", **hidden))
    SupportFactory(objective=ObjectiveFactory(title="secret below", **hidden), supported=shown)
    client.force_login(ana)

    text = page(client, shown)

    assert [word for word in ("Also support", "secret", "Hidden") if word in text] == []


@pytest.mark.parametrize(
    ("case", "code", "words"),
    [
        ("itself", "itself", "An objective does not support itself"),
        ("parent", "parent", "It is aligned to “Other” already"),
        ("duplicate", "duplicate", "names “Other” already"),
        ("cancelled", "state", "“Other” is cancelled"),
        ("closed", "state", "“Other” is closed"),
    ],
)
def test_refused_in_words(client, ana, case, code, words):
    other = ObjectiveFactory(title="Other", state=case if case in State.values else State.ACTIVE)
    own = ObjectiveFactory(owner=ana, aligned_to=other if case == "parent" else None)
    chosen = own if case == "itself" else other
    if case == "duplicate":
        SupportFactory(objective=own, supported=other)
    before = Support.objects.count()
    client.force_login(ana)

    with pytest.raises(ValidationError) as refused:
        services.support(own, chosen, by=ana)
    response = client.post(reverse("goals:support", args=[own.pk]), {"other": chosen.pk})

    assert (refused.value.code, response.status_code, Support.objects.count()) == (code, 422, before)
    assert words in response.content.decode()


def test_what_one_may_not_see_is_refused_like_what_is_not_there(client, ana):
    own, secret = ObjectiveFactory(owner=ana), ObjectiveFactory(title="secret", visibility=Visibility.MANAGER)
    client.force_login(ana)

    answers = [client.post(reverse("goals:support", args=[own.pk]), {"other": pk}) for pk in (secret.pk, 10**9)]

    with pytest.raises(ValidationError) as refused:
        services.support(own, secret, by=ana)
    texts = [answer.content.decode().replace(answer.wsgi_request.META["CSRF_COOKIE"], "") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert ["There is no such objective that you may see" in text for text in texts] == [True, True]
    assert ["secret" in text for text in texts] == [False, False]
    assert (refused.value.code, Support.objects.count()) == ("hidden", 0)


def test_nothing_chosen(client, ana):
    own = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    response = client.post(reverse("goals:support", args=[own.pk]), {})

    assert response.status_code == 422
    assert "Choose the objective that it supports." in response.content.decode()


def test_offered_are_those_that_would_not_be_refused(client, htmx, ana):
    parent = ObjectiveFactory(title="parent")
    own = ObjectiveFactory(owner=ana, title="own", aligned_to=parent)
    named = SupportFactory(objective=own, supported__title="named").supported
    ObjectiveFactory(title="closed", state=State.CLOSED)
    ObjectiveFactory(title="hidden", visibility=Visibility.LINE)
    ObjectiveFactory(title="free to choose")
    htmx.force_login(ana)

    response = htmx.get(reverse("goals:support", args=[own.pk]), {"q": "o"})

    assert [each.title for each in response.context["others"]] == ["free to choose"]
    assert b"<html" not in response.content
    assert named.title == "named"


def test_taken_away_by_who_may_edit_only(client, ana):
    support = SupportFactory(objective__owner=ana)
    url = reverse("goals:end_support", args=[support.objective_id, support.supported_id])
    client.force_login(support.supported.owner)
    assert client.post(url).status_code == 403
    assert Support.objects.count() == 1

    client.force_login(ana)
    response = client.post(url)

    assert (response.url, Support.objects.count()) == (support.objective.get_absolute_url(), 0)


@pytest.mark.parametrize("hidden", ["objective", "supported"])
def test_what_is_hidden_cannot_be_taken_away(client, ana, hidden):
    support = SupportFactory(**{f"{hidden}__visibility": Visibility.MANAGER})
    if hidden == "supported":
        Objective.objects.filter(pk=support.objective_id).update(owner=ana)
    client.force_login(ana)

    response = client.post(reverse("goals:end_support", args=[support.objective_id, support.supported_id]))

    assert (response.status_code, Support.objects.count()) == (404, 1)


def test_a_closed_objective_stays_as_it_is(client, ana):
    support = SupportFactory(objective__owner=ana, objective__state=State.CLOSED)
    client.force_login(ana)

    response = client.post(reverse("goals:end_support", args=[support.objective_id, support.supported_id]))

    assert (response.status_code, Support.objects.count()) == (403, 1)
    assert "Also supports" in page(client, support.objective)
