"""Release in parts, at once or on a day; what stands against it, and what HR sees of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from inbox.models import Notification
from org.tests.factories import DepartmentFactory, EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import moves, opening, releasing, services, states, tasks
from reviews.models import Answer, Cycle, Participant, Release, Review, Step
from reviews.releasing import NOBODY, Choice
from reviews.tests.planning import running, submit

EVERYONE = Choice()


def of_five(cast) -> Cycle:
    """In writing, with five people: of Mona, of Skip in a department below Sales, of Fran, Hanna of HR, and Tara who
    leads Hanna and has no manager. All that is asked is written.
    """
    made = running(cast)
    emea = DepartmentFactory(name="EMEA", parent=cast.subject.department)
    made.participants.update(department=cast.subject.department)
    made.participants.create(subject=cast.peer, manager=cast.skip_level, department=emea)
    made.participants.create(
        subject=cast.stranger, manager=cast.former_manager, department=cast.stranger.department
    )
    made.participants.create(subject=cast.hr, manager=cast.hr.manager, department=cast.hr.department)
    made.participants.create(subject=cast.hr.manager, department=cast.hr.manager.department)
    for relation in ("self", "manager", "peer"):
        submit(made, relation, f"Words of {relation}.")
    made.relations.update(due_on=timezone.now().date() - timedelta(days=2))
    return made


@pytest.fixture
def cycle(cast):
    return of_five(cast)


def release(cycle, choice=EVERYONE, *, by, **options) -> Release:
    people = releasing.chosen(Cycle.objects.get(pk=cycle.pk), choice, by)
    day = options.get("on") or timezone.now().date()
    options.setdefault("seen", moves.of_release(Cycle.objects.get(pk=cycle.pk), people, day).overruled)
    return services.release(cycle, choice, "As agreed.", by=by, **options)


def tomorrow():
    return timezone.now().date() + timedelta(days=2)


def open_to(cycle) -> set:
    return set(Participant.objects.released().filter(cycle=cycle).order_by().values_list("subject", flat=True))


def path(name, cycle, *args) -> str:
    return reverse(f"admin:reviews_cycle_{name}", args=[cycle.pk, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- whom ---


@pytest.mark.parametrize(
    ("choose", "names"),
    [
        (lambda cast: Choice(managers=(cast.former_manager.pk,)), {"stranger"}),
        (lambda cast: Choice(managers=(cast.manager.pk, cast.skip_level.pk)), {"subject", "peer"}),
        (lambda cast: Choice(departments=(cast.subject.department_id,)), {"subject", "peer"}),
        (lambda cast: EVERYONE, {"subject", "peer", "stranger", "hr", "tara"}),
    ],
)
def test_the_chosen_are_released_and_the_others_wait(cast, cycle, choose, names):
    people = {"tara": cast.hr.manager}

    made = release(cycle, choose(cast), by=cast.hr)

    cycle.refresh_from_db()
    assert open_to(cycle) == {(people.get(name) or cast[name]).pk for name in names}
    assert (cycle.state, made.count) == ("release", len(names))
    told = Notification.objects.filter(kind="review-released").order_by().values_list("person", flat=True)
    assert set(told) == open_to(cycle)
    assert list(cycle.steps.order_by("pk").values_list("what", "by"))[-2:] == [
        ("moved", cast.hr.pk),
        ("released", cast.hr.pk),
    ]


def test_the_rest_is_released_later_by_the_same_button_and_nobody_twice(cast, cycle):
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)
    first = Participant.objects.get(cycle=cycle, subject=cast.subject).released_at

    again = release(cycle, by=cast.hr)

    assert again.count == 2
    assert open_to(cycle) == {cast.subject.pk, cast.peer.pk, cast.stranger.pk}
    assert Participant.objects.get(cycle=cycle, subject=cast.subject).released_at == first
    assert cycle.steps.filter(what="moved", after="release").count() == 1


def test_nobody_releases_a_part_that_is_their_own_or_their_managers(cast, cycle):
    other = EmployeeFactory(hr=True)
    for choice in (Choice(managers=(NOBODY,)), Choice(departments=(cast.hr.department_id,))):
        with pytest.raises(ValidationError, match="another HR person"):
            release(cycle, choice, by=cast.hr)
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)
    release(cycle, by=cast.hr)
    with pytest.raises(ValidationError, match="another HR person"):
        release(cycle, by=cast.hr)

    assert release(cycle, Choice(managers=(NOBODY,)), by=other).count == 1
    assert release(cycle, by=other).count == 1
    with pytest.raises(ValidationError, match="released already"):
        release(cycle, by=other)


def test_only_hr_releases_plans_and_recalls(cast, cycle):
    planned = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())
    done = release(cycle, Choice(managers=(cast.former_manager.pk,)), by=cast.hr)

    for role in ("subject", "manager", "skip_level", "administrator"):
        for act in (
            lambda who: services.release(cycle, EVERYONE, "No.", by=who, seen=[]),
            lambda who: services.drop_plan(planned, by=who),
            lambda who: services.recall(done, "No.", by=who),
        ):
            with pytest.raises(PermissionDenied):
                act(cast[role])
    assert open_to(cycle) == {cast.stranger.pk}


@pytest.mark.parametrize("state", Cycle.State.values)
@pytest.mark.parametrize("name", states.PARTS)
def test_each_part_moves_in_the_phases_of_the_table_only(cast, cycle, name, state):
    part = states.PARTS[name]
    now, choice = timezone.now(), Choice(managers=(cast.manager.pk,))
    made = None
    if part.source != states.WAITING:
        made = release(cycle, choice, by=cast.hr, on=tomorrow())
    if part.source == states.RELEASED:
        with_lock = Cycle.objects.get(pk=cycle.pk)
        opening.begin(with_lock, made, now, by=None)
    Cycle.objects.update(state=state, has_nomination=True, has_calibration=state == "calibration")
    Release.objects.update(decided={"alone": 1})
    acts = {
        "release": lambda: release(cycle, choice, by=cast.hr),
        "plan": lambda: release(cycle, choice, by=cast.hr, on=tomorrow()),
        "drop": lambda: services.drop_plan(made, by=cast.hr),
        "release planned": lambda: releasing.release_due(now + timedelta(days=3)) or _refused(),
        "recall": lambda: services.recall(made, "Too early.", by=cast.hr),
    }
    before = states.standing_of(Participant.objects.get(cycle=cycle, subject=cast.subject))
    assert before == part.source

    if state in part.phases:
        acts[name]()
    else:
        with pytest.raises(ValidationError):
            acts[name]()

    after = states.standing_of(Participant.objects.get(cycle=cycle, subject=cast.subject))
    assert after == (part.target if state in part.phases else part.source)


def _refused():
    raise ValidationError("The clock moved nothing.")


# --- what stands against it ---


def test_what_is_not_written_or_not_calibrated_is_told_with_names_before(cast, cycle):
    Cycle.objects.update(has_calibration=True, state="calibration")
    cycle.refresh_from_db()
    cycle.phases.create(phase="calibration", starts_on=cycle.starts_on, ends_on=timezone.now().date() - timedelta(3))
    Review.objects.filter(participant__subject=cast.subject, relation="self").update(
        state="open", version=0, submitted_at=None
    )
    there = Participant.objects.get(cycle=cycle, subject=cast.subject)
    question = Answer.objects.filter(level__isnull=False).order_by("pk").first().question
    low, high = question.scale.levels.order_by("value")[:2]
    changed = {"purpose": "performance", "before": low, "after": high, "reason": "Compared.", "by": cast.skip_level}
    Review.objects.filter(relation="manager").update(submitted_at=timezone.now() - timedelta(days=2))
    there.changes.create(**changed, at=timezone.now() - timedelta(days=1))
    cycle.participants.exclude(subject=cast.peer).update(group=cycle.groups.create(name="All"))
    Participant.objects.filter(cycle=cycle, subject=cast.hr.manager).update(group=None)

    found = moves.of_release(cycle, cycle.participants.waiting(), timezone.now().date(), cast.hr)

    told = {kind: [each.subject for each in people] for kind, (_words, people) in
            zip(found.counts, found.told, strict=True)}  # fmt: skip
    # Of Tara, who leads Hanna, Hanna is told the number and not the name.
    assert told == {"missing": [cast.subject], "alone": [cast.peer], "changed late": [cast.subject]}
    assert found.counts == {"missing": 1, "alone": 2, "changed late": 1}
    page = text_of(cast.client("hr").get(path("release", cycle)))
    assert path("person", cycle, there.pk) in page
    assert "2 people are in no group" in page


def test_only_what_concerns_the_chosen_stands_against_it(cast, cycle):
    Review.objects.filter(participant__subject=cast.subject, relation="self").update(
        state="open", version=0, submitted_at=None
    )

    of_others = releasing.chosen(cycle, Choice(managers=(cast.former_manager.pk,)), cast.hr)

    assert moves.of_release(cycle, of_others, timezone.now().date()).counts == {}
    with pytest.raises(ValidationError, match="Say why"):
        services.release(cycle, Choice(managers=(cast.manager.pk,)), "", by=cast.hr, seen=[])
    with pytest.raises(ValidationError, match="changed meanwhile"):
        services.release(cycle, Choice(managers=(cast.manager.pk,)), "Agreed.", by=cast.hr, seen=[])


def test_of_those_whom_a_colleague_released_meanwhile_one_is_told(cast, cycle):
    release(cycle, Choice(managers=(cast.manager.pk,)), by=EmployeeFactory(hr=True))

    with pytest.raises(ValidationError, match="2 wait for it now, not 5"):
        release(cycle, by=cast.hr, count=5)

    assert open_to(cycle) == {cast.subject.pk}


@pytest.mark.django_db(transaction=True)
def test_two_of_hr_at_the_same_moment_release_each_once(cast, cycle):
    other = EmployeeFactory(hr=True)

    outcomes = at_once(
        lambda: services.release(cycle, EVERYONE, "", by=cast.hr, seen=[], count=5),
        lambda: services.release(cycle, EVERYONE, "", by=other, seen=[], count=5),
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Release", "ValidationError"]
    assert Notification.objects.filter(kind="review-released").count() == 5
    assert Step.objects.filter(what="released").count() == 1


# --- on a day ---


def test_a_plan_is_carried_out_at_the_start_of_its_day_where_the_organisation_is(cast, cycle):
    organization = releasing.Organization.objects.current()
    organization.time_zone = "Pacific/Auckland"
    organization.save()
    day = tomorrow()
    # In Auckland the day begins on the evening before, by Greenwich.
    starts = datetime(day.year, day.month, day.day, tzinfo=releasing.closing.zone("Pacific/Auckland")).astimezone(UTC)
    planned = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=day)

    counts = [releasing.release_due(starts + timedelta(seconds=seconds)) for seconds in (-1, 1, 2)]

    planned.refresh_from_db()
    assert counts == [0, 1, 0]
    assert open_to(cycle) == {cast.subject.pk}
    assert (planned.count, Cycle.objects.get(pk=cycle.pk).state) == (1, "release")
    assert Step.objects.filter(what="released").values_list("by", "after").get() == (
        None,
        "the people of Mona Example · 1 person",
    )


def test_a_worker_that_dies_leaves_nothing_and_the_next_finds_it(cast, cycle, monkeypatch):
    release(cycle, by=cast.hr, on=tomorrow())
    at, tell, deaths = timezone.now() + timedelta(days=3), opening.notify_many, iter([True, False])

    def dies_once(news, **options):
        tell(news, **options)
        if next(deaths):
            raise OperationalError("killed")

    monkeypatch.setattr(opening, "notify_many", dies_once)
    releasing.release_due(at)
    left = (open_to(cycle), Notification.objects.count(), Cycle.objects.get(pk=cycle.pk).state)

    assert left == (set(), 0, "writing")
    assert releasing.release_due(at) == 1
    assert len(open_to(cycle)) == 5
    assert Notification.objects.filter(kind="review-released").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_carry_it_out_once(cast, cycle):
    release(cycle, by=cast.hr, on=tomorrow())
    at = timezone.now() + timedelta(days=3)

    outcomes = at_once(*[lambda: releasing.release_due(at)] * 2)

    assert sorted(outcomes) == [0, 1]
    assert Step.objects.filter(what="released").count() == 1


def test_the_task_of_the_clock_carries_out_what_is_due(cast, cycle):
    planned = release(cycle, by=cast.hr, on=tomorrow())
    Release.objects.filter(pk=planned.pk).update(on=timezone.now().date() - timedelta(days=1))

    tasks.release_planned()

    assert len(open_to(cycle)) == 5


def test_a_plan_holds_its_people_until_it_is_taken_back(cast, cycle):
    planned = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())

    assert release(cycle, by=cast.hr).count == 2
    with pytest.raises(ValidationError, match="another HR person releases"):
        release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)
    services.drop_plan(planned, by=EmployeeFactory(hr=True))
    services.drop_plan(planned, by=cast.hr)

    assert releasing.release_due(timezone.now() + timedelta(days=3)) == 0
    assert release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr).count == 1
    assert list(cycle.steps.filter(what__contains="planned").order_by("pk").values_list("what", "after")) == [
        ("planned", f"the people of Mona Example · 1 person, on {date_format(tomorrow(), 'j F Y')}"),
        ("unplanned", "the people of Mona Example · 1 person"),
    ]


def test_a_day_that_is_over_is_refused_beside_its_field(cast, cycle):
    client = cast.client("hr")

    answer = client.post(path("release", cycle), {"on": "2020-01-01", "count": "5"})

    assert answer.status_code == 422
    assert "Choose a day after today" in answer.context["form"].errors["on"][0]
    assert not Release.objects.exists()


def test_what_came_since_holds_the_clock_back_and_whoever_planned_is_told(cast, cycle):
    planned = release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())
    Review.objects.filter(participant__subject=cast.subject, relation="manager").update(
        state="open", version=0, submitted_at=None
    )

    done = releasing.release_due(timezone.now() + timedelta(days=3))

    planned.refresh_from_db()
    assert (done, planned.held_at is not None, open_to(cycle)) == (0, True, set())
    assert "1 review is not submitted" in Step.objects.get(what="held").reason
    assert Notification.objects.get(kind="review-release-held").person == cast.hr
    page = text_of(cast.client("hr").get(cycle.get_absolute_url()))
    assert "held back; the history says why" in page
    assert releasing.release_due(timezone.now() + timedelta(days=4)) == 0


def test_all_hr_are_told_where_whoever_planned_it_is_hr_no_more(cast, cycle):
    other = EmployeeFactory(hr=True)
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())
    Review.objects.filter(participant__subject=cast.subject, relation="manager").update(
        state="open", version=0, submitted_at=None
    )
    cast.hr.role_grants.update(ended_at=timezone.now(), ended_by=other)

    releasing.release_due(timezone.now() + timedelta(days=3))

    told = Notification.objects.filter(kind="review-release-held").values_list("person", flat=True)
    assert cast.hr.pk not in told
    assert other.pk in told


def test_what_was_decided_against_does_not_hold_it_back(cast, cycle):
    Review.objects.filter(participant__subject=cast.subject, relation="self").update(
        state="open", version=0, submitted_at=None
    )
    release(cycle, by=cast.hr, on=tomorrow())

    assert releasing.release_due(timezone.now() + timedelta(days=3)) == 1


def test_who_is_taken_out_is_in_no_plan_any_more(cast, cycle):
    release(cycle, by=cast.hr, on=tomorrow())
    there = Participant.objects.get(cycle=cycle, subject=cast.subject)

    services.take_out(there, "Left.", by=cast.hr)
    services.take_in(there, "Back.", by=cast.hr)
    releasing.release_due(timezone.now() + timedelta(days=3))

    assert open_to(cycle) == {cast.peer.pk, cast.stranger.pk, cast.hr.pk, cast.hr.manager_id}


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_with_the_cycle_what_was_planned_ends(cast, cycle, end):
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr, on=tomorrow())
    if end == "cancel":
        services.cancel(cycle, "No longer.", by=cast.hr)
    else:
        release(cycle, Choice(managers=(cast.former_manager.pk,)), by=cast.hr)
        seen = moves.check(cycle, "close", timezone.now().date()).overruled
        services.move_cycle(cycle, "close", "It is time.", by=cast.hr, seen=seen)

    page = text_of(cast.client("hr").get(cycle.get_absolute_url()))

    assert not Release.objects.filter(released_at=None).exists()
    assert ("Released to 1; 4 stay sealed for good." in page) == (end == "close")


# --- in the admin ---


def test_hr_chooses_sees_whom_releases_and_recalls(cast, cycle):
    client = cast.client("hr")
    query = f"?whom=managers&managers={cast.manager.pk}"

    asked = text_of(client.get(path("release", cycle) + query))
    done = client.post(path("release", cycle) + query, {"count": "1"}, follow=True)
    listed = text_of(client.get(cycle.get_absolute_url()))
    made = Release.objects.get()
    before = text_of(client.get(path("recall", cycle, made.pk)))
    back = client.post(path("recall", cycle, made.pk), {"reason": "The wrong team."}, follow=True)

    assert "1 person: the people of Mona Example" in asked
    assert "4 people wait for a later release; their results stay sealed." in asked
    assert "Your own, and your manager’s, another HR person releases." in asked
    assert "Writing ends with it, for everybody." in asked
    assert "Released to 1 person." in text_of(done)
    assert ("Release more results" in listed, "Close the cycle" in listed, "Recall" in listed) == (True, True, True)
    assert "cannot be taken back" in before
    assert "Recalled. Nobody had read it" in text_of(back)
    assert "recalled by Hanna Example" in text_of(back)


def test_hr_plans_and_takes_the_plan_back(cast, cycle):
    client = cast.client("hr")

    done = text_of(client.post(path("release", cycle), {"count": "5", "on": f"{tomorrow()}"}, follow=True))
    again = text_of(client.get(path("release", cycle), follow=True))
    back = text_of(client.post(path("drop_release", cycle, Release.objects.get().pk), follow=True))

    assert "5 people." in done
    assert "planned by Hanna Example for the start of" in done
    assert "For everybody who waits a release is planned or under way already." in again
    assert "The plan is taken back" in back
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?whom=managers", "Choose at least one manager."),
        ("?whom=departments", "Choose at least one department."),
        ("?whom=managers&managers=x", "Select a valid choice"),
        ("?whom=everybody", "Select a valid choice"),
    ],
)
def test_a_choice_of_nobody_is_told_and_releases_nothing(cast, cycle, query, words):
    client = cast.client("hr")

    page = client.get(path("release", cycle) + query)
    sent = client.post(path("release", cycle) + query, {"count": "5"})

    assert (page.status_code, sent.status_code) == (422, 422)
    assert words in text_of(page)
    assert not Release.objects.exists()


def test_a_cycle_is_closed_with_people_who_wait_for_a_reason_only(cast, cycle):
    release(cycle, Choice(managers=(cast.manager.pk,)), by=cast.hr)

    page = cast.client("hr").get(path("close", cycle))

    words = "4 people are not released: neither they nor their managers will ever read the results."
    assert words in page.context["checked"].overruled


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_that_asks_costs_the_same_whomever_it_is_about(cast, cycle, count, django_assert_num_queries):
    for _each in range(count):
        cycle.participants.create(subject=EmployeeFactory(), manager=EmployeeFactory(), department=DepartmentFactory())
        Review.objects.create(
            participant=cycle.participants.latest("pk"), relation="self", writer=cycle.participants.latest("pk").subject
        )
    client = cast.client("hr")

    with django_assert_num_queries(16):
        assert client.get(path("release", cycle)).status_code == 200
