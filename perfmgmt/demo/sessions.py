"""How the demo company compares ratings: groups by function, who leads each, what was changed and noted."""

import datetime as dt
from random import Random

from org.models import Department, Employee
from perfmgmt.demo.review_words import NOTES, REASONS, UNDONE_REASON
from perfmgmt.demo.scene import Scene
from reviews import calibration, services
from reviews.models import CalibrationChange, CalibrationNote, Cycle, Facilitator, Level

CHANGED = 0.09  # of all ratings
UNDONE = 9  # each so many-th change was undone
NOTES_EACH = 2


def make_groups(scene: Scene, cycle: Cycle) -> None:
    """One for each function, and one of those who lead them; with who leads the session."""
    for function in Department.objects.filter(parent=None).order_by("name"):
        inside = Department.objects.under(Department.objects.filter(pk=function.pk))
        departments = list(inside.order_by("pk").values_list("pk", flat=True))
        if cycle.participants.filter(department__in=departments, group=None).exists():
            services.make_group(cycle, function.name, departments, by=scene.hr)
    if cycle.participants.filter(group=None).exists():
        services.make_group(cycle, "Leadership", [], by=scene.hr)
    groups = list(cycle.groups.order_by("pk"))
    Facilitator.objects.bulk_create(
        Facilitator(group=group, person=person)
        for place, group in enumerate(groups)
        for person in _leaders(scene, place)
    )


def _leaders(scene: Scene, place: int) -> list[Employee]:
    """The top leads each session, and the demo manager the first; neither reads what is about them."""
    return [scene.accounts["ceo"], *([scene.accounts["manager"]] if place == 0 else [])]


def hold(scene: Scene, cycle: Cycle, first: dt.date, last: dt.date) -> None:
    rng, levels = scene.stream("session", cycle.name), calibration.levels_of(cycle)
    made: list[CalibrationChange] = []
    leader = scene.accounts["ceo"]
    for person in calibration.people_of(cycle.participants.exclude(subject=leader)):
        for purpose in calibration.PURPOSES:
            given = person.ratings[purpose].given
            if given is not None and rng.random() < CHANGED:
                after = _beside(rng, given, levels[purpose])
                made.append(
                    CalibrationChange(
                        participant=person.participant,
                        purpose=purpose,
                        before=given,
                        after=after,
                        reason=rng.choice(REASONS),
                        group=person.participant.group,
                        by=leader,
                        at=scene.within(rng, first, last),
                    )
                )
    for change in made[UNDONE - 1 :: UNDONE]:
        change.reason, change.undone_by = UNDONE_REASON, leader
        change.undone_at = min(change.at + dt.timedelta(minutes=20), scene.now)
    CalibrationChange.objects.bulk_create(made, batch_size=500)
    CalibrationNote.objects.bulk_create(
        CalibrationNote(group=group, text=text, by=leader, at=scene.within(rng, first, last))
        for group in cycle.groups.order_by("pk")
        for text in rng.sample(NOTES, NOTES_EACH)
    )


def _beside(rng: Random, level: Level, levels: list[Level]) -> Level:
    """One of the levels next to it."""
    place = [each.pk for each in levels].index(level.pk)
    return levels[rng.choice([each for each in (place - 1, place + 1) if 0 <= each < len(levels)])]
