"""While a cycle is paused nothing of it is due, sent or moved; then its dates are later by as many days."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from reviews import closing, moves, pausing, releasing, services, states
from reviews.models import Acknowledgement, AnonymousMark, Cycle, CyclePhase, CycleRelation, Participant, Review, Step
from reviews.tests.planning import nominating, release_all, review_of, running, submit
from reviews.tests.test_duties import typed, waits_for
from reviews.tests.test_result import amend
from reviews.tests.test_writing import with_ticket

REASON = "The works council asks for a week."


@pytest.fixture
def cycle(cast):
    return running(cast)


def pause(cycle, cast, *, days_ago: int = 0) -> Cycle:
    """As if it had been paused so long ago."""
    services.pause(cycle, REASON, by=cast.hr)
    Cycle.objects.filter(pk=cycle.pk).update(paused_at=timezone.now() - timedelta(days=days_ago))
    cycle.refresh_from_db()
    return cycle


def today():
    return timezone.now().date()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- who, when ---


@pytest.mark.parametrize("state", Cycle.State.values)
def test_it_is_paused_between_launch_and_close_once_and_resumed_once(cast, cycle, state):
    Cycle.objects.update(state=state, has_nomination=True, has_calibration=True)

    if state not in states.PAUSABLE:
        with pytest.raises(ValidationError, match="between launch and close"):
            services.pause(cycle, REASON, by=cast.hr)
        return
    services.pause(cycle, REASON, by=cast.hr)
    with pytest.raises(ValidationError, match="paused already"):
        services.pause(cycle, REASON, by=EmployeeFactory(hr=True))
    services.resume(cycle, by=cast.hr)
    with pytest.raises(ValidationError, match="is not paused"):
        services.resume(cycle, by=cast.hr)

    assert list(Step.objects.order_by("pk").values_list("what", "reason")) == [("paused", REASON), ("resumed", "")]


def test_only_hr_pauses_and_resumes_and_says_why(cast, cycle):
    with pytest.raises(ValidationError, match="Say why"):
        services.pause(cycle, " ", by=cast.hr)
    for role in ("subject", "manager", "administrator"):
        with pytest.raises(PermissionDenied):
            services.pause(cycle, REASON, by=cast[role])
        with pytest.raises(PermissionDenied):
            services.resume(cycle, by=cast[role])
    assert Cycle.objects.get().paused_at is None


# --- while it rests ---


@pytest.mark.parametrize("move", states.MOVES)
@pytest.mark.parametrize("state", states.PAUSABLE)
def test_no_move_is_made_but_to_cancel(cast, cycle, state, move):
    Cycle.objects.update(state=state, has_nomination=True, has_calibration=True)
    pause(cycle, cast)
    acts = {
        "launch": partial(services.launch, cycle, by=cast.hr),
        "cancel": partial(services.cancel, cycle, "No.", by=cast.hr),
    }
    for name in ("write", "calibrate", "release", "close"):
        seen = moves.check(cycle, name, today()).overruled
        acts[name] = partial(services.move_cycle, cycle, name, "As agreed.", by=cast.hr, seen=seen)

    if move == "cancel" and state in states.MOVES["cancel"].sources:
        acts[move]()
        return
    with pytest.raises(ValidationError) as refused:
        acts[move]()
    is_its_time = state in states.MOVES[move].sources
    assert ("resume it first" in refused.value.messages[0]) == is_its_time


@pytest.mark.parametrize("change", states.CHANGES)
def test_hr_changes_nothing_about_single_people(cast, cycle, change):
    pause(cycle, cast)

    answer = cast.client("hr").get(reverse("admin:reviews_cycle_extend", args=[cycle.pk]), follow=True)

    assert not states.allows_change(cycle, change)
    assert states.why_no_change(cycle, change) == "This cycle is paused; resume it first."
    assert "This cycle is paused; resume it first." in text_of(answer)


def test_nothing_waits_for_anybody(cast):
    naming = nominating(cast)
    writing, released = running(cast), running(cast)
    for writer in (cast.report, cast.stranger, cast.skip_level):  # as many as the threshold
        writing.participants.get().anonymous_marks.create(relation="upward", writer=writer)
    writing.relations.create(relation="upward", due_on=today() + timedelta(days=5))
    submit(released, "manager", "Words.")
    Cycle.objects.filter(pk=released.pk).update(state="release")
    released.participants.update(released_at=timezone.now())
    there = Acknowledgement(participant=released.participants.get(), version=1, kind="talk", at=timezone.now())
    there.save()
    former = writing.participants.get().reviews.create(
        relation="manager", writer=cast.former_manager, state="replaced"
    )
    typed(former, text_1="Mine.")
    people = (cast.subject, cast.manager, cast.peer, cast.report, cast.former_manager)
    assert len(waits_for(*people)) == 7

    for made in (naming, writing, released):
        pause(made, cast)

    assert waits_for(*people) == []


def test_the_clock_moves_nothing(cast, cycle):
    cycle.relations.update(due_on=today() - timedelta(days=2))
    naming = nominating(cast)
    naming.phases.filter(phase="writing").update(starts_on=today() - timedelta(days=1))
    planned = running(cast)
    decided = {"missing": 3, "writing": 1}
    made = planned.releases.create(whom="Some", is_whole=False, on=today() - timedelta(1), by=cast.hr, decided=decided)
    planned.participants.update(release=made)
    for made in (cycle, naming, planned):
        pause(made, cast)

    moved = (closing.open_due(), closing.close_due(), releasing.release_due())

    assert moved == (0, 0, 0)
    assert not CycleRelation.objects.exclude(closed_at=None).exists()
    for made in (cycle, naming, planned):
        services.resume(made, by=cast.hr)
    assert (closing.open_due(), closing.close_due(), releasing.release_due()) == (1, 3, 1)


def test_a_review_is_kept_as_a_draft_and_says_why_it_is_not_sent(cast, cycle):
    pause(cycle, cast)
    client, path = cast.client("subject"), reverse("reviews:write", args=[review_of(cycle, "self").pk])
    page = client.get(path)

    sent = client.post(path, with_ticket(client, path, {"text_1": "Much."}))

    assert "HR has paused this cycle" in text_of(page)
    assert (sent.status_code, review_of(cycle, "self").state) == (422, "open")
    with pytest.raises(ValidationError, match="paused"):
        submit(cycle, "self", "Much.")


def test_nothing_is_answered_changed_or_calibrated(cast, cycle):
    submit(cycle, "manager", "Words.")
    release_all()
    pause(cycle, cast)
    there = cycle.participants.get()

    with pytest.raises(ValidationError, match="paused"):
        services.acknowledge(there, "received", "", by=cast.subject)
    with pytest.raises(ValidationError, match="paused"):
        amend(cycle, cast)
    page = cast.client("subject").get(reverse("reviews:review", args=[there.pk]))
    index = cast.client("subject").get(reverse("reviews:index"))
    change = cast.client("manager").get(reverse("reviews:amend", args=[review_of(cycle, "manager").pk]))
    Cycle.objects.update(state="calibration", has_calibration=True)
    Participant.objects.update(released_at=None, group=cycle.groups.create(name="All"))
    cycle.groups.get().facilitators.create(person=cast.skip_level)
    with pytest.raises(ValidationError, match="paused"):
        services.change_rating(there, "performance", 1, "Compared.", by=cast.skip_level, version=0)
    with pytest.raises(ValidationError, match="paused"):
        services.add_note(cycle.groups.get(), "Noted.", by=cast.skip_level)
    session = text_of(cast.client("skip_level").get(reverse("reviews:calibration", args=[cycle.pk])))
    theirs = text_of(cast.client("skip_level").get(reverse("reviews:index")))

    assert ("Words." in text_of(page), page.context["may_acknowledge"]) == (True, False)
    assert "HR has paused this cycle on" in text_of(page)
    assert "you can answer it when the cycle goes on" in text_of(index)
    assert "HR has paused this cycle" in text_of(change)
    assert ("Open the session" in theirs, "you hold the next step" in theirs) == (True, False)
    assert ("paused: nothing is changed" in session, "calibration is over" in session) == (True, False)


def test_everybody_who_takes_part_sees_it_and_nobody_the_reason(cast, cycle):
    pause(cycle, cast)
    paths = [reverse("reviews:index"), reverse("reviews:review", args=[cycle.participants.get().pk])]

    pages = [text_of(cast.client(role).get(path)) for role in ("subject", "manager", "peer") for path in paths]
    hr = text_of(cast.client("hr").get(cycle.get_absolute_url()))

    assert ["HR has paused this cycle on" in page for page in pages] == [True] * 6
    assert ['<span class="paused">paused</span>' in page for page in (*pages, hr)] == [True] * 7
    assert [REASON in page for page in (*pages, hr)] == [False] * 6 + [True]


# --- and on again ---


def dates(cycle) -> dict:
    found = {f"{row.phase} {end}": getattr(row, end) for row in CyclePhase.objects.filter(cycle=cycle).order_by("pk")
             for end in ("starts_on", "ends_on")}  # fmt: skip
    return found | {row.relation: row.due_on for row in CycleRelation.objects.filter(cycle=cycle).order_by("pk")}


def test_what_lay_ahead_is_later_by_the_days_of_the_pause_and_nothing_else(cast, cycle):
    cycle.relations.filter(relation="self").update(due_on=today() - timedelta(days=4))
    cycle.relations.filter(relation="peer").update(due_on=today() - timedelta(days=3))
    Review.objects.filter(relation="manager").update(due_on=today() + timedelta(days=1))
    Review.objects.filter(relation="peer").update(due_on=today() - timedelta(days=9))
    planned = cycle.releases.create(whom="Some", is_whole=False, on=today() + timedelta(days=20), by=cast.hr)
    before = dates(cycle)
    pause(cycle, cast, days_ago=3)
    said = {each.words: each.after for each in pausing.ahead(cycle, today())}

    services.resume(cycle, by=cast.hr, days=3)

    three, after = timedelta(days=3), dates(cycle)
    assert {name: after[name] - day for name, day in before.items()} == {
        "writing starts_on": timedelta(),
        "writing ends_on": three,
        "release starts_on": three,
        "release ends_on": three,
        # Due on the day before the pause, and on that day.
        "self": timedelta(),
        "manager": three,
        "peer": three,
    }
    planned.refresh_from_db()
    assert planned.on == today() + timedelta(days=23)
    assert dict(Review.objects.exclude(due_on=None).order_by("pk").values_list("relation", "due_on")) == {
        "manager": today() + timedelta(days=4),
        "peer": today() - timedelta(days=9),
    }
    assert said == {
        "Writing to": after["writing ends_on"],
        "Release from": after["release starts_on"],
        "Release to": after["release ends_on"],
        "Manager review due": after["manager"],
        "Peer review due": after["peer"],
        "Release of Some": planned.on,
    }
    assert Step.objects.get(what="resumed").after == "dates ahead moved by 3 days"


def test_two_days_that_follow_each_other_move_once_each(cast, cycle):
    for relation, days in (("self", 1), ("manager", 4), ("peer", 7)):
        Review.objects.filter(relation=relation).update(due_on=today() + timedelta(days=days))
    pause(cycle, cast, days_ago=3)

    services.resume(cycle, by=cast.hr)

    assert dict(Review.objects.order_by("pk").values_list("relation", "due_on")) == {
        "self": today() + timedelta(days=4),
        "manager": today() + timedelta(days=7),
        "peer": today() + timedelta(days=10),
    }


def test_what_was_due_during_the_pause_can_be_written_after_it(cast, cycle):
    cycle.relations.update(due_on=today() - timedelta(days=2))
    AnonymousMark.objects.create(participant=cycle.participants.get(), relation="upward", writer=cast.report)
    pause(cycle, cast, days_ago=3)
    closing.close_due()

    services.resume(cycle, by=cast.hr)

    assert submit(cycle, "self", "Much.").state == "submitted"


def test_a_page_of_yesterday_is_told_so(cast, cycle):
    pause(cycle, cast, days_ago=3)

    with pytest.raises(ValidationError, match="A day has passed"):
        services.resume(cycle, by=cast.hr, days=2)

    assert Cycle.objects.get().paused_at is not None


# --- in the admin ---


def test_hr_pauses_sees_which_dates_move_and_resumes(cast, cycle):
    client = cast.client("hr")
    pausing_path, on = (reverse(f"admin:reviews_cycle_{name}", args=[cycle.pk]) for name in ("pause", "resume"))

    asked = text_of(client.get(pausing_path))
    empty = client.post(pausing_path, {"reason": ""})
    paused = text_of(client.post(pausing_path, {"reason": REASON}, follow=True))
    Cycle.objects.update(paused_at=timezone.now() - timedelta(days=3))
    before = text_of(client.get(on))
    stale = text_of(client.post(on, {"days": "1"}, follow=True))
    done = text_of(client.post(on, {"days": "3"}, follow=True))
    again = text_of(client.post(on, {"days": "3"}, follow=True))

    assert "nobody is asked, reminded or mailed" in asked
    assert empty.status_code == 422
    assert ("Resume the cycle" in paused, "paused since" in paused, "Give more time" in paused) == (True, True, False)
    assert ("for 3 days" in before, "Manager review due" in before) == (True, True)
    assert "A day has passed meanwhile" in stale
    assert ("The cycle goes on." in done, "dates ahead moved by 3 days" in done) == (True, True)
    assert "This cycle is not paused." in again
