from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.participant import Participant

COMMENT_LIMIT = 20_000


class Acknowledgement(models.Model):
    """That a subject received the result: not that they agree. Written once; the comment stays for good."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("I received it")
        COMMENT = "comment", _("I received it, with a comment")
        TALK = "talk", _("I received it, and ask for a talk")

    participant = models.OneToOneField(Participant, models.PROTECT, related_name="acknowledgement")
    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.TextField(blank=True, max_length=COMMENT_LIMIT)
    at = models.DateTimeField()
    # The manager says that the talk took place.
    talked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_acknowledgement_kind",
                condition=Q(kind="received", comment="") | (Q(kind="comment") & ~Q(comment="")) | Q(kind="talk"),
                violation_error_message=_("Write the comment, or choose “I received it”."),
            ),
            models.CheckConstraint(
                name="reviews_acknowledgement_talk_was_asked_for",
                condition=Q(talked_at=None) | Q(kind="talk"),
                violation_error_message=_("No talk was asked for."),
            ),
        ]

    def __str__(self):
        return f"{self.participant_id}: {self.kind}"
