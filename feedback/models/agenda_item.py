from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import CheckIn

POINT_LIMIT = 1_000


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "AgendaItemQuerySet":
        """The two for whose talk it was written, by name: a later manager does not read it."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(employee=viewer) | Q(manager=viewer))

    def open(self) -> "AgendaItemQuerySet":
        """Not talked about yet: it comes back in each check-in until it is."""
        return self.filter(talked_at=None)


class AgendaItem(models.Model):
    """A point for the next check-in, added by either of the two between the meetings."""

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("point"), max_length=POINT_LIMIT)
    written_at = models.DateTimeField(auto_now_add=True)
    # Counts changes, so that two windows do not write over each other unseen.
    version = models.PositiveIntegerField(default=0, editable=False)
    # In which check-in it was talked about.
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, editable=False, related_name="agenda")
    talked_at = models.DateTimeField(null=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda point")
        verbose_name_plural = _("agenda points")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(name="feedback_agendaitem_of_two", condition=~Q(employee=F("manager"))),
            models.CheckConstraint(
                name="feedback_agendaitem_author_is_one_of_them",
                condition=Q(author=F("employee")) | Q(author=F("manager")),
            ),
            models.CheckConstraint(
                name="feedback_agendaitem_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Say what you want to talk about."),
            ),
            models.CheckConstraint(
                name="feedback_agendaitem_talked_about_in_a_check_in",
                condition=Q(check_in=None, talked_at=None) | Q(check_in__isnull=False, talked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["employee"], condition=Q(talked_at=None), name="feedback_agendaitem_open"),
        ]

    def __str__(self):
        return f"agenda point {self.pk}"
