"""The manager changes a review that was released: a new version, with a reason, that is acknowledged again."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.services import notify
from reviews import answering, closing, rules
from reviews.answering import Given
from reviews.models import Review, Submission
from reviews.models.setting_up import REASON_LIMIT
from reviews.services.writing import locked, store


@transaction.atomic
def amend(review: Review, given: Mapping[int, Given], reason: str, *, by, seen: int) -> Review:
    """`seen` is the version that the form showed. The same sent twice is one; errors name the questions' ids."""
    review = locked(review)
    if not rules.can_amend(by, review):
        raise PermissionDenied
    given, reason = {pk: answer for pk, answer in given.items() if answer}, reason.strip()
    if not rules.is_amendable(review):
        words = _("It can be changed between release and the end of the cycle only. What you typed stays your draft.")
        raise ValidationError(closing.why_paused(review.participant.cycle) or words, code="state")
    is_same = answering.submitted(review) == given
    if review.version != seen:
        if is_same and Submission.objects.filter(review=review, version=review.version, reason=reason).exists():
            return review
        raise ValidationError(
            _("You changed it in another window meanwhile; that version counts. What stands here stays your draft."),
            code="changed",
        )
    asked = answering.asked_in(review)
    faults = {str(pk): words for pk, words in answering.faults_of(asked, given).items()}
    if words := _reason_fault(reason):
        faults["reason"] = words
    if faults:
        raise ValidationError(faults)
    if is_same:
        raise ValidationError(_("Nothing is different from what you submitted; then nothing has to be read again."))
    store(review, asked, given, reason=reason)
    notify(
        review.participant.subject_id,
        "review-changed",
        reverse("reviews:review", args=[review.participant_id]),
        actor=by,
    )
    return review


def _reason_fault(reason: str) -> str:
    if not reason:
        return _("Say why you change it; the reason stays beside it.")
    if len(reason) > REASON_LIMIT:
        return _("This is %(length)d characters long, and %(limit)d fit. Nothing is lost: shorten it here.") % {
            "length": len(reason),
            "limit": REASON_LIMIT,
        }
    return ""
