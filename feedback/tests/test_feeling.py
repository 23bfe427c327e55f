"""How it goes in one tap: of the two who are named beside it, and nobody after them."""

import pytest
from django.urls import reverse

from feedback import services
from feedback.models import Feeling
from feedback.services import Preparation
from feedback.tests.factories import CheckInFactory
from feedback.tests.pages import as_shown, text_of, url, words_of
from org.models import Employee
from privacy import texts

pytestmark = pytest.mark.django_db
WORDS = "In one tap, Sam: Not so well"


@pytest.fixture
def felt(cast, check_in):
    services.prepare(check_in, by=cast.subject, part=Preparation(version=0, feeling=2))
    return check_in


def test_one_tap_is_said_and_read_by_the_two(cast, check_in):
    subject, manager = cast.client("subject"), cast.client("manager")
    page = subject.get(url("prepare", check_in))

    subject.post(url("prepare", check_in), as_shown(page) | {"feeling": "2"})
    log = manager.get(url("log", check_in))
    manager.post(url("log", check_in), as_shown(log))

    assert f"Seen by you and {cast.manager} only" in words_of(page)
    assert WORDS in words_of(log)
    for client in (subject, manager):
        assert WORDS in words_of(client.get(check_in.get_absolute_url()))
        assert WORDS in words_of(client.get(url("print_history", cast.subject)))


def test_to_take_it_back_is_no_answer(cast, felt):
    subject = cast.client("subject")

    subject.post(url("prepare", felt), as_shown(subject.get(url("prepare", felt))) | {"feeling": ""})

    assert not Feeling.objects.exists()


def test_a_later_manager_never_reads_it(cast, felt):
    """Neither while the check-in is open and follows the line, nor once it is opened to them by name."""
    cast.subject.manager = cast.skip_level
    cast.subject.save()
    held = CheckInFactory(employee=cast.subject, manager=cast.manager, done=True, opened_to=cast.skip_level)
    Feeling.objects.create(check_in=held, told_to=cast.manager, step=2)
    client = cast.client("skip_level")

    pages = [client.get(path) for path in (url("log", felt), felt.get_absolute_url(), held.get_absolute_url())]
    pages.append(client.get(url("print_history", cast.subject)))

    assert [(page.status_code, "In one tap" in text_of(page)) for page in pages] == [(200, False)] * 4


def test_only_the_two_find_it(cast, felt):
    reading = [person for person in Employee.objects.order_by("pk") if Feeling.objects.visible_to(person).exists()]

    assert reading == sorted([cast.subject, cast.manager], key=lambda person: person.pk)


def test_special_access_does_not_open_it(felt):
    felt.how_it_goes = "Shared"
    felt.save()

    assert [passage.text for passage in texts.KINDS["check-in"].passages(felt)] == ["Shared"]


def test_what_was_written_for_one_manager_is_not_sent_to_the_next_unseen(cast, check_in):
    subject = cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in))) | {"feeling": "1", "how_it_goes": "About Mona"}
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    asked = subject.post(url("prepare", check_in), form)
    there = Feeling.objects.count()
    subject.post(url("prepare", check_in), as_shown(asked))

    assert (asked.status_code, there) == (422, 0)
    assert f"{cast.skip_level} is your manager now" in words_of(asked)
    assert "About Mona</textarea>" in text_of(asked)
    assert Feeling.objects.get().told_to == cast.skip_level


def test_said_again_below_the_next_managers_name_it_is_theirs_to_read(cast, felt):
    cast.subject.manager = cast.skip_level
    cast.subject.save()
    subject = cast.client("subject")

    subject.post(url("prepare", felt), as_shown(subject.get(url("prepare", felt))))

    assert Feeling.objects.values_list("told_to", "step").get() == (cast.skip_level.pk, 2)


@pytest.mark.parametrize("step", ["0", "6", "well", "2.5"])
def test_a_step_that_is_none_is_refused(cast, check_in, step):
    subject = cast.client("subject")
    form = as_shown(subject.get(url("prepare", check_in)))

    assert subject.post(url("prepare", check_in), form | {"feeling": step}).status_code == 422


@pytest.mark.parametrize("role", ["hr", "skip_level", "administrator", "peer"])
def test_it_is_on_no_page_of_a_third(cast, felt, role):
    client = cast.client(role)
    paths = [reverse("feedback:index"), url("history", cast.subject), reverse("today"), reverse("admin:index")]

    assert [path for path in paths if "Not so well" in text_of(client.get(path))] == []
