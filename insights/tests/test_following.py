"""What becomes of signals after somebody acted on them, of others beside them, and what the page tells of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from insights import kinds, services
from insights.following import effects, looking
from insights.kinds import Moment
from insights.models import EndedSignal, FollowUp, Signal, TakenAction
from insights.tests.conftest import DAY
from insights.tests.factories import SignalFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
KIND = "without-goals"


@pytest.fixture
def manager(period):
    return EmployeeFactory(first_name="Mona")


def act(signal, by, *, at=None) -> TakenAction:
    return TakenAction.objects.create(
        kind=signal.kind,
        subject=signal.subject,
        unit=signal.unit,
        severity=signal.severity,
        action="agree on goals",
        by=by,
        at=at or datetime(2026, 11, 23, 9, tzinfo=UTC),
    )


def end(signal, day) -> None:
    EndedSignal.objects.create(
        kind=signal.kind, subject=signal.subject, about=signal.about, audience=signal.audience, since=signal.since,
        severity=signal.severity, ended_on=day,
    )  # fmt: skip
    Signal.objects.filter(pk=signal.pk).delete()


def look(weeks, *, late=0) -> None:
    with time_machine.travel(DAY + timedelta(weeks=weeks, days=late, hours=12), tick=False):
        while looking.sweep():
            pass


def followed(**some) -> list[FollowUp]:
    return list(FollowUp.objects.filter(**some).order_by("pk"))


# --- which are followed ---


def test_with_an_action_begin_its_signal_and_three_others_that_stood_about_as_long(manager):
    signal = SignalFactory(since=date(2026, 11, 10))
    near = [SignalFactory(since=date(2026, 11, day)) for day in (9, 12, 6)]
    SignalFactory(since=date(2026, 11, 1))  # longer than three others
    SignalFactory(since=date(2026, 11, 10), severity=2)
    SignalFactory(since=date(2026, 11, 10), kind="stale")
    SignalFactory(since=date(2026, 11, 10), about=signal.about, subject=0)  # of the same person
    acted_on, dismissed = SignalFactory(since=date(2026, 11, 10)), SignalFactory(since=date(2026, 11, 10))
    act(acted_on, manager, at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    services.dismiss(dismissed, by=EmployeeFactory(hr=True), reason="Parental leave", until=DAY, day=DAY)
    act(signal, manager)

    looking.sweep()

    begun = followed(began_on=DAY)
    assert [(row.subject, row.is_acted_on) for row in begun] == [
        (signal.subject, True), *((each.subject, False) for each in near)
    ]  # fmt: skip
    assert begun[0].about == signal.about
    assert [row.subject for row in followed(began_on=date(2026, 10, 1))] == [acted_on.subject]


def test_of_several_actions_on_one_signal_the_first_counts_and_another_look_changes_nothing(manager):
    signal = SignalFactory()
    act(signal, manager, at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    act(signal, EmployeeFactory())
    looking.sweep()
    act(signal, manager, at=datetime(2026, 11, 23, 11, tzinfo=UTC))

    assert looking.sweep() is False
    assert [row.began_on for row in followed()] == [date(2026, 11, 20)]


# --- what becomes of them ---


def test_how_they_stand_is_written_down_after_two_four_and_eight_weeks(manager):
    signal, other = SignalFactory(severity=2), SignalFactory(severity=2)
    act(signal, manager)
    looking.sweep()
    look(1)
    assert {row.looked for row in followed()} == {0}

    Signal.objects.filter(pk=signal.pk).update(severity=1)
    look(2)
    end(signal, DAY + timedelta(days=20))
    Signal.objects.filter(pk=other.pk).update(severity=3)
    look(4)
    look(8)

    found = [(row.is_acted_on, row.after_2, row.after_4, row.after_8) for row in followed()]
    assert found == [(True, 1, 0, 0), (False, 2, 3, 3)]


def test_what_cannot_be_told_is_left_out(manager):
    signal, gone, later = (SignalFactory(since=date(2026, 11, day)) for day in (10, 9, 8))
    act(signal, manager)
    looking.sweep()
    Signal.objects.filter(pk=gone.pk).delete()  # without having ended: the person left, the rule was changed
    act(later, manager, at=datetime(2026, 12, 1, 9, tzinfo=UTC))

    look(2, late=8)  # too late to say of the day
    look(4)

    rows = {(row.subject, row.began_on): row for row in followed()}
    assert [(rows[each.subject, DAY].after_2, rows[each.subject, DAY].after_4) for each in (signal, gone, later)] == [
        (None, 1), (None, None), (None, None)
    ]  # fmt: skip
    # It is followed by itself from then on.
    assert rows[later.subject, date(2026, 12, 1)].is_acted_on


def test_what_ended_after_the_day_stood_on_it_and_what_ended_before_is_told_however_late(manager):
    signal, other = SignalFactory(severity=2), SignalFactory(severity=2)
    act(signal, manager)
    looking.sweep()
    end(signal, DAY + timedelta(days=16))
    end(other, DAY + timedelta(days=3))

    look(2, late=5)
    look(4, late=20)

    assert [(row.after_2, row.after_4) for row in followed()] == [(2, 0), (0, 0)]


# --- what is told ---


def told(count, *, better, is_acted_on=True, people=9, kind=KIND):
    about = EmployeeFactory.create_batch(people)
    FollowUp.objects.bulk_create(
        FollowUp(
            kind=kind,
            subject=nth,
            about=about[nth % people],
            is_acted_on=is_acted_on,
            began_on=date(2026, 9, 1),
            severity=2,
            after_2=2,
            after_4=(0 if nth % 2 else 1) if nth < better else 2 + nth % 2,
            looked=4,
        )
        for nth in range(count)
    )


def read():
    return effects.read(4, Moment.at()).rows


def too_few():
    found = effects.read(4, Moment.at())
    assert found.rows == []
    return found.too_few


def test_numbers_by_kind_and_only_where_the_spreads_do_not_meet_a_difference(manager):
    told(40, better=34)
    told(60, better=24, is_acted_on=False)
    FollowUp.objects.filter(subject=0).update(after_4=None)
    told(25, better=20, kind="stale")
    told(25, better=18, kind="stale", is_acted_on=False)

    stale, found = read()

    acted = found.acted
    assert (acted.ended, acted.lighter, acted.same, acted.heavier) == (17, 16, 3, 3)
    assert (found.counts, found.left_out) == ((39, 59), 2)
    assert (found.verdict, stale.verdict) == ("more", "level")
    found.acted, found.beside = found.beside, found.acted
    assert found.verdict == "less"


def test_too_few_to_say_of_few_signals_or_of_few_people(manager):
    told(19, better=10)
    told(20, better=10, is_acted_on=False, people=2)

    [found] = too_few()

    assert (found.counts, found.acted, found.beside, found.verdict) == ((19, 20), None, None, "")


FOR_FEW = [kind.slug for kind in kinds.ALL if kind.audience in Signal.FOR_FEW]


@pytest.mark.parametrize("kind", FOR_FEW)
def test_of_what_few_alone_may_see_not_even_how_many_of_few_people(client, manager, kind):
    told(2, better=1, kind=kind, people=2)
    assert (too_few(), effects.read(4, Moment.at()).begun) == ([], 0)
    told(5, better=1, kind=kind, people=3, is_acted_on=False)
    FollowUp.objects.filter(subject=1).update(after_4=None)

    [found] = too_few()

    assert (found.counts, found.left_out) == ((None, 4), 1)
    client.force_login(EmployeeFactory(hr=True))
    html = client.get(reverse("insights:effects")).content.decode()
    assert '<td class="number" data-label="Somebody acted">–</td>' in html
    assert '<td class="number" data-label="Nobody acted">4</td>' in html


def test_of_one_side_a_share_may_be_told_and_of_the_other_not(client, manager):
    told(30, better=20)
    told(5, better=1, is_acted_on=False)
    client.force_login(EmployeeFactory(hr=True))

    html = client.get(reverse("insights:effects")).content.decode()

    said = ("too few to say", "Too few to compare.", "Too few to say yet")
    assert [words in html for words in said] == [True, True, False]


@settings(max_examples=50)
@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_spread_which_is_narrower_for_ten_times_as_many(some):
    part, of = some

    low, high = effects.spread(part, of)
    narrow_low, narrow_high = effects.spread(10 * part, 10 * of)
    other_low, other_high = effects.spread(of - part, of)

    assert 0 <= low <= part / of <= high <= 1
    assert narrow_high - narrow_low < high - low
    assert (1 - other_high, 1 - other_low) == pytest.approx((low, high))


def test_spread_of_a_known_share():
    """From the tables: 10 of 20 lie between 29.9 and 70.1 %."""
    assert effects.spread(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)


def test_page(client, manager):
    client.force_login(EmployeeFactory(hr=True))
    path = reverse("insights:effects")
    assert "Nobody has acted on a signal yet" in client.get(path).content.decode()
    told(40, better=34)
    told(60, better=24, is_acted_on=False)
    told(5, better=2, kind="stale")

    html = client.get(path).content.decode()
    later = client.get(path, {"weeks": "8"}).content.decode()

    assert "85\xa0%" in html
    assert "71\xa0% to 93\xa0%" in html
    assert "Where somebody acted, more got better" in html
    assert [row.kind.slug for row in effects.read(4, Moment.at()).too_few] == ["stale"]
    assert 'data-label="Somebody acted">5</td><td class="number" data-label="Nobody acted">0</td>' in html
    assert "Nothing is 8 weeks ago yet" in later
    assert client.get(path, {"weeks": "3"}).context["found"].weeks == 4


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, manager, django_assert_num_queries, count):
    for kind in kinds.ALL[:count]:
        told(20, better=10, kind=kind.slug)
    client.force_login(EmployeeFactory(hr=True))

    with django_assert_num_queries(5):
        answer = client.get(reverse("insights:effects"))

    assert len(answer.context["found"].rows) == count
