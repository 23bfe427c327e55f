from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckInSchedule(models.Model):
    """When an employee and their manager talk next. How often is the employee's cadence, else the organisation's."""

    employee = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_in_schedule", verbose_name=_("employee")
    )
    next_on = models.DateField(_("next on"))

    class Meta:
        verbose_name = _("check-in schedule")
        verbose_name_plural = _("check-in schedules")

    def __str__(self):
        return f"{self.employee}: {self.next_on}"
