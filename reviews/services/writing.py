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
from reviews import answering, citing, closing, rules
from reviews.answering import Given
from reviews.models import Acknowledgement, Answer, Citation, Cycle, Participant, Review, Submission
from reviews.models.acknowledgement import COMMENT_LIMIT, result_version

State = Review.State


@transaction.atomic
def submit(review: Review, given: Mapping[int, Given], *, by, reason: str = "") -> Review:
    """`given` is question → answer. The same sent twice is one; errors name the questions' ids. Who is not the manager
    any more submits a contribution. `reason` says why a rating changed that was submitted before.
    """
    if review.writer_id != by.pk:
        raise PermissionDenied
    review = locked(review)
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
    return store(review, asked, given, reason=reason, state=State.CONTRIBUTION if is_former else State.SUBMITTED)


def store(
    review: Review,
    asked: list[answering.Asked],
    given: Mapping[int, Given],
    *,
    reason: str = "",
    state: str = State.SUBMITTED,
) -> Review:
    """The next version of this locked review, with what it cites. Call it in the transaction that locks."""
    now = timezone.now()
    submission = Submission.objects.create(
        review=review, version=review.version + 1, submitted_at=now, reason=reason
    )
    known = [each.question.pk for each in asked]
    answers = Answer.objects.bulk_create(
        Answer(submission=submission, question_id=pk, level_id=given[pk].level, text=given[pk].text)
        for pk in known
        if pk in given
    )
    _keep_cited(review, answers)
    review.state, review.version, review.submitted_at = state, submission.version, now
    review.save(update_fields=["state", "version", "submitted_at"])
    return review


def _keep_cited(review: Review, answers: list[Answer]) -> None:
    """Which citations stand in which answer. What stands in none, of no version, is not kept: it is others’ words."""
    there = list(review.citations.order_by("pk"))
    link = Citation.answers.through
    link.objects.bulk_create(
        link(citation=each, answer=answer) for answer in answers for each in citing.in_text(answer.text, there)
    )
    review.citations.filter(answers=None).delete()


def locked(review: Review) -> Review:
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
def acknowledge(
    participant: Participant, kind: str, comment: str, *, by, seen: int | None = None
) -> Acknowledgement:
    """The subject received it, as it stands. Once: the same again is the same, another is refused."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.cycle_id)
    participant = Participant.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.pk)
    participant.cycle = cycle
    if not rules.is_subject(by, participant):
        raise PermissionDenied
    comment = "" if kind == Acknowledgement.Kind.RECEIVED else comment.strip()
    if there := Acknowledgement.objects.current().filter(participant=participant).first():
        if (there.kind, there.comment) == (kind, comment):
            return there
        raise ValidationError(_("You answered already; that answer stays. What you typed stays your draft."))
    if not rules.is_answerable(participant):
        words = _("It can be answered between release and the end of the cycle only.")
        raise ValidationError(closing.why_paused(cycle) or words, code="state")
    if len(comment) > COMMENT_LIMIT:
        raise ValidationError({"comment": _("This is too long.")})
    held = Participant.objects.annotate(result=result_version()).get(pk=participant.pk)
    if seen is not None and seen != held.result:
        words = _("The review changed while you read it. Look at it again, then answer; your words are kept.")
        raise ValidationError(words, code="changed")
    made = Acknowledgement(
        participant=participant, version=held.result, kind=kind, comment=comment, at=timezone.now()
    )
    made.full_clean(exclude=["participant"])
    made.save()
    if participant.manager_id:
        path = reverse("reviews:review", args=[participant.pk])
        slug = "review-talk" if kind == Acknowledgement.Kind.TALK else "review-acknowledged"
        notify(participant.manager_id, slug, path, actor=by)
    return made


@transaction.atomic
def talked(participant: Participant, *, by) -> Acknowledgement:
    """The manager says that the talk took place; again changes nothing. One talk answers all that asked for it."""
    if not rules.can_say_talked(by, participant):
        raise PermissionDenied
    rows = Acknowledgement.objects.select_for_update(of=("self",), no_key=True)
    asked = list(rows.filter(participant=participant, kind=Acknowledgement.Kind.TALK).order_by("version"))
    if not asked:
        raise ValidationError(_("No talk was asked for."))
    open_ones = [each for each in asked if each.talked_at is None]
    for each in open_ones:
        each.talked_at = timezone.now()
        each.save(update_fields=["talked_at"])
    if open_ones:
        notify(participant.subject_id, "review-talked", reverse("reviews:review", args=[participant.pk]), actor=by)
    return asked[-1]
