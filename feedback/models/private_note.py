from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models.check_in import TEXT_LIMIT, CheckIn


class PrivateNoteQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "PrivateNoteQuerySet":
        """Its author, ever and alone: no role, no special access."""
        return self.filter(author=viewer) if viewer.is_authenticated else self.none()


class PrivateNote(models.Model):
    """What somebody keeps for themselves about another person, in a check-in or at any time."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="private_notes")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("about"))
    check_in = models.ForeignKey(CheckIn, models.SET_NULL, null=True, blank=True, related_name="private_notes")
    noted_on = models.DateField(_("day"))
    text = models.TextField(_("private note"), max_length=TEXT_LIMIT)
    written_at = models.DateTimeField(auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "author"], name="feedback_privatenote_one_each"),
            models.CheckConstraint(
                name="feedback_privatenote_about_somebody_else",
                condition=~Q(author=F("about")),
                violation_error_message=_("A private note is about somebody else."),
            ),
            models.CheckConstraint(
                name="feedback_privatenote_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write the note, or delete it."),
            ),
        ]
        indexes = [models.Index(fields=["author", "-noted_on"], name="feedback_privatenote_author")]

    def __str__(self):
        return f"private note {self.pk}"

    def get_absolute_url(self):
        return reverse("feedback:note", args=[self.pk])
