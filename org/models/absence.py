from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AbsenceQuerySet":
        """All of one's own, one's reports', and what HR acts for; that somebody is away today, everyone sees."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_hr:
            return self.all()
        own = Q(employee=viewer.pk) | Q(employee__manager=viewer.pk)
        return self.filter(own | Q(employee__department__in=viewer.partner_departments))

    def on(self, day) -> "AbsenceQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """From and to, both days included. No reason is stored."""

    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="absences", verbose_name=_("employee"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="org_absence_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An absence cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"
