from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PeopleImport(models.Model):
    """One uploaded export of an HR system, on its way from dry run to applied."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("dropped")

    file_name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    # {"heading in the file": "field name or empty"} where HR corrected what was recognised.
    headings = models.JSONField(default=dict, blank=True)
    dates = models.CharField(max_length=3, blank=True)
    # {"e-mail of a leaver that comes with a new number": "returned" or "another"}
    answers = models.JSONField(default=dict, blank=True)
    complete = models.BooleanField(_("the file is complete"), default=False)
    # What the dry run that HR saw was computed from; another value at Apply shows the dry run anew.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    counts = models.JSONField(default=dict, blank=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.file_name


class HeadingMemory(models.Model):
    """A heading that HR corrected once, so that the next upload knows it."""

    heading = models.CharField(max_length=200, unique=True)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("remembered heading")
        verbose_name_plural = _("remembered headings")

    def __str__(self):
        return f"{self.heading} → {self.field}"
