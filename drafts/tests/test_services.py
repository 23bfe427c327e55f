import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from drafts import services
from drafts.models import Draft
from drafts.services import EndedError, Typed, choose, discard, end, save
from drafts.tests.factories import DraftFactory
from drafts.tickets import Ticket, new_token
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return EmployeeFactory()


def ticket_of(person, key="check-in:12:log") -> Ticket:
    return Ticket(person.pk, key, new_token(), "/check-ins/12/log/")


def typed(text, **rest) -> Typed:
    return Typed({"text": [text]}, **rest)


def texts(person) -> list[str]:
    return sorted(draft.fields["text"][0] for draft in Draft.objects.visible_to(person))


def test_a_page_saves_over_its_own(ana):
    ticket = ticket_of(ana)

    first = save(ticket, typed("One", instance="a", sequence=1), by=ana)
    second = save(ticket, typed("One two", instance="a", sequence=2), by=ana)

    assert (first.pk, second.revision) == (second.pk, 2)
    assert texts(ana) == ["One two"]


def test_a_save_that_was_overtaken_changes_nothing(ana):
    ticket = ticket_of(ana)
    save(ticket, typed("Newer", instance="a", sequence=2), by=ana)

    save(ticket, typed("Older", instance="a", sequence=1), by=ana)

    assert texts(ana) == ["Newer"]


def test_a_save_whose_answer_was_lost_is_no_second_draft(ana):
    ticket = ticket_of(ana)
    save(ticket, typed("One", instance="a", sequence=1), by=ana)

    save(ticket, typed("One two", instance="a", sequence=2, base=0), by=ana)

    assert texts(ana) == ["One two"]


def test_another_page_that_has_seen_it_goes_on_with_it(ana):
    ticket = ticket_of(ana)
    draft = save(ticket, typed("One", instance="a", sequence=1), by=ana)

    save(ticket, typed("One two", instance="b", sequence=1, base=draft.revision), by=ana)

    assert texts(ana) == ["One two"]


def test_another_page_that_has_not_seen_it_gets_a_draft_of_its_own(ana):
    ticket = ticket_of(ana)
    save(ticket, typed("Here", instance="a", sequence=1), by=ana)

    apart = save(ticket, typed("There", instance="b", sequence=1, base=0), by=ana)
    again = save(ticket, typed("There too", instance="b", sequence=2, base=0), by=ana)

    assert apart.token != ticket.token
    assert apart.pk == again.pk  # the answer with its new ticket was lost: it is found by the page
    assert texts(ana) == ["Here", "There too"]


def test_the_same_words_are_no_second_draft(ana):
    ticket = ticket_of(ana)
    save(ticket, typed("Same", instance="a", sequence=1), by=ana)

    save(ticket, typed("Same", instance="b", sequence=1, base=0), by=ana)

    assert texts(ana) == ["Same"]


def test_what_comes_after_it_was_sent_does_not_bring_it_back(ana):
    ticket = ticket_of(ana)
    save(ticket, typed("One", instance="a", sequence=1), by=ana)
    end(ticket, by=ana, instance="a", sent={"text": ["One two"]})

    with pytest.raises(EndedError):
        save(ticket, typed("One two", instance="a", sequence=2), by=ana)

    assert texts(ana) == []
    assert Draft.objects.values_list("fields", "length").get() == ({}, 0)


def test_sent_before_the_first_save_it_does_not_come_back_either(ana):
    ticket = ticket_of(ana)
    end(ticket, by=ana, instance="a", sent={"text": ["One"]})

    with pytest.raises(EndedError):
        save(ticket, typed("One", instance="a", sequence=1), by=ana)

    assert texts(ana) == []


def test_the_other_tabs_words_stay_when_one_is_sent(ana):
    here, there = ticket_of(ana), ticket_of(ana)
    save(here, typed("Here", instance="a", sequence=1), by=ana)
    save(there, typed("There", instance="b", sequence=1), by=ana)

    end(here, by=ana, instance="a", sent={"text": ["Here"]})

    assert texts(ana) == ["There"]


def test_another_draft_that_says_the_same_goes_too(ana):
    here, there = ticket_of(ana), ticket_of(ana)
    save(here, typed("Same", instance="a", sequence=1), by=ana)
    save(there, typed("Same", instance="b", sequence=1), by=ana)

    end(here, by=ana, instance="a", sent={"text": ["Same"]})

    assert texts(ana) == []


