from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insights.models.signal import Signal, SignalQuerySet


class EndedSignalQuerySet(SignalQuerySet):
    def visible_to(self, viewer) -> SignalQuerySet:
        """As it was; what two had between them stays theirs, and is not a later manager's."""
        rows = super().visible_to(viewer)
        if not viewer.is_authenticated:
            return rows
        return rows.filter(~Q(audience=Signal.Audience.PAIR) | Q(about=viewer) | Q(manager=viewer))


class EndedSignal(models.Model):
    """A signal that its rule does not find any more, while its person, its objective and the rule are still there.

    Written once by insights.history and kept for a year. Whoever would see the signal sees it: it has what
    `SignalQuerySet.visible_to` asks for. Numbers and dates, never a text.
    """

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    objective = models.ForeignKey("goals.Objective", models.CASCADE, null=True, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unit = models.ForeignKey("org.Department", models.SET_NULL, null=True, related_name="+")
    # Of a pair the other one, as it ended.
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    audience = models.CharField(max_length=10)  # a `Signal.Audience`
    severity = models.PositiveSmallIntegerField(_("severity"))
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("ended on"), db_index=True)

    objects = EndedSignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("ended signal")
        verbose_name_plural = _("ended signals")
        ordering = ["-ended_on", "-severity", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "ended_on"], name="insights_ended_once_a_day"),
            models.CheckConstraint(name="insights_ended_after_it_began", condition=Q(ended_on__gte=F("since"))),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject} until {self.ended_on}"

    @property
    def days(self) -> int:
        return (self.ended_on - self.since).days
