from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from org.models import ids_under

TEXT_LIMIT = 20_000


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "CheckInQuerySet":
        """What was said belongs to the two who held it: an open one to the employee and today's manager,
        a held one to the employee and the manager who held it. Nobody else, HR and administrators included.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(employee=viewer)
            | Q(manager=viewer, state__in=CheckIn.ENDED_STATES)
            | Q(employee__manager=viewer, state__in=CheckIn.OPEN_STATES)
            | Q(employee__manager=viewer, opened_to=viewer)
        )

    def known_to(self, viewer) -> "CheckInQuerySet":
        """Of which `viewer` may know that and when it took place: what they read, and all of everyone under them."""
        if not viewer.is_authenticated:
            return self.none()
        under = Q(employee__in=ids_under(viewer))
        return self.filter(Q(pk__in=CheckIn.objects.visible_to(viewer).values("pk")) | under)

    def earlier_of(self, employee) -> "CheckInQuerySet":
        """The ended ones of `employee` that somebody else held than their manager of today: theirs to open."""
        ended = self.filter(employee=employee.pk, state__in=CheckIn.ENDED_STATES)
        return ended.exclude(manager=employee.manager_id) if employee.manager_id else ended.none()

    def open(self) -> "CheckInQuerySet":
        return self.filter(state__in=CheckIn.OPEN_STATES)


class CheckIn(models.Model):
    """One recurring conversation of an employee and their manager, and its record."""

    class State(models.TextChoices):
        UPCOMING = "upcoming", _("upcoming")
        PREPARED = "prepared", _("prepared")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")

    OPEN_STATES = (State.UPCOMING, State.PREPARED)
    ENDED_STATES = (State.DONE, State.SKIPPED)

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="check_ins", verbose_name=_("employee")
    )
    # Who leads it: follows the reporting line while it is open, and stays once it is held.
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="check_ins_held", verbose_name=_("manager")
    )
    due_on = models.DateField(_("due on"))
    # The day it was planned for, while leave or a day off of one of the two keeps it off that day.
    moved_from = models.DateField(_("planned for"), null=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.UPCOMING, editable=False)
    # The employee's part.
    how_it_goes = models.TextField(_("How it goes"), blank=True, max_length=TEXT_LIMIT)
    in_my_way = models.TextField(_("What is in my way"), blank=True, max_length=TEXT_LIMIT)
    what_i_need = models.TextField(_("What I need"), blank=True, max_length=TEXT_LIMIT)
    prepared_at = models.DateTimeField(null=True, editable=False)
    # The manager's part.
    went_well = models.TextField(_("What went well"), blank=True, max_length=TEXT_LIMIT)
    in_the_way = models.TextField(_("What is in the way"), blank=True, max_length=TEXT_LIMIT)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    logged_at = models.DateTimeField(null=True, editable=False)
    skip_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # A new manager reads it only if the employee opens it to them; the manager after that one does not.
    opened_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # What the manager entered on key results when it was logged.
    updates = models.ManyToManyField("goals.ProgressUpdate", related_name="check_ins", editable=False)
    # Keyed hash of what was sent when it was logged, so that the same sent again is known as the same.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    # Counts writes, so that whoever saves over a newer text is shown both.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(state__in=["upcoming", "prepared"]),
                name="feedback_checkin_one_open",
                violation_error_message=_("There is an open check-in already."),
            ),
            models.CheckConstraint(
                name="feedback_checkin_not_with_oneself", condition=~Q(employee=models.F("manager"))
            ),
            models.CheckConstraint(
                name="feedback_checkin_state",
                condition=Q(state__in=["upcoming", "prepared"], logged_at=None)
                | Q(state="done", logged_at__isnull=False, held_on__isnull=False)
                | (Q(state="skipped", logged_at__isnull=False) & ~Q(skip_reason="")),
                violation_error_message=_("A skipped check-in has a reason."),
            ),
            models.CheckConstraint(
                name="feedback_checkin_moved_forward",
                condition=Q(moved_from=None) | Q(moved_from__lt=models.F("due_on")),
            ),
        ]
        indexes = [models.Index(fields=["manager", "state", "due_on"], name="feedback_checkin_manager")]

    def __str__(self):
        return f"{self.employee} · {self.due_on}"

    def get_absolute_url(self):
        return reverse("feedback:check_in", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def planned_on(self):
        """The day of the rhythm, whatever leave has done to it."""
        return self.moved_from or self.due_on

    def is_missed(self, today, cadence_days: int) -> bool:
        """Open, and a whole cadence late."""
        return self.is_open and today >= self.due_on + timedelta(days=cadence_days)