def test_words_that_another_tab_added_to_the_same_draft_stay_when_the_first_is_sent(ana):
    ticket = ticket_of(ana)
    draft = save(ticket, typed("Begun", instance="a", sequence=1), by=ana)
    save(ticket, typed("Begun, and gone on", instance="b", sequence=1, base=draft.revision), by=ana)

    end(ticket, by=ana, instance="a", sent={"text": ["Begun"]})
    save(ticket, typed("Begun, and gone on and on", instance="b", sequence=2, base=2), by=ana)

    assert texts(ana) == ["Begun, and gone on and on"]


def test_a_discarded_one_stays_gone(ana):
    ticket = ticket_of(ana)
    draft = save(ticket, typed("One", instance="a", sequence=1), by=ana)
    discard(draft, by=ana)

    with pytest.raises(EndedError):
        save(ticket, typed("One", instance="a", sequence=2), by=ana)

    assert texts(ana) == []


def test_to_choose_drops_those_that_were_shown_only(ana):
    kept, dropped, _later = (DraftFactory(author=ana, fields={"text": [text]}) for text in ("A", "B", "C"))
    elsewhere = DraftFactory(author=ana, key="blocker:9:help", fields={"text": ["D"]})

    choose(kept, by=ana, against=[dropped.pk, elsewhere.pk])

    assert texts(ana) == ["A", "C", "D"]


@pytest.mark.parametrize("act", [discard, lambda draft, *, by: choose(draft, by=by, against=[])])
def test_nobody_else_touches_it(ana, act):
    draft = DraftFactory(author=ana)

    with pytest.raises(PermissionDenied):
        act(draft, by=EmployeeFactory())

    assert texts(ana) == ["The bench is shared"]


def save_mine(ticket, *, by):
    save(ticket, typed("Mine"), by=by)


@pytest.mark.parametrize("act", [save_mine, end])
def test_a_ticket_is_its_persons_alone(ana, act):
    ticket = ticket_of(ana)
    save(ticket, typed("One"), by=ana)

    with pytest.raises(PermissionDenied):
        act(ticket, by=EmployeeFactory())

    assert texts(ana) == ["One"]


@pytest.mark.parametrize(("length", "fits"), [(200_000, True), (200_001, False)])
def test_the_limit_of_a_field(ana, length, fits):
    ticket = ticket_of(ana)
    save(ticket, typed("Before", instance="a", sequence=1), by=ana)

    if fits:
        save(ticket, typed("x" * length, instance="a", sequence=2), by=ana)
    else:
        with pytest.raises(ValidationError, match="200001 characters long; a draft keeps 200000"):
            save(ticket, typed("x" * length, instance="a", sequence=2), by=ana)

    assert [len(text) for text in texts(ana)] == [length if fits else 6]


def test_the_limit_of_all_fields(ana):
    fields = {f"text-{number}": ["x" * 200_000] for number in range(3)}

    with pytest.raises(ValidationError, match="longer than a draft can be"):
        save(ticket_of(ana), Typed(fields), by=ana)

    assert not Draft.objects.exists()


def test_the_limit_of_one_place_leaves_those_that_are_there(ana):
    tickets = [ticket_of(ana) for _each in range(services.MOST_OF_A_PLACE + 1)]
    for number, ticket in enumerate(tickets[:-1]):
        save(ticket, typed(f"Draft {number}", instance=f"tab-{number}", sequence=1), by=ana)

    with pytest.raises(ValidationError, match="many drafts"):
        save(tickets[-1], typed("One more", instance="last", sequence=1), by=ana)
    save(tickets[0], typed("Gone on", instance="tab-0", sequence=2), by=ana)

    assert (len(texts(ana)), "Gone on" in texts(ana)) == (services.MOST_OF_A_PLACE, True)


def test_passwords_and_what_no_database_holds_are_left_out():
    fields = services.kept([("text", ["a\x00b\ud800"]), ("new_password1", ["x"]), ("csrfmiddlewaretoken", ["x"])])

    assert fields == {"text": ["ab?"]}


def test_the_database_keeps_no_text_of_what_has_ended(ana):
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftFactory(author=ana, state=Draft.State.ENDED)


def test_one_row_for_each_tab(ana):
    draft = DraftFactory(author=ana)

    with pytest.raises(IntegrityError), transaction.atomic():
        DraftFactory(author=ana, token=draft.token)


def test_a_change_begins_the_thirty_days_anew(ana):
    ticket = ticket_of(ana)
    with time_machine.travel("2026-11-01 09:00 +0000", tick=False):
        save(ticket, typed("One", instance="a", sequence=1), by=ana)
    Draft.objects.update(warned_at="2026-11-24T09:00Z")

    with time_machine.travel("2026-11-25 09:00 +0000", tick=False):
        draft = save(ticket, typed("One two", instance="a", sequence=2), by=ana)

    assert (draft.ends_at.isoformat(), draft.warned_at) == ("2026-12-25T09:00:00+00:00", None)
