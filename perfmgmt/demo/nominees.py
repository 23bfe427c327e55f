"""Who is named as a peer in the demo company: proposed, approved, not approved, declined, added by the manager."""

import datetime as dt
from collections import defaultdict
from random import Random

from perfmgmt.demo.review_words import ADDED, DECLINES, REFUSALS
from perfmgmt.demo.scene import Scene
from reviews import asking
from reviews.models import Cycle, Nomination, Participant, Relation, Review

State = Nomination.State
# What became of those whom somebody proposed, in turn; more wait than are decided.
ENDS = (State.APPROVED, State.PROPOSED, State.PROPOSED, State.APPROVED, State.REFUSED, State.PROPOSED, State.DECLINED)
NAMED = 3
NAMED_NOBODY = 6  # of those of whom nobody is logged into, each so many-th has named nobody


def save(scene: Scene, cycle: Cycle, first: dt.date, last: dt.date) -> None:
    """The demo employee has named nobody yet: that is theirs to do. They are asked by whoever named them."""
    people = list(cycle.participants.select_related("subject", "manager").order_by("pk"))
    teams: dict[int | None, list[int]] = defaultdict(list)
    for each in people:
        teams[each.manager_id].append(each.subject_id)
    rng, made = scene.stream("nominees"), []
    for number, each in enumerate(people):
        if each.subject_id == scene.accounts["employee"].pk or number % NAMED_NOBODY == NAMED_NOBODY - 1:
            continue
        circle = asking.peers_in_circle(each.subject_id, teams[each.manager_id], NAMED)
        made += [_nomination(scene, rng, each, pk, number + place, (first, last)) for place, pk in enumerate(circle)]
    Nomination.objects.bulk_create(made, batch_size=500)
    Review.objects.bulk_create((_review(cycle, each) for each in made if each.state in ASKED), batch_size=500)


ASKED = {State.APPROVED: Review.State.OPEN, State.DECLINED: Review.State.DECLINED}


def _review(cycle: Cycle, named: Nomination) -> Review:
    return Review(
        participant=named.participant,
        relation=Relation.PEER,
        writer_id=named.nominee_id,
        anonymity=cycle.peers_are,
        state=ASKED[named.state],
    )


def _nomination(
    scene: Scene, rng: Random, participant: Participant, nominee: int, turn: int, days: tuple[dt.date, dt.date]
) -> Nomination:
    is_asked = nominee == scene.accounts["employee"].pk or participant.manager_id is None
    state = State.APPROVED if is_asked else ENDS[turn % len(ENDS)]
    at = scene.within(rng, *days)
    row = Nomination(
        participant=participant, nominee_id=nominee, proposed_by=participant.subject, proposed_at=at, state=state
    )
    if state != State.PROPOSED:
        row.decided_at = min(at + dt.timedelta(hours=5), scene.now)
    if state == State.REFUSED:
        row.word = rng.choice(REFUSALS)
    elif state == State.DECLINED:
        row.word = rng.choice(DECLINES)
    elif state == State.APPROVED and participant.manager and rng.random() < 0.2:
        row.proposed_by, row.word = participant.manager, ADDED
    return row
