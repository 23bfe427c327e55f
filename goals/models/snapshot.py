from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.models.fields import progress_field, value_field
from goals.models.objective import Objective


class SnapshotQuerySet(models.QuerySet):
    def on(self, day) -> "SnapshotQuerySet":
        """The one of each objective that holds on `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), day__lte=day)

    def from_the_evening_before(self, day) -> "SnapshotQuerySet":
        """Those that hold on the day before `day` or later; without a day all."""
        return self if day is None else self.filter(Q(until=None) | Q(until__gte=day))

    def counting(self) -> "SnapshotQuerySet":
        """Those that count in `aligned_to`, as `Objective.objects.counting()`."""
        return self.filter(
            state__in=Objective.COUNTING_STATES, alignment=Objective.Alignment.ACCEPTED, aligned_to__isnull=False
        )


class Snapshot(models.Model):
    """How an objective stood from `day` on, until the day of the next one: what we know today about these days.

    Derived by goals.snapshots from the dated rows (`Change`, `ProgressUpdate`) and from the snapshots of what counted
    in it; stored sparse, only where something differs. The keys have no constraint in the database: nothing else
    writes here, all of it can be built anew, and an objective that is gone stays the parent that it once was.
    """

    objective = models.ForeignKey(
        Objective, models.CASCADE, related_name="snapshots", db_constraint=False, db_index=False
    )
    day = models.DateField()
    # Empty: it still holds.
    until = models.DateField(null=True)
    state = models.CharField(max_length=10)
    aligned_to = models.ForeignKey(
        Objective, models.DO_NOTHING, related_name="+", null=True, db_constraint=False, db_index=False
    )
    alignment = models.CharField(max_length=10, blank=True)
    weight = value_field(_("weight"))
    progress = progress_field()
    last_update_on = models.DateField(null=True)
    status = models.CharField(max_length=16)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["objective", "day"]
        indexes = [models.Index(fields=["aligned_to", "until"], name="goals_snapshot_contributors")]
        constraints = [
            models.UniqueConstraint(fields=["objective", "day"], name="goals_snapshot_once_a_day"),
            models.CheckConstraint(name="goals_snapshot_holds", condition=Q(until=None) | Q(until__gt=F("day"))),
        ]

    def __str__(self):
        return f"{self.objective_id} on {self.day}"


class SnapshotBasis(models.Model):
    """By what the snapshots of an objective were judged, and when time alone changes its status next.

    Where this is no longer what holds (HR changed a cadence or the days of a period), they are built anew.
    """

    objective = models.OneToOneField(
        Objective, models.CASCADE, related_name="snapshot_basis", primary_key=True, db_constraint=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    counts_from = models.DateField()
    cadence = models.CharField(max_length=10)
    # Empty: never, as long as nothing happens.
    turns_on = models.DateField(null=True, db_index=True)

    def __str__(self):
        return f"{self.objective_id} until {self.turns_on}"
