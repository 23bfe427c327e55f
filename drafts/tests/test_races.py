"""Two real connections at the same moment, on either database."""

import threading

import pytest
from django.db import transaction

from drafts.models import Draft
from drafts.services import EndedError, Typed, end, save
from drafts.tickets import Ticket, new_token
from feedback import services as feedback
from feedback.models import Blocker
from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once, named_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return EmployeeFactory()


@pytest.fixture
def ticket(ana):
    return Ticket(ana.pk, "blocker:new", new_token(), "/check-ins/blockers/raise/")


def typed(text, instance, sequence=1, base=0) -> Typed:
    return Typed({"text": [text]}, base=base, instance=instance, sequence=sequence)


def texts(person) -> list[str]:
    return sorted(draft.fields["text"][0] for draft in Draft.objects.visible_to(person))


def test_two_saves_of_one_page_at_once_leave_the_later(ana, ticket):
    at_once(*[lambda n=n: save(ticket, typed(f"Text {n}", "a", n), by=ana).pk for n in (1, 2, 3)])

    assert texts(ana) == ["Text 3"]
    assert Draft.objects.count() == 1


def test_two_pages_that_save_into_one_draft_at_once_are_both_kept(ana, ticket):
    save(ticket, typed("Begun", "z"), by=ana)

    at_once(*[lambda page=page: save(ticket, typed(f"By {page}", page, base=1), by=ana).pk for page in ("a", "b")])

    assert texts(ana) == ["By a", "By b"]


@pytest.mark.parametrize("was_saved", [True, False])
def test_a_late_save_and_the_submit_at_once_bring_nothing_back(ana, ticket, was_saved):
    if was_saved:
        save(ticket, typed("Begun", "a"), by=ana)

    def submit():
        with transaction.atomic():
            feedback.raise_blocker(feedback.NewBlocker("Begun, and done"), by=ana)
            end(ticket, by=ana, instance="a", sent={"text": ["Begun, and done"]})
        return "sent"

    late = [lambda n=n: save(ticket, typed("Begun, and done", "a", n), by=ana).pk for n in (2, 3)]
    outcomes = at_once(submit, *late, refusals=[EndedError])

    assert outcomes[0] == "sent"
    assert texts(ana) == []
    assert Blocker.objects.count() == 1


def test_a_save_that_waits_for_the_submit_finds_it_ended(ana, ticket):
    """The submit holds the row until it commits; what comes meanwhile waits for it, and does not begin anew."""
    begun, written = threading.Event(), threading.Event()

    def submit():
        with transaction.atomic():
            end(ticket, by=ana, instance="a")
            begun.set()
            written.wait(timeout=1)  # never set: the save is stopped by the row, not by us
        return "sent"

    def late():
        begun.wait(timeout=20)
        found = save(ticket, typed("Late", "a"), by=ana).pk
        written.set()
        return found

    assert named_at_once(submit, late, refusals=[EndedError]) == ["sent", "EndedError"]
    assert texts(ana) == []
