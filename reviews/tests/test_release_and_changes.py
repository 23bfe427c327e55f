"""A release in parts meets what else happens in a cycle at that time: people taken out, another manager, an export."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from inbox.models import Notification
from reviews import exporting, moves, releasing, services
from reviews.models import Cycle, Participant, Release, Step
from reviews.releasing import Choice
from reviews.tests.planning import running, submit


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
