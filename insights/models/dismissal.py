from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

REASON_LIMIT = 500


class DismissalQuerySet(models.QuerySet):
    def on(self, day) -> "DismissalQuerySet":
        """Those that hold on `day`; the day until which they hold is the last one."""
        return self.filter(until__gte=day, taken_back_at=None)


class Dismissal(models.Model):
    """Somebody said why a signal needs nothing for now, and until when. It outlives the row of the signal.

    Whoever sees the signal reads it; so it has no rule of its own.
    """

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    taken_back_at = models.DateTimeField(null=True, editable=False)

    objects = DismissalQuerySet.as_manager()

    class Meta:
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "subject"], name="insights_dismissal_of")]
        constraints = [
            models.CheckConstraint(
                name="insights_dismissal_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why it needs nothing for now."),
            ),
            models.CheckConstraint(
                name="insights_dismissal_until_later",
                condition=Q(until__gte=F("on")),
                violation_error_message=_("Choose a day from today on."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject} until {self.until}"
