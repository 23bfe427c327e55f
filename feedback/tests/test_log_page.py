"""*Log a check-in* as a browser sends it."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from feedback.models import ActionItem, CheckIn, PrivateNote
from feedback.tests.factories import ActionItemFactory, CheckInFactory
from feedback.tests.pages import as_shown, text_of, url
from goals import services as goals
from goals.models import ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.models import Employee
from org.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_log_shows_what_there_is_and_saves_what_moved(cast, check_in, key_result):
    manager = cast.client("manager")
    still = KeyResultFactory(objective__owner=cast.subject, title="Defects")
    goals.update(still, by=cast.subject, value=Decimal(9), confidence=4)
    page = manager.get(url("log", check_in))
    form = as_shown(page)

    form |= {f"kr-{key_result.pk}-value": "2,9", "went_well": "Faster", "action-0-text": "Write it down"}
    response = manager.post(url("log", check_in), form, follow=True)

    key_result.refresh_from_db()
    assert (form[f"kr-{still.pk}-value"], form[f"kr-{still.pk}-confidence"]) == ("9", "4")
    assert response.redirect_chain == [(check_in.get_absolute_url(), 302)]
    assert str(key_result.current.normalize()) == "2.9"
    assert still.updates.count() == 1
    assert ActionItem.objects.values_list("text", "owner").get() == ("Write it down", cast.subject.pk)
    assert "Faster" in text_of(response)


def test_key_results_of_one_name_stand_below_their_objectives(cast, check_in, key_result):
    for title in ("Cut the waiting", "Learn the new line"):
        objective = ObjectiveFactory(owner=cast.subject, title=title)
        for name in ("Lead time", "Defects"):
            KeyResultFactory(objective=objective, title=name)

    page = text_of(cast.client("manager").get(url("log", check_in)))

    assert (page.count("Cut the waiting"), page.count("Learn the new line")) == (1, 1)
    assert page.index("Cut the waiting") < page.index("Lead time") < page.index("Learn the new line")


def test_a_milestone_is_a_tick_and_the_rest_may_be_confirmed(cast, check_in, key_result):
    manager = cast.client("manager")
    milestone = KeyResultFactory(objective=key_result.objective, unit="milestone", baseline=0, target=1)
    form = as_shown(manager.get(url("log", check_in)))

    manager.post(url("log", check_in), form | {f"kr-{milestone.pk}-done": "on", "rest_stands": "on"})

    milestone.refresh_from_db()
    assert milestone.current == 1
    assert key_result.updates.values_list("value", "author", "source").last() is not None
    assert key_result.updates.filter(author=cast.manager, source="check-in", value=4).count() == 1


def test_nothing_moved_and_nothing_said_is_a_check_in_too(cast, check_in, key_result):
    manager = cast.client("manager")

    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))))

    check_in.refresh_from_db()
    assert check_in.state == "done"
    assert ProgressUpdate.objects.count() == 1


def test_sent_twice_it_is_logged_once_and_says_so(cast, check_in, key_result):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {f"kr-{key_result.pk}-value": "3", "action-0-text": "Call"}

    for _click in range(2):
        response = manager.post(url("log", check_in), form, follow=True)

    assert "It was logged already, once." in text_of(response)
    assert (ActionItem.objects.count(), ProgressUpdate.objects.count(), CheckIn.objects.count()) == (1, 2, 2)


def test_after_the_back_button_the_page_says_that_it_is_logged(cast, check_in):
    manager = cast.client("manager")
    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))))

    response = manager.get(url("log", check_in), follow=True)

    assert "This check-in is logged already." in text_of(response)


def test_two_tabs_both_texts_are_shown_and_the_writer_decides(cast, check_in):
    manager = cast.client("manager")
    first, second = (as_shown(manager.get(url("log", check_in))) | {"went_well": words} for words in ("One", "Two"))
    first["private_note"], second["private_note"] = "Note one", "Note two"
    manager.post(url("log", check_in), first)

    asked = manager.post(url("log", check_in), second)
    decided = manager.post(url("log", check_in), as_shown(asked), follow=True)
    again = manager.post(url("log", check_in), as_shown(asked), follow=True)

    check_in.refresh_from_db()
    assert asked.status_code == 422
    assert asked.context["forms"].there == {"went_well": "One", "in_the_way": "", "private_note": "Note one"}
    assert (">One</p>" in text_of(asked), "Two</textarea>" in text_of(asked)) == (True, True)
    assert decided.status_code == again.status_code == 200
    assert check_in.went_well == "One\n\nTwo"
    assert PrivateNote.objects.get().text == "Note one\n\nNote two"


@pytest.mark.parametrize(("keep", "stays"), [("", "Two"), ("both", "One\n\nTwo"), ("there", "One")])
def test_each_choice_of_the_writer(cast, check_in, keep, stays):
    manager = cast.client("manager")
    first, second = (as_shown(manager.get(url("log", check_in))) | {"went_well": words} for words in ("One", "Two"))
    manager.post(url("log", check_in), first)
    asked = as_shown(manager.post(url("log", check_in), second))

    manager.post(url("log", check_in), asked | {"keep_went_well": keep})

    check_in.refresh_from_db()
    assert check_in.went_well == stays


def test_the_employee_prepared_meanwhile(cast, check_in):
    manager, subject = cast.client("manager"), cast.client("subject")
    form = as_shown(manager.get(url("log", check_in))) | {"went_well": "Mine stays"}
    subject.post(url("prepare", check_in), as_shown(subject.get(url("prepare", check_in))) | {"how_it_goes": "Badly"})

    asked = manager.post(url("log", check_in), form)
    manager.post(url("log", check_in), as_shown(asked))

    check_in.refresh_from_db()
    assert asked.status_code == 422
    assert ("“Badly”" in text_of(asked), "Mine stays</textarea>" in text_of(asked)) == (True, True)
    assert (check_in.state, check_in.how_it_goes, check_in.went_well) == ("done", "Badly", "Mine stays")


def test_a_value_entered_meanwhile_is_shown_beside_the_typed_one(cast, check_in, key_result):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {f"kr-{key_result.pk}-value": "2.9"}
    goals.update(key_result, by=cast.subject, value=Decimal(3))

    asked = manager.post(url("log", check_in), form)
    between = key_result.updates.count()
    manager.post(url("log", check_in), as_shown(asked))

    key_result.refresh_from_db()
    assert (asked.status_code, between) == (422, 2)
    assert "Meanwhile it was set to 3" in text_of(asked)
    assert str(key_result.current.normalize()) == "2.9"


def test_a_value_that_nobody_typed_shows_what_it_is_now(cast, check_in, key_result):
    manager = cast.client("manager")
    first, second = (as_shown(manager.get(url("log", check_in))) | {"went_well": words} for words in ("One", "Two"))
    manager.post(url("log", check_in), first | {f"kr-{key_result.pk}-value": "3"})

    asked = as_shown(manager.post(url("log", check_in), second))
    manager.post(url("log", check_in), asked)

    key_result.refresh_from_db()
    assert asked[f"kr-{key_result.pk}-value"] == "3"
    assert (key_result.current, key_result.updates.count()) == (3, 2)


def test_what_was_typed_survives_an_expired_login(cast, check_in, key_result):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in)))
    form |= {"went_well": "Long thoughts", "action-4-text": "Fifth row", f"kr-{key_result.pk}-value": "2.5"}
    form |= {"blocker-text": "No bench", "private_note": "Mine"}
    cast.manager.set_password(PASSWORD)
    cast.manager.save()
    del manager.cookies[settings.SESSION_COOKIE_NAME]  # it expired; the browser still knows who it was

    manager.post(url("log", check_in), form)
    page = manager.post(
        f"{reverse('account_login')}?next={url('log', check_in)}",
        {"login": cast.manager.email, "password": PASSWORD},
        follow=True,
    )

    assert page.status_code == 200
    assert form.items() <= as_shown(page).items()
    assert CheckIn.objects.filter(state="done").count() == 0


def test_a_value_of_a_key_result_closed_meanwhile_is_said_not_dropped(cast, check_in, key_result):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {f"kr-{key_result.pk}-value": "2.9", "went_well": "Faster"}
    goals.cancel(key_result.objective, by=cast.subject)

    asked = manager.post(url("log", check_in), form)
    manager.post(url("log", check_in), as_shown(asked))

    check_in.refresh_from_db()
    assert asked.status_code == 422
    assert "2.9 was not entered" in text_of(asked)
    assert (check_in.state, check_in.went_well) == ("done", "Faster")


def test_during_a_hand_over_the_former_manager_gets_the_words_back(cast, check_in):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {"went_well": "Two pages of text", "action-0-text": "Call"}
    Employee.objects.filter(pk=cast.subject.pk).update(manager=cast.skip_level)

    response = manager.post(url("log", check_in), form)

    check_in.refresh_from_db()
    assert response.status_code == 404
    assert ("Two pages of text" in text_of(response), "Call" in text_of(response)) == (True, True)
    assert check_in.state == "upcoming"


def test_who_held_it_once_is_offered_nothing_that_would_be_refused(cast, key_result):
    """The values, blockers and actions of today are for the manager of today; the words of then they may change."""
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    own = ActionItemFactory(check_in=held, owner=cast.former_manager)
    ActionItemFactory(check_in=held, owner=cast.subject)
    path, client = url("log", held), cast.client("former_manager")
    page = client.post(path, {"held_on": "never"})

    assert "Raise a blocker" not in text_of(page)
    assert (page.context["forms"].key_results, page.context["actions"]) == ([], [own])
    fields = as_shown(page) | {"held_on": "2026-11-20", "version": held.version, "went_well": "Better", "done": own.pk}
    assert client.post(path, fields).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "fast"}, "is not a number"),
        ({"value": ""}, "Write a number"),
        ({"confidence": "11"}, "whole number from 0 to 10"),
        ({"confidence": "many"}, "whole number from 0 to 10"),
        ({"value": "1.1234567890123456789"}, "significant digits"),
    ],
)
def test_a_bad_value_keeps_everything_typed(cast, check_in, key_result, fields, words):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in)))
    form |= {f"kr-{key_result.pk}-{name}": value for name, value in fields.items()}
    form |= {"went_well": "Kept", "action-2-text": "Kept too", "blocker-text": "Kept as well", "private_note": "Too"}

    response = manager.post(url("log", check_in), form)

    assert response.status_code == 422
    assert words in text_of(response)
    assert as_shown(response) == form
    assert not CheckIn.objects.filter(state="done").exists()


def test_a_text_over_the_limit_is_kept_and_said(cast, check_in):
    manager = cast.client("manager")
    long = "x" * 20_001
    form = as_shown(manager.get(url("log", check_in))) | {"went_well": long, "action-0-text": "y" * 501}

    response = manager.post(url("log", check_in), form)

    assert response.status_code == 422
    assert "This is 20001 characters long, and 20000 fit." in text_of(response)
    assert "This is 501 characters long, and 500 fit." in text_of(response)
    assert f"{long}</textarea>" in text_of(response)


def test_a_text_at_the_limit_in_lines_of_a_browser_fits(cast, check_in):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {"went_well": "a\r\n" * 9_999 + "bb"}

    manager.post(url("log", check_in), form)

    check_in.refresh_from_db()
    assert check_in.went_well == "a\n" * 9_999 + "bb"


@pytest.mark.parametrize("day", ["", "yesterday", "2999-01-01"])
def test_a_bad_day_is_said(cast, check_in, day):
    manager = cast.client("manager")

    response = manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))) | {"held_on": day})

    assert response.status_code == 422


def test_more_rows_than_the_page_had_are_all_read(cast, check_in):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {f"action-{row}-text": f"Action {row}" for row in range(7)}

    manager.post(url("log", check_in), form)

    assert ActionItem.objects.count() == 7


def test_an_action_for_a_stranger_is_refused(cast, check_in):
    manager = cast.client("manager")
    form = as_shown(manager.get(url("log", check_in))) | {"action-0-text": "Call", "action-0-owner": cast.stranger.pk}

    assert manager.post(url("log", check_in), form).status_code == 422


def test_a_key_result_that_the_manager_may_not_see_is_not_on_the_page(cast, check_in):
    hidden = KeyResultFactory(
        objective__owner=cast.stranger, objective__visibility="manager", owner=cast.subject, title="HIDDEN"
    )
    page = cast.client("manager").get(url("log", check_in))

    assert (hidden.title in text_of(page), page.context["forms"].key_results) == (False, [])


def test_an_address_in_what_the_other_prepared_can_be_followed_and_nothing_in_it_is_markup(cast, check_in):
    CheckIn.objects.filter(pk=check_in.pk).update(
        state="prepared", prepared_at=timezone.now(), how_it_goes="See https://example.org/plan <b>now</b>"
    )

    html = text_of(cast.client("manager").get(url("log", check_in)))

    assert '<a href="https://example.org/plan"' in html
    assert "&lt;b&gt;now&lt;/b&gt;" in html
