"""What was agreed is moved, and goes on until it is done, under a new manager too."""

from datetime import date, timedelta

import pytest

from feedback.models import ActionItem
from feedback.tests.factories import ActionItemFactory
from feedback.tests.pages import as_shown, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(cast):
    return ActionItemFactory(check_in__employee=cast.subject, check_in__manager=cast.former_manager)


def sent(cast, action, day, owner=None):
    return {"due_on": day, "owner": (owner or cast.subject).pk}


def test_moved_to_another_day_and_to_the_other_of_the_two(cast, action):
    day = cast.subject.today() + timedelta(days=10)

    cast.client("subject").post(url("move_action", action), sent(cast, action, day, cast.manager))

    action.refresh_from_db()
    assert (action.due_on, action.owner) == (day, cast.manager)


@pytest.mark.parametrize("day", ["2020-01-01", "2126-01-01", "2026-02-30", ""])
def test_a_day_that_cannot_be_is_said(cast, action, day):
    page = cast.client("subject").post(url("move_action", action), sent(cast, action, day))

    action.refresh_from_db()
    assert (page.status_code, 'class="errorlist"' in text_of(page)) == (422, True)
    assert action.due_on == date.today()  # noqa: DTZ011 - as the factory


def test_it_goes_to_nobody_outside_the_two(cast, action):
    day = cast.subject.today() + timedelta(days=3)

    page = cast.client("subject").post(url("move_action", action), sent(cast, action, day, cast.peer))

    assert (page.status_code, "Select a valid choice" in text_of(page)) == (422, True)


def test_the_new_manager_has_the_open_ones_before_them_and_ticks_them_off(cast, check_in, action):
    manager = cast.client("manager")
    log = manager.get(url("log", check_in))

    manager.post(url("finish_action", action))

    action.refresh_from_db()
    assert action.text in text_of(log)
    assert action.done_by == cast.manager


def test_what_was_done_meanwhile_is_not_moved(cast, action):
    cast.client("manager").post(url("finish_action", action))

    page = cast.client("subject").post(url("move_action", action), sent(cast, action, cast.subject.today()))

    assert "This action was done or dropped meanwhile." in text_of(page)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("0001-01-01", "That day is before the check-in; choose a later one."),
        ("0026-12-05", "That day is before the check-in; choose a later one."),
        ("9999-12-31", "That day is more than two years ahead; look at the year."),
    ],
)
def test_nothing_is_agreed_by_a_day_that_cannot_be(cast, check_in, day, said):
    manager = cast.client("manager")
    typed = {"action-0-text": "Write it down", "action-0-due_on": day, "went_well": "Faster"}

    page = manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))) | typed)

    check_in.refresh_from_db()
    assert (page.status_code, check_in.state, ActionItem.objects.count()) == (422, "upcoming", 0)
    assert all(words in text_of(page) for words in (said, "Write it down", "Faster"))


def test_what_was_agreed_on_a_day_and_is_written_down_later_keeps_its_day(cast, check_in):
    manager, today = cast.client("manager"), cast.manager.today()
    typed = {
        "held_on": today - timedelta(days=4),
        "action-0-text": "Call",
        "action-0-due_on": today - timedelta(days=1),
    }

    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))) | typed)

    assert ActionItem.objects.get().due_on == today - timedelta(days=1)
