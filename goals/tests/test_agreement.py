"""The way from a draft to what both agreed: the table, the versions, who is told, what waits."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from goals import agreement, rules, services
from goals.duties import provider
from goals.models import Change, DraftStep, Objective
from goals.services.suggestions import Wish, suggest
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from goals.views.drafting import readers
from inbox.models import Notification
from org.models import Employee
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
Stage, State = agreement.Stage, Objective.State


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    manager = EmployeeFactory(first_name="Joana", last_name="Lima", manager=EmployeeFactory())
    return EmployeeFactory(first_name="Ana", last_name="Souza", manager=manager)


@pytest.fixture
def draft(ana):
    return ObjectiveFactory(owner=ana, title="Secret words", state=State.DRAFT, activated_on=None)


def stage(objective) -> str:
    return agreement.stage_of(Objective.objects.get(pk=objective.pk))


def at(objective, wanted) -> Objective:
    """The draft, brought to that stage through the services."""
    owner, manager = objective.owner, objective.owner.manager
    if wanted != Stage.OPEN:
        services.submit(objective, by=owner, version=objective.version)
    if wanted == Stage.RETURNED:
        services.send_back(objective, by=manager, version=objective.version, word="not yet")
    if wanted == Stage.LAPSED:
        services.edit_objective(objective, by=owner, title="Other words")
    return Objective.objects.select_related("owner__manager").get(pk=objective.pk)


@pytest.mark.parametrize("wanted", [Stage.OPEN, Stage.SUBMITTED, Stage.LAPSED, Stage.RETURNED])
@pytest.mark.parametrize("move", agreement.MOVES)
def test_the_table_decides_for_rule_and_service_alike(ana, draft, wanted, move):
    objective = at(draft, wanted)
    row = agreement.MOVES[move]
    by = {agreement.Who.OWNER: ana, agreement.Who.MANAGER: ana.manager}[row.who]
    allowed = wanted in row.sources
    extra = {"word": "because"} if move == "send_back" else {}

    assert rules.can_move_draft(by, objective, move) == allowed
    assert not rules.can_move_draft(ana.manager.manager, objective, move)
    if allowed:
        getattr(services, move)(objective, by=by, version=objective.version, **extra)
    else:
        with pytest.raises(ValidationError) as refused:
            getattr(services, move)(objective, by=by, version=objective.version, **extra)
        assert refused.value.code == "stage"


def test_agreed_to_the_same_version_it_is_active_and_both_are_told(ana, draft):
    services.submit(draft, by=ana, version=0, word="look at the target")

    services.agree(draft, by=ana.manager, version=0)

    draft.refresh_from_db()
    assert (draft.state, draft.activated_on.isoformat()) == ("active", "2026-11-23")
    assert Change.objects.get(new="active").by == ana.manager
    told = list(Notification.objects.order_by("pk").values_list("person", "kind"))
    assert told == [
        (ana.manager_id, "goal-submitted"),
        (ana.pk, "goal-agreed"),
        (ana.manager_id, "goal-agreed-by-me"),
    ]


@pytest.mark.parametrize("change", ["words", "key result", "new key result", "removed", "re-baseline"])
def test_an_edit_makes_the_submission_lapse(ana, draft, change):
    key_result = KeyResultFactory(objective=draft)
    services.submit(draft, by=ana, version=0)

    if change == "words":
        services.edit_objective(draft, by=ana, description="more")
    elif change == "key result":
        services.edit_key_result(key_result, by=ana, target=Decimal(50))
    elif change == "new key result":
        services.add_key_result(draft, by=ana, title="new")
    elif change == "removed":
        services.remove_key_result(key_result, by=ana)
    else:
        services.rebaseline(key_result, by=ana, target=Decimal(50), reason="agreed")

    assert stage(draft) == Stage.LAPSED
    with pytest.raises(ValidationError) as refused:
        services.agree(draft, by=ana.manager, version=0)
    assert refused.value.code == "changed"
    assert Objective.objects.get(pk=draft.pk).state == "draft"


def test_saved_as_it_was_it_is_still_submitted(ana, draft):
    services.submit(draft, by=ana, version=0)

    services.edit_objective(draft, by=ana, version=0, title=draft.title)

    assert stage(draft) == Stage.SUBMITTED


def test_only_the_manager_of_today_agrees(ana, draft):
    former = ana.manager
    services.submit(draft, by=ana, version=0)
    ana.manager = EmployeeFactory()
    ana.save()

    with pytest.raises(ValidationError) as refused:
        services.agree(draft, by=former, version=0)
    services.agree(draft, by=ana.manager, version=0)

    assert refused.value.code == "who"


@pytest.mark.parametrize("why", ["department", "no manager", "manager has left", "active"])
def test_what_is_not_for_two_is_activated_directly(client, ana, draft, why):
    if why == "department":
        draft.scope, draft.department = "company", None
    elif why == "no manager":
        Employee.objects.filter(pk=ana.pk).update(manager=None)
    elif why == "manager has left":
        Employee.objects.filter(pk=ana.manager_id).update(left_on="2026-01-01")
    else:
        draft.state = State.ACTIVE
    draft.save()
    client.force_login(ana)

    text = client.get(draft.get_absolute_url()).content.decode()

    assert client.get(reverse("goals:submit", args=[draft.pk])).status_code == 403
    assert "Activate without agreement" not in text
    assert ("Activate objective" in text) == (why != "active")


def test_the_pages_from_submitting_to_active(client, ana, draft):
    KeyResultFactory(objective=draft)
    client.force_login(ana)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Submit to Joana" in page
    assert "Activate without agreement" in page
    client.post(reverse("goals:submit", args=[draft.pk]), {"version": 0, "word": "look at the target"})
    client.force_login(ana.manager)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "look at the target" in page
    assert "Agree to objective" in page

    client.post(reverse("goals:send_back", args=[draft.pk]), {"version": 0, "word": "dare more"})
    client.force_login(ana)
    assert "dare more" in client.get(draft.get_absolute_url()).content.decode()
    client.post(reverse("goals:submit", args=[draft.pk]), {"version": 0})
    client.post(reverse("goals:withdraw", args=[draft.pk]), {"version": 0})
    client.post(reverse("goals:submit", args=[draft.pk]), {"version": 0})
    client.force_login(ana.manager)
    client.post(reverse("goals:agree", args=[draft.pk]), {"version": 0})

    kinds = list(DraftStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["submitted", "returned", "submitted", "withdrawn", "submitted", "agreed"]
    assert Objective.objects.get(pk=draft.pk).state == "active"


def test_who_agrees_to_an_older_version_sees_the_newer_one_first(client, ana, draft):
    services.submit(draft, by=ana, version=0)
    services.edit_objective(draft, by=ana, title="Newer words")
    services.submit(draft, by=ana, version=1)
    client.force_login(ana.manager)
    url = reverse("goals:agree", args=[draft.pk])

    refused = client.post(url, {"version": 0})
    shown = refused.content.decode()
    again = client.post(url, {"version": refused.context["form"]["version"].value()})

    assert refused.status_code == 422
    assert "changed meanwhile" in shown
    assert "Newer words" in shown
    assert again.status_code == 302


def test_returning_needs_a_word(client, ana, draft):
    services.submit(draft, by=ana, version=0)
    client.force_login(ana.manager)

    refused = client.post(reverse("goals:send_back", args=[draft.pk]), {"version": 0, "word": " "})

    assert refused.status_code == 422
    assert "Say in a few words what should change" in refused.content.decode()
    assert stage(draft) == Stage.SUBMITTED


@pytest.mark.parametrize("role", ["peer", "skip level"])
def test_words_of_steps_stay_between_the_two(client, ana, draft, role):
    """The draft itself is visible to everyone."""
    peer = EmployeeFactory(manager=ana.manager)
    services.submit(draft, by=ana, version=0, word="between us")
    client.force_login(peer if role == "peer" else ana.manager.manager)

    text = client.get(draft.get_absolute_url()).content.decode()

    assert "Secret words" in text
    assert "between us" not in text


def test_the_sentence_names_exactly_those_who_read_the_words(ana, draft):
    former = ana.manager
    services.submit(draft, by=ana, version=0, word="x")
    services.send_back(draft, by=former, version=0, word="between us")
    ana.manager = EmployeeFactory(first_name="New", last_name="Manager")
    ana.save()
    draft = Objective.objects.select_related("owner__manager").get(pk=draft.pk)
    hr = EmployeeFactory(hr=True)

    assert readers(draft, hr, []) == "Visible to Ana Souza, New Manager and HR"
    people = {"owner": ana, "manager": ana.manager, "hr": hr, "former": former, "above": former.manager}
    reading = {name for name, each in people.items() if DraftStep.objects.visible_to(each).exists()}
    assert reading == {"owner", "manager", "hr"}


def test_the_owner_hears_on_saving_that_the_submission_lapsed(client, ana, draft):
    services.submit(draft, by=ana, version=0)
    client.force_login(ana)
    sent = {"title": "Better", "period": draft.period_id, "scope": "individual", "owner": ana.email}
    sent |= {"visibility": "everyone", "version": 0, "kr-TOTAL_FORMS": 0, "kr-INITIAL_FORMS": 0}

    page = client.post(reverse("goals:edit", args=[draft.pk]), sent, follow=True).content.decode()

    assert "What you had submitted has lapsed" in page
    assert "that agreement has lapsed" in page


# --- what waits ---


def duties(*people):
    return [(duty.person_id, duty.title, duty.path) for duty in provider(people, timezone.now())]


def test_the_manager_has_one_duty_for_each_report_and_the_owner_one_for_each_answer(ana, draft):
    manager = ana.manager
    second = ObjectiveFactory(owner=ana, state=State.DRAFT, activated_on=None)
    services.submit(draft, by=ana, version=0)
    services.submit(second, by=ana, version=0)
    assert duties(ana, manager) == [(manager.pk, "Agree on goals with Ana Souza", draft.get_absolute_url())]

    services.send_back(draft, by=manager, version=0, word="private words")
    suggest(second, by=manager, version=0, title="Suggested words", description="")

    assert sorted(duties(ana, manager), reverse=True) == [
        (ana.pk, "Joana Lima suggests edits of a draft of yours", second.get_absolute_url()),
        (ana.pk, "Joana Lima returned a draft of yours", draft.get_absolute_url()),
    ]
    # By whom the inbox groups them.
    others = [duty.other for duty in provider([ana], timezone.now())]
    assert [(other, str(other), other.job_title) for other in others] == [
        (manager, "Joana Lima", manager.job_title)
    ] * 2


def test_nothing_waits_of_what_lapsed_was_withdrawn_or_cancelled(ana, draft):
    others = ObjectiveFactory.create_batch(2, owner=ana, state=State.DRAFT, activated_on=None)
    for each in (draft, *others):
        services.submit(each, by=ana, version=0)

    services.edit_objective(draft, by=ana, title="newer")
    services.withdraw(others[0], by=ana, version=0)
    services.cancel(others[1], by=ana)

    assert duties(ana, ana.manager) == []


def test_duties_are_late_after_a_week_and_name_nothing_that_was_written(ana, draft):
    services.submit(draft, by=ana, version=0, word="my words")

    (duty,) = provider([ana.manager], datetime(2026, 11, 23, tzinfo=UTC))

    assert duty.due_on.isoformat() == "2026-11-30"
    assert "words" not in f"{duty.title}{duty.mail_title}{duty.detail}{duty.why}{duty.action}"
    assert "Ana" not in duty.mail_title


@pytest.mark.parametrize("count", [1, 3])
def test_duties_cost_the_same_for_many(ana, django_assert_num_queries, count):
    people = [ana.manager]
    for _ in range(count):
        report = EmployeeFactory(manager=ana.manager)
        first, second = ObjectiveFactory.create_batch(2, owner=report, state=State.DRAFT, activated_on=None)
        services.submit(first, by=report, version=0)
        services.submit(second, by=report, version=0)
        services.send_back(second, by=ana.manager, version=0, word="x")
        people.append(report)

    with django_assert_num_queries(3):
        assert len(list(provider(people, timezone.now()))) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_draft_costs_the_same(client, ana, draft, django_assert_num_queries, count):
    for each in KeyResultFactory.create_batch(count, objective=draft):
        values = {"title": each.title, "baseline": Decimal(0), "target": Decimal(7), "weight": Decimal(1)}
        suggest_one(draft, ana.manager, each, values)
        services.submit(draft, by=ana, version=0)
        services.withdraw(draft, by=ana, version=0)
    services.submit(draft, by=ana, version=0)
    client.force_login(ana)

    with django_assert_num_queries(10):
        client.get(draft.get_absolute_url())


def suggest_one(draft, by, key_result, values):
    suggest(
        draft, by=by, version=0, title=draft.title, description="", wishes=[Wish(0, key_result, values)], word="why"
    )
