"""The pages as a browser sends them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from feedback.models import ActionItem, Blocker, CheckIn, PrivateNote
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory, PrivateNoteFactory
from goals import services as goals
from goals.models import ProgressUpdate
from goals.tests.factories import KeyResultFactory
from org.models import Employee
from org.tests.factories import PASSWORD, EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def check_in(cast):
    return CheckInFactory(employee=cast.subject, manager=cast.manager)


@pytest.fixture
def key_result(cast):
    made = KeyResultFactory(objective__owner=cast.subject, title="Boot time", baseline=5, target=2)
    goals.update(made, by=cast.subject, value=Decimal(4), confidence=6)
    return made


def as_shown(response) -> dict:
    """What a browser would send of the page as it stands: every field of every form on it."""
    forms = response.context["forms"]
    data = {}
    for form in forms.forms:
        for field in form:
            value = field.value()
            if field.widget_type == "checkbox":
                data |= {field.html_name: "on"} if value else {}
            else:
                data[field.html_name] = field.field.widget.format_value(value) if value not in (None, "") else ""
                if isinstance(data[field.html_name], list):
                    data[field.html_name] = data[field.html_name][0]
    return data


def url(name, record):
    return reverse(f"feedback:{name}", args=[record.pk])


def text_of(response) -> str:
    return response.content.decode()


# --- log ---


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
    assert as_shown(page) == form
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


# --- prepare, skip, schedule ---


def test_prepare_shares_the_part_and_raises_a_blocker_once(cast, check_in):
    subject = cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in)))
    form |= {"how_it_goes": "Well", "private_note": "Mine", "blocker-text": "No bench", "blocker-help": "tool"}

    for _click in range(2):
        response = subject.post(url("prepare", check_in), form, follow=True)

    check_in.refresh_from_db()
    assert "Shared with Mona Example." in text_of(response)
    assert (check_in.state, check_in.how_it_goes, check_in.version) == ("prepared", "Well", 1)
    blocker = Blocker.objects.get()
    assert (blocker.text, blocker.raised_by, blocker.acknowledged_at) == ("No bench", cast.subject, None)


def test_prepare_after_it_was_logged_is_added_once_the_writer_knows(cast, check_in):
    manager, subject = cast.client("manager"), cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in))) | {"how_it_goes": "Late words"}
    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))))

    asked = subject.post(url("prepare", check_in), form)
    subject.post(url("prepare", check_in), as_shown(asked))

    check_in.refresh_from_db()
    assert (asked.status_code, "Late words</textarea>" in text_of(asked)) == (422, True)
    assert (check_in.state, check_in.how_it_goes) == ("done", "Late words")


def test_prepare_in_two_windows(cast, check_in):
    subject = cast.client("subject")
    first, second = (as_shown(subject.get(url("prepare", check_in))) | {"how_it_goes": words} for words in ("A", "B"))
    subject.post(url("prepare", check_in), first)

    asked = subject.post(url("prepare", check_in), second)
    subject.post(url("prepare", check_in), as_shown(asked))

    check_in.refresh_from_db()
    assert (asked.status_code, check_in.how_it_goes) == (422, "A\n\nB")


def test_skip_needs_a_reason_and_plans_the_next(cast, check_in):
    manager = cast.client("manager")

    refused = manager.post(url("skip", check_in), {"reason": "  "})
    for _click in range(2):
        manager.post(url("skip", check_in), {"reason": "Customer visit"})

    check_in.refresh_from_db()
    assert refused.status_code == 422
    assert (check_in.state, check_in.skip_reason, CheckIn.objects.open().count()) == ("skipped", "Customer visit", 1)


def test_a_skipped_one_that_took_place_is_logged_after_all(cast, check_in):
    manager = cast.client("manager")
    manager.post(url("skip", check_in), {"reason": "Customer visit"})

    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))) | {"went_well": "We talked"})

    check_in.refresh_from_db()
    assert (check_in.state, check_in.went_well, CheckIn.objects.open().count()) == ("done", "We talked", 1)


def test_to_skip_what_was_logged_meanwhile_is_refused_with_the_reason_kept(cast, check_in):
    manager = cast.client("manager")
    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))))

    response = manager.post(url("skip", check_in), {"reason": "Customer visit"})

    assert (response.status_code, "Customer visit" in text_of(response)) == (422, True)


def test_schedule_moves_the_date(cast, check_in):
    day = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())  # the next Monday

    response = cast.client("manager").post(
        reverse("feedback:schedule", args=[cast.subject.pk]), {"next_on": day.isoformat(), "cadence": "weekly"}
    )

    check_in.refresh_from_db()
    assert (response.status_code, check_in.due_on, check_in.employee.cadence) == (302, day, "weekly")


# --- actions and blockers ---


def test_an_action_is_ticked_off_opened_again_and_dropped(cast):
    action = ActionItemFactory(check_in__employee=cast.subject, check_in__manager=cast.manager)
    subject, seen = cast.client("subject"), []

    for name, data in (("finish", {}), ("finish", {"again": "1"}), ("drop", {"reason": "Not needed"}), ("finish", {})):
        response = subject.post(reverse(f"feedback:{name}_action", args=[action.pk]), data)
        action.refresh_from_db()
        seen.append((response.status_code, action.done_at is not None, action.dropped_at is not None))

    assert seen == [(302, True, False), (302, False, False), (302, False, True), (422, False, True)]
    assert subject.get(reverse("feedback:finish_action", args=[action.pk])).status_code == 200


def test_a_blocker_from_raised_to_resolved(cast):
    subject, manager = cast.client("subject"), cast.client("manager")
    subject.post(reverse("feedback:raise_blocker"), {"text": "No bench", "help": "tool", "text_upward": "A bench"})
    blocker = Blocker.objects.get()

    statuses = [
        manager.post(url("acknowledge", blocker), {"text": "I call them"}).status_code,
        manager.post(url("help", blocker), {"text": "Two mornings a week"}).status_code,
        subject.post(url("resolve", blocker)).status_code,
        manager.post(url("help", blocker), {"text": "Too late"}).status_code,
    ]

    blocker.refresh_from_db()
    assert statuses == [302, 302, 302, 403]
    assert (blocker.acknowledged_by, blocker.resolved_by) == (cast.manager, cast.subject)
    assert list(blocker.notes.values_list("text", flat=True)) == ["I call them", "Two mornings a week"]
    assert manager.get(url("acknowledge", blocker)).status_code == 200


def test_one_level_up_reads_only_what_was_shared_upward(cast):
    BlockerFactory(raised_by=cast.subject, gone_up=True, text="PRIVATE WORDS", text_upward="Shared words")
    silent = BlockerFactory(raised_by=cast.subject, gone_up=True, text="PRIVATE TOO", text_upward="")

    paths = (reverse("feedback:blockers"), reverse("feedback:index"), reverse("today"), url("acknowledge", silent))
    pages = [text_of(cast.client("skip_level").get(path)) for path in paths]

    assert [page for page in pages if "PRIVATE" in page] == []
    assert "Shared words" in pages[0]
    assert "without text" in pages[0]


# --- lists cost the same, however long ---


def team_of(cast, count):
    for _each in range(count):
        employee = EmployeeFactory(manager=cast.manager)
        CheckInFactory(employee=employee, done=True)
        CheckInFactory(employee=employee, prepared=True)
        ActionItemFactory(check_in__employee=employee, check_in__manager=cast.manager, owner=cast.manager)
        BlockerFactory(raised_by=employee)


@pytest.mark.parametrize("count", [1, 3])
def test_index_queries_do_not_grow(cast, count, django_assert_num_queries):
    team_of(cast, count)
    manager = cast.client("manager")
    manager.get(reverse("feedback:index"))

    with django_assert_num_queries(8):
        response = manager.get(reverse("feedback:index"))

    assert len(response.context["team"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_blockers_queries_do_not_grow(cast, count, django_assert_num_queries):
    team_of(cast, count)
    manager = cast.client("manager")

    with django_assert_num_queries(6):
        response = manager.get(reverse("feedback:blockers"))

    assert len(response.context["team"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_history_queries_do_not_grow(cast, count, django_assert_num_queries):
    for _each in range(count):
        CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    manager = cast.client("manager")

    with django_assert_num_queries(7):
        response = manager.get(reverse("feedback:history", args=[cast.subject.pk]))

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("route", "queries"), [("log", 13), ("prepare", 9), ("check_in", 8)])
def test_a_check_ins_queries_do_not_grow(cast, check_in, route, queries, count, django_assert_num_queries):
    held = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    for _each in range(count):
        made = goals.update(KeyResultFactory(objective__owner=cast.subject), by=cast.subject, value=Decimal(1))
        check_in.updates.add(made)
        ActionItemFactory(check_in=held)
        BlockerFactory(raised_by=cast.subject, check_in=check_in)
    PrivateNoteFactory(check_in=check_in)
    client = cast.client("subject" if route == "prepare" else "manager")

    with django_assert_num_queries(queries):
        assert client.get(url(route, check_in)).status_code == 200
