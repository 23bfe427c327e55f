import pytest
from django.urls import reverse

from feedback.models import ActionItem, Blocker, CheckIn
from feedback.tests import test_asking_permissions as asking
from feedback.tests import test_giving_permissions as giving
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from perfmgmt.testing import admin_row, row

# The open check-in is the subject's with their manager, the earlier one the former manager held; the action is the
# subject's from that one, the blocker theirs and a week unanswered.
CHECK_INS = {
    "index": row(200),
    "check_in": row(404, manager=200, hr_self=200),
    "prepare": row(404, manager=403, hr_self=200),
    "log": row(404, manager=200, hr_self=403),
    "skip": row(404, manager=200, hr_self=403),
    "move": row(404, manager=200, hr_self=200),
    "row": row(200, manager=302),
    "cadence": row(200),
    "earlier": row(200),
    "open_to_manager": row(404, former_manager=403, hr_self=200),
    "history": row(404, manager=200, skip_level=200, former_manager=200, hr_self=200),
    "schedule": row(403, manager=200),
    "finish_action": row(404, manager=200, former_manager=403, hr_self=200),
    "drop_action": row(404, manager=200, former_manager=403, hr_self=200),
    "blockers": row(200),
    "raise_blocker": row(200),
    "acknowledge": row(404, manager=200, skip_level=200, hr_self=403),
    "help": row(404, manager=200, skip_level=403, hr_self=200),
    "resolve": row(404, manager=200, skip_level=403, hr_self=200),
}
ADMIN_MATRIX = {"feedback.checkinschedule": admin_row("hr", "hr_self")} | giving.ADMIN_MATRIX
MATRIX = CHECK_INS | giving.MATRIX | asking.MATRIX
READ_ONLY = ("index", "row", "check_in", "history", "blockers")


@pytest.fixture
def paths(cast):
    opened = CheckInFactory(employee=cast.subject, manager=cast.manager)
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    action = ActionItemFactory(check_in=held)
    blocker = BlockerFactory(raised_by=cast.subject, gone_up=True)
    ids = dict.fromkeys(("check_in", "prepare", "log", "skip", "move"), opened.pk) | {"open_to_manager": held.pk}
    ids |= dict.fromkeys(("history", "schedule"), cast.subject.pk)
    ids |= dict.fromkeys(("finish_action", "drop_action"), action.pk)
    ids |= dict.fromkeys(("acknowledge", "help", "resolve"), blocker.pk)
    return {name: reverse(f"feedback:{name}", args=[ids[name]] if name in ids else []) for name in CHECK_INS}


def state():
    return (
        list(CheckIn.objects.order_by("pk").values()),
        list(ActionItem.objects.order_by("pk").values()),
        list(Blocker.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize("route", CHECK_INS)
def test_route_by_role(cast, paths, route):
    assert cast.statuses(CHECK_INS[route], lambda client: client.get(paths[route])) == CHECK_INS[route]


@pytest.mark.parametrize("route", sorted(CHECK_INS.keys() - set(READ_ONLY)))
def test_who_may_not_see_the_form_cannot_send_it(cast, paths, route):
    refused = {role: status for role, status in CHECK_INS[route].items() if status != 200}
    sent = {
        "version": 0,
        "held_on": "2026-01-01",
        "reason": "x",
        "text": "x",
        "next_on": "2030-01-01",
        "day": "2030-01-01",
    }
    before = state()

    assert cast.statuses(refused, lambda client: client.post(paths[route], sent)) == refused
    assert state() == before


@pytest.mark.parametrize("route", READ_ONLY)
def test_pages_to_read_refuse_a_post(cast, paths, route):
    assert cast.client("manager").post(paths[route]).status_code == 405


def test_an_earlier_check_in_is_read_by_the_new_manager_once_opened_to_them(cast):
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    path, opening = held.get_absolute_url(), reverse("feedback:open_to_manager", args=[held.pk])
    statuses = [cast.client("manager").get(path).status_code]

    for choice in ("1", "0"):
        cast.client("subject").post(opening, {"open": choice, "to": cast.manager.pk})
        statuses.append(cast.client("manager").get(path).status_code)

    assert statuses == [404, 200, 404]


def test_what_was_opened_to_one_manager_is_not_read_by_the_next(cast):
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True, opened_to=cast.manager)
    cast.subject.manager = cast.people["skip_level"]
    cast.subject.save()

    assert cast.client("manager").get(held.get_absolute_url()).status_code == 404
    assert cast.client("skip_level").get(held.get_absolute_url()).status_code == 404
