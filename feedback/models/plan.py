from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import CheckIn
from org.models import RoleGrant

PLAN_TEXT_LIMIT = 10_000
# A look at a plan is planned so far ahead where nobody says otherwise.
LOOK_AGAIN = timedelta(weeks=4)


def _as_hr(viewer) -> Q:
    """HR, or a partner in their departments: neither on themselves nor on their own manager."""
    reads = Q(pk__in=[])
    if viewer.is_hr:
        reads = Q()
    elif viewer.is_partner:
        departments = viewer.departments_as(RoleGrant.Role.PARTNER).order_by().values("pk")
        reads = Q(employee__department__in=departments)
    return reads & ~Q(employee__in=[viewer.pk, *filter(None, [viewer.manager_id])])


class PlanQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "PlanQuerySet":
        """The person, their manager of today while it is open, and HR (a partner: in their departments). Once it has
        ended the manager who held it then; a later one if the person opens it. Of who has left: HR alone.
        """
        if not viewer.is_authenticated:
            return self.none()
        held = Q(employee__manager=viewer, ended_at=None) | Q(manager=viewer, ended_at__isnull=False)
        opened = Q(employee__manager=viewer, opened_to=viewer)
        here = Q(employee__left_on=None) | Q(employee__left_on__gte=viewer.today())
        return self.filter(Q(employee=viewer) | here & (held | opened) | _as_hr(viewer))

    def open(self) -> "PlanQuerySet":
        return self.filter(ended_at=None)

    def earlier_of(self, employee) -> "PlanQuerySet":
        """The ended ones of `employee` that somebody else held than their manager of today: theirs to open."""
        ended = self.filter(employee=employee.pk, ended_at__isnull=False)
        return ended.exclude(manager=employee.manager_id) if employee.manager_id else ended.none()


class Plan(models.Model):
    """What two people agreed for one of them: to learn something, or to be supported in what is hard. Begun by a
    person, never by a figure, and it carries no score.
    """

    class Kind(models.TextChoices):
        DEVELOPMENT = "development", _("development plan")
        SUPPORT = "support", _("support plan")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached what it was for")
        CHANGED = "changed", _("Changed: something else matters now")
        NOT_NEEDED = "not-needed", _("No longer needed")
        OTHERWISE = "otherwise", _("Ended otherwise")

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    # Who holds it with the person: follows the reporting line while it is open, and stays once it has ended.
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, editable=False)
    title = models.CharField(_("title"), max_length=120)
    # The aims or, of a support plan, what is hard.
    aim = models.TextField(_("aims"), max_length=PLAN_TEXT_LIMIT)
    # The day on which the two look at it next, and the day by which it is meant to end.
    review_on = models.DateField(_("next look"))
    ends_on = models.DateField(_("until"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    # A support plan is not active before its person has read it and answered.
    active_at = models.DateTimeField(null=True, editable=False)
    # When it last became another than the person had read.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    # Counts writes, so that whoever saves over a newer text is shown both.
    version = models.PositiveIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    end_words = models.TextField(_("how it ended"), blank=True, max_length=PLAN_TEXT_LIMIT)
    # A later manager reads an ended one only if the person opens it to them; the manager after that one does not.
    opened_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "kind"],
                condition=Q(ended_at=None),
                name="feedback_plan_one_open",
                violation_error_message=_("There is an open plan of this kind already."),
            ),
            models.CheckConstraint(name="feedback_plan_not_with_oneself", condition=~Q(employee=F("manager"))),
            models.CheckConstraint(name="feedback_plan_says_something", condition=~Q(title="") & ~Q(aim="")),
            models.CheckConstraint(
                name="feedback_plan_support_by_another", condition=~Q(kind="support", started_by=F("employee"))
            ),
            models.CheckConstraint(
                name="feedback_plan_ended_how",
                condition=Q(ended_at=None, ended_by=None, outcome="", end_words="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="feedback_plan_otherwise_in_words",
                condition=~Q(outcome="otherwise", end_words=""),
                violation_error_message=_("Say in a few words how it ended."),
            ),
        ]
        indexes = [
            models.Index(fields=["manager"], name="feedback_plan_manager"),
            models.Index(fields=["review_on"], condition=Q(ended_at=None), name="feedback_plan_look"),
        ]

    def __str__(self):
        return f"plan {self.pk}"

    def get_absolute_url(self):
        return reverse("feedback:plan", args=[self.pk])

    @property
    def is_support(self) -> bool:
        return self.kind == self.Kind.SUPPORT

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_active(self) -> bool:
        return self.is_open and self.active_at is not None

    @property
    def is_proposed(self) -> bool:
        """Its person has not answered yet."""
        return self.is_open and self.active_at is None


class PlanActionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "PlanActionQuerySet":
        """Who reads the plan; and whoever promised it, this one alone, while the plan is active."""
        if not viewer.is_authenticated:
            return self.none()
        readable = Plan.objects.visible_to(viewer).order_by().values("pk")
        return self.filter(Q(plan__in=readable) | Q(pk__in=PlanAction.objects.promised_by(viewer).values("pk")))

    def promised_by(self, viewer) -> "PlanActionQuerySet":
        """What `viewer` is to do, of plans that are active and whose person works here."""
        here = Q(plan__employee__left_on=None) | Q(plan__employee__left_on__gte=viewer.today())
        return self.filter(here, owner=viewer, plan__ended_at=None, plan__active_at__isnull=False).order_by()

    def open(self) -> "PlanActionQuerySet":
        return self.filter(done_at=None, dropped_at=None)


class PlanAction(models.Model):
    """What its owner will do by a day: the person themselves or, of anybody else, support that was promised."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="plan_actions", verbose_name=_("who")
    )
    text = models.CharField(_("what"), max_length=500)
    due_on = models.DateField(_("by when"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    dropped_at = models.DateTimeField(null=True, editable=False)
    drop_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action of a plan")
        verbose_name_plural = _("actions of plans")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="feedback_planaction_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="feedback_planaction_done_or_dropped", condition=Q(done_at=None) | Q(dropped_at=None)
            ),
            models.CheckConstraint(
                name="feedback_planaction_dropped_has_a_reason",
                condition=Q(dropped_at=None) | ~Q(drop_reason=""),
                violation_error_message=_("Say why it is dropped."),
            ),
        ]

    def __str__(self):
        return f"action {self.pk} of plan {self.plan_id}"

    def get_absolute_url(self):
        return reverse("feedback:finish_plan_action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


class OfAPlanQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "OfAPlanQuerySet":
        """Who reads the plan."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(plan__in=Plan.objects.visible_to(viewer).order_by().values("pk"))


class PlanReview(models.Model):
    """How it is going, in the words of one of them, in a check-in or at any time."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    check_in = models.ForeignKey(CheckIn, models.SET_NULL, null=True, editable=False, related_name="plan_reviews")
    text = models.TextField(_("how it is going"), max_length=PLAN_TEXT_LIMIT)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfAPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(name="feedback_planreview_says_something", condition=~Q(text=""))]

    def __str__(self):
        return f"review {self.pk} of plan {self.plan_id}"


class PlanAnswer(models.Model):
    """That the person has read a support plan, and their own part of it. What was said stays; a later one stands
    beside it.
    """

    class Kind(models.TextChoices):
        READ = "read", _("I have read it")
        AGREE = "agree", _("I have read it, and agree")
        DIFFER = "differ", _("I have read it, and see it differently")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.TextField(_("my part"), blank=True, max_length=PLAN_TEXT_LIMIT)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfAPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"answer {self.pk} to plan {self.plan_id}"
