"""What people of the demo company say when a result is released to them; some say nothing."""

import datetime as dt

from django.db.models import QuerySet

from perfmgmt.demo.chance import weighted
from perfmgmt.demo.review_words import COMMENTS, TALKS
from perfmgmt.demo.scene import Scene
from reviews.models import Acknowledgement, Cycle, Participant
from reviews.models.acknowledgement import result_version

Kind = Acknowledgement.Kind
SILENT = ""
SHARES = {Kind.RECEIVED: 55, Kind.COMMENT: 18, Kind.TALK: 9, SILENT: 18}
# Of the demo manager's team somebody asks for a talk in any case.
TALKS_OF_TEAM = 1


def save(scene: Scene, cycle: Cycle, first: dt.date, last: dt.date, *, silent: tuple[str, ...] = ()) -> None:
    """`silent` are accounts that have still to answer; where there are any, the talks are still to come too."""
    rng = scene.stream("receipts", cycle.name)
    waiting = {scene.accounts[name].pk for name in silent}
    manager, asked = scene.accounts["manager"].pk, 0
    rows = []
    for each in _participants(cycle):
        kind = weighted(rng, list(SHARES), list(SHARES.values()))
        if each.subject_id in waiting:
            continue
        if silent and each.manager_id == manager and asked < TALKS_OF_TEAM:
            kind, asked = Kind.TALK, asked + 1
        if kind == SILENT:
            continue
        row = Acknowledgement(participant=each, version=each.result, kind=kind, at=scene.within(rng, first, last))
        row.comment = {Kind.COMMENT: rng.choice(COMMENTS), Kind.TALK: rng.choice(TALKS)}.get(kind, "")
        if kind == Kind.TALK and not silent:
            row.talked_at = row.at + dt.timedelta(days=3)
        rows.append(row)
    Acknowledgement.objects.bulk_create(rows, batch_size=500)


def _participants(cycle: Cycle) -> QuerySet[Participant]:
    return cycle.participants.annotate(result=result_version()).order_by("pk")
