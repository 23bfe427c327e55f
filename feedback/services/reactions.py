"""What a reader does with feedback: reply once, thank, call it helpful, bookmark it, have seen it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import Feedback, FeedbackMark, FeedbackReply
from feedback.services.giving import lock
from inbox.services import notify
from org.models import Employee

Kind = FeedbackMark.Kind


class GoneError(ValidationError):
    """It was withdrawn meanwhile. What was typed goes back to who typed it."""

    def __init__(self, feedback: Feedback):
        super().__init__(_("%(name)s withdrew this feedback meanwhile."), params={"name": feedback.giver}, code="gone")


@transaction.atomic
def reply(feedback: Feedback, *, by: Employee, text: str) -> FeedbackReply:
    """A reader's one answer. The same text sent again is the answer that is there; another one is refused."""
    feedback = _there(feedback)
    said = FeedbackReply.objects.filter(feedback=feedback, author=by).first()
    if said is not None and said.text == text:
        return said
    if said is not None:
        raise ValidationError(_("You replied already: one reply each. The rest is better talked about."), code="once")
    if not rules.can_reply(by, feedback):
        raise PermissionDenied
    said = FeedbackReply(feedback=feedback, author=by, text=text)
    said.full_clean()
    said.save()
    notify(feedback.giver_id, "feedback-reply", feedback.get_absolute_url(), actor=by)
    if feedback.recipient_id != by.pk:
        notify(feedback.recipient_id, "feedback-reply-about", feedback.get_absolute_url(), actor=by)
    return said


@transaction.atomic
def thank(feedback: Feedback, *, by: Employee) -> bool:
    """Whether it was this call that did it."""
    feedback = _there(feedback)
    if not rules.can_thank(by, feedback):
        raise PermissionDenied
    is_new = _mark(feedback, by, Kind.THANKS)
    if is_new:
        notify(feedback.giver_id, "feedback-thanks", feedback.get_absolute_url(), actor=by)
    return is_new


@transaction.atomic
def mark_helpful(feedback: Feedback, *, by: Employee, helpful: bool) -> None:
    """The recipient tells the giver, and nobody else, that it helped; or takes that back."""
    feedback = _there(feedback)
    if not rules.can_mark_helpful(by, feedback):
        raise PermissionDenied
    if helpful != (feedback.helpful_at is not None):
        feedback.helpful_at = timezone.now() if helpful else None
        feedback.save(update_fields=["helpful_at"])


@transaction.atomic
def bookmark(feedback: Feedback, *, by: Employee, kept: bool) -> None:
    """For oneself, to find it again when the review is written; nobody else sees it."""
    feedback = _there(feedback)
    if kept:
        _mark(feedback, by, Kind.BOOKMARK)
    else:
        FeedbackMark.objects.filter(feedback=feedback, person=by, kind=Kind.BOOKMARK).delete()


def seen(feedback_ids: list[int], *, by: Employee) -> None:
    """Runs after the answer to a GET: these were shown to `by`. What was withdrawn in between gets no mark."""
    readable = Feedback.objects.visible_to(by).exclude(giver=by).filter(pk__in=feedback_ids).order_by("pk")
    known = FeedbackMark.objects.filter(person=by, kind=Kind.SEEN, feedback__in=feedback_ids).order_by()
    new = readable.exclude(pk__in=known.values("feedback")).values_list("pk", flat=True)
    FeedbackMark.objects.bulk_create(
        [FeedbackMark(feedback_id=pk, person=by, kind=Kind.SEEN) for pk in new], ignore_conflicts=True
    )


def _there(feedback: Feedback) -> Feedback:
    feedback = lock(feedback)
    if feedback.withdrawn_at is not None:
        raise GoneError(feedback)
    return feedback


def _mark(feedback: Feedback, by: Employee, kind: str) -> bool:
    # The feedback is locked: nobody makes the same row meanwhile.
    return FeedbackMark.objects.get_or_create(feedback=feedback, person=by, kind=kind)[1]
