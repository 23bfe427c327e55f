from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import CheckIn
from org.together import Together, named


class AskedCheckInQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AskedCheckInQuerySet":
        """Who asked, and the two who are to talk, by today's line."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(by=viewer) | Q(employee=viewer) | Q(employee__manager=viewer))

    def open(self) -> "AskedCheckInQuerySet":
        """Since then the two have neither talked nor said why not."""
        ended = CheckIn.objects.filter(employee=OuterRef("employee"), state__in=CheckIn.ENDED_STATES)
        return self.filter(~Exists(ended.filter(logged_at__gt=OuterRef("at")).order_by()))

    def told(self) -> Subquery:
        """Who asks for the open check-in of `employee`, as JSON in the query for it: see org.together."""
        rows = self.open().filter(employee=OuterRef("employee")).order_by().values("employee")
        return Subquery(rows.annotate(told=Together(named("by"))).values("told"))


class AskedCheckIn(models.Model):
    """Somebody asks that an employee and their manager talk soon. Open until they have: that follows from the records.

    It says nothing of why.
    """

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = AskedCheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("asked check-in")
        verbose_name_plural = _("asked check-ins")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"check-in of {self.employee_id}, asked for by {self.by_id}"
