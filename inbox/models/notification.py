from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "NotificationQuerySet":
        return self.filter(person=viewer) if viewer.is_authenticated else self.none()

    def unread(self) -> "NotificationQuerySet":
        return self.filter(seen_at=None)


class Notification(models.Model):
    """An event that a person is told of; unread until seen. It holds no text that anybody wrote."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    # The name of a kind that an app registered; it gives the words.
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "seen_at", "-at"], name="inbox_notification_person"),
            models.Index(fields=["at"], name="inbox_notification_at"),
        ]

    def __str__(self):
        return self.kind
