from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

# A slip of the pen in the year, such as 0026 or 2926, makes a period that each of its pages would draw day by day.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2299, 12, 31)
YEARS_AT_MOST = 10
OUT_OF_REACH = _("A period lies in the years from 1900 to 2299. Check the year.")


def _is_long(starts_on: date, ends_on: date) -> bool:
    """Whether it goes on to the day on which it began, so many years later."""
    years = ends_on.year - starts_on.year
    return (years, ends_on.month, ends_on.day) >= (YEARS_AT_MOST, starts_on.month, starts_on.day)


class PeriodQuerySet(models.QuerySet):
    def at(self, day) -> "PeriodQuerySet":
        """Those that `day` falls into, the shortest first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by("-starts_on", "ends_on", "pk")

    def enclosing(self, period) -> "PeriodQuerySet":
        """The period itself and those that hold the whole of it: where its objectives may be aligned to."""
        return self.filter(starts_on__lte=period.starts_on, ends_on__gte=period.ends_on)


class Period(models.Model):
    """A stretch of time for goals; both days belong to it."""

    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    # From this day on, targets and weights (definitions), or progress, stay as they are.
    definitions_lock_on = models.DateField(_("definitions locked from"), null=True, blank=True)
    progress_locks_on = models.DateField(_("progress locked from"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-starts_on", "ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="goals_period_name_unique",
                violation_error_message=_("There is a period of this name already."),
            ),
            models.CheckConstraint(
                name="goals_period_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("A period ends after it starts."),
            ),
            models.CheckConstraint(
                name="goals_period_within_reach",
                condition=Q(starts_on__gte=FIRST_DAY, ends_on__lte=LAST_DAY),
                violation_error_message=OUT_OF_REACH,
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        days = {name: day for name in ("starts_on", "ends_on") if (day := getattr(self, name))}
        wrong = {name: OUT_OF_REACH for name, day in days.items() if not FIRST_DAY <= day <= LAST_DAY}
        if not wrong and len(days) == 2 and _is_long(**days):
            words = _("A period is at most %(years)d years long. Check the years of both days.")
            wrong["ends_on"] = ValidationError(words, params={"years": YEARS_AT_MOST}, code="long")
        if wrong:
            raise ValidationError(wrong)

    def encloses(self, other: "Period") -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def definitions_locked(self, day) -> bool:
        return self.definitions_lock_on is not None and day >= self.definitions_lock_on

    def progress_locked(self, day) -> bool:
        return self.progress_locks_on is not None and day >= self.progress_locks_on
