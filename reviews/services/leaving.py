"""Who is no longer the manager decides what becomes of the draft: hand it over, submit it as a contribution
(`services.submit`), or drop it. Until then it is theirs alone.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from drafts import services as drafts
from drafts.models import Draft
from inbox.services import notify
from reviews.models import Cycle, Relation, Review


def left_behind(review: Review):
    """The drafts that the former manager has typed for this review."""
    return Draft.objects.visible_to(review.writer).at(f"review:{review.pk}:write")


def successor_of(review: Review) -> Review | None:
    """The manager review that somebody else writes now."""
    state = Review.State
    rows = Review.objects.filter(participant=review.participant_id, relation=Relation.MANAGER)
    return rows.filter(state__in=[state.OPEN, state.SUBMITTED]).select_related("writer").first()


@transaction.atomic
def hand_over(review: Review, *, by) -> Review:
    """Every draft becomes one of the successor's, beside what they have typed themselves; they are told."""
    review = _replaced(review, by)
    successor = successor_of(review)
    if successor is None or successor.state != Review.State.OPEN:
        raise ValidationError(
            _("The manager review is submitted already. Submit yours as a contribution, or drop it."), code="late"
        )
    path = reverse("reviews:write", args=[successor.pk])
    for draft in left_behind(review).order_by("pk"):
        drafts.give(draft, to=successor.writer, key=f"review:{successor.pk}:write", path=path, by=by)
    notify(successor.writer_id, "review-draft-handed", path, actor=by)
    return successor


@transaction.atomic
def drop_draft(review: Review, *, by) -> None:
    review = _replaced(review, by)
    for draft in left_behind(review).order_by("pk"):
        drafts.discard(draft, by=by)


def _replaced(review: Review, by) -> Review:
    if review.writer_id != by.pk:
        raise PermissionDenied
    Cycle.objects.select_for_update(of=("self",), no_key=True).get(participants=review.participant_id)
    review = Review.objects.select_for_update(of=("self",), no_key=True).select_related("writer").get(pk=review.pk)
    if review.state != Review.State.REPLACED or not left_behind(review).exists():
        raise ValidationError(_("There is no draft of yours to decide about any more."), code="over")
    return review
