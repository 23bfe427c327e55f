"""When the manager changes: who is told, what the new one gets, and whose words are whose."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from feedback import services, sweep
from feedback.duties import provider
from feedback.models import ActionItem, Blocker, CheckIn, PrivateNote
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory, PrivateNoteFactory
from feedback.tests.pages import as_shown, field, text_of, url
from inbox.models import Notification
from org.models import Employee
from org.services import people
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def _on_a_monday():
    OrganizationFactory()
    with time_machine.travel(MONDAY, tick=False):
        yield


def told():
    rows = Notification.objects.order_by("kind", "person", "pk").values_list("person", "kind", "actor", "path")
    return sorted(rows)


def hand_on(employee, manager):
    people.change_manager(employee, manager, by=None)
    sweep.keep_up(timezone.now())


def test_all_three_are_told_once_and_the_open_one_goes_with_its_words():
    held = CheckInFactory(done=True)
    employee, former, new = held.employee, held.manager, EmployeeFactory()
    opened = CheckInFactory(employee=employee, manager=former, prepared=True)

    hand_on(employee, new)
    sweep.keep_up(timezone.now())

    opened.refresh_from_db()
    history = reverse("feedback:history", args=[employee.pk])
    assert (opened.manager, opened.how_it_goes) == (new, "Good fortnight.")
    assert told() == sorted([
        (employee.pk, "check-ins-with-another", new.pk, reverse("feedback:earlier")),
        (former.pk, "check-ins-handed-over", employee.pk, history),
        (new.pk, "check-ins-taken-over", employee.pk, history),
    ])  # fmt: skip


def test_every_news_leads_to_a_page_that_its_reader_may_open(cast, check_in):
    hand_on(cast.subject, cast.skip_level)

    for role in ("subject", "manager", "skip_level"):
        path = Notification.objects.get(person=cast[role], kind__startswith="check-ins-").path
        assert cast.client(role).get(path).status_code == 200


def test_the_new_one_gets_what_is_open_and_private_notes_stay_with_their_author():
    held = CheckInFactory(done=True)
    action, blocker, note = ActionItemFactory(check_in=held), BlockerFactory(raised_by=held.employee), None
    note = PrivateNoteFactory(check_in=held)
    new = EmployeeFactory()

    hand_on(held.employee, new)

    assert list(ActionItem.objects.visible_to(new)) == [action]
    assert list(Blocker.objects.visible_to(new)) == [blocker]
    assert not CheckIn.objects.visible_to(new).filter(pk=held.pk).exists()
    assert not PrivateNote.objects.visible_to(new).exists()
    assert list(PrivateNote.objects.visible_to(held.manager)) == [note]


@pytest.mark.parametrize("end", ["log", "skip"])
def test_a_new_manager_who_is_quicker_than_the_sweep_has_all_three_told(end):
    opened, new = CheckInFactory(), EmployeeFactory()
    people.change_manager(opened.employee, new, by=None)

    if end == "log":
        services.log(opened, by=new, entry=services.Entry(version=0, held_on=timezone.localdate()))
    else:
        services.skip(opened, by=new, reason="Ill")
    sweep.keep_up(timezone.now())

    found = {(person, kind) for person, kind, _actor, _path in told() if kind.startswith("check-ins-")}
    assert {person for person, _kind in found} == {opened.employee_id, opened.manager_id, new.pk}
    assert len(found) == 3


def test_who_loses_a_manager_is_told_and_again_when_there_is_one():
    held = CheckInFactory(done=True)
    employee, former, new = held.employee, held.manager, EmployeeFactory()
    CheckInFactory(employee=employee, manager=former)

    hand_on(employee, None)
    alone = told()
    Notification.objects.all().delete()
    hand_on(employee, new)
    sweep.keep_up(timezone.now())

    assert [(person, kind) for person, kind, _actor, _path in alone] == sorted(
        [(employee.pk, "check-ins-paused"), (former.pk, "check-ins-handed-over")]
    )
    assert [(person, kind) for person, kind, _actor, _path in told()] == sorted(
        [(employee.pk, "check-ins-with-another"), (new.pk, "check-ins-taken-over")]
    )
    assert CheckIn.objects.open().get().manager == new


def test_a_first_check_in_is_no_news_of_a_new_manager():
    EmployeeFactory(manager=EmployeeFactory())

    sweep.keep_up(timezone.now())

    assert (CheckIn.objects.count(), Notification.objects.count()) == (1, 0)


def test_a_manager_who_left_is_not_told_and_holds_no_more():
    opened = CheckInFactory(prepared=True)
    other = EmployeeFactory(manager=opened.manager)
    Employee.objects.filter(pk=opened.manager_id).update(left_on=date(2026, 11, 20))
    new = EmployeeFactory()

    sweep.keep_up(timezone.now())
    between = list(CheckIn.objects.values_list("employee", "state"))
    hand_on(opened.employee, new)

    assert between == [(opened.employee_id, "prepared")]  # none is made for the other
    assert not CheckIn.objects.filter(employee=other).exists()
    assert {person for person, *_rest in told()} == {opened.employee_id, new.pk}


def test_with_a_manager_who_left_nothing_is_to_prepare_and_the_page_says_why(cast, check_in):
    cast.manager.left_on = date(2026, 11, 20)
    cast.manager.save()

    assert list(provider([cast.subject], timezone.now())) == []
    assert "Mona Example has left." in text_of(cast.client("subject").get(reverse("feedback:index")))


@pytest.mark.parametrize("prepared", [True, False])
def test_without_a_manager_the_page_stands(cast, check_in, prepared):
    if prepared:
        CheckIn.objects.update(state="prepared", how_it_goes="Well", prepared_at=timezone.now())
    hand_on(cast.subject, None)

    page = text_of(cast.client("subject").get(reverse("feedback:index")))

    assert ("You have no manager at the moment." in page) is prepared
    assert CheckIn.objects.filter(employee=cast.subject).exists() is prepared


def test_a_return_to_the_former_manager_gives_back_what_they_held():
    held = CheckInFactory(done=True)
    CheckInFactory(employee=held.employee, manager=held.manager)
    hand_on(held.employee, EmployeeFactory())

    hand_on(held.employee, held.manager)

    assert CheckIn.objects.open().get().manager == held.manager
    assert CheckIn.objects.visible_to(held.manager).count() == 2


def test_five_hundred_moves_cost_as_many_statements_as_five():
    counts = []
    for many in (5, 40):
        former, new = EmployeeFactory(), EmployeeFactory()
        reports = [EmployeeFactory(manager=former) for _each in range(many)]
        CheckIn.objects.bulk_create(
            [CheckIn(employee=each, manager=former, due_on=date(2026, 11, 25)) for each in reports]
        )
        Employee.objects.filter(manager=former).update(manager=new)
        with CaptureQueriesContext(connection) as queries:
            sweep.keep_up(timezone.now())
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Notification.objects.count() == 3 * 45


# --- the half-typed log of the one who was the manager ---


def test_a_half_typed_log_stays_the_draft_of_who_typed_it(cast, check_in):
    former = cast.client("manager")
    page = former.get(url("log", check_in))
    sent = as_shown(page) | {"went_well": "HALF TYPED", "draft": field(text_of(page), "draft")}
    hand_on(cast.subject, cast.skip_level)

    refused = former.post(url("log", check_in), sent)

    check_in.refresh_from_db()
    draft = Draft.objects.get()
    words = text_of(refused)
    assert (refused.status_code, "HALF TYPED" in words, "kept in your drafts" in words) == (404, True, True)
    assert (check_in.state, check_in.went_well, check_in.manager) == ("upcoming", "", cast.skip_level)
    assert (draft.author, draft.data["went_well"]) == (cast.manager, "HALF TYPED")
    assert "HALF TYPED" in text_of(former.get(reverse("drafts:draft", args=[draft.pk])))
    assert "HALF TYPED" not in text_of(cast.client("skip_level").get(url("log", check_in)))


# --- what the employee opens ---


@pytest.fixture
def earlier(cast):
    """Three that the former manager held, one of the manager's own, and one of somebody else's."""
    CheckInFactory(employee=cast.subject, manager=cast.manager, done=True, went_well="OWN")
    CheckInFactory(employee=cast.peer, manager=cast.former_manager, done=True, went_well="STRANGE")
    return [
        CheckInFactory(
            employee=cast.subject,
            manager=cast.former_manager,
            done=True,
            due_on=date(2026, 11, 1 + i),
            went_well=f"E{i}",
        )
        for i in range(3)
    ]


def opened(manager):
    return set(CheckIn.objects.filter(opened_to=manager).values_list("pk", flat=True))


def test_all_are_opened_at_once_some_closed_and_all_closed_again(cast, earlier):
    subject, path = cast.client("subject"), reverse("feedback:earlier")
    ids, seen = [each.pk for each in earlier], []

    for choice in ({"all": "1"}, {"shown": ids, "open": ids[:1]}, {"shown": ids[:1]}, {"all": "1"}, {"all": "0"}):
        subject.post(path, {"to": cast.manager.pk, **choice})
        seen.append(opened(cast.manager))

    assert seen == [set(ids), {ids[0]}, set(), set(ids), set()]
    assert told() == [
        (cast.manager.pk, "check-ins-opened", cast.subject.pk, reverse("feedback:history", args=[cast.subject.pk]))
    ]


def test_what_is_opened_is_read_and_nobody_elses_can_be_named(cast, earlier):
    strange = CheckIn.objects.get(went_well="STRANGE")
    data = {"to": cast.manager.pk, "shown": [strange.pk, earlier[0].pk, "x"], "open": [strange.pk, earlier[0].pk]}

    cast.client("subject").post(reverse("feedback:earlier"), data)

    assert opened(cast.manager) == {earlier[0].pk}
    assert cast.client("manager").get(earlier[0].get_absolute_url()).status_code == 200


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_page_that_named_another_manager_opens_nothing(cast, earlier, one_by_one):
    path = url("open_to_manager", earlier[0]) if one_by_one else reverse("feedback:earlier")
    people.change_manager(cast.subject, cast.skip_level, by=None)

    response = cast.client("subject").post(path, {"to": cast.manager.pk, "all": "1", "open": "1"})

    assert (response.status_code, "it is Skip Example now" in text_of(response)) == (422, True)
    assert not CheckIn.objects.exclude(opened_to=None).exists()


def test_without_a_manager_nothing_is_opened(cast, earlier):
    people.change_manager(cast.subject, None, by=None)

    assert cast.client("subject").get(reverse("feedback:earlier")).status_code == 200
    with pytest.raises(ValidationError, match="nobody"):
        services.open_earlier(by=cast.subject, to=cast.manager.pk, chosen={earlier[0].pk})


@pytest.mark.parametrize("count", [1, 3])
def test_earlier_costs_a_fixed_number_of_queries(cast, count, django_assert_num_queries):
    for day in range(count):
        CheckInFactory(
            employee=cast.subject, manager=cast.former_manager, done=True, due_on=date(2026, 11, 1) + timedelta(day)
        )
    subject = cast.client("subject")

    with django_assert_num_queries(5):
        response = subject.get(reverse("feedback:earlier"))

    assert len(response.context["page"]) == count
