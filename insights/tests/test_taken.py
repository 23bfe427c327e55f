"""What was done while a signal stood is remembered with it, whichever page it was done on; and nothing else is."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from feedback import services as talking
from feedback.models import Plan
from feedback.services import NewPlan, NewRequest, Preparation
from feedback.tests.factories import (
    ActionItemFactory,
    BlockerFactory,
    CheckInFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
)
from goals import services as goals
from goals.models import MoveAnswer, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from insights import kinds, refreshing
from insights.following import effects, looking
from insights.kinds import steps
from insights.kinds import taken as looked_for
from insights.models import KindSetting, Signal, TakenAction
from insights.tests.conftest import DAY
from insights.tests.examples import (
    EVERY,
    LONG_AGO,
    ago,
    carried_action,
    held,
    late_duties,
    late_review_phase,
    many_reports,
    never_prepared,
    of_every_kind,
    reorganised,
    to_write,
    unanswered,
    writing,
)
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from insights.tests.goal_examples import NOW, alike, alone, more_of_each, teams, waiting
from org.models import Employee
from org.services import people
from org.tests.factories import DepartmentFactory, EmployeeFactory
from reviews import services as reviews
from reviews.models import CycleRelation, Review

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


def of_never_prepared(ana):
    held(ana, 10, 24, 38, 52)
    [with_another] = held(ana, 60, manager=EmployeeFactory())
    opened = CheckInFactory(employee=ana, due_on=ago(-3))
    return "never-prepared", ana.pk, [
        (lambda: _prepared(opened), "prepare", ana),
        (lambda: talking.add_point(ana, "What for?", by=ana.manager), "agenda", ana.manager),
        (lambda: talking.ask_reports("What surprised you?", by=ana.manager), "question", ana.manager),
        (lambda: _prepared(with_another), None, ana),
        (lambda: CheckInFactory(prepared=True), None, ana),
        (lambda: talking.ask_reports("What now?", by=EmployeeFactory(manager=ana).manager), None, ana),
    ]  # fmt: skip


def _prepared(check_in):
    return talking.prepare(check_in, by=check_in.employee, part=Preparation(check_in.version, how_it_goes="Well"))


def of_carried(ana):
    item = carried_action()
    other, dropped = (ActionItemFactory(check_in=item.check_in, due_on=ago(1)) for _each in range(2))
    manager = item.employee.manager
    return "carried-actions", item.pk, [
        (lambda: talking.finish_action(item, by=manager), "finish", manager),
        (lambda: talking.finish_action(other, by=item.employee), None, ana),
        (lambda: talking.drop_action(dropped, by=manager, reason="No use"), None, ana),
    ]  # fmt: skip


def of_many_reports(ana):
    manager, hr = many_reports(10), EmployeeFactory(hr=True)
    moved, left_alone, renamed = EmployeeFactory.create_batch(3, manager=manager, hired_on=ago(100))
    return "many-reports", manager.pk, [
        (lambda: people.change_manager(moved, ana, by=hr), "share out", hr),
        (lambda: talking.add_point(manager, "So many", by=manager), "agenda", manager),
        (lambda: people.change_manager(left_alone, None, by=hr), None, hr),
        (lambda: people.edit(renamed, by=ana, job_title="Engineer"), None, ana),
        (lambda: people.change_manager(EmployeeFactory(manager=ana), manager, by=ana), None, ana),
    ]  # fmt: skip


def of_late_duties(ana):
    manager, hr, cycle = late_duties(), EmployeeFactory(hr=True), writing()
    report = Employee.objects.filter(manager=manager).order_by("pk")[0]
    for writer in (manager, ana):
        to_write(cycle, writer, 1)
    return "late-duties", manager.pk, [
        (lambda: talking.skip(report.check_ins.get(), by=manager, reason="Ill"), "log", manager),
        (lambda: reviews.extend_writer(cycle, manager, ago(-12), "Ill", by=hr), "more time", hr),
        (lambda: talking.ask_check_in(manager, by=manager), "ask", manager),
        (lambda: CheckInFactory(employee=EmployeeFactory(manager=manager), done=True), None, manager),
        (lambda: reviews.extend_writer(cycle, ana, ago(-13), "Ill", by=hr), None, hr),
        (lambda: CheckInFactory(employee=ana, done=True, due_on=ago(1)), None, ana),
    ]  # fmt: skip


def of_unanswered(ana):
    request, other = unanswered(), unanswered(asker=ana)
    [asked] = request.asked.all()
    day, more = ago(-7), EmployeeFactory()
    return "feedback-unanswered", request.pk, [
        (lambda: talking.ask_more(request, by=request.asker, to=[more], due_on=day), "ask again", request.asker),
        (lambda: talking.decline(asked, by=asked.person), None, ana),
        (lambda: talking.ask_more(other, by=ana, to=[more], due_on=day), None, ana),
    ]  # fmt: skip


def of_taken_back(ana):
    request = unanswered()
    return "feedback-unanswered", request.pk, [(lambda: talking.take_back(request, by=request.asker), None, ana)]


def of_no_feedback(ana):
    Employee.objects.filter(pk=ana.pk).update(created_at=LONG_AGO)
    new, to = NewRequest(ana.pk, "What should she do differently?", ago(-7)), [EmployeeFactory()]
    return "no-feedback", ana.pk, [
        (lambda: talking.ask(new, by=ana.manager, to=to, key=uuid4()), "ask for feedback", ana.manager),
        (lambda: FeedbackRequestFactory(about=EmployeeFactory(manager=ana), asker=ana), None, ana),
        (lambda: FeedbackRequestFactory(asker=ana, taken_back_at=LATER), None, ana),
        (lambda: FeedbackFactory(giver=ana), None, ana),
    ]  # fmt: skip


def of_review_phase(ana):
    writer, hr = late_review_phase(), EmployeeFactory(hr=True)
    first, *_rest, last = Review.objects.filter(writer=writer, state="open").order_by("pk")
    cycle, other = first.participant.cycle, writing()
    for each, whose in ((cycle, ana), (other, writer)):
        to_write(each, whose, 1)
    CycleRelation.objects.create(cycle=cycle, relation="peer", due_on=ago(-9))
    day = ago(-12)
    [of_ana] = Review.objects.filter(writer=ana)
    return "review-phase", first.pk, [
        (lambda: reviews.extend_relations(cycle, "manager", day, "A fair", by=hr), "more time", hr),
        (lambda: reviews.change_manager(last.participant, ana, "Ill", by=hr), "another writer", hr),
        (lambda: reviews.extend_relations(cycle, "peer", day, "A fair", by=_other_hr()), None, hr),
        (lambda: reviews.extend_writer(cycle, ana, ago(-13), "Ill", by=_other_hr()), None, hr),
        (lambda: reviews.extend_relations(other, "manager", day, "A fair", by=_other_hr()), None, hr),
        (lambda: reviews.change_manager(of_ana.participant, ana.manager, "Ill", by=_other_hr()), None, hr),
        (lambda: Review.objects.filter(pk=first.pk).update(state="submitted", submitted_at=LATER, version=1), None, hr),
    ]  # fmt: skip


def _other_hr():
    return EmployeeFactory(hr=True)


def of_time_for_one(ana):
    writer, hr = late_review_phase(), EmployeeFactory(hr=True)
    [first, *_rest] = Review.objects.filter(writer=writer, state="open").order_by("pk")
    cycle = first.participant.cycle
    return "review-phase", first.pk, [
        (lambda: reviews.extend_writer(cycle, writer, ago(-12), "Ill", by=hr), "more time", hr)
    ]  # fmt: skip


def of_the_first_one_to_write(ana):
    """By it the signal is known: it is another one afterwards."""
    writer, hr = late_review_phase(), EmployeeFactory(hr=True)
    [first, *_rest] = Review.objects.filter(writer=writer, state="open").order_by("pk")
    return "review-phase", first.pk, [
        (lambda: reviews.change_manager(first.participant, ana, "Ill", by=hr), "another writer", hr)
    ]  # fmt: skip


def of_reorganised(ana):
    department = reorganised()
    lead, came, stayed, *_rest = department.people.order_by("pk")
    elsewhere = EmployeeFactory(manager=ana, department=ana.department)
    for person in (came, elsewhere):
        held(person, 60, manager=EmployeeFactory())
    held(stayed, 30)
    new = EmployeeFactory(manager=lead, department=department)
    return "reorganised", department.pk, [
        (lambda: CheckInFactory(employee=came, done=True), "talk", lead),
        (lambda: _settled(came, lead), "settle goals", lead),
        (lambda: talking.ask_check_in(lead, by=lead), "ask", lead),
        (lambda: CheckInFactory(employee=stayed, done=True), None, lead),
        (lambda: CheckInFactory(employee=new, done=True), None, lead),
        (lambda: CheckInFactory(employee=elsewhere, done=True), None, ana),
        (lambda: _settled(came, ana), None, ana),
        (lambda: talking.ask_check_in(came, by=came), None, ana),
    ]  # fmt: skip


def _settled(person, manager):
    objective = ObjectiveFactory(owner=person)
    fields = {"person": person, "manager": manager, "moved_at": NOW - timedelta(days=20)}
    return MoveAnswer.objects.create(objective=objective, answer="carries-on", **fields)


def _one_after_the_other(acts):
    """At one moment two of them by the same person would be one."""
    for second, (act, _action, _by) in enumerate(acts):
        with time_machine.travel(LATER + timedelta(seconds=second), tick=False):
            act()


OF_EACH = [
    of_slipping, of_missed, of_without_goals, of_repeated, of_shared, of_unaligned, of_too_many, of_waiting,
    of_never_prepared, of_carried, of_many_reports, of_late_duties, of_unanswered, of_taken_back, of_no_feedback,
    of_review_phase, of_time_for_one, of_the_first_one_to_write, of_reorganised,
]  # fmt: skip


@pytest.mark.parametrize("make", OF_EACH, ids=lambda make: make.__name__)
def test_each_kind_counts_what_it_asks_for(ana, make):
    kind, subject, acts = make(ana)

    after(lambda: _one_after_the_other(acts))

    subject = subject if isinstance(subject, int) else TakenAction.objects.get(kind=kind).subject
    wanted = [(kind, subject, action, by.pk) for _act, action, by in acts if action]
    assert sorted(taken(kind=kind, subject=subject)) == sorted(wanted)


@pytest.mark.parametrize("make", OF_EACH, ids=lambda make: make.__name__)
def test_what_was_done_before_a_look_found_it_counts_for_none(ana, make):
    kind, _subject, acts = make(ana)
    refreshing.refresh_all()
    assert Signal.objects.filter(kind=kind).update(found_at=LATER + timedelta(seconds=1))

    with time_machine.travel(LATER, tick=False):
        for act, _action, _by in acts:
            act()
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        refreshing.refresh_due(60)

    assert taken(kind=kind) == []


def test_every_kind_is_followed_and_nothing_is_looked_for_that_none_asks():
    assert [kind.slug for kind in kinds.ALL if not kind.deeds or not kind.steps] == []
    assert {name for kind in kinds.ALL for name in kind.deeds} == set(looked_for.DEEDS)
    assert {name for kind in kinds.ALL for name in kind.steps} == set(steps.STEPS)


@pytest.mark.parametrize("times", [1, 3])
def test_one_statement_for_each_deed_however_many_signals(period, django_assert_num_queries, times):
    for _each in range(times):
        of_every_kind()
        more_of_each()
    refreshing.refresh_all()

    for kind in kinds.ALL:
        signals = list(Signal.objects.filter(kind=kind.slug))
        with django_assert_num_queries(len(kind.deeds) if signals else 0):
            looked_for.note(kind.deeds, signals)


@pytest.mark.parametrize(("acted", "counts"), [(2, (None, 3)), (3, (3, None))])
def test_what_two_alone_know_is_told_of_three_people_or_more(period, acted, counts):
    """Of five pairs so many prepare."""
    for _each in range(5):
        CheckInFactory(employee=never_prepared(), due_on=ago(-3))
    refreshing.refresh_all()

    with time_machine.travel(LATER, tick=False):
        for signal in Signal.objects.filter(kind="never-prepared")[:acted]:
            _prepared(signal.about.check_ins.open().get())
        refreshing.refresh_due(60)
        looking.sweep()
    with time_machine.travel(LATER + timedelta(weeks=2), tick=False):
        looking.sweep()
        found = effects.read(2, kinds.Moment.at())

    assert ([(row.kind.slug, row.counts) for row in found.too_few], found.rows) == ([("never-prepared", counts)], [])
    # How many were begun is told without them.
    assert found.begun == 0


def test_only_ones_own_are_ones_to_read(ana):
    blocker = BlockerFactory(raised_by=ana, raised_at=NOW - timedelta(days=9))
    after(lambda: talking.acknowledge(blocker, by=ana.manager))

    seen = {
        person.pk for person in (ana, ana.manager, EmployeeFactory(hr=True)) if TakenAction.objects.visible_to(person)
    }

    assert seen == {ana.manager_id}


def test_ones_own_deed_tells_nobody_of_a_signal_that_is_not_theirs_to_see(ana):
    """That Ana hears nothing is hers alone; Joana asks about her without knowing of it."""
    Employee.objects.filter(pk=ana.pk).update(created_at=LONG_AGO)
    new, to = NewRequest(ana.pk, "What should she do differently?", ago(-7)), [EmployeeFactory()]
    after(lambda: [talking.ask(new, by=each, to=to, key=uuid4()) for each in (ana, ana.manager)])

    seen = {person.pk: TakenAction.objects.visible_to(person).count() for person in (ana, ana.manager)}

    assert TakenAction.objects.filter(kind="no-feedback").count() == 2
    assert seen == {ana.pk: 1, ana.manager.pk: 0}


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

    signal = Signal.objects.get(kind="stale", subject=objective.pk)

    for viewer in (ana.manager, ana.manager.manager, EmployeeFactory(hr=True)):
        assert "Hand over" in buttons(client, viewer, signal)
        page = client.get(reverse("insights:signals")).content.decode()
        assert f'href="{reverse("goals:hand_over", args=[ana.pk])}" aria-label="Hand over:' in page
    assert buttons(client, ana.manager, signal) == {"Hand over"}


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


TO_SELF, TO_MANAGER, TO_THOSE_ABOVE, TO_HR = "self", "manager", "above", "hr"
AGENDA, ASK, TALK = "Put it on the agenda", "Ask for a check-in", "Talk earlier"
ACTION = {"Tick off", "Move it", "Drop it"}
WHO_REPORTS = "See who reports to whom"
OFFERED = {
    "never-prepared": {TO_SELF: {AGENDA}, TO_MANAGER: {AGENDA, TALK, "Ask a question of your own"}},
    "carried-actions": {TO_SELF: ACTION, TO_MANAGER: ACTION},
    "many-reports": {
        TO_SELF: {AGENDA, ASK, WHO_REPORTS},
        TO_MANAGER: {AGENDA, TALK, WHO_REPORTS},
        TO_THOSE_ABOVE: {"Open", ASK, WHO_REPORTS},
        TO_HR: {"Open", ASK, WHO_REPORTS},
    },
    "late-duties": {
        TO_SELF: {"See what is late", AGENDA, ASK},
        TO_MANAGER: {AGENDA, TALK, "Start a support plan"},
        TO_THOSE_ABOVE: {ASK},
    },
    "feedback-unanswered": {TO_SELF: {"Ask somebody else", "Take it back", "Ask for feedback", AGENDA}},
    "no-feedback": {TO_SELF: {"Ask for feedback", "Give feedback", AGENDA, ASK}},
    "review-phase": {
        TO_SELF: {"Write reviews", AGENDA, ASK},
        TO_HR: {"Open the cycle", "Give more time", "Let somebody else write", ASK},
    },
    "reorganised": {
        TO_SELF: {"Plan the talks with your team", AGENDA, ASK},
        TO_MANAGER: {"Open the unit", TALK, AGENDA},
        TO_THOSE_ABOVE: {"Open the unit", ASK},
        TO_HR: {"Open the unit", ASK},
    },
}


@pytest.mark.parametrize("kind", OFFERED)
def test_each_who_sees_it_is_offered_what_is_theirs_to_do(client, period, kind):
    EVERY[kind]()
    refreshing.refresh_all()
    signal = Signal.objects.get(kind=kind)
    person = signal.about
    person.manager = person.manager or EmployeeFactory()
    person.save()
    person.manager.manager = EmployeeFactory()
    person.manager.save()
    cast = {TO_SELF: person, TO_MANAGER: person.manager, TO_THOSE_ABOVE: person.manager.manager}
    cast[TO_HR] = EmployeeFactory(hr=True)

    offered = {
        who: buttons(client, Employee.objects.get(pk=each.pk), signal)
        for who, each in cast.items()
        if Signal.objects.visible_to(Employee.objects.get(pk=each.pk)).filter(pk=signal.pk).exists()
    }

    assert offered == OFFERED[kind]


def test_about_somebody_who_is_no_report_any_more_nobody_else_is_asked(client, ana):
    request = unanswered(asker=ana.manager, about=ana)
    refreshing.refresh_all()
    signal = Signal.objects.get(kind="feedback-unanswered", subject=request.pk)
    assert "Ask somebody else" in buttons(client, ana.manager, signal)

    people.change_manager(ana, EmployeeFactory(), by=EmployeeFactory(hr=True))

    assert buttons(client, ana.manager, signal) == {"Take it back", "Ask for feedback", AGENDA}


def test_a_key_result_that_one_may_not_read_is_not_named_as_the_obstacle(client, ana):
    hidden = KeyResultFactory(title="SECRET", objective__visibility="manager")
    alike(person=ana, key_result=hidden, help="")
    refreshing.refresh_all()
    client.force_login(ana)

    html = client.get(Signal.objects.get(kind="blocker-repeated").get_absolute_url()).content.decode()

    assert ("SECRET" in html, "Each time on the same key result" in html) == (False, True)
