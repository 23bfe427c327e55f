"""What HR decides around a cycle, and the history of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import Relation
from reviews.models.cycle import Cycle

REASON_LIMIT = 500


def not_about(viewer, path: str) -> Q:
    """Without what is about the viewer and their manager: of these HR and partners are only employees."""
    return ~Q(**{f"{path}__in": [pk for pk in (viewer.pk, viewer.manager_id) if pk]})


class ExclusionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ExclusionQuerySet":
        cycles = Cycle.objects.visible_to(viewer).order_by().values("pk")
        return self.filter(not_about(viewer, "employee"), cycle__in=cycles)


class Exclusion(models.Model):
    """That somebody of the population takes no part, and why."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="exclusions")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "employee"],
                name="reviews_exclusion_once",
                violation_error_message=_("This person is excluded already."),
            ),
            models.CheckConstraint(
                name="reviews_exclusion_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="reviews_exclusion_not_by_oneself",
                condition=~Q(employee=models.F("by")),
                violation_error_message=_("Nobody excludes themselves; another HR person does it."),
            ),
        ]

    def __str__(self):
        return f"{self.cycle}: {self.employee_id}"


READ_STATES = (Cycle.State.CALIBRATION, Cycle.State.RELEASE, Cycle.State.CLOSED)
RELEASED_STATES = (Cycle.State.RELEASE, Cycle.State.CLOSED)


def released(participant: str = "") -> Q:
    """Of participants, or of what `participant` leads from: those whose result was released to them and to their
    manager. The phase of the cycle does not tell: it is released in parts.
    """
    way = f"{participant}__" if participant else ""
    return Q(
        **{
            f"{way}cycle__state__in": RELEASED_STATES,
            f"{way}released_at__isnull": False,
            f"{way}taken_out_at": None,
        }
    )


class CycleReaderQuerySet(models.QuerySet):
    def opens_to(self, viewer, participant: str = "") -> Q:
        """Of participants, or of what `participant` leads from: those whose results this viewer reads as named HR,
        from the start of calibration, and without it from their release. Nothing about the viewer and their manager.
        """
        if not viewer.is_hr:
            return Q(pk__in=[])
        named = self.filter(person=viewer).order_by().values("cycle")
        way = f"{participant}__" if participant else ""
        theirs = Q(**{f"{way}cycle__in": named, f"{way}taken_out_at": None})
        calibrated = Q(**{f"{way}cycle__has_calibration": True, f"{way}cycle__state__in": READ_STATES})
        return theirs & (calibrated | released(participant)) & not_about(viewer, f"{way}subject")


class CycleReader(models.Model):
    """An HR person named for the cycle: reads ratings and texts from the start of calibration, as the design says."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    named_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CycleReaderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "person"],
                name="reviews_cyclereader_once",
                violation_error_message=_("This person is named already."),
            ),
            models.CheckConstraint(
                name="reviews_cyclereader_not_by_oneself",
                condition=~Q(person=models.F("named_by")),
                violation_error_message=_("Nobody names themselves; another HR person does it."),
            ),
        ]

    def __str__(self):
        return f"{self.cycle}: {self.person_id}"


class StepQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "StepQuerySet":
        """The history of the cycles one sees, but for what was decided about oneself or one's manager."""
        cycles = Cycle.objects.visible_to(viewer).order_by().values("pk")
        return self.filter(Q(about=None) | not_about(viewer, "about"), cycle__in=cycles)


class Step(models.Model):
    """One thing done in a cycle: what, by whom, when, why. Rows are added and never changed."""

    class What(models.TextChoices):
        MADE = "made", _("made")
        EDITED = "edited", _("edited")
        EXCLUDED = "excluded", _("excluded")
        INCLUDED = "included", _("included again")
        NAMED = "named", _("named as a reader")
        UNNAMED = "unnamed", _("no longer a reader")
        LAUNCHED = "launched", _("launched")
        MOVED = "moved", _("moved")
        EXTENDED = "extended", _("extended")
        REOPENED = "reopened", _("reopened")
        REASSIGNED = "reassigned", _("reassigned")
        JOINED = "joined", _("added late")
        MANAGER = "manager", _("manager changed")
        TAKEN_OUT = "taken-out", _("taken out")
        TAKEN_IN = "taken-in", _("taken in again")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        CANCELLED = "cancelled", _("cancelled")
        EXPORTED = "exported", _("results exported")
        RELEASED = "released", _("released")
        PLANNED = "planned", _("release planned")
        UNPLANNED = "unplanned", _("planned release taken back")
        HELD = "held", _("planned release held back")
        RECALLED = "recalled", _("release recalled")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="steps")
    what = models.CharField(_("what"), max_length=12, choices=What)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation, blank=True)
    # In words or dates, as short as a line of the history.
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT, blank=True)
    # Empty where the clock did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["cycle", "-at", "-id"], name="reviews_step_of_cycle")]
        constraints = [
            models.CheckConstraint(
                name="reviews_step_reason_where_it_overrules",
                condition=~Q(
                    what__in=[
                        *("excluded", "extended", "reopened", "reassigned", "cancelled"),
                        *("joined", "manager", "taken-out", "taken-in", "exported", "recalled", "paused"),
                    ],
                    reason="",
                ),
                violation_error_message=_("Say why; the reason stays in the history."),
            ),
        ]

    def __str__(self):
        return f"{self.cycle}: {self.what}"
