from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import TEXT_LIMIT, CheckIn
from goals.models import KeyResult, Objective
from org.models import Employee

GOES_UP_AFTER = timedelta(days=7)


def goes_up_at(raised_at=None):
    """When one raised then, or now, shows one level up if nobody acknowledges it."""
    return (raised_at or timezone.now()) + GOES_UP_AFTER


class BlockerQuerySet(models.QuerySet):
    def visible_to(self, viewer, now=None) -> "BlockerQuerySet":
        """Who raised it and their manager of today; after a week without acknowledgement the manager's manager too,
        who reads only what the author chose to share upward (see `Blocker.text_for`), and keeps what they took up.
        """
        if not viewer.is_authenticated:
            return self.none()
        gone_up = Q(raised_at__lte=(now or timezone.now()) - GOES_UP_AFTER, acknowledged_at=None, resolved_at=None)
        one_level_down = Q(raised_by__manager__in=Employee.objects.filter(manager=viewer.pk).values("pk"))
        return self.filter(
            Q(raised_by=viewer) | Q(raised_by__manager=viewer) | one_level_down & (gone_up | Q(acknowledged_by=viewer))
        )

    def open(self) -> "BlockerQuerySet":
        return self.filter(resolved_at=None)

    def with_about(self, viewer) -> "BlockerQuerySet":
        """Each with `about`: the title of its key result, "" where the viewer may not read that objective."""
        readable = Objective.objects.visible_to(viewer).order_by().values("pk")
        titles = KeyResult.objects.filter(pk=OuterRef("key_result"), objective__in=readable).order_by().values("title")
        return self.annotate(about=Coalesce(Subquery(titles[:1]), Value("")))


class Blocker(models.Model):
    """A problem that keeps someone from their goals: raised, acknowledged, resolved."""

    class Help(models.TextChoices):
        DECISION = "decision", _("a decision")
        TIME = "time", _("time")
        PEOPLE = "people", _("people")
        SKILL = "skill", _("a skill")
        TOOL = "tool", _("a tool")
        OTHER_TEAM = "other-team", _("another team")

    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="blockers", verbose_name=_("raised by")
    )
    key_result = models.ForeignKey(
        "goals.KeyResult", models.SET_NULL, null=True, blank=True, related_name="blockers", verbose_name=_("key result")
    )
    check_in = models.ForeignKey(CheckIn, models.SET_NULL, null=True, blank=True, related_name="blockers_raised")
    text = models.TextField(_("what blocks"), max_length=TEXT_LIMIT)
    # Shown one level up if nobody acknowledges it; empty: it goes up without text.
    text_upward = models.TextField(_("what may be shown one level up"), blank=True, max_length=TEXT_LIMIT)
    help = models.CharField(_("what would help"), max_length=10, choices=Help, blank=True)
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    # When its author was told that it is about to show one level up.
    warned_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = BlockerQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_blocker_acknowledged_at_and_by",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_blocker_resolved_at_and_by",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"blocker {self.pk}"

    def get_absolute_url(self):
        return reverse("feedback:blocker", args=[self.pk])

    @property
    def goes_up_at(self):
        return goes_up_at(self.raised_at)

    def has_gone_up(self, now=None) -> bool:
        """A week without acknowledgement: one level up sees it."""
        waits = self.acknowledged_at is None and self.resolved_at is None
        return waits and self.goes_up_at <= (now or timezone.now())

    def went_up(self, now=None) -> bool:
        """Whether it ever showed one level up: answered a week late, or not yet."""
        answered = [at for at in (self.acknowledged_at, self.resolved_at) if at]
        return self.goes_up_at <= min([*answered, now or timezone.now()])

    def text_for(self, viewer) -> str:
        """The whole text for the author and their manager of today; above them what was chosen to be shared upward."""
        if viewer.pk in (self.raised_by_id, self.raised_by.manager_id):
            return self.text
        return self.text_upward


class BlockerNote(models.Model):
    """*Helped*: what somebody did about it."""

    blocker = models.ForeignKey(Blocker, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=TEXT_LIMIT)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"note on blocker {self.blocker_id}"
