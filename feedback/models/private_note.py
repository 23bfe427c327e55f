from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import TEXT_LIMIT, CheckIn


class PrivateNoteQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "PrivateNoteQuerySet":
        """Its author, ever and alone: no role, no special access."""
        return self.filter(author=viewer) if viewer.is_authenticated else self.none()


class PrivateNote(models.Model):
    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="private_notes")
    text = models.TextField(_("private note"), max_length=TEXT_LIMIT)
    written_at = models.DateTimeField(auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "author"], name="feedback_privatenote_one_each"),
        ]

    def __str__(self):
        return f"private note {self.pk}"
