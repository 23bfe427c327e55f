from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import CheckIn


class FeelingQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "FeelingQuerySet":
        """The two who are named beside the choice, and nobody ever after them: no later manager to whom the check-in
        is opened, no role, no special access.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(check_in__employee=viewer) | Q(told_to=viewer))


class Feeling(models.Model):
    """How it goes, in one tap. A table of its own: what shows a check-in does not show it. It is never added up."""

    class Step(models.IntegerChoices):
        BADLY = 1, _("Badly")
        NOT_WELL = 2, _("Not so well")
        SO_SO = 3, _("So-so")
        WELL = 4, _("Well")
        VERY_WELL = 5, _("Very well")

    check_in = models.OneToOneField(CheckIn, models.CASCADE, related_name="feeling")
    # The manager whom the page named when it was said.
    told_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(choices=Step)
    said_at = models.DateTimeField(auto_now=True)

    objects = FeelingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="feedback_feeling_step", condition=Q(step__range=(1, 5)))]

    def __str__(self):
        return f"feeling {self.pk}"
