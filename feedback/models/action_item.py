from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import CheckIn


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ActionItemQuerySet":
        """The employee whose check-in it came from, its owner, and today's manager of the employee while it is open;
        who held the check-in keeps what was agreed there.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(employee=viewer)
            | Q(owner=viewer)
            | Q(check_in__manager=viewer)
            | Q(employee__manager=viewer, done_at=None, dropped_at=None)
        )

    def open(self) -> "ActionItemQuerySet":
        return self.filter(done_at=None, dropped_at=None)


class ActionItem(models.Model):
    """Something agreed in a check-in. It carries forward until it is done or dropped."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="actions_agreed")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="action_items", verbose_name=_("who")
    )
    text = models.CharField(_("what"), max_length=500)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    dropped_at = models.DateTimeField(null=True, editable=False)
    drop_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_actionitem_done_or_dropped", condition=Q(done_at=None) | Q(dropped_at=None)
            ),
            models.CheckConstraint(
                name="feedback_actionitem_dropped_has_a_reason",
                condition=Q(dropped_at=None) | ~Q(drop_reason=""),
                violation_error_message=_("Say why it is dropped."),
            ),
        ]

    def __str__(self):
        return self.text
