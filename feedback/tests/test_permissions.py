import pytest
from django.urls import reverse

from feedback.models import ActionItem, AgendaItem, AskedCheckIn, Blocker, CheckIn, PrivateNote, Question
from feedback.tests import test_asking_permissions as asking
from feedback.tests import test_giving_permissions as giving
from feedback.tests import test_plan_permissions as plans
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from perfmgmt.testing import admin_row, row

# The open check-in is the subject's with their manager, the earlier one the former manager held; the action is the
# subject's from that one, the blocker theirs and a week unanswered. The point on the agenda is the subject's, the
# private note their manager's about them, the question the manager's for all reports.
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
    "print_history": row(404, manager=200, skip_level=200, former_manager=200, hr_self=200),
    "schedule": row(403, manager=200),
    "ask_check_in": row(403, skip_level=200, hr=200, hr_self=200),
    "agenda": row(404, manager=200, hr_self=200),
    "change_point": row(404, manager=403, hr_self=200),
    "remove_point": row(404, manager=403, hr_self=200),
    "notes": row(200),
    "notes_about": row(200, hr_self=404),
    "note": row(404, manager=200),
    "delete_note": row(404, manager=200),
    "questions": row(200),
    "reword_question": row(404, manager=200, peer=403, hr_self=403),
    "use_question": row(405),
    "move_action": row(404, manager=200, former_manager=403, hr_self=200),
    "finish_action": row(404, manager=200, former_manager=403, hr_self=200),
    "drop_action": row(404, manager=200, former_manager=403, hr_self=200),
    "blockers": row(200),
    "blocker": row(404, manager=200, skip_level=200, hr_self=200),
    "share_upward": row(404, manager=403, skip_level=403, hr_self=200),
    "raise_blocker": row(200),
    "acknowledge": row(404, manager=200, skip_level=200, hr_self=403),
    "help": row(404, manager=200, skip_level=403, hr_self=200),
    "resolve": row(404, manager=200, skip_level=403, hr_self=200),
}
_BY_HR = dict.fromkeys(("feedback.checkinschedule", "feedback.question"), admin_row("hr", "hr_self"))
ADMIN_MATRIX = _BY_HR | giving.ADMIN_MATRIX | plans.ADMIN_MATRIX
MATRIX = CHECK_INS | giving.MATRIX | asking.MATRIX | plans.MATRIX
READ_ONLY = ("index", "row", "check_in", "history", "print_history", "notes", "blockers", "blocker")


@pytest.fixture
def paths(cast):
    opened = CheckInFactory(employee=cast.subject, manager=cast.manager)
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    action = ActionItemFactory(check_in=held)
    blocker = BlockerFactory(raised_by=cast.subject, gone_up=True)
    point = AgendaItemFactory(employee=cast.subject)
    note = PrivateNoteFactory(check_in=None, author=cast.manager, about=cast.subject)
    question = QuestionFactory(manager=cast.manager)
    ids = dict.fromkeys(("check_in", "prepare", "log", "skip", "move"), opened.pk) | {"open_to_manager": held.pk}
    ids |= dict.fromkeys(
        ("history", "print_history", "schedule", "ask_check_in", "agenda", "notes_about"), cast.subject.pk
    )
    ids |= dict.fromkeys(("finish_action", "move_action", "drop_action"), action.pk)
    ids |= dict.fromkeys(("blocker", "share_upward", "acknowledge", "help", "resolve"), blocker.pk)
    ids |= dict.fromkeys(("change_point", "remove_point"), point.pk) | dict.fromkeys(("note", "delete_note"), note.pk)
    ids |= dict.fromkeys(("reword_question", "use_question"), question.pk)
    return {name: reverse(f"feedback:{name}", args=[ids[name]] if name in ids else []) for name in CHECK_INS}


def state():
    return (
        list(CheckIn.objects.order_by("pk").values()),
        list(ActionItem.objects.order_by("pk").values()),
        *(
            list(model.objects.order_by("pk").values())
            for model in (AskedCheckIn, Blocker, AgendaItem, PrivateNote, Question)
        ),
    )


@pytest.mark.parametrize("route", CHECK_INS)
def test_route_by_role(cast, paths, route):
    assert cast.statuses(CHECK_INS[route], lambda client: client.get(paths[route])) == CHECK_INS[route]


@pytest.mark.parametrize("route", sorted(CHECK_INS.keys() - set(READ_ONLY) - {"use_question"}))
def test_who_may_not_see_the_form_cannot_send_it(cast, paths, route):
    refused = {role: status for role, status in CHECK_INS[route].items() if status != 200}
    sent = {"version": 0, "held_on": "2026-01-01", "reason": "x", "text": "x", "next_on": "2030-01-01"}
    sent |= {"noted_on": "2026-01-01", "due_on": "2030-01-01", "owner": cast.subject.pk, "text_upward": "x"}
    sent |= {"day": "2030-01-01"}
    before = state()

    assert cast.statuses(refused, lambda client: client.post(paths[route], sent)) == refused
    assert state() == before


@pytest.mark.parametrize("route", READ_ONLY)
def test_pages_to_read_refuse_a_post(cast, paths, route):
    assert cast.client("manager").post(paths[route]).status_code == 405


def test_who_stops_a_question(cast, paths):
    """By a POST alone: its manager; whoever is asked it sees it and may not, and nobody else knows of it."""
    roles = row(404, manager=302, peer=403, hr_self=403)
    by_others = {role: status for role, status in roles.items() if role != "manager"}
    before = state()

    assert cast.statuses(by_others, lambda client: client.post(paths["use_question"])) == by_others
    assert state() == before
    assert cast.statuses(["manager"], lambda client: client.post(paths["use_question"])) == {"manager": 302}
    assert Question.objects.filter(manager=cast.manager, retired_at=None).count() == 0


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
