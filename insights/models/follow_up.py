from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WEEKS = (2, 4, 8)
ENDED = 0


class FollowUp(models.Model):
    """What became of a signal after somebody did what it asks for; or beside it, from the same day on, of a signal of
    the same kind and severity on which nobody acted.

    Written by insights.following.looking alone, and only ever counted, company-wide: `about` serves to count in how
    many people's work they were. `after_…` is the severity so many weeks later, 0 where it had ended by then; empty as
    long as `looked` is less, and for good where it cannot be told.
    """

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_acted_on = models.BooleanField()
    began_on = models.DateField()
    severity = models.PositiveSmallIntegerField()
    after_2 = models.PositiveSmallIntegerField(null=True)
    after_4 = models.PositiveSmallIntegerField(null=True)
    after_8 = models.PositiveSmallIntegerField(null=True)
    # The last of the weeks for which it was looked at.
    looked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["began_on", "pk"]
        indexes = [models.Index(fields=["looked", "began_on"], name="insights_followup_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "began_on", "is_acted_on"], name="insights_followup_once_a_day"
            ),
            models.CheckConstraint(
                name="insights_followup_severities",
                condition=Q(severity__range=(1, 3))
                & (Q(after_2=None) | Q(after_2__lte=3))
                & (Q(after_4=None) | Q(after_4__lte=3))
                & (Q(after_8=None) | Q(after_8__lte=3)),
            ),
            models.CheckConstraint(
                name="insights_followup_told_when_looked",
                condition=Q(looked=8)
                | Q(looked=4, after_8=None)
                | Q(looked=2, after_4=None, after_8=None)
                | Q(looked=0, after_2=None, after_4=None, after_8=None),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject} since {self.began_on}"
