"""Submit a review, once; confirm that one received a result, once; say that the talk took place."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.services import notify
from org.models import Organization
from reviews import answering, closing, rules
from reviews.answering import Given
from reviews.models import Acknowledgement, Answer, Cycle, Participant, Review, Submission
from reviews.models.acknowledgement import COMMENT_LIMIT


@transaction.atomic
def submit(review: Review, given: Mapping[int, Given], *, by, reason: str = "") -> Review:
    """`given` is question → answer. The same sent twice is one; errors name the questions' ids. Who is not the manager
    any more submits a contribution. `reason` says why a rating changed that was submitted before.
    """
    if review.writer_id != by.pk:
        raise PermissionDenied
    review = _locked(review)
    given = {pk: answer for pk, answer in given.items() if answer}
    is_former = review.state == Review.State.REPLACED
    if review.state != Review.State.OPEN and not is_former:
        if answering.submitted(review) == given:
            return review
        raise ValidationError(_already(review), code="submitted")
    if words := closing.why_closed(review, closing.today_of(Organization.objects.current())):
        raise ValidationError(words, code="closed")
    asked = answering.asked_in(review)
    if faults := answering.faults_of(asked, given):
        raise ValidationError({str(pk): words for pk, words in faults.items()})
    reason = reason.strip() if answering.needs_reason(review, given) else ""
    if not reason and answering.needs_reason(review, given):
        raise ValidationError({"reason": _("You change a rating after you could read the self-review: say why.")})
    now = timezone.now()
    submission = Submission.objects.create(review=review, version=review.version + 1, submitted_at=now, reason=reason)
    known = [each.question.pk for each in asked]
    Answer.objects.bulk_create(
        Answer(submission=submission, question_id=pk, level_id=given[pk].level, text=given[pk].text)
        for pk in known
        if pk in given
    )
    review.state = Review.State.CONTRIBUTION if is_former else Review.State.SUBMITTED
    review.version, review.submitted_at = submission.version, now
    review.save(update_fields=["state", "version", "submitted_at"])
    return review


def _locked(review: Review) -> Review:
    """The cycle's row first: whoever moves it or closes a relation waits, and is then seen."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(participants=review.participant_id)
    rows = Review.objects.select_for_update(of=("self",), no_key=True).select_related("participant")
    review = rows.get(pk=review.pk)
    prefetch_related_objects([cycle], "relations")
    review.participant.cycle = cycle
    return review


def _already(review: Review) -> str:
    if review.submitted_at is None:
        return _("This review is not yours to write any more. What you typed stays your draft.")
    return _(
        "You submitted this review already, from another window; that one counts, and what stands here differs "
        "from it. It stays your draft."
    )


@transaction.atomic
def acknowledge(participant: Participant, kind: str, comment: str, *, by) -> Acknowledgement:
    """The subject received it. Once: the same again is the same, another is refused."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.cycle_id)
    participant = Participant.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.pk)
    participant.cycle = cycle
    if not rules.is_subject(by, participant):
        raise PermissionDenied
    comment = "" if kind == Acknowledgement.Kind.RECEIVED else comment.strip()
    if there := Acknowledgement.objects.filter(participant=participant).first():
        if (there.kind, there.comment) == (kind, comment):
            return there
        raise ValidationError(_("You answered already; that answer stays. What you typed stays your draft."))
    if cycle.state != Cycle.State.RELEASE:
        raise ValidationError(_("It can be answered between release and the end of the cycle only."), code="state")
    if len(comment) > COMMENT_LIMIT:
        raise ValidationError({"comment": _("This is too long.")})
    made = Acknowledgement(participant=participant, kind=kind, comment=comment, at=timezone.now())
    made.full_clean(exclude=["participant"])
    made.save()
    if participant.manager_id:
        path = reverse("reviews:review", args=[participant.pk])
        slug = "review-talk" if kind == Acknowledgement.Kind.TALK else "review-acknowledged"
        notify(participant.manager_id, slug, path, actor=by)
    return made


@transaction.atomic
def talked(participant: Participant, *, by) -> Acknowledgement:
    """The manager says that the talk took place; again changes nothing."""
    if not rules.can_say_talked(by, participant):
        raise PermissionDenied
    rows = Acknowledgement.objects.select_for_update(of=("self",), no_key=True)
    there = rows.filter(participant=participant, kind=Acknowledgement.Kind.TALK).first()
    if there is None:
        raise ValidationError(_("No talk was asked for."))
    if there.talked_at is None:
        there.talked_at = timezone.now()
        there.save(update_fields=["talked_at"])
        notify(participant.subject_id, "review-talked", reverse("reviews:review", args=[participant.pk]), actor=by)
    return there
