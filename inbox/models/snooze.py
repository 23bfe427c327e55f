from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SnoozeQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "SnoozeQuerySet":
        return self.filter(person=viewer) if viewer.is_authenticated else self.none()


class Snooze(models.Model):
    """A person lets one of their duties rest until a day; on that day it is back. It goes with its duty."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="snoozes")
    key = models.CharField(max_length=100)  # the duty's
    until = models.DateField(_("until"))
    made_on = models.DateField()  # the person's own date
    # When it was last seen whether the duty is still there.
    looked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        verbose_name = _("snooze")
        verbose_name_plural = _("snoozes")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="inbox_snooze_once_a_duty"),
            models.CheckConstraint(
                name="inbox_snooze_until_later",
                condition=Q(until__gt=F("made_on")),
                violation_error_message=_("Choose a day after today."),
            ),
        ]
        indexes = [models.Index(fields=["looked_at"], name="inbox_snooze_looked_at")]

    def __str__(self):
        return f"{self.key} until {self.until}"
