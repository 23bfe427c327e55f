"""Points for the next check-in: of the two who talk, carried on until they have."""

import pytest
from django.core.exceptions import ValidationError

from feedback import services
from feedback.models import AgendaItem
from feedback.services import Entry
from feedback.tests.factories import AgendaItemFactory
from feedback.tests.pages import as_shown, text_of, url, words_of

pytestmark = pytest.mark.django_db


def test_both_add_and_both_see_it_in_prepare_log_and_the_check_in(cast, check_in):
    subject, manager = cast.client("subject"), cast.client("manager")
    path = url("agenda", cast.subject)
    for client, words in ((subject, "The bench"), (manager, "The holidays")):
        for _click in range(2):
            client.post(path, {"text": words})

    pages = [subject.get(url("prepare", check_in)), manager.get(url("log", check_in))]
    pages += [client.get(check_in.get_absolute_url()) for client in (subject, manager)]

    assert AgendaItem.objects.count() == 2
    assert [("The bench" in text_of(page), "The holidays" in text_of(page)) for page in pages] == [(True, True)] * 4


def test_what_was_talked_about_stays_with_that_check_in_and_the_rest_comes_back(cast, check_in):
    talked, left = AgendaItemFactory(employee=cast.subject), AgendaItemFactory(employee=cast.subject, text="Left over")
    manager = cast.client("manager")

    manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))) | {"talked": [talked.pk]})

    talked.refresh_from_db()
    following = cast.subject.check_ins.open().get()
    assert (talked.check_in, AgendaItem.objects.open().get()) == (check_in, left)
    assert f"Talked about {talked.text}" in words_of(manager.get(check_in.get_absolute_url()))
    assert "Left over" in text_of(manager.get(url("log", following)))


def test_skipping_carries_all_on(cast, check_in):
    point = AgendaItemFactory(employee=cast.subject)

    services.skip(check_in, by=cast.manager, reason="Away")

    assert AgendaItem.objects.open().get() == point


def test_an_author_edits_and_takes_away_their_own(cast):
    point = AgendaItemFactory(employee=cast.subject)
    subject = cast.client("subject")

    subject.post(url("change_point", point), {"text": "In other words", "version": "0"})
    stale = subject.post(url("change_point", point), {"text": "From an old tab", "version": "0"})
    stands = AgendaItem.objects.get().text
    subject.post(url("remove_point", point))

    assert (stands, stale.status_code) == ("In other words", 422)
    assert ("In other words" in text_of(stale), "From an old tab</textarea>" in text_of(stale)) == (True, True)
    assert not AgendaItem.objects.exists()


def test_once_talked_about_it_is_not_changed(cast, check_in):
    point = AgendaItemFactory(employee=cast.subject)
    entry = Entry(0, cast.manager.today(), talked=frozenset([point.pk]))
    services.log(check_in, by=cast.manager, entry=entry)

    with pytest.raises(ValidationError, match="You have talked about it meanwhile"):
        services.change_point(point, "Other", by=cast.subject, version=0)
    with pytest.raises(ValidationError, match="You have talked about it meanwhile"):
        services.remove_point(point, by=cast.subject)
    assert "You have talked about it." in text_of(cast.client("subject").get(url("change_point", point)))


def test_the_next_manager_reads_no_point_that_was_not_written_for_them(cast, check_in):
    old = AgendaItemFactory(employee=cast.subject, manager=cast.former_manager, text="About Mona")
    manager, subject = cast.client("manager"), cast.client("subject")

    pages = [manager.get(path) for path in (url("log", check_in), url("agenda", cast.subject))]
    own = words_of(subject.get(url("agenda", cast.subject)))
    log_of = manager.post(url("log", check_in), as_shown(pages[0]) | {"talked": [old.pk]})

    assert ["About Mona" in text_of(page) for page in pages] == [False, False]
    assert f"written with {cast.former_manager}; today’s manager does not read it" in own
    assert (log_of.status_code, AgendaItem.objects.open().get()) == (302, old)


def test_the_author_brings_an_old_point_to_todays_manager_by_saving_it(cast):
    old = AgendaItemFactory(employee=cast.subject, manager=cast.former_manager)
    subject = cast.client("subject")
    page = subject.get(url("change_point", old))

    subject.post(url("change_point", old), {"text": old.text, "version": "0", "reader": cast.manager.pk})

    old.refresh_from_db()
    assert f"You and {cast.manager} read it." in words_of(page)
    assert old.manager == cast.manager


def test_written_for_one_manager_it_is_not_sent_to_the_next_unseen(cast):
    subject = cast.client("subject")

    page = subject.post(url("agenda", cast.subject), {"text": "About Mona", "reader": cast.former_manager.pk})

    assert (page.status_code, AgendaItem.objects.count()) == (422, 0)
    assert "is the manager now and reads it" in text_of(page)
    assert f'name="reader" value="{cast.manager.pk}"' in text_of(page)


@pytest.mark.parametrize(("text", "words"), [(" ", "Say what you want"), ("x" * 1001, "1000 fit")])
def test_no_words_or_too_many_are_said(cast, text, words):
    page = cast.client("subject").post(url("agenda", cast.subject), {"text": text})

    assert (page.status_code, words in text_of(page)) == (422, True)
