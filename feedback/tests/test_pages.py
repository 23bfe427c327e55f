"""The other pages as a browser sends them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Blocker, CheckIn
from feedback.tests.factories import ActionItemFactory, BlockerFactory
from feedback.tests.pages import as_shown, text_of, url

pytestmark = pytest.mark.django_db


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
