"""Two real connections at the same moment, on either database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from feedback import going_up, services, sweep
from feedback.models import ActionItem, AgendaItem, AskedQuestion, CheckIn
from feedback.services import Entry, NewAction, NewValue, Preparation
from feedback.tests.factories import AgendaItemFactory, BlockerFactory, CheckInFactory, QuestionFactory
from goals import services as goals
from goals.models import ProgressUpdate
from goals.tests.factories import KeyResultFactory
from inbox.models import Notification
from org.models import Employee
from org.services import absences
from org.tests.factories import EmployeeFactory
from org.working_days import is_working_day, next_working_day
from perfmgmt.testing.threads import at_once, named_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_logs_once():
    check_in = CheckInFactory()
    key_result = KeyResultFactory(objective__owner=check_in.employee)
    entry = Entry(
        version=0,
        held_on=timezone.localdate(),
        went_well="Faster",
        values=(NewValue(key_result.pk, Decimal(5), 7, None, None),),
        agreed=(NewAction("Call", check_in.employee_id),),
    )

    outcomes = named_at_once(*[lambda: services.log(check_in, by=check_in.manager, entry=entry)[1]] * 3)

    assert sorted(outcomes) == [False, False, True]
    assert (ProgressUpdate.objects.count(), ActionItem.objects.count(), CheckIn.objects.open().count()) == (1, 1, 1)


def test_two_tabs_with_different_words_lose_none():
    check_in = CheckInFactory()
    entries = [Entry(version=0, held_on=timezone.localdate(), went_well=words) for words in ("One", "Other")]

    outcomes = named_at_once(
        *[lambda entry=entry: services.log(check_in, by=check_in.manager, entry=entry)[1] for entry in entries]
    )

    check_in.refresh_from_db()
    winner = outcomes.index(True)
    assert (outcomes[1 - winner], check_in.went_well) == ("ChangedError", entries[winner].went_well)


def test_logging_and_preparing_at_once_keep_both_or_ask():
    check_in = CheckInFactory()
    entry = Entry(version=0, held_on=timezone.localdate(), went_well="Manager")
    part = Preparation(version=0, how_it_goes="Employee")

    outcomes = named_at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: bool(services.prepare(check_in, by=check_in.employee, part=part)),
    )

    assert sorted(map(str, outcomes)) == ["ChangedError", "True"]


def test_the_owner_and_the_manager_enter_a_value_at_once():
    check_in = CheckInFactory()
    key_result = KeyResultFactory(objective__owner=check_in.employee)
    entry = Entry(
        version=0, held_on=timezone.localdate(), values=(NewValue(key_result.pk, Decimal(5), None, None, None),)
    )

    outcomes = named_at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: bool(goals.update(key_result, by=check_in.employee, value=Decimal(3))),
    )

    # Either the owner came second and is the latest, or came first and the manager was asked.
    assert outcomes in ([True, True], ["MovedError", True])
    key_result.refresh_from_db()
    assert key_result.current == 3


def test_two_workers_make_one_check_in_each():
    EmployeeFactory.create_batch(6, manager=EmployeeFactory())

    at_once(*[lambda: sweep.keep_up(timezone.now(), batch=2)] * 2)

    assert CheckIn.objects.count() == 6


def test_a_blocker_is_acknowledged_once():
    blocker = BlockerFactory()

    outcomes = named_at_once(*[lambda: services.acknowledge(blocker, by=blocker.raised_by.manager)] * 2)

    assert sorted(outcomes) == [False, True]


def test_a_blocker_raised_by_a_double_click_is_one():
    person = EmployeeFactory()

    outcomes = named_at_once(*[lambda: services.raise_blocker(services.NewBlocker("Same"), by=person).pk] * 2)

    assert len(set(outcomes)) == 1


def test_logging_and_rescheduling_at_once_leave_one_date():
    check_in = CheckInFactory()
    entry = Entry(version=0, held_on=timezone.localdate(), blocker=services.NewBlocker("Stuck"))
    day = timezone.localdate() + timedelta(days=7)
    while not is_working_day(check_in.employee, day):
        day += timedelta(days=1)

    outcomes = named_at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: bool(services.reschedule(check_in.employee, by=check_in.manager, next_on=day)),
    )

    assert outcomes == [True, True]
    assert CheckIn.objects.open().get().due_on == check_in.employee.check_in_schedule.next_on


def test_of_log_skip_and_move_at_once_each_is_done_or_refused_in_words():
    check_in = CheckInFactory(due_on=timezone.localdate())
    entry = Entry(version=0, held_on=timezone.localdate())
    day = next_working_day(check_in.employee, timezone.localdate() + timedelta(days=3))

    outcomes = named_at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: services.skip(check_in, by=check_in.manager, reason="Ill"),
        lambda: services.move(check_in, by=check_in.employee, day=day),
    )

    check_in.refresh_from_db()
    assert outcomes[:2] in ([True, "ValidationError"], ["ChangedError", True])
    assert outcomes[2] in (True, "ValidationError")
    assert check_in.state == ("done" if outcomes[0] is True else "skipped")
    following = CheckIn.objects.open().get()
    assert following.due_on == check_in.employee.check_in_schedule.next_on


def test_two_tabs_that_move_it_leave_one_day_and_tell_the_last():
    check_in = CheckInFactory()
    first = next_working_day(check_in.employee, timezone.localdate() + timedelta(days=2))
    other = next_working_day(check_in.employee, first + timedelta(days=1))

    outcomes = named_at_once(
        *[lambda day=day: services.move(check_in, by=check_in.manager, day=day) for day in (first, other)]
    )

    check_in.refresh_from_db()
    assert outcomes == [True, True]
    assert check_in.due_on == check_in.employee.check_in_schedule.next_on
    assert Notification.objects.filter(kind="check-in-moved").count() == 1


def test_two_sweeps_tell_of_a_new_manager_once():
    check_ins = [CheckInFactory() for _each in range(4)]
    new = EmployeeFactory()
    Employee.objects.filter(pk__in=[each.employee_id for each in check_ins]).update(manager=new)

    at_once(*[lambda: sweep.keep_up(timezone.now())] * 2)

    assert set(CheckIn.objects.values_list("manager", flat=True)) == {new.pk}
    assert Notification.objects.filter(kind__startswith="check-ins-").count() == 12


def test_logging_while_leave_is_entered_logs_and_plans_round_it():
    check_in = CheckInFactory(due_on=timezone.localdate())
    entry = Entry(version=0, held_on=timezone.localdate())
    today = timezone.localdate()

    at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: absences.add(check_in.employee, by=None, starts_on=today, ends_on=today + timedelta(days=40)),
    )
    sweep.keep_up(timezone.now())

    check_in.refresh_from_db()
    following = CheckIn.objects.open().get()
    assert check_in.state == "done"
    assert following.due_on > today + timedelta(days=40)
    assert following.due_on == check_in.employee.check_in_schedule.next_on


def test_two_tabs_with_different_answers_lose_none():
    check_in, question = CheckInFactory(), QuestionFactory()
    parts = [Preparation(version=0, answers={question.pk: words}) for words in ("One", "Other")]

    outcomes = named_at_once(
        *[lambda part=part: bool(services.prepare(check_in, by=check_in.employee, part=part)) for part in parts]
    )

    winner = outcomes.index(True)
    assert outcomes[1 - winner] == "ChangedError"
    assert AskedQuestion.objects.exclude(answer="").get().answer == parts[winner].answers[question.pk]


def test_a_question_is_reworded_while_it_is_answered():
    check_in = CheckInFactory()
    question = QuestionFactory(text="Old?", manager=check_in.manager)
    part = Preparation(version=0, answers={question.pk: "Mine"})

    outcomes = named_at_once(
        lambda: services.reword(question, "New?", by=check_in.manager).text,
        lambda: bool(services.prepare(check_in, by=check_in.employee, part=part)),
    )

    assert outcomes == ["New?", True]
    answered = AskedQuestion.objects.exclude(answer="").select_related("question").get()
    assert (answered.question.text, answered.answer) == ("Old?", "Mine")


def test_a_double_click_puts_one_point_on_the_agenda_and_asks_one_question():
    employee = CheckInFactory().employee

    points = named_at_once(*[lambda: services.add_point(employee, "Same", by=employee).pk] * 2)
    asked = named_at_once(*[lambda: services.ask_reports("Same?", by=employee.manager).pk] * 2)

    assert (len(set(points)), len(set(asked))) == (1, 1)


def test_a_point_is_edited_or_talked_about_and_never_half():
    point = AgendaItemFactory()
    check_in = CheckInFactory(employee=point.employee)
    entry = Entry(version=0, held_on=timezone.localdate(), talked=frozenset([point.pk]))

    outcomes = named_at_once(
        lambda: services.log(check_in, by=check_in.manager, entry=entry)[1],
        lambda: services.change_point(point, "Edited", by=point.employee, version=0).text,
    )

    words, point = point.text, AgendaItem.objects.get()
    assert point.check_in == check_in
    assert (outcomes[1], point.text) in (("Edited", "Edited"), ("ValidationError", words))


def test_two_sweeps_warn_an_author_once():
    BlockerFactory(raised_by__manager__manager=EmployeeFactory(), days=6)

    told = named_at_once(*[lambda: going_up.warn(timezone.now())] * 2)

    assert (sum(told), Notification.objects.count()) == (1, 1)
