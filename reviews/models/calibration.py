"""What calibration changed, and what was said in it. Rows are added; to undo one is a mark on it, never its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.participant import CalibrationGroup, Participant
from reviews.models.question import Question
from reviews.models.scale import Level
from reviews.models.setting_up import REASON_LIMIT

NOTE_LIMIT = 5000


class CalibrationChangeQuerySet(models.QuerySet):
    def standing(self) -> "CalibrationChangeQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class CalibrationChange(models.Model):
    """That a rating was set to another level than the manager gave, or than an earlier change."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="changes")
    purpose = models.CharField(max_length=12, choices=Question.Purpose)
    before = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Level, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    # The session: the group of that moment. None where HR set it outside of one.
    group = models.ForeignKey(CalibrationGroup, models.PROTECT, null=True, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = CalibrationChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_calibrationchange_purpose", condition=Q(purpose__in=["performance", "potential"])
            ),
            models.CheckConstraint(
                name="reviews_calibrationchange_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why; the manager reads the reason."),
            ),
            models.CheckConstraint(
                name="reviews_calibrationchange_changes_something",
                condition=Q(before=None) | ~Q(before=F("after")),
                violation_error_message=_("Choose another level; this one stands already."),
            ),
            models.CheckConstraint(
                name="reviews_calibrationchange_undone",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["participant", "purpose", "at"], name="reviews_change_of_person")]

    def __str__(self):
        return f"{self.participant_id}: {self.purpose}"


class CalibrationNote(models.Model):
    """A note of a session, for those who calibrate that group."""

    group = models.ForeignKey(CalibrationGroup, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=NOTE_LIMIT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="reviews_calibrationnote_has_text", condition=~Q(text=""))]

    def __str__(self):
        return f"{self.group}: {self.at}"
