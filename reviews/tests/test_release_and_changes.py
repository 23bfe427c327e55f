"""A release in parts meets what else happens in a cycle at that time: people taken out, another manager, an export."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from inbox.models import Notification
from reviews import exporting, moves, releasing, services
from reviews.models import Cycle, Participant, Release, Step
from reviews.releasing import Choice
from reviews.tests.planning import running, submit
from reviews.tests.test_result import amend


@pytest.fixture
def cycle(cast):
    """In writing, over by its days: the subject of Mona, and the stranger of Fran."""
    made = running(cast)
    made.participants.create(subject=cast.stranger, manager=cast.former_manager)
    for relation in ("self", "manager", "peer"):
        submit(made, relation, f"Words of {relation}.")
    made.relations.update(due_on=timezone.now().date() - timedelta(days=2))
    return made


def of(person, cycle) -> Participant:
    return Participant.objects.select_related("subject", "cycle").get(cycle=cycle, subject=person)


def release(cycle, *managers, by, on=None) -> Release:
    choice = Choice(managers=tuple(each.pk for each in managers))
    people = releasing.chosen(cycle, choice, by)
    seen = moves.of_release(cycle, people, on or timezone.localdate()).overruled
    return services.release(cycle, choice, "As agreed.", by=by, seen=seen, on=on)


def at_noon_of(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_a_plan_of_whom_nobody_is_left_ends_and_takes_the_cycle_nowhere(cast, cycle):
    day = timezone.localdate() + timedelta(days=3)
    release(cycle, cast.former_manager, by=cast.hr, on=day)
    services.take_out(of(cast.stranger, cycle), "She leaves.", by=cast.hr)

    done = releasing.release_due(at_noon_of(day))

    cycle.refresh_from_db()
    assert (done, cycle.state) == (0, Cycle.State.WRITING)
    assert not cycle.releases.exists()
    assert not cycle.relations.filter(closed_at__isnull=False).exists()
    assert cycle.steps.filter(what=Step.What.UNPLANNED, by=None).count() == 1


def test_two_parts_planned_for_one_day_without_the_calibration_are_both_released(cast, cycle):
    Cycle.objects.update(has_calibration=True)
    cycle.refresh_from_db()
    day = timezone.localdate() + timedelta(days=3)
    parts = [release(cycle, manager, by=cast.hr, on=day) for manager in (cast.manager, cast.former_manager)]

    done = releasing.release_due(at_noon_of(day))

    assert done == 2
    assert not Release.objects.filter(pk__in=[each.pk for each in parts], held_at__isnull=False).exists()
    assert cycle.participants.released().count() == 2


def test_recalled_it_is_news_of_nobody_also_where_the_manager_changed_meanwhile(cast, cycle):
    done = release(cycle, cast.former_manager, by=cast.hr)
    services.change_manager(of(cast.stranger, cycle), cast.skip_level, "Fran leads no more.", by=cast.hr)

    services.recall(done, "Too early.", by=cast.hr)

    assert not Notification.objects.filter(kind__in=releasing.NOTICES).exists()


def test_what_is_recalled_while_it_is_exported_is_not_handed_out(cast, cycle, monkeypatch):
    cycle.readers.create(person=cast.hr, named_by=cast.skip_level)
    done = release(cycle, cast.manager, by=cast.hr)
    read = exporting.results

    def recalled_then(*args):
        table = read(*args)
        services.recall(done, "Too early.", by=cast.hr)
        return table

    monkeypatch.setattr(exporting, "results", recalled_then)

    with pytest.raises(ValidationError, match="recalled at this very moment"):
        services.export_results(cycle, "To compare.", by=cast.hr)

    assert not cycle.steps.filter(what=Step.What.EXPORTED).exists()


def page_of(person, cycle, role, cast) -> str:
    page = cast.client(role).get(reverse("reviews:review", args=[of(person, cycle).pk]))
    return " ".join(page.content.decode().split())


def test_a_change_bears_the_name_of_who_made_it_also_where_another_leads_by_now(cast, cycle):
    release(cycle, cast.manager, by=cast.hr)
    amend(cycle, cast)
    services.change_manager(of(cast.subject, cycle), cast.former_manager, "She leads them now.", by=cast.hr)

    page = page_of(cast.subject, cycle, "subject", cast)

    assert "Mona Example changed this review" in page
    assert "Fran Example changed this review" not in page


def test_whoever_calibrated_it_is_named_among_those_who_read_it(cast, cycle):
    still = "Whoever facilitated its calibration reads it still."
    Cycle.objects.update(has_calibration=True)
    cycle.refresh_from_db()
    cycle.participants.update(group=cycle.groups.create(name="All"))
    release(cycle, cast.manager, by=cast.hr)
    facilitators = cycle.groups.get().facilitators
    for person in (cast.subject, cast.manager, cast.report):  # of it these are no readers beside the two
        facilitators.create(person=person)

    two_alone = [page_of(cast.subject, cycle, role, cast) for role in ("subject", "manager")]
    facilitators.create(person=cast.skip_level)
    three = [page_of(cast.subject, cycle, role, cast) for role in ("subject", "manager")]

    assert [("Nobody else reads it here." in page, still in page) for page in two_alone] == [
        (True, False),
        (False, False),
    ]
    assert [("Nobody else reads it here." in page, still in page) for page in three] == [(False, True)] * 2


@pytest.mark.parametrize(("days", "is_told"), [(3, True), (-3, False)])
def test_who_waits_is_told_no_day_that_is_over(cast, cycle, days, is_told):
    release(cycle, cast.former_manager, by=cast.hr)
    cycle.phases.filter(phase="release").update(starts_on=timezone.localdate() + timedelta(days=days))

    page = page_of(cast.subject, cycle, "subject", cast)
    index = " ".join(cast.client("subject").get(reverse("reviews:index")).content.decode().split())

    assert "Not released yet" in page
    assert ("that is planned for" in page, "planned for" in index) == (is_told, is_told)
