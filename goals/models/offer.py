from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from org.together import Together, named


class OfferQuerySet(models.QuerySet):
    def told(self) -> Subquery:
        """Who offers a hand, as JSON in the query for an objective: see org.together."""
        rows = self.filter(objective=OuterRef("pk")).order_by().values("objective")
        return Subquery(rows.annotate(told=Together(named("by"))).values("told"))


class Offer(models.Model):
    """Somebody offers the owner of an objective a hand. Whoever reads the objective reads it; the rest they talk about.

    Taken back it is erased.
    """

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="offers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offered hand")
        verbose_name_plural = _("offered hands")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["objective", "by"], name="goals_offer_once")]

    def __str__(self):
        return f"{self.by}: {self.objective}"
