from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class ProcessQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ProcessQuerySet":
        """How the company works is open to everyone who works in it; its objectives have a rule of their own."""
        return self.all() if viewer.is_authenticated else self.none()

    def running(self, day) -> "ProcessQuerySet":
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


class Process(models.Model):
    """A named way of working that can have objectives of its own. Its owner acts for them, as a head."""

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="processes", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        "org.Department", models.PROTECT, related_name="processes", verbose_name=_("department")
    )
    # From this day on it takes no new objectives; those that it has stay.
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = ProcessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="goals_process_name_unique",
                violation_error_message=_("There is a process of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("goals:process", args=[self.pk])

    def has_ended(self, day) -> bool:
        return self.ended_on is not None and self.ended_on <= day
