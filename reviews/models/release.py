from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.cycle import Cycle
from reviews.models.setting_up import REASON_LIMIT


class Release(models.Model):
    """The results that HR opens together: all, or those of some managers or departments; at once, or on a day. The
    people point to it, from the choice on; of one that was recalled nobody does any more.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="releases")
    # As it was chosen, in words.
    whom = models.CharField(max_length=200)
    # Of everybody, before anybody else's: it singles nobody out.
    is_whole = models.BooleanField()
    # The clock does it at the start of this day, where the organisation is. Empty: done at once.
    on = models.DateField(null=True)
    # What stood against it when HR decided: kind → how many. What comes to it holds the clock back.
    decided = models.JSONField(default=dict)
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    held_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    # How many people it opened.
    count = models.PositiveIntegerField(default=0)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_release_at_once_or_on_a_day", condition=Q(on__isnull=False) | Q(released_at__isnull=False)
            ),
            models.CheckConstraint(
                name="reviews_release_held_or_released", condition=Q(held_at=None) | Q(released_at=None)
            ),
            models.CheckConstraint(
                name="reviews_release_recalled",
                condition=Q(recalled_at=None, recalled_by=None)
                | Q(recalled_at__isnull=False, recalled_by__isnull=False, released_at__isnull=False),
                violation_error_message=_("Only what was released is recalled."),
            ),
        ]

    def __str__(self):
        return f"{self.cycle}: {self.whom}"
