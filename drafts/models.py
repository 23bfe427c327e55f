from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=30)
WARNED_AFTER = timedelta(days=23)


class DraftQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "DraftQuerySet":
        """Its author, ever and alone: no role, no special access."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(author=viewer, state=Draft.State.OPEN)

    def at(self, key: str) -> "DraftQuerySet":
        """Those of one place, the newest first."""
        return self.filter(key=key).order_by("-saved_at", "-pk")


class Draft(models.Model):
    """What one person has typed into one form and not sent. Two tabs that differ have a row each.

    Once it was sent or dropped the row stays without a word in it, so that a save under way then finds it ended and
    does not bring the text back.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ENDED = "ended", _("ended")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    # The place: "check-in:12:log". What stands before the first colon is a registered kind.
    key = models.CharField(max_length=120)
    # Names this draft among those of the place; the form carries it, signed.
    token = models.CharField(max_length=32)
    path = models.CharField(max_length=500)
    # Name of the field → its values, as the browser sent them.
    fields = models.JSONField(default=dict)
    length = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Counts the saves; a page that has not seen the newest one does not write over it.
    revision = models.PositiveIntegerField(default=0)
    # The opened page that wrote last, and the number of its save: its own late ones are known by them.
    instance = models.CharField(max_length=32, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    # Where it was typed, in a few words: "Firefox on Windows".
    device = models.CharField(max_length=60, blank=True)
    saved_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "key", "token"], name="drafts_draft_one_each"),
            models.CheckConstraint(
                name="drafts_draft_ended_is_empty", condition=Q(state="open") | Q(state="ended", length=0)
            ),
        ]
        indexes = [models.Index(fields=["state", "saved_at"], name="drafts_draft_age")]

    def __str__(self):
        return f"draft {self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.saved_at + KEPT_FOR

    @property
    def data(self) -> QueryDict:
        """The fields as a form reads them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data
