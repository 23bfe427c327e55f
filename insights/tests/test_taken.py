"""What was done while a signal stood is remembered with it, whichever page it was done on; and nothing else is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from feedback import services as talking
from feedback.models import Plan
from feedback.services import NewPlan
from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals import services as goals
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from insights import refreshing
from insights.models import KindSetting, Signal, TakenAction
from insights.tests.conftest import DAY
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from insights.tests.goal_examples import NOW, alike, alone, teams, waiting
from org.tests.factories import DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def taken(**fields) -> list[tuple]:
    rows = TakenAction.objects.filter(**fields).order_by("at", "action", "pk")
    return list(rows.values_list("kind", "subject", "action", "by"))


def after(act):
    """Found, then something is done two hours later, then looked at again."""
    refreshing.refresh_all()
    with time_machine.travel(LATER, tick=False):
        act()
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        refreshing.refresh_due(60)
    return TakenAction.objects


@pytest.fixture
def ana(period):
    return EmployeeFactory(manager=EmployeeFactory(manager=EmployeeFactory()), department=DepartmentFactory())


def test_what_ends_a_signal_is_remembered_with_how_it_stood(ana):
    blocker = BlockerFactory(raised_by=ana, raised_at=NOW - timedelta(days=16))

    after(lambda: talking.acknowledge(blocker, by=ana.manager))

    assert not Signal.objects.filter(kind="blocker").exists()
    [found] = TakenAction.objects.all()
    assert (found.kind, found.subject, found.action, found.by) == ("blocker", blocker.pk, "acknowledge", ana.manager)
    assert (found.unit, found.severity, found.at) == (ana.department, 2, LATER)


def test_what_was_done_before_the_signal_stood_does_not_count_and_what_was_noted_stays(ana):
    StandingObjectiveFactory(owner=ana, last_update_on=DAY - timedelta(days=30))
    talking.ask_check_in(ana, by=ana)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert after(lambda: talking.add_point(ana, "The bench", by=ana.manager)).count() == 1

    refreshing.refresh_all()

    assert [action for _kind, _subject, action, _by in taken(kind="stale")] == ["agenda"]


def test_a_look_that_did_not_come_in_time_finds_it_when_the_signal_ends(ana):
    """A plan changes nothing that the kind is drawn from: it is found with the change that ends the signal."""
    objective = StandingObjectiveFactory(owner=ana, last_update_on=DAY - timedelta(days=30))
    KeyResultFactory(objective=objective)

    def act():
        new = NewPlan(Plan.Kind.SUPPORT, "Focus", "Too much at once", DAY + timedelta(14), DAY + timedelta(60), [])
        talking.start_plan(ana, new, by=ana.manager)
        goals.update(objective.key_results.get(), by=ana, value=Decimal(40), day=DAY)

    after(act)

    assert sorted(taken(kind="stale")) == [
        ("stale", objective.pk, "support-plan", ana.manager_id),
        ("stale", objective.pk, "update", ana.pk),
    ]


def of_slipping(ana):
    key_result = StandingKeyResultFactory(progress=0, objective__owner=ana)
    beside = KeyResultFactory(objective=key_result.objective)
    return "slipping", key_result.pk, [
        (lambda: goals.rebaseline(key_result, by=ana, target=Decimal(50), reason="Half is enough"), "re-plan", ana),
        (lambda: goals.offer(key_result.objective, by=ana.manager), "offer", ana.manager),
        (lambda: goals.rebaseline(beside, by=ana, target=Decimal(50), reason="Of another one"), None, ana),
    ]  # fmt: skip


def of_missed(ana):
    check_in = CheckInFactory(employee=ana, due_on=DAY - timedelta(days=40))
    return (
        "missed-check-ins",
        check_in.pk,
        [(lambda: talking.ask_check_in(ana, by=ana.manager.manager), "ask", ana.manager.manager)],
    )


def of_without_goals(ana):
    return "without-goals", ana.pk, [(lambda: _created(ana), "agree on goals", ana)]


def _created(ana):
    return goals.create_objective(by=ana, owner=ana, title="First", period=_period())


def _period():
    return Objective._meta.get_field("period").related_model.objects.get(name="2026 Q4")


def of_repeated(ana):
    alike(person=ana)
    return "blocker-repeated", ana.pk, [(lambda: talking.add_point(ana, "Why", by=ana.manager), "agenda", ana.manager)]


def of_shared(ana):
    leader = teams()[0].manager.manager
    subject = Signal.objects.filter(kind="blocker-shared")
    return "blocker-shared", subject, [(lambda: talking.ask_check_in(leader, by=leader), "ask", leader)]


def of_unaligned(ana):
    objective = alone(owner=ana)
    company = Objective.objects.get(scope="company")
    return "unaligned", ana.pk, [(lambda: goals.align(objective, company, by=ana), "align", ana)]


def of_too_many(ana):
    first, second, *_others = ObjectiveFactory.create_batch(7, owner=ana)
    return "too-many-goals", ana.pk, [
        (lambda: goals.cancel(first, by=ana, reason="Not now"), "re-plan", ana),
        (lambda: goals.hand_over(second, ana.manager, by=ana), "hand-over", ana),
    ]  # fmt: skip


def of_waiting(ana):
    mine, yours = waiting()
    return "waiting", mine.pk, [(lambda: goals.offer(yours, by=mine.owner), "offer", mine.owner)]


@pytest.mark.parametrize(
    "make",
    [of_slipping, of_missed, of_without_goals, of_repeated, of_shared, of_unaligned, of_too_many, of_waiting],
    ids=lambda make: make.__name__,
)
def test_each_kind_counts_what_it_asks_for(ana, make):
    kind, subject, acts = make(ana)

    after(lambda: [act() for act, _action, _by in acts])

    subject = subject if isinstance(subject, int) else TakenAction.objects.get(kind=kind).subject
    wanted = [(kind, subject, action, by.pk) for _act, action, by in acts if action]
    assert sorted(taken(kind=kind, subject=subject)) == sorted(wanted)


def test_only_ones_own_are_ones_to_read(ana):
    blocker = BlockerFactory(raised_by=ana, raised_at=NOW - timedelta(days=9))
    after(lambda: talking.acknowledge(blocker, by=ana.manager))

    seen = {
        person.pk for person in (ana, ana.manager, EmployeeFactory(hr=True)) if TakenAction.objects.visible_to(person)
    }

    assert seen == {ana.manager_id}


# --- the buttons ---


def buttons(client, viewer, signal, *, opens: bool = True) -> set[str]:
    client.force_login(viewer)
    answer = client.get(signal.get_absolute_url())
    assert answer.status_code == 200
    main = answer.context["main"]
    found = [*answer.context["more"], *([main] if main else [])]
    for button in found if opens else ():
        assert client.get(button.path).status_code == 200, button
    return {button.words for button in found}


def test_each_one_leads_to_a_form_that_opens_for_whoever_sees_it(client, ana, django_assert_max_num_queries):
    CheckInFactory(employee=ana, due_on=DAY + timedelta(days=20))
    key_result = StandingKeyResultFactory(progress=0, objective__owner=ana)
    refreshing.refresh_all()
    signal = Signal.objects.get(kind="slipping", subject=key_result.pk)

    assert buttons(client, ana, signal) == {"Open", "Re-plan", "Ask for a check-in", "Hand over"}
    assert buttons(client, ana.manager, signal) == {
        "Put it on the agenda", "Talk earlier", "Offer a hand", "Start a support plan",
    }  # fmt: skip
    above = buttons(client, ana.manager.manager, signal, opens=False)
    assert above == {"Ask for a check-in", "Offer a hand"}
    with django_assert_max_num_queries(12):
        client.get(signal.get_absolute_url())
    hanna = EmployeeFactory(hr=True)
    assert buttons(client, hanna, signal) == {
        "Ask for a check-in", "Offer a hand", "Re-plan", "Start a support plan",
    }  # fmt: skip


def test_of_somebody_who_left_the_goals_are_handed_over(client, ana):
    objective = StandingObjectiveFactory(owner=ana, last_update_on=DAY - timedelta(days=30))
    ana.left_on = date(2026, 11, 10)
    ana.save()
    refreshing.refresh_all()

    found = buttons(client, ana.manager, Signal.objects.get(kind="stale", subject=objective.pk))

    assert found == {"Open", "Hand over"}


def test_each_kind_has_its_page_for_all_who_see_it_and_for_nobody_else(client, ana):
    alike(person=ana)
    teams(top=ana)
    alone(owner=ana)
    ObjectiveFactory.create_batch(6, owner=ana, aligned_to=ObjectiveFactory(scope="company"))
    mine, _yours = waiting()
    Objective.objects.filter(pk=mine.pk).update(owner=ana)
    KindSetting.objects.create(kind="unaligned", threshold=1)
    refreshing.refresh_all()

    for kind in ("blocker-repeated", "blocker-shared", "unaligned", "too-many-goals", "waiting"):
        signal = Signal.objects.get(kind=kind, about=ana)
        line = [ana, ana.manager, ana.manager.manager, EmployeeFactory(hr=True), EmployeeFactory(manager=ana.manager)]
        seen = [person for person in line if Signal.objects.visible_to(person).filter(pk=signal.pk).exists()]
        assert seen == line[: 2 if kind == "blocker-repeated" else 4]
        assert buttons(client, ana, signal)
        assert buttons(client, seen[-1], signal, opens=False) is not None
    assert client.get(reverse("insights:signals")).status_code == 200


def test_a_key_result_that_one_may_not_read_is_not_named_as_the_obstacle(client, ana):
    hidden = KeyResultFactory(title="SECRET", objective__visibility="manager")
    alike(person=ana, key_result=hidden, help="")
    refreshing.refresh_all()
    client.force_login(ana)

    html = client.get(Signal.objects.get(kind="blocker-repeated").get_absolute_url()).content.decode()

    assert ("SECRET" in html, "Each time on the same key result" in html) == (False, True)
