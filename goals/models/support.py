from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Support(models.Model):
    """An objective names another that it supports besides the one it counts in: shown on both, counted nowhere."""

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="also_supports")
    supported = models.ForeignKey("goals.Objective", models.CASCADE, related_name="also_supported_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "supported"],
                name="goals_support_once",
                violation_error_message=_("This objective names that one already."),
            ),
            models.CheckConstraint(
                name="goals_support_not_itself",
                condition=~Q(objective=F("supported")),
                violation_error_message=_("An objective does not support itself."),
            ),
        ]

    def __str__(self):
        return f"{self.objective} → {self.supported}"
