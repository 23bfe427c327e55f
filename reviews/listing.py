"""The page of reviews: what one has to write, one's own, and those of one's team, cycle by cycle."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from org.models import Employee
from reviews import closing
from reviews.answering import form_of
from reviews.cycle_page import PhaseMark, phase_bar
from reviews.models import (
    Acknowledgement,
    Anonymity,
    AnonymousMark,
    Cycle,
    Nomination,
    Participant,
    Relation,
    Review,
)

OVER = (Cycle.State.CLOSED, Cycle.State.CANCELLED)


@dataclass
class ToWrite:
    """`review` is stored, or the form of an anonymous one, which is not."""

    review: Review
    due_on: date | None
    is_open: bool
    may_decline: bool = False

    @property
    def path(self) -> str:
        if self.review.anonymity == Anonymity.ANONYMOUS:
            return reverse("reviews:answer", args=[self.review.participant_id, self.review.relation])
        return reverse("reviews:write", args=[self.review.pk])

    @property
    def decline_path(self) -> str:
        if self.review.anonymity == Anonymity.ANONYMOUS:
            return reverse("reviews:decline_anonymous", args=[self.review.participant_id])
        return reverse("reviews:decline", args=[self.review.pk])


@dataclass
class Row:
    """One review of a cycle's: of the viewer, or of one whom they led on the day of the launch."""

    participant: Participant
    # The viewer's review of this person: the self-review, or the manager's.
    own: Review | None = None
    # Of peers: how many are named, and how many of them wait for the manager.
    named: int = 0
    proposed: int = 0

    @property
    def is_released(self) -> bool:
        return self.participant.is_released

    @property
    def acknowledged(self):
        return next(iter(self.participant.answers_now), None)


@dataclass
class InCycle:
    cycle: Cycle
    bar: list[PhaseMark]
    to_write: list[ToWrite] = field(default_factory=list)
    written: list[Review] = field(default_factory=list)
    # Peer reviews that one is asked for once writing begins, or once enough are asked to be anonymous.
    ahead: list[ToWrite] = field(default_factory=list)
    mine: Row | None = None
    team: list[Row] = field(default_factory=list)
    write_until: date | None = None

    @property
    def release(self) -> PhaseMark | None:
        return self._mark("release")

    @property
    def nomination(self) -> PhaseMark | None:
        return self._mark("nomination")

    @property
    def writing(self) -> PhaseMark | None:
        return self._mark("writing")

    def _mark(self, slug: str) -> PhaseMark | None:
        return next((mark for mark in self.bar if mark.slug == slug), None)


def of(viewer: Employee, today: date) -> tuple[list[InCycle], list[InCycle]]:
    """(those under way, those that are over), the newest first. Five queries."""
    participants = Participant.objects.taking_part().part_of(viewer).select_related("subject", "manager")
    participants = participants.prefetch_related(
        Prefetch("acknowledgements", Acknowledgement.objects.current(), to_attr="answers_now")
    )
    known = list(participants.order_by("pk"))
    # What is to be shown of other people's reviews is the viewer's own part in them, and nothing else.
    reviews = list(Review.objects.filter(writer=viewer, participant__in=[each.pk for each in known]).order_by("pk"))
    reviews += _anonymous(viewer, known)
    cycles = Cycle.objects.filter(pk__in={each.cycle_id for each in known}).prefetch_related("phases", "relations")
    found = {cycle.pk: InCycle(cycle, phase_bar(cycle)) for cycle in cycles}
    by_pk = {each.pk: each for each in known}
    peers = _peers(viewer, known)
    for each in known:
        each.cycle = found[each.cycle_id].cycle
        _add_person(found[each.cycle_id], each, viewer, reviews, peers)
    for review in reviews:
        review.participant = by_pk[review.participant_id]
        may_decline = (review.participant_id, viewer.pk, Nomination.State.APPROVED) in peers
        _add_review(found[review.participant.cycle_id], review, today, may_decline=may_decline)
    for each in found.values():
        each.team.sort(key=lambda row: str(row.participant.subject).casefold())
        each.to_write.sort(key=lambda row: (not row.is_open, row.due_on or date.max, row.review.participant_id))
    every = list(found.values())
    return [each for each in every if each.cycle.state not in OVER], [
        each for each in every if each.cycle.state in OVER
    ]


def _anonymous(viewer: Employee, known: list[Participant]) -> list[Review]:
    """The forms that this viewer has still to answer without their name."""
    marks = AnonymousMark.objects.visible_to(viewer).filter(participant__in=[each.pk for each in known])
    by_pk = {each.pk: each for each in known}
    return [
        form_of(by_pk[mark.participant_id], mark.relation, viewer, waits=not mark.is_asked)
        for mark in marks.with_asked().filter(has_answered=False).order_by("participant", "relation")
    ]


def _peers(viewer: Employee, known: list[Participant]) -> set[tuple]:
    """(participant, nominee, state) of those who are named."""
    rows = Nomination.objects.visible_to(viewer).active().filter(participant__in=[each.pk for each in known])
    return set(rows.order_by().values_list("participant_id", "nominee_id", "state"))


def _add_person(
    there: InCycle, participant: Participant, viewer: Employee, reviews: list[Review], peers: set[tuple]
) -> None:
    own = next(
        (
            each
            for each in reviews
            if each.participant_id == participant.pk and each.relation in (Relation.SELF, Relation.MANAGER)
        ),
        None,
    )
    row = Row(participant, own)
    states = [state for pk, _nominee, state in peers if pk == participant.pk]
    row.named, row.proposed = len(states), states.count(Nomination.State.PROPOSED)
    if participant.subject_id == viewer.pk:
        there.mine = row
        due = [each.due_on for each in there.cycle.relations.all()]
        there.write_until = max(due, default=None)
    elif participant.manager_id == viewer.pk:
        there.team.append(row)


def _add_review(there: InCycle, review: Review, today: date, *, may_decline: bool) -> None:
    if review.state == Review.State.OPEN:
        is_writing = there.cycle.state == Cycle.State.WRITING
        is_open = is_writing and not closing.why_closed(review, today)
        if is_writing and not (review.waits and is_open):
            there.to_write.append(ToWrite(review, closing.due_of(review), is_open, may_decline))
        elif is_writing or (there.cycle.state == Cycle.State.NOMINATION and review.relation == Relation.PEER):
            there.ahead.append(ToWrite(review, None, False, may_decline))
    # Once released, one's own and the team's stand in their rows.
    elif review.state in Review.WRITTEN_STATES and (
        there.cycle.state == Cycle.State.WRITING or review.relation in (Relation.PEER, Relation.UPWARD)
    ):
        there.written.append(review)
