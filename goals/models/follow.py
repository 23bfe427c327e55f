from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """Somebody wants to be told what changes on an objective, for as long as they may read it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="follows")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "objective"], name="goals_follow_once")]

    def __str__(self):
        return f"{self.person}: {self.objective}"
