from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class GoalsImport(models.Model):
    """One uploaded file of goals, on its way from dry run to applied."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("dropped")

    file_name = models.CharField(_("file"), max_length=255)
    # Emptied once it is applied or dropped: what it said is in the records then.
    content = models.BinaryField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED, editable=False)
    # What the dry run that was shown would do; another value at Apply shows the dry run anew.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    counts = models.JSONField(default=dict, blank=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)

    class Meta:
        verbose_name = _("import of goals")
        verbose_name_plural = _("imports of goals")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="goals_goalsimport_state", condition=models.Q(state__in=["uploaded", "applied", "dropped"])
            ),
        ]

    def __str__(self):
        return self.file_name
