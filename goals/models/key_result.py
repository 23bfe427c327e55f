from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goals.models.fields import progress_field, value_field


class KeyResult(models.Model):
    """A measurable outcome that shows an objective: a metric, or a milestone that is done (1) or not (0)."""

    class Unit(models.TextChoices):
        NUMBER = "number", _("number")
        PERCENT = "percent", _("percent")
        CURRENCY = "currency", _("currency")
        DAYS = "days", _("days")
        SCORE = "score", _("score")
        MILESTONE = "milestone", _("milestone")

    # Found by the index of the unique titles; each further one is written again with every update of the row.
    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="key_results", db_index=False)
    title = models.CharField(_("title"), max_length=200)
    # Empty: the objective's owner.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="key_results",
        verbose_name=_("owner"),
    )
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.NUMBER)
    # Which one, where the unit is a currency: "EUR"; empty where nobody said.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    baseline = value_field(_("baseline"), default=0)
    target = value_field(_("target"), default=1)
    weight = value_field(_("weight"), default=1, validators=[MinValueValidator(0)])
    due_on = models.DateField(_("due on"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)
    # Derived by goals.rollup from the updates that are not struck through: the latest day, then the latest written.
    current = value_field(_("current"), null=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    last_update_on = models.DateField(null=True, editable=False)
    progress = progress_field()

    # Whether the owner that it names has left while it is open; see Objective.
    is_without_owner = False

    class Meta:
        verbose_name = _("key result")
        verbose_name_plural = _("key results")
        ordering = ["position", "pk"]
        # All that the attribution asks of a leaf: 100,000 of them without a look at the rows.
        indexes = [models.Index(fields=["objective", "weight", "progress"], name="goals_keyresult_counts")]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "title"],
                name="goals_keyresult_title_unique",
                violation_error_message=_("This objective has a key result of that title already."),
            ),
            models.CheckConstraint(
                name="goals_keyresult_target_is_not_baseline",
                condition=~Q(target=F("baseline")),
                violation_error_message=_(
                    "Target and baseline are equal; then nothing could move. Change one of them."
                ),
            ),
            models.CheckConstraint(
                name="goals_keyresult_weight_at_least_0",
                condition=Q(weight__gte=0),
                violation_error_message=_("A weight is 0 or more."),
            ),
            models.CheckConstraint(
                name="goals_keyresult_milestone_is_0_to_1",
                condition=~Q(unit="milestone") | Q(baseline=0, target=1),
                violation_error_message=_("A milestone goes from not done (0) to done (1)."),
            ),
            models.CheckConstraint(
                name="goals_keyresult_progress_0_to_1", condition=Q(progress=None) | Q(progress__range=(0, 1))
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.objective.get_absolute_url()

    @property
    def is_milestone(self) -> bool:
        return self.unit == self.Unit.MILESTONE

    @property
    def keeper_id(self) -> int:
        """Whose it is: its owner, else the objective's. Select `objective` with it."""
        return self.owner_id or self.objective.owner_id


class ProgressUpdate(models.Model):
    """A dated, append-only record on a key result."""

    class Source(models.TextChoices):
        PAGE = "page", _("on the page")
        CHECK_IN = "check-in", _("in a check-in")
        IMPORT = "import", _("by import")

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="updates", db_index=False)  # see `indexes`
    # The day it speaks of; when it was written stands beside.
    day = models.DateField(_("day"))
    value = value_field(_("value"))
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    comment = models.TextField(_("comment"), blank=True, max_length=20_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-day", "-written_at", "-pk"]
        indexes = [models.Index(fields=["key_result", "-day", "-written_at", "-id"], name="goals_update_latest")]
        constraints = [
            models.CheckConstraint(
                name="goals_progressupdate_confidence",
                condition=Q(confidence=None) | Q(confidence__range=(0, 10)),
                violation_error_message=_("Confidence is a whole number from 0 to 10."),
            ),
        ]

    def __str__(self):
        return f"{self.key_result}: {self.value}"


class Strike(models.Model):
    """An update that was wrong, struck through: it stays to be seen and counts no more."""

    update = models.OneToOneField(ProgressUpdate, models.CASCADE, related_name="strike")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("strike")
        verbose_name_plural = _("strikes")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.update} struck"
