import pytest

from feedback import searching
from feedback.models import Feedback
from feedback.tests.factories import CheckInFactory, FeedbackFactory, PrivateNoteFactory
from org.searching import words_of
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def check_ins(viewer, query):
    return [(str(hit.other), hit.excerpt) for hit in searching.check_ins(viewer, words_of(query), 5)]


def feedback(viewer, query):
    return [str(hit.other) for hit in searching.feedback(viewer, words_of(query), 5)]


@pytest.fixture
def held(cast):
    cast.subject.manager = cast.manager
    words = {"went_well": "The Überprüfung was clean.", "in_the_way": "Nothing", "how_it_goes": "Fine"}
    return CheckInFactory(employee=cast.subject, manager=cast.manager, done=True, **words)


@pytest.mark.parametrize(
    ("role", "query", "found"),
    [
        ("subject", "uberprufung", ["Mona Example"]),
        ("manager", "uberprufung clean", ["Sam Example"]),
        ("manager", "sam clean", ["Sam Example"]),
        ("manager", "sam", []),  # a name alone is no conversation
        ("manager", "clean zebra", []),
        ("manager", "lean", ["Sam Example"]),
        ("manager", "ean", []),
        *((role, "clean", []) for role in ("peer", "skip_level", "hr", "administrator", "former_manager", "stranger")),
    ],
)
def test_check_ins_by_words_of_the_two_who_held_them(cast, held, role, query, found):
    assert [other for other, _excerpt in check_ins(cast[role], query)] == found


def test_private_notes_are_not_looked_through_even_by_their_author(cast, held):
    PrivateNoteFactory(check_in=held, author=cast.manager, about=cast.subject, text="zebra in the attic")

    assert check_ins(cast.manager, "zebra") == []


def test_the_excerpt_stands_around_the_word(cast, held):
    held.went_well = f"{'Before it there was much. ' * 9}The zebra came. {'And after it still more. ' * 9}"
    held.save()

    ((_other, excerpt),) = check_ins(cast.manager, "zebra")

    assert (excerpt[:2], excerpt[-2:], "The zebra came." in excerpt, len(excerpt) < 180) == ("… ", " …", True, True)


def test_feedback_by_words_of_what_one_gave_or_may_read(cast):
    shared = {"behaviour": "Stayed with the zebra."}
    FeedbackFactory(giver=cast.peer, recipient=cast.subject, readers=[cast.manager], **shared)
    FeedbackFactory(giver=cast.stranger, recipient=cast.peer, everyone=True, **shared)

    found = {role: feedback(cast[role], "zebra") for role in ("peer", "subject", "manager", "hr", "skip_level")}

    assert found == {
        "peer": ["Stan Example", "Sam Example"],
        "subject": ["Stan Example", "Pia Example"],
        "manager": ["Stan Example", "Pia Example"],
        "hr": ["Stan Example"],
        "skip_level": ["Stan Example"],
    }


def test_what_was_withdrawn_is_found_by_nobody(cast):
    given = FeedbackFactory(giver=cast.peer, recipient=cast.subject, behaviour="zebra")
    emptied = {"situation": "", "behaviour": "", "impact": "", "suggestion": "", "withdrawn_at": given.sent_at}
    Feedback.objects.filter(pk=given.pk).update(**emptied)

    assert feedback(cast.peer, "zebra") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries(cast, django_assert_num_queries, count):
    for _each in range(count):
        CheckInFactory(employee=EmployeeFactory(manager=cast.manager), done=True, went_well="zebra")
        FeedbackFactory(giver=cast.manager, recipient=EmployeeFactory(), behaviour="zebra")

    with django_assert_num_queries(3):
        assert (len(check_ins(cast.manager, "zebra")), len(feedback(cast.manager, "zebra"))) == (count, count)
