"""The page of reviews: what one has to write, one's own, and those of one's team, cycle by cycle."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from org.models import Employee
from reviews import closing
from reviews.cycle_page import PhaseMark, phase_bar
from reviews.models import Acknowledgement, Cycle, Participant, Relation, Review

OVER = (Cycle.State.CLOSED, Cycle.State.CANCELLED)


@dataclass
class ToWrite:
    review: Review
    due_on: date | None
    is_open: bool


@dataclass
class Row:
    """One review of a cycle's: of the viewer, or of one whom they led on the day of the launch."""

    participant: Participant
    # The viewer's review of this person: the self-review, or the manager's.
    own: Review | None = None
    is_released: bool = False

    @property
    def acknowledged(self):
        return next(iter(self.participant.answers_now), None)


@dataclass
class InCycle:
    cycle: Cycle
    bar: list[PhaseMark]
    to_write: list[ToWrite] = field(default_factory=list)
    written: list[Review] = field(default_factory=list)
    mine: Row | None = None
    team: list[Row] = field(default_factory=list)
    write_until: date | None = None

    @property
    def release(self) -> PhaseMark | None:
        return next((mark for mark in self.bar if mark.slug == "release"), None)


def of(viewer: Employee, today: date) -> tuple[list[InCycle], list[InCycle]]:
    """(those under way, those that are over), the newest first. Five queries."""
    participants = Participant.objects.part_of(viewer).select_related("subject", "manager")
    participants = participants.prefetch_related(
        Prefetch("acknowledgements", Acknowledgement.objects.current(), to_attr="answers_now")
    )
    known = list(participants.order_by("pk"))
    # What is to be shown of other people's reviews is the viewer's own part in them, and nothing else.
    reviews = list(Review.objects.filter(writer=viewer, participant__in=[each.pk for each in known]).order_by("pk"))
    cycles = Cycle.objects.filter(pk__in={each.cycle_id for each in known}).prefetch_related("phases", "relations")
    found = {cycle.pk: InCycle(cycle, phase_bar(cycle)) for cycle in cycles}
    by_pk = {each.pk: each for each in known}
    for each in known:
        each.cycle = found[each.cycle_id].cycle
        _add_person(found[each.cycle_id], each, viewer, reviews)
    for review in reviews:
        review.participant = by_pk[review.participant_id]
        _add_review(found[review.participant.cycle_id], review, today)
    for each in found.values():
        each.team.sort(key=lambda row: str(row.participant.subject).casefold())
        each.to_write.sort(key=lambda row: (not row.is_open, row.due_on or date.max, row.review.pk))
    every = list(found.values())
    return [each for each in every if each.cycle.state not in OVER], [
        each for each in every if each.cycle.state in OVER
    ]


def _add_person(there: InCycle, participant: Participant, viewer: Employee, reviews: list[Review]) -> None:
    is_released = there.cycle.state in (Cycle.State.RELEASE, Cycle.State.CLOSED)
    own = next(
        (
            each
            for each in reviews
            if each.participant_id == participant.pk and each.relation in (Relation.SELF, Relation.MANAGER)
        ),
        None,
    )
    row = Row(participant, own, is_released)
    if participant.subject_id == viewer.pk:
        there.mine = row
        due = [each.due_on for each in there.cycle.relations.all()]
        there.write_until = max(due, default=None)
    elif participant.manager_id == viewer.pk:
        there.team.append(row)


def _add_review(there: InCycle, review: Review, today: date) -> None:
    if review.state == Review.State.OPEN:
        if there.cycle.state == Cycle.State.WRITING:
            is_open = not closing.why_closed(review, today)
            there.to_write.append(ToWrite(review, closing.due_of(review), is_open))
    # Once released, one's own and the team's stand in their rows.
    elif review.state in Review.WRITTEN_STATES and (
        there.cycle.state == Cycle.State.WRITING or review.relation in (Relation.PEER, Relation.UPWARD)
    ):
        there.written.append(review)
