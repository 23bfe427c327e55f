from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from feedback import services
from feedback.models import ActionItem, Blocker, CheckIn, PrivateNote
from feedback.services import ChangedError, Entry, MovedError, NewAction, NewBlocker, NewValue, Preparation
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from goals import services as goals
from goals.models import ProgressUpdate
from goals.tests.factories import KeyResultFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def entry(check_in, **fields):
    return Entry(**{"version": check_in.version, "held_on": timezone.localdate(), **fields})


def value(key_result, new, was=None, confidence=None, was_confidence=None):
    return NewValue(key_result.pk, Decimal(new), confidence, was, was_confidence)


def test_log_writes_all_of_it_and_plans_the_next():
    check_in = CheckInFactory(prepared=True)
    employee, manager = check_in.employee, check_in.employee.manager
    key_result = KeyResultFactory(objective__owner=employee)
    old = ActionItemFactory(check_in__employee=employee)
    seen, gone = BlockerFactory.create_batch(2, raised_by=employee)

    logged, first = services.log(
        check_in,
        by=manager,
        entry=entry(
            check_in,
            went_well="Faster",
            in_the_way="No decision",
            private_note="Looks tired",
            values=(value(key_result, 5, confidence=7),),
            done=frozenset({old.pk}),
            agreed=(NewAction("Ask for a decision", manager.pk, timezone.localdate() + timedelta(days=4)),),
            acknowledged=frozenset({seen.pk}),
            resolved=frozenset({gone.pk}),
            blocker=NewBlocker("No supplier", Blocker.Help.DECISION, key_result.pk),
        ),
    )

    for each in (check_in, key_result, old, seen, gone):
        each.refresh_from_db()
    assert first
    assert (logged.state, check_in.went_well) == ("done", "Faster")
    assert (key_result.current, key_result.confidence, key_result.progress) == (5, 7, Decimal("0.05"))
    assert ProgressUpdate.objects.values_list("source", "author").get() == ("check-in", manager.pk)
    assert [update.value for update in check_in.updates.all()] == [5]
    assert (old.done_by, seen.acknowledged_by, seen.resolved_at, gone.resolved_by) == (manager, manager, None, manager)
    assert check_in.actions_agreed.values_list("text", "owner", "employee").get() == (
        "Ask for a decision",
        manager.pk,
        employee.pk,
    )
    raised = check_in.blockers_raised.get()
    assert (raised.raised_by, raised.acknowledged_by, raised.key_result) == (employee, manager, key_result)
    assert PrivateNote.objects.values_list("author", "text").get() == (manager.pk, "Looks tired")
    following = CheckIn.objects.open().get()
    assert following.due_on >= timezone.localdate() + timedelta(days=14)


def test_the_same_sent_again_is_logged_once():
    check_in = CheckInFactory()
    key_result = KeyResultFactory(objective__owner=check_in.employee)
    sent = entry(
        check_in,
        went_well="Faster",
        values=(value(key_result, 5),),
        agreed=(NewAction("Call", check_in.employee_id),),
        blocker=NewBlocker("No supplier"),
    )

    first, again = (services.log(check_in, by=check_in.manager, entry=sent)[1] for _ in range(2))

    assert (first, again) == (True, False)
    assert ProgressUpdate.objects.count() == 1
    assert ActionItem.objects.count() == 1
    assert Blocker.objects.count() == 1
    assert CheckIn.objects.count() == 2


def test_a_second_tab_with_other_words_is_asked_and_then_decides():
    check_in = CheckInFactory()
    services.log(check_in, by=check_in.manager, entry=entry(check_in, went_well="First tab"))
    second = entry(check_in, went_well="Second tab", agreed=(NewAction("Call", check_in.employee_id),))

    with pytest.raises(ChangedError) as refused:
        services.log(check_in, by=check_in.manager, entry=second)
    current = refused.value.check_in
    decided = replace(second, version=current.version, went_well="First tab\n\nSecond tab")
    services.log(check_in, by=check_in.manager, entry=decided)

    check_in.refresh_from_db()
    assert current.went_well == "First tab"
    assert check_in.went_well == "First tab\n\nSecond tab"
    assert CheckIn.objects.open().count() == 1
    assert ActionItem.objects.count() == 1


