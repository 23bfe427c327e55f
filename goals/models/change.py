from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A dated, append-only row for each change of what an objective or a key result *is*.

    The first row of a field has the old value empty. Values are texts: a decimal as typed, a date as ISO,
    a person or parent as their id, a state as its value. `ProgressUpdate` is the other half of the history.
    """

    class Field(models.TextChoices):
        STATE = "state", _("state")
        OWNER = "owner", _("owner")
        ALIGNED_TO = "aligned_to", _("aligned to")
        ALIGNMENT = "alignment", _("alignment")
        WEIGHT = "weight", _("weight")
        BASELINE = "baseline", _("baseline")
        TARGET = "target", _("target")
        DUE_ON = "due_on", _("due on")
        REMOVED = "removed", _("removed")

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="changes")
    # Empty: the change is the objective's own.
    key_result = models.ForeignKey(
        "goals.KeyResult", models.CASCADE, null=True, blank=True, related_name="changes"
    )
    field = models.CharField(max_length=12, choices=Field)
    old = models.CharField(max_length=60, blank=True)
    new = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, max_length=2000)
    # True where it came after the first update: a re-baseline, drawn as a break.
    is_rebaseline = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["objective", "field", "day", "at"], name="goals_change_replay")]
        constraints = [
            models.CheckConstraint(
                name="goals_change_field",
                condition=Q(field__in=["state", "owner", "aligned_to", "alignment", "weight"])
                | Q(field__in=["owner", "weight", "baseline", "target", "due_on", "removed"], key_result__isnull=False),
            ),
            models.CheckConstraint(
                name="goals_change_rebaseline_has_a_reason",
                condition=Q(is_rebaseline=False) | ~Q(reason=""),
                violation_error_message=_("A re-baseline needs a reason."),
            ),
        ]

    def __str__(self):
        return f"{self.get_field_display()}: {self.old} → {self.new}"
