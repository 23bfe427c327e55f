"""What a cycle asks of people: to write, to say that they received it, to talk. A fixed number of queries.

Not registered yet: Today has twelve queries for everything, and these come on top. They have to become one with others
first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.duties import Duty
from org.models import Employee, Organization
from reviews import closing
from reviews.models import Acknowledgement, Cycle, Participant, Phase, Relation, Review

MINUTES = {Relation.SELF: 30, Relation.MANAGER: 30, Relation.PEER: 15, Relation.UPWARD: 15}


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    ids = {person.pk for person in people}
    if not ids:
        return
    yield from _to_write(ids, now)
    yield from _to_acknowledge(ids)
    yield from _to_talk(ids)


def _to_write(ids: set[int], now: datetime) -> Iterable[Duty]:
    """Never what is anonymous: of that there are no rows here."""
    found = Review.objects.filter(
        writer__in=ids, state=Review.State.OPEN, participant__cycle__state=Cycle.State.WRITING
    ).select_related("participant__cycle", "participant__subject")
    found = list(found.prefetch_related("participant__cycle__relations").order_by("pk"))
    today = closing.today_of(Organization.objects.current(), now) if found else now.date()
    for review in found:
        if not closing.why_closed(review, today):
            yield _write(review)


def _write(review: Review) -> Duty:
    subject, is_self = review.participant.subject, review.relation == Relation.SELF
    return Duty(
        person_id=review.writer_id,
        key=f"review:{review.pk}:write",
        title=_("Write your self-review") if is_self else _("Write your review of %(name)s") % {"name": subject},
        mail_title=_("A self-review waits to be written") if is_self else _("A review waits to be written"),
        action=_("Write self-review") if is_self else _("Write review"),
        path=reverse("reviews:write", args=[review.pk]),
        why=_("You are asked for it in a review cycle, until this day."),
        due_on=closing.due_of(review),
        detail=str(review.participant.cycle),
        icon="file-text",
        minutes=MINUTES[Relation(review.relation)],
        kind="review",
        other=None if is_self else subject,
    )


def _to_acknowledge(ids: set[int]) -> Iterable[Duty]:
    released = Participant.objects.filter(subject__in=ids, cycle__state=Cycle.State.RELEASE)
    found = Acknowledgement.objects.unanswered(released)
    for each in found.select_related("cycle").prefetch_related("cycle__phases").order_by("pk"):
        ends = next((row.ends_on for row in each.cycle.phases.all() if row.phase == Phase.RELEASE), None)
        yield Duty(
            person_id=each.subject_id,
            key=f"review-result:{each.pk}:acknowledge",
            title=_("Read your review, and say that you received it"),
            mail_title=_("A review was released to you"),
            action=_("Read review"),
            path=reverse("reviews:review", args=[each.pk]),
            why=_("Your review was released; to say that you received it is not to agree."),
            due_on=ends,
            detail=str(each.cycle),
            icon="file-text",
            minutes=15,
            kind="review",
        )


def _to_talk(ids: set[int]) -> Iterable[Duty]:
    found = Acknowledgement.objects.filter(
        kind=Acknowledgement.Kind.TALK, talked_at=None, participant__manager__in=ids
    ).select_related("participant__subject", "participant__cycle")
    for each in found.order_by("pk"):
        subject = each.participant.subject
        yield Duty(
            person_id=each.participant.manager_id,
            key=f"review-result:{each.participant_id}:talk",
            title=_("%(name)s asks for a talk about the review") % {"name": subject},
            mail_title=_("A talk about a review was asked for"),
            action=_("Open review"),
            path=reverse("reviews:review", args=[each.participant_id]),
            why=_("A talk was asked for after the release; within a week is good."),
            due_on=each.talk_due,
            detail=str(each.participant.cycle),
            icon="messages-square",
            minutes=30,
            kind="review",
            other=subject,
        )
