from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from insights.models.ended import EndedSignal
from insights.models.signal import Signal


class TakenActionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "TakenActionQuerySet":
        """What one did oneself, of signals that one may see: who helps without knowing of a signal is not told of it
        by their own deed. For everybody else they only count, company-wide: that one was taken may tell what only two
        may know, such as that a plan was begun.
        """
        if not viewer.is_authenticated:
            return self.none()
        seen = models.Q()
        for model in (Signal, EndedSignal):
            known = model.objects.visible_to(viewer).filter(kind=OuterRef("kind"), subject=OuterRef("subject"))
            seen |= models.Q(Exists(known.order_by()))
        return self.filter(seen, by=viewer)


class TakenAction(models.Model):
    """Somebody did what a signal asks for, while it stood: which signal that was, what was done, by whom and when.

    Found in the records themselves (insights.kinds.taken), whichever page it was done on, and kept for good: signal
    and record may be gone later. `unit` and `severity` are those of the signal at that time.
    """

    # Of the signal, as in Signal.
    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    unit = models.ForeignKey("org.Department", models.SET_NULL, null=True, related_name="+")
    severity = models.PositiveSmallIntegerField()
    # Of what was done: see insights.kinds.taken.
    action = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TakenActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("taken action")
        verbose_name_plural = _("taken actions")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="insights_takenaction_at")]
        constraints = [
            # The same record is found at each look for as long as the signal stands.
            models.UniqueConstraint(fields=["kind", "subject", "action", "by", "at"], name="insights_takenaction_once"),
            models.CheckConstraint(
                name="insights_takenaction_severity_1_to_3", condition=models.Q(severity__range=(1, 3))
            ),
        ]

    def __str__(self):
        return f"{self.action}: {self.kind} {self.subject}"
