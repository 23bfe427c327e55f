from django.conf import settings
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Blocker
from goals.models import Objective
from goals.models.fields import progress_field
from insights.models.dismissal import Dismissal
from org.models import Employee, ids_under
from reviews.models import Cycle, Relation, Review


def _goal_read_by(viewer) -> Q:
    """As `Objective.objects.visible_to` says; of those that everyone reads it is not asked one by one."""
    if viewer.is_hr:
        return Q()
    restricted = Objective.objects.visible_to(viewer).exclude(visibility=Objective.Visibility.EVERYONE)
    return Q(objective__visibility=Objective.Visibility.EVERYONE) | Q(objective__in=restricted.order_by().values("pk"))


def _reviews_led_by(viewer) -> Q:
    """Of the cycles that the viewer looks after, but not by whoever writes about them or about their manager: of these
    HR is only an employee.
    """
    near = [pk for pk in (viewer.pk, viewer.manager_id) if pk]
    writers = Review.objects.filter(relation=Relation.MANAGER, participant__subject__in=near)
    reviews = Review.objects.filter(participant__cycle__in=Cycle.objects.visible_to(viewer).order_by().values("pk"))
    return (
        Q(audience=Signal.Audience.CYCLE)
        & ~Q(about__in=writers.order_by().values("writer"))
        & (Q() if viewer.is_hr else Q(subject__in=reviews.order_by().values("pk")))
    )


def dismissal(day) -> models.QuerySet:
    """What dismisses a signal of a statement that this stands in."""
    return Dismissal.objects.on(day).filter(kind=models.OuterRef("kind"), subject=models.OuterRef("subject"))


class SignalQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "SignalQuerySet":
        """Whose work it concerns and those above them; what it speaks of decides whether HR reads it as well, and
        whether those above do. To everybody else it is only counted.
        """
        if not viewer.is_authenticated:
            return self.none()
        audience = Signal.Audience
        by_office = Q(audience=audience.LINE) | Q(audience=audience.OBJECTIVE) & _goal_read_by(viewer)
        of_line = by_office | Q(audience=audience.CHECK_IN)
        for_few = Q(about=viewer, audience__in=[audience.OWN, audience.PAIR, audience.CYCLE])
        blockers = Blocker.objects.visible_to(viewer).order_by().values("pk")
        for_few |= Q(audience=audience.BLOCKER, subject__in=blockers)
        if viewer.is_manager:
            reports = Employee.objects.filter(manager=viewer).order_by().values("pk")
            for_few |= Q(about__in=reports, audience=audience.PAIR)
        own = Q(about__in=ids_under(viewer, with_self=True)) if viewer.is_manager else Q(about=viewer)
        if not (viewer.is_hr or viewer.is_partner):
            # All of it is about oneself or one's line: asked for by itself, so that no other row is looked at.
            return self.filter(own).filter(of_line | for_few)
        # Who reads a blocker or a check-in is no matter of roles.
        office = by_office if viewer.is_hr else by_office & Q(about__department__in=viewer.partner_departments)
        return self.filter(own & of_line | for_few | office | _reviews_led_by(viewer))

    def counted_everywhere(self) -> "SignalQuerySet":
        """Without what only few may know: that is counted in the whole company alone, see insights.readings."""
        return self.exclude(audience__in=Signal.FOR_FEW)

    def with_dismissal(self, day) -> "SignalQuerySet":
        """Each with `dismissed`: until when, why and by whom; None where it is not."""
        by = {name: f"by__{name}" for name in ("first_name", "preferred_name", "last_name")}
        told = JSONObject(pk="pk", until="until", reason="reason", by_id="by", **by)
        return self.annotate(dismissed=Subquery(dismissal(day).order_by("-at", "-pk").values(told=told)[:1]))

    def not_dismissed(self, day) -> "SignalQuerySet":
        return self.filter(~models.Exists(dismissal(day)))


class Signal(models.Model):
    """What the records say about a place where help is needed: an obstacle, a silence, a slipping pace.

    Derived from the records by the module of its kind, and written by insights.refreshing alone. It holds numbers and
    dates, never a text.
    """

    class Audience(models.TextChoices):
        LINE = "line", _("whose work it is, those above them, and HR")
        OBJECTIVE = "objective", _("the same, as far as they read the objective")
        CHECK_IN = "check-in", _("whose check-in it is and those above them")
        BLOCKER = "blocker", _("who reads the blocker")
        PAIR = "pair", _("the two of the check-in alone")
        OWN = "own", _("whose work it is alone")
        CYCLE = "cycle", _("whose work it is, and who looks after the review cycle")

    PRIVATE = (Audience.PAIR, Audience.OWN)
    # Beside what everyone above sees, a count of these would tell them of the one manager whom it is about.
    FOR_FEW = (*PRIVATE, Audience.CYCLE)

    kind = models.CharField(max_length=40)
    # The id of the record it speaks of; which table that is, its kind knows.
    subject = models.BigIntegerField()
    # Its place: exactly one of these.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="signals", verbose_name=_("person’s work")
    )
    department = models.ForeignKey("org.Department", models.CASCADE, null=True, related_name="signals")
    process = models.ForeignKey("goals.Process", models.CASCADE, null=True, related_name="signals")
    objective = models.ForeignKey("goals.Objective", models.CASCADE, null=True, related_name="signals")
    # Whose work it concerns, and the unit that it counts in.
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unit = models.ForeignKey("org.Department", models.CASCADE, null=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    since = models.DateField(_("since"))
    # When a look found it first; it stands since then without a break.
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    severity = models.PositiveSmallIntegerField(_("severity"))
    # How much of what is expected is missing, 0 to 1.
    shortfall = progress_field()
    figures = models.JSONField(default=dict)
    action = models.CharField(max_length=40)
    # Whose the next action is; null: nobody's.
    next_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-severity", models.F("shortfall").desc(nulls_last=True), "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="insights_signal_once"),
            models.CheckConstraint(
                name="insights_signal_one_place",
                condition=Q(person__isnull=False, department=None, process=None, objective=None)
                | Q(person=None, department__isnull=False, process=None, objective=None)
                | Q(person=None, department=None, process__isnull=False, objective=None)
                | Q(person=None, department=None, process=None, objective__isnull=False),
            ),
            models.CheckConstraint(name="insights_signal_severity_1_to_3", condition=Q(severity__range=(1, 3))),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    def get_absolute_url(self):
        return reverse("insights:signal", args=[self.pk])

    def is_dismissed(self, day=None) -> bool:
        day = day or timezone.localdate()
        return Dismissal.objects.on(day).filter(kind=self.kind, subject=self.subject).exists()
