from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Relation
from reviews.models.participant import Participant
from reviews.models.review import Review

COMMENT_LIMIT = 20_000
TALK_WITHIN = timedelta(days=7)


def result_version(participant: str = "pk") -> Coalesce:
    """The version of the manager review that a result holds; 0 where there is none. An expression."""
    rows = Review.objects.filter(participant=OuterRef(participant), relation=Relation.MANAGER)
    rows = rows.exclude(state__in=[Review.State.CONTRIBUTION, Review.State.REPLACED]).order_by()
    return Coalesce(Subquery(rows.values("version")[:1]), 0)


class AcknowledgementQuerySet(models.QuerySet):
    def current(self) -> "AcknowledgementQuerySet":
        """Of the result as it stands: what was said of an earlier version stays, and answers no later one."""
        return self.filter(version=result_version("participant"))

    def unanswered(self, participants: models.QuerySet) -> models.QuerySet:
        """Of these participants those who have not said that they received the result as it stands."""
        return participants.filter(~Exists(self.current().filter(participant=OuterRef("pk"))))

    def of(self, participant: Participant) -> list:
        """All that the subject said, the newest first; each with `is_current`."""
        rows = self.filter(participant=participant).annotate(standing=result_version("participant"))
        found = list(rows.order_by("-version"))
        for each in found:
            each.is_current = each.version == each.standing
        return found


class Acknowledgement(models.Model):
    """That a subject received the result: not that they agree. Written once for each version; the comment stays for
    good, also where the manager changes the review later and it is asked for again.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("I received it")
        COMMENT = "comment", _("I received it, with a comment")
        TALK = "talk", _("I received it, and ask for a talk")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="acknowledgements")
    # Of the manager review that was read; 0 where none was submitted.
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.TextField(blank=True, max_length=COMMENT_LIMIT)
    at = models.DateTimeField()
    # The manager says that the talk took place.
    talked_at = models.DateTimeField(null=True, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "version"],
                name="reviews_acknowledgement_once_a_version",
                violation_error_message=_("You answered already; that answer stays."),
            ),
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

    @property
    def talk_due(self) -> date:
        """By when the talk that was asked for is good to have."""
        return timezone.localdate(self.at) + TALK_WITHIN
