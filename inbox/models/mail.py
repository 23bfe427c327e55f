from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailPreference(models.Model):
    """How often a person wants the mail. No row: daily."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("on each working day with something due")
        WEEKLY = "weekly", _("once a week")
        NONE = "none", _("never")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preference")
    frequency = models.CharField(_("reminders by mail"), max_length=10, choices=Frequency, default=Frequency.DAILY)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(
                name="inbox_mailpreference_frequency", condition=Q(frequency__in=["daily", "weekly", "none"])
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_frequency_display()}"


class MailLedger(models.Model):
    """One row for each person and local day that a mail was claimed for; unique, so that one sender wins.

    A claim is taken before sending and carries its clock; without a result ten minutes later it is taken again,
    with the same Message-ID.
    """

    class State(models.TextChoices):
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed, will be tried again")
        REFUSED = "refused", _("refused for good")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_ledger")
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLAIMED)
    message_id = models.CharField(max_length=200)
    claimed_at = models.DateTimeField(_("claimed"))
    claimed_by = models.CharField(max_length=40)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    try_again_at = models.DateTimeField(_("next try"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # What the mail server answered; never what the mail says.
    error = models.CharField(_("answer of the mail server"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("daily mail")
        verbose_name_plural = _("daily mails")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="inbox_mailledger_once_a_day"),
        ]
        indexes = [models.Index(fields=["state", "claimed_at"], name="inbox_mailledger_state")]

    def __str__(self):
        return f"{self.day}: {self.state}"
