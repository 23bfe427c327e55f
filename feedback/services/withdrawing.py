"""Feedback is withdrawn for a quarter of an hour."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from drafts.services import erase
from feedback import rules
from feedback.models import Feedback
from feedback.models.feedback import PROMPTS
from feedback.services.answering import open_again
from feedback.services.giving import lock
from inbox.services import take_back_all
from org.models import Employee


@transaction.atomic
def withdraw(feedback: Feedback, *, by: Employee) -> bool:
    """Erases its words everywhere: replies, thanks, the news of it, and what others had begun to reply.

    Whether it was this call that did it. After a quarter of an hour it stays.
    """
    feedback = lock(feedback)
    if feedback.giver_id != by.pk:
        raise PermissionDenied
    if feedback.withdrawn_at is not None:
        return False
    if not rules.can_withdraw(by, feedback):
        raise ValidationError(_("It is longer than 15 minutes ago: it stays."), code="late")
    for name in PROMPTS:
        setattr(feedback, name, "")
    feedback.objective = feedback.check_in = feedback.value = feedback.helpful_at = None
    feedback.withdrawn_at = timezone.now()
    feedback.save()
    feedback.replies.all().delete()
    feedback.marks.all().delete()
    told = [feedback.giver_id, *feedback.readers.order_by("pk").values_list("person", flat=True)]
    take_back_all(feedback.get_absolute_url(), person_ids=told)
    erase(f"feedback:{feedback.pk}:reply")
    open_again(feedback)
    return True
