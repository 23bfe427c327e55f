from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals import measure
from goals.models.fields import progress_field


def short_of(progress: Decimal | None, expected: Decimal | None) -> Decimal | None:
    """What is missing of what is expected, 0 to 1; None where nothing is measured."""
    if progress is None or expected is None:
        return None
    return max(measure.ZERO, expected - progress)


def held_of(reading) -> Decimal | None:
    """The share of its check-ins that were held, 0 to 1; None: none was due, or too few people."""
    if reading.is_small or not reading.check_ins_due:
        return None
    return Decimal(reading.check_ins_held) / reading.check_ins_due


class UnitReadingQuerySet(models.QuerySet):
    def newest(self) -> "UnitReadingQuerySet":
        """Those of the newest day that there are any of."""
        day = UnitReading.objects.order_by("-day").values("day")[:1]
        return self.filter(day=models.Subquery(day))


class UnitReading(models.Model):
    """How one unit stood on one day, with everything below it: a department, or the whole where `department` is null.

    `is_itself` is the part of it that is of none of the departments below: so the parts add up to the whole. Derived
    from the records by insights.readings alone; the day's own row is kept fresh, those of earlier days stay.
    """

    # A department that is gone keeps its readings of earlier days: they tell how the whole stood together then.
    department = models.ForeignKey(
        "org.Department", models.DO_NOTHING, null=True, related_name="readings", db_constraint=False
    )
    is_itself = models.BooleanField()
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField()
    # How many of its people have another manager or department since this day.
    moved = models.PositiveIntegerField(default=0)
    # Of its active objectives with a measure in the running period: what they weigh together, and their means.
    objectives = models.PositiveIntegerField()
    weight = models.DecimalField(max_digits=24, decimal_places=9)
    progress = progress_field()
    expected = progress_field()
    # How many of them stand where.
    on_track = models.PositiveIntegerField()
    at_risk = models.PositiveIntegerField()
    off_track = models.PositiveIntegerField()
    silent = models.PositiveIntegerField()
    # Which part of that weight is stale, 0 to 1.
    stale = progress_field()
    # What people answered or did: without what would tell of too few of them, see insights.readings.
    blockers = models.PositiveIntegerField()
    # Those of them that somebody has acknowledged.
    blockers_taken = models.PositiveIntegerField()
    check_ins_due = models.PositiveIntegerField()
    check_ins_held = models.PositiveIntegerField()
    signals = models.PositiveIntegerField()
    # Of fewer people than the anonymity threshold: nothing that they answered or did is counted.
    is_small = models.BooleanField()

    objects = UnitReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a unit")
        verbose_name_plural = _("readings of the units")
        ordering = ["-day", "department", "is_itself"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "department", "is_itself"],
                name="insights_reading_once_a_day",
                condition=Q(department__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["day", "is_itself"],
                name="insights_reading_of_the_whole_once_a_day",
                condition=Q(department=None),
            ),
            models.CheckConstraint(
                name="insights_reading_held_of_due", condition=Q(check_ins_held__lte=F("check_ins_due"))
            ),
        ]

    def __str__(self):
        return f"{self.department_id or 'the whole'} {self.day}"

    @property
    def short(self) -> Decimal | None:
        return short_of(self.progress, self.expected)

    @property
    def held(self) -> Decimal | None:
        return held_of(self)