def test_log_after_the_employee_wrote_meanwhile_is_asked():
    check_in = CheckInFactory()
    sent = entry(check_in, went_well="Faster")
    services.prepare(check_in, by=check_in.employee, part=Preparation(0, how_it_goes="Badly"))

    with pytest.raises(ChangedError) as refused:
        services.log(check_in, by=check_in.manager, entry=sent)

    assert refused.value.check_in.how_it_goes == "Badly"
    assert not CheckIn.objects.filter(state="done").exists()


def test_a_value_moved_meanwhile_is_shown_not_overwritten():
    check_in = CheckInFactory()
    key_result = KeyResultFactory(objective__owner=check_in.employee)
    goals.update(key_result, by=check_in.employee, value=Decimal(3))

    with pytest.raises(MovedError) as refused:
        services.log(check_in, by=check_in.manager, entry=entry(check_in, values=(value(key_result, 5),)))

    check_in.refresh_from_db()
    assert refused.value.key_results[key_result.pk].current == 3
    assert check_in.state == "upcoming"
    assert ProgressUpdate.objects.count() == 1


def test_a_refused_value_undoes_all():
    check_in = CheckInFactory()
    key_result = KeyResultFactory(objective__owner=check_in.employee, objective__state="draft")
    sent = entry(check_in, went_well="Faster", values=(value(key_result, 5),), private_note="Hm")

    with pytest.raises(PermissionDenied):
        services.log(check_in, by=check_in.manager, entry=sent)

    check_in.refresh_from_db()
    assert (check_in.state, check_in.went_well) == ("upcoming", "")
    assert not PrivateNote.objects.exists()


def test_during_a_hand_over_only_the_manager_of_today_logs():
    check_in = CheckInFactory()
    old, new = check_in.manager, EmployeeFactory()
    check_in.employee.manager = new
    check_in.employee.save()

    with pytest.raises(PermissionDenied):
        services.log(check_in, by=old, entry=entry(check_in, went_well="Old"))
    logged, _first = services.log(check_in, by=new, entry=entry(check_in, went_well="New"))
    with pytest.raises(PermissionDenied):
        services.log(check_in, by=old, entry=entry(check_in, went_well="Old"))

    assert (logged.manager, logged.went_well) == (new, "New")


def test_a_day_in_another_century_is_refused():
    check_in = CheckInFactory()

    with pytest.raises(ValidationError, match="look at the year"):
        services.log(check_in, by=check_in.manager, entry=entry(check_in, held_on=check_in.due_on.replace(year=206)))


def test_a_day_to_come_is_refused():
    check_in = CheckInFactory()

    with pytest.raises(ValidationError, match="still to come"):
        services.log(
            check_in, by=check_in.manager, entry=entry(check_in, held_on=timezone.localdate() + timedelta(days=3))
        )


def test_what_the_employee_ticked_off_meanwhile_stays_theirs():
    check_in = CheckInFactory()
    action = ActionItemFactory(check_in__employee=check_in.employee)
    services.finish_action(action, by=check_in.employee)

    services.log(check_in, by=check_in.manager, entry=entry(check_in, done=frozenset({action.pk})))

    action.refresh_from_db()
    assert action.done_by == check_in.employee


def test_a_strangers_action_and_blocker_cannot_be_ticked_off():
    check_in, action, blocker = CheckInFactory(), ActionItemFactory(), BlockerFactory()
    sent = entry(check_in, done=frozenset({action.pk}), resolved=frozenset({blocker.pk}))

    services.log(check_in, by=check_in.manager, entry=sent)

    action.refresh_from_db()
    blocker.refresh_from_db()
    assert (action.done_at, blocker.resolved_at) == (None, None)
