from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from org.zones import validate_time_zone


class Location(models.Model):
    """Where people work: its time zone and its days off."""

    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Such as Europe/Berlin. Left empty, the organisation's is used."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="org_location_name_unique",
                violation_error_message=_("There is a location of this name already."),
            ),
        ]

    def __str__(self):
        return self.name


class DayOff(models.Model):
    location = models.ForeignKey(Location, models.CASCADE, related_name="days_off", verbose_name=_("location"))
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "day"],
                name="org_dayoff_once_a_day",
                violation_error_message=_("That day is already off at this location."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}".strip()
