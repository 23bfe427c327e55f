"""A review cycle of the demo company begins, and passes through its phases, on days that are past."""

import datetime as dt

from perfmgmt.demo.review_words import OVERRULED
from perfmgmt.demo.scene import Scene
from reviews import closing, launching, moves, opening, releasing, services
from reviews.models import Cycle, Release, Step

PREPARED = dt.timedelta(days=9)  # before its launch it was made
TOOK = dt.timedelta(minutes=2)


def launched(scene: Scene, plan: services.Plan) -> Cycle:
    """Launched on the first day of its first phase: it asks those who worked here then."""
    cycle = services.save_cycle(None, plan, by=scene.hr)
    if scene.second_hr and cycle.has_calibration:
        services.name_reader(cycle, scene.hr, by=scene.second_hr)
    services.launch(cycle, by=scene.hr)
    at = scene.at(min(first for first, _last in plan.phases.values()))
    Cycle.objects.filter(pk=cycle.pk).update(launch_begun_at=at)
    while launching.launch_slice(cycle.pk):
        pass
    Cycle.objects.filter(pk=cycle.pk).update(launched_at=at + TOOK)
    cycle.participants.update(added_at=at)
    cycle.steps.update(at=at)
    cycle.steps.filter(what__in=[Step.What.MADE, Step.What.NAMED]).update(at=at - PREPARED)
    cycle.refresh_from_db()
    return cycle


def move(cycle: Cycle, state: str, at: dt.datetime, *, by) -> None:
    """As HR's move does, without its news: nobody waits for those of a year ago."""
    before, cycle.state = cycle.state, state
    cycle.save(update_fields=["state"])
    if before == Cycle.State.WRITING:
        closing.close_all(cycle)
        cycle.relations.update(closed_at=at)
    Step.objects.create(cycle=cycle, what=Step.What.MOVED, before=before, after=state, by=by, at=at)
    if state == Cycle.State.RELEASE:
        _open_all(cycle, at, by)


def _open_all(cycle: Cycle, at: dt.datetime, by) -> None:
    whom, people = releasing.in_words(releasing.Choice()), cycle.participants.waiting()
    facts = {"is_whole": True, "made_at": at, "released_at": at, "count": people.count(), "by": by}
    made = Release.objects.create(cycle=cycle, whom=whom, **facts)
    after = opening.with_count(whom, made.count)
    Step.objects.create(cycle=cycle, what=Step.What.RELEASED, after=after, by=by, at=at)
    people.update(released_at=at, release=made)


def move_by_service(scene: Scene, cycle: Cycle, name: str, at: dt.datetime) -> None:
    """With its news, which are of today."""
    overruled = moves.check(cycle, name, scene.today).overruled
    services.move_cycle(cycle, name, OVERRULED, by=scene.hr, seen=overruled)
    for pk in list(opening.under_way().filter(cycle=cycle).order_by("pk").values_list("pk", flat=True)):
        while opening.open_slice(pk):
            pass
    cycle.refresh_from_db()
    cycle.relations.update(closed_at=at)
    cycle.steps.filter(what=Step.What.MOVED, after=cycle.state).update(at=at)
    cycle.steps.filter(what=Step.What.RELEASED).update(at=at)
    # What was released just now could be recalled, and is cited nowhere yet.
    cycle.participants.released().update(released_at=at)
    cycle.releases.update(made_at=at, released_at=at)
