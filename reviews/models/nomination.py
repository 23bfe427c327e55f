from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.participant import Participant
from reviews.models.setting_up import REASON_LIMIT


class NominationQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "NominationQuerySet":
        """The subject and the manager in the cycle; the one named, once they are asked."""
        if not viewer.is_authenticated:
            return self.none()
        named = Q(nominee=viewer, state__in=[Nomination.State.APPROVED, Nomination.State.DECLINED])
        return self.filter(Q(participant__subject=viewer) | Q(participant__manager=viewer) | named)

    def active(self) -> "NominationQuerySet":
        return self.filter(state__in=[Nomination.State.PROPOSED, Nomination.State.APPROVED])


class Nomination(models.Model):
    """Somebody proposed as a peer; the manager approves, and the one named may decline."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("not approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="nominations")
    nominee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    # Why (not), by the manager or by the one named.
    word = models.CharField(max_length=REASON_LIMIT, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "nominee"],
                name="reviews_nomination_once",
                violation_error_message=_("This person was proposed already."),
            ),
            models.CheckConstraint(
                name="reviews_nomination_state",
                condition=Q(state="proposed", decided_at=None)
                | Q(state__in=["approved", "refused", "declined", "withdrawn"], decided_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.participant_id}: {self.nominee_id}"
