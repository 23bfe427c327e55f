"""A plan from its beginning to its end: who is told, what is asked of whom, and what stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from feedback import plan_handover, services, sweep
from feedback.models import Plan, PlanAction, PlanAnswer, PlanReview
from feedback.services import NewPlan, NewPlanAction, PlanChange
from feedback.services.plans import stamp
from feedback.tests.factories import PlanActionFactory, PlanFactory, PlanReviewFactory
from inbox.calendar import entries
from inbox.duties import duties_of
from inbox.models import Notification
from org.backends import EmployeeBackend
from org.models import Employee
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + timedelta(days=count)


def new(kind="support", *actions, **fields):
    given = {"title": "The night shift", "aim": "Three weeks in a row", "review_on": days(14), "ends_on": days(60)}
    return NewPlan(kind=kind, actions=actions, **given | fields)


def told() -> set[tuple[str, str]]:
    return set(Notification.objects.order_by("pk").values_list("person__first_name", "kind"))


def keys(person, now=None) -> list[str]:
    found = duties_of([Employee.objects.get(pk=person.pk)], now or timezone.now())
    return [duty.key for duty in found.get(person.pk, []) if duty.key.startswith("plan")]


def test_a_support_plan_begins_once_its_person_has_read_it(cast):
    """Until then nothing is asked of whoever promised something; to have read it is not to agree."""
    promise = NewPlanAction("Take the reporting away", cast.peer.pk, days(3))

    plan = services.start_plan(cast.subject, new("support", promise), by=cast.manager)
    before = (plan.is_active, keys(cast.peer), keys(cast.subject), told())
    services.answer_plan(plan, "differ", "It is the waiting.", by=cast.subject, seen=stamp(plan))
    plan.refresh_from_db()

    action = plan.actions.get()
    assert before == (False, [], [f"plan:{plan.pk}:answer"], {("Sam", "plan-started")})
    assert plan.is_active
    assert keys(cast.peer) == [f"plan-action:{action.pk}:finish"]
    assert keys(cast.subject) == []
    assert told() == {("Sam", "plan-started"), ("Pia", "plan-promised"), ("Mona", "plan-answered")}


def test_who_began_it_as_hr_is_told_and_a_former_manager_is_not(cast):
    by_hr = PlanFactory(employee=cast.subject, support=True, proposed=True, started_by=cast.hr)
    by_former = PlanFactory(employee=cast.peer, support=True, proposed=True, started_by=cast.former_manager)

    for plan in (by_hr, by_former):
        services.answer_plan(plan, "read", "", by=plan.employee, seen=stamp(plan))

    assert told() == {("Mona", "plan-answered"), ("Hanna", "plan-answered")}


def test_a_development_plan_begins_at_once_and_both_change_it(cast):
    plan = services.start_plan(cast.subject, new("development"), by=cast.subject)
    change = PlanChange(0, "By day", "Something else", days(14), days(60))

    changed = services.edit_plan(plan, change, by=cast.manager)

    assert plan.is_active
    assert (changed.title, changed.version) == ("By day", 1)
    assert told() == {("Mona", "plan-started"), ("Sam", "plan-changed")}


def test_begun_twice_it_is_one_and_a_second_one_is_refused(cast):
    first = services.start_plan(cast.subject, new(), by=cast.manager)

    again = services.start_plan(cast.subject, new(), by=cast.manager)

    assert again == first
    with pytest.raises(services.OpenPlanError, match="The night shift"):
        services.start_plan(cast.subject, new(title="Another"), by=cast.hr)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"review_on": days(-1)}, "That day has passed"),
        ({"ends_on": days(-1)}, "That day has passed"),
        ({"ends_on": days(9999)}, "more than two years ahead"),
        ({"review_on": days(30), "ends_on": days(20)}, "after the end of the plan"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(cast, fields, words):
    with pytest.raises(ValidationError, match=words):
        services.start_plan(cast.subject, new(**fields), by=cast.manager)
    assert Plan.objects.count() == 0


def test_for_a_leaver_nothing_is_begun_and_nobody_is_named_who_has_left(cast):
    gone = NewPlanAction("Call", cast.leaver.pk, days(3))

    with pytest.raises(ValidationError, match="Leo Example has left"):
        services.start_plan(cast.leaver, new(), by=cast.manager)
    with pytest.raises(ValidationError, match="Leo Example has left; choose somebody else"):
        services.start_plan(cast.subject, new("support", gone), by=cast.manager)
    assert Plan.objects.count() == 0


def test_whoever_saves_over_a_newer_text_is_shown_both(cast):
    plan = PlanFactory(employee=cast.subject)
    first = PlanChange(0, "Theirs", "Their aim", plan.review_on, plan.ends_on)
    mine = PlanChange(0, "Mine", "My aim", plan.review_on, plan.ends_on)
    services.edit_plan(plan, first, by=cast.subject)

    with pytest.raises(services.PlanChangedError) as refusal:
        services.edit_plan(plan, mine, by=cast.manager)

    assert refusal.value.plan.aim == "Their aim"
    both = PlanChange(1, "Mine", "My aim", plan.review_on, plan.ends_on, keep="both")
    assert services.edit_plan(plan, both, by=cast.manager).aim == "Their aim\n\nMy aim"


def test_an_answer_is_to_what_was_read(cast):
    plan = PlanFactory(employee=cast.subject, support=True, proposed=True)
    seen = stamp(plan)
    services.add_plan_action(plan, NewPlanAction("One thing more", cast.subject.pk, days(3)), by=cast.manager)

    with pytest.raises(ValidationError, match="Read it once more"):
        services.answer_plan(plan, "agree", "", by=cast.subject, seen=seen)

    plan.refresh_from_db()
    services.answer_plan(plan, "agree", "", by=cast.subject, seen=stamp(plan))
    services.answer_plan(plan, "agree", "", by=cast.subject, seen=stamp(plan))
    assert PlanAnswer.objects.count() == 1


def test_in_a_support_plan_the_person_adds_what_they_do_themselves_alone(cast):
    plan = PlanFactory(employee=cast.subject, support=True)

    services.add_plan_action(plan, NewPlanAction("Say it by Wednesday", cast.subject.pk, days(3)), by=cast.subject)

    with pytest.raises(PermissionDenied):
        services.add_plan_action(plan, NewPlanAction("Hire two", cast.manager.pk, days(3)), by=cast.subject)
    with pytest.raises(PermissionDenied):
        services.end_plan(plan, "reached", "", by=cast.subject)
    assert [action.text for action in plan.actions.all()] == ["Say it by Wednesday"]


def test_whoever_promised_it_ticks_it_off_and_changes_nothing_else(cast):
    action = PlanActionFactory(plan=PlanFactory(employee=cast.subject, support=True), owner=cast.peer)

    done = [services.finish_plan_action(action, by=cast.peer) for _twice in range(2)]
    services.reopen_plan_action(action, by=cast.peer)

    assert done == [True, False]
    for refused in (
        lambda: services.drop_plan_action(action, by=cast.peer, reason="No"),
        lambda: services.change_plan_action(action, NewPlanAction("x", cast.peer.pk, days(1)), by=cast.peer, version=0),
        lambda: services.review_plan(action.plan, "x", by=cast.peer),
        lambda: services.finish_plan_action(action, by=cast.stranger),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_an_action_changed_in_two_windows_shows_the_second_the_first(cast):
    action = PlanActionFactory(plan=PlanFactory(employee=cast.subject))
    first = NewPlanAction("Read two books", cast.subject.pk, action.due_on)
    services.change_plan_action(action, first, by=cast.subject, version=0)

    with pytest.raises(services.PlanActionChangedError, match="Read two books"):
        services.change_plan_action(action, NewPlanAction("Call", cast.peer.pk, days(1)), by=cast.manager, version=0)

    changed = services.change_plan_action(
        action, NewPlanAction("Call", cast.peer.pk, days(1)), by=cast.manager, version=1
    )
    assert (changed.text, changed.owner) == ("Call", cast.peer)
    assert told() == {("Pia", "plan-promised")}


def test_a_look_that_was_due_moves_on_by_itself_within_the_plan(cast):
    plan = PlanFactory(employee=cast.subject, review_on=days(0), ends_on=days(10))

    for _twice in range(2):
        services.review_plan(plan, "It moves.", by=cast.manager)

    plan.refresh_from_db()
    assert (plan.review_on, PlanReview.objects.count()) == (days(10), 1)
    services.review_plan(plan, "Still", by=cast.subject, review_on=days(5))
    plan.refresh_from_db()
    assert plan.review_on == days(5)


def test_what_waits_and_when(cast):
    plan = PlanFactory(employee=cast.subject, review_on=days(2), ends_on=days(30))
    PlanActionFactory(plan=plan, due_on=days(8))
    day = timedelta(days=1)
    now = timezone.now()

    looks = [keys(cast.manager, now + day * ahead) for ahead in (-1, 0, 29, 30)]
    actions = [len(keys(cast.subject, now + day * ahead)) for ahead in (0, 1)]

    look, end = f"plan:{plan.pk}:review", f"plan:{plan.pk}:end"
    assert looks == [[], [look], [look], [end]]
    assert actions == [0, 1]


def test_nothing_waits_of_a_leavers_plan_nor_of_one_that_ended(cast):
    of_leaver = PlanFactory(employee=cast.leaver, manager=cast.manager, review_on=days(0))
    ended = PlanFactory(employee=cast.subject, ended=True, review_on=days(0))
    for plan in (of_leaver, ended):
        PlanActionFactory(plan=plan, owner=cast.peer, due_on=days(0))

    assert [keys(person) for person in (cast.manager, cast.peer, cast.subject)] == [[], [], []]


def test_a_person_without_a_manager_looks_at_it_themselves(cast):
    top = EmployeeFactory()
    plan = services.start_plan(top, new("development", review_on=days(1)), by=top)

    assert keys(top) == [f"plan:{plan.pk}:review"]


def test_duties_are_the_same_for_the_viewer_of_a_page(cast):
    """What comes with the viewer in one query is what the mail finds for many."""
    plan = PlanFactory(employee=cast.subject, review_on=days(0))
    PlanActionFactory(plan=plan, owner=cast.manager, due_on=days(0))
    proposed = PlanFactory(employee=cast.manager, support=True, proposed=True)
    viewer = EmployeeBackend().get_user(cast.manager.pk)

    twice = [[duty.key for duty in duties_of([viewer], timezone.now())[viewer.pk]] for _each in range(2)]

    wanted = {f"plan:{plan.pk}:review", f"plan:{proposed.pk}:answer", f"plan-action:{plan.actions.get().pk}:finish"}
    assert [set(found) & wanted for found in twice] == [wanted, wanted]
    assert set(keys(cast.manager)) == wanted


def test_mails_and_calendars_name_nobody_of_a_plan(cast):
    plan = PlanFactory(employee=cast.subject, review_on=days(0), title="Zebra")
    PlanActionFactory(plan=plan, owner=cast.peer, due_on=days(0), text="Zebra")
    PlanFactory(employee=cast.peer, support=True, proposed=True, title="Zebra")
    people = [cast.manager, cast.peer]

    outside = [
        duty.outside_title
        for person in people
        for duty in duties_of([person], timezone.now())[person.pk]
        if duty.kind == "plan"
    ]
    shown = [entry.title for person in people for entry in entries(person, timezone.now())]

    assert len(outside) == 3
    assert set(outside) <= set(shown)
    assert [title for title in outside if "Zebra" in title or "Example" in title or "upport" in title] == []


def test_an_open_plan_goes_on_with_the_new_manager_and_all_three_are_told_once(cast):
    plan = PlanFactory(employee=cast.subject, support=True)
    ended = PlanFactory(employee=cast.subject, ended=True)
    Employee.objects.filter(pk=cast.subject.pk).update(manager=cast.skip_level)

    moved = [sweep.keep_up(timezone.now()) > 0, plan_handover.follow([plan.pk], timezone.now())]

    plan.refresh_from_db()
    ended.refresh_from_db()
    kinds = {("Mona", "plan-handed-over"), ("Sam", "plan-with-another"), ("Skip", "plan-taken-over")}
    assert moved == [True, 0]
    assert (plan.manager, ended.manager) == (cast.skip_level, cast.manager)
    assert kinds <= told()
    assert [set(Plan.objects.visible_to(cast[role])) for role in ("manager", "skip_level")] == [{ended}, {plan}]


def test_an_ended_plan_is_opened_to_the_manager_of_today_and_taken_back(cast):
    ended = PlanFactory(employee=cast.subject, manager=cast.former_manager, ended=True)
    seen = []

    for is_open in (True, False):
        services.open_plan(ended, by=cast.subject, to=cast.manager.pk, is_open=is_open)
        seen.append(Plan.objects.visible_to(cast.manager).exists())

    assert seen == [True, False]
    with pytest.raises(ValidationError, match="another one by now"):
        services.open_plan(ended, by=cast.subject, to=cast.peer.pk, is_open=True)
    with pytest.raises(PermissionDenied):
        services.open_plan(ended, by=cast.manager, to=cast.manager.pk, is_open=True)


def test_it_ends_once_with_how_and_nothing_is_changed_afterwards(cast):
    plan = PlanFactory(employee=cast.subject, support=True)
    action = PlanActionFactory(plan=plan)

    ended = [services.end_plan(plan, "not-needed", "It passed.", by=cast.manager) for _twice in range(2)]

    assert ended == [True, False]
    with pytest.raises(ValidationError, match="ended meanwhile"):
        services.end_plan(plan, "reached", "", by=cast.hr)
    with pytest.raises(ValidationError, match="ended meanwhile"):
        services.finish_plan_action(action, by=cast.subject)
    with pytest.raises(ValidationError, match="ended meanwhile"):
        services.review_plan(plan, "x", by=cast.manager)
    with pytest.raises(ValidationError, match="how it ended"):
        services.end_plan(PlanFactory(employee=cast.subject), "otherwise", "", by=cast.manager)


def test_plans_have_no_automatic_history_and_hold_no_number_about_a_person():
    models = (Plan, PlanAction, PlanReview, PlanAnswer)

    assert [model for model in models if hasattr(model, "history")] == []
    numbers = {
        field.name
        for model in models
        for field in model._meta.concrete_fields
        if not field.is_relation and field.get_internal_type().endswith(("IntegerField", "DecimalField", "FloatField"))
    }
    assert numbers == {"version"}


def test_reviews_are_read_with_the_plan_alone(cast):
    review = PlanReviewFactory(plan=PlanFactory(employee=cast.subject))

    roles = ("subject", "manager", "hr", "peer", "skip_level", "administrator", "former_manager")
    assert [role for role in roles if review in PlanReview.objects.visible_to(cast[role])] == [
        "subject",
        "manager",
        "hr",
    ]
