from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from org.models import Department
from reviews.models.choices import Anonymity, Phase, Relation
from reviews.models.template import Template

PEERS_MOST = 10


class CycleQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "CycleQuerySet":
        """How a cycle stands, never what anybody wrote: HR; a partner where all its departments are theirs."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_hr:
            return self.all()
        theirs = viewer.partner_departments
        if not theirs:
            return self.none()
        inside = Cycle.departments.through.objects.filter(department__in=theirs).order_by().values("cycle")
        outside = Cycle.departments.through.objects.exclude(department__in=theirs).order_by().values("cycle")
        return self.filter(pk__in=inside).exclude(pk__in=outside)


class Cycle(models.Model):
    class State(models.TextChoices):
        SET_UP = "set-up", _("set-up")
        NOMINATION = "nomination", _("nomination")
        WRITING = "writing", _("writing")
        CALIBRATION = "calibration", _("calibration")
        RELEASE = "release", _("release")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("reviewed from"))
    ends_on = models.DateField(_("reviewed to"))
    template = models.ForeignKey(Template, models.PROTECT, related_name="cycles", verbose_name=_("template"))
    state = models.CharField(_("phase"), max_length=12, choices=State, default=State.SET_UP, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    # The launch goes in slices from the first of these times to the second.
    launch_begun_at = models.DateTimeField(null=True, editable=False)
    launched_at = models.DateTimeField(null=True, editable=False)
    has_nomination = models.BooleanField(
        _("with nomination"),
        default=True,
        help_text=_("People propose their peers. Without it, peers are taken from those with the same manager."),
    )
    has_calibration = models.BooleanField(_("with calibration"), default=True)
    peers_are = models.CharField(
        _("peer reviews are"), max_length=12, choices=Anonymity, default=Anonymity.CONFIDENTIAL
    )
    upward_is = models.CharField(_("upward reviews are"), max_length=12, choices=Anonymity, default=Anonymity.ANONYMOUS)
    threshold = models.PositiveSmallIntegerField(
        _("anonymity threshold"),
        default=3,
        validators=[MinValueValidator(3), MaxValueValidator(20)],
        help_text=_("Anonymous answers are shown only in groups of at least this many."),
    )
    peer_count = models.PositiveSmallIntegerField(
        _("peers for each person"), default=3, validators=[MinValueValidator(1), MaxValueValidator(PEERS_MOST)]
    )
    load_cap = models.PositiveSmallIntegerField(
        _("reviews for one writer, at most"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Who would write more is named before launch."),
    )
    departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="+",
        verbose_name=_("departments"),
        help_text=_("With all departments in them. None chosen: everyone."),
    )
    locations = models.ManyToManyField("org.Location", blank=True, related_name="+", verbose_name=_("locations"))
    hired_before = models.DateField(_("hired before"), null=True, blank=True)
    line_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("everyone under"),
        help_text=_("This manager’s whole line, without the manager."),
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("review cycle")
        verbose_name_plural = _("review cycles")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_cycle_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The time under review cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_state",
                condition=Q(
                    state__in=["set-up", "nomination", "writing", "calibration", "release", "closed", "cancelled"]
                ),
            ),
            models.CheckConstraint(
                name="reviews_cycle_launched_to_leave_set_up",
                condition=Q(state__in=["set-up", "cancelled"]) | Q(launched_at__isnull=False),
                violation_error_message=_("A cycle leaves set-up by its launch."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_launch_begins_before_it_ends",
                condition=Q(launched_at=None) | Q(launch_begun_at__isnull=False, launched_at__gte=F("launch_begun_at")),
            ),
            models.CheckConstraint(
                name="reviews_cycle_nomination_in_those_with_it",
                condition=~Q(state="nomination", has_nomination=False),
                violation_error_message=_("This cycle has no nomination."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_calibration_in_those_with_it",
                condition=~Q(state="calibration", has_calibration=False),
                violation_error_message=_("This cycle has no calibration."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_anonymity",
                condition=Q(
                    peers_are__in=["attributed", "confidential", "anonymous"],
                    upward_is__in=["attributed", "confidential", "anonymous"],
                ),
                violation_error_message=_("Choose one of attributed, confidential and anonymous."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_k_at_least_3",
                condition=Q(threshold__gte=3),
                violation_error_message=_("The anonymity threshold is 3 or more."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_anonymous_peers_reach_k",
                condition=~Q(peers_are="anonymous") | Q(peer_count__gte=F("threshold")),
                violation_error_message=_(
                    "Anonymous peer reviews need at least as many peers for each person as the anonymity threshold."
                ),
            ),
            models.CheckConstraint(
                name="reviews_cycle_counts_at_least_1",
                condition=Q(peer_count__gte=1, load_cap__gte=1),
                violation_error_message=_("At least one."),
            ),
            models.CheckConstraint(
                name="reviews_cycle_has_name", condition=~Q(name=""), violation_error_message=_("A cycle has a name.")
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:reviews_cycle_change", args=[self.pk])

    def anonymity_of(self, relation: str) -> str:
        """How the texts of a relation are read; one's own and the manager's always bear their names."""
        return {Relation.PEER: self.peers_are, Relation.UPWARD: self.upward_is}.get(relation, Anonymity.ATTRIBUTED)

    @property
    def is_launching(self) -> bool:
        return self.launch_begun_at is not None and self.launched_at is None and self.state == self.State.SET_UP

    @property
    def phases_in_use(self) -> list[str]:
        left_out = {
            Phase.NOMINATION: not self.has_nomination,
            Phase.CALIBRATION: not self.has_calibration,
        }
        return [phase for phase in Phase.values if not left_out.get(phase)]


class CyclePhase(models.Model):
    """When a phase is meant to be; the move itself is a step."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="phases")
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "phase"], name="reviews_cyclephase_once"),
            models.CheckConstraint(
                name="reviews_cyclephase_phase",
                condition=Q(phase__in=["nomination", "writing", "calibration", "release"]),
            ),
            models.CheckConstraint(
                name="reviews_cyclephase_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A phase cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.phase}: {self.starts_on} – {self.ends_on}"


class CycleRelation(models.Model):
    """Until when a relation writes. On the day after it closes: `closed_at` says that it has."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="relations")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    due_on = models.DateField(_("due"))
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "relation"], name="reviews_cyclerelation_once"),
            models.CheckConstraint(
                name="reviews_cyclerelation_relation",
                condition=Q(relation__in=["self", "manager", "peer", "upward"]),
            ),
        ]

    def __str__(self):
        return f"{self.relation}: {self.due_on}"
