from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

CLAIM_LASTS = timedelta(minutes=10)
# A day that is over here is over everywhere once the last zone has left it.
LAST_ZONE = timedelta(hours=12)
# Who has had nothing due for so long has perhaps an address that works by now.
MENDED_WITHIN = timedelta(days=60)


class MailPreference(models.Model):
    """How often a person wants the mail. No row: daily."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("on each working day with something due")
        WEEKLY = "weekly", _("once a week, on the first working day with something due")
        NONE = "none", _("never")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preference")
    frequency = models.CharField(_("reminders by mail"), max_length=10, choices=Frequency, default=Frequency.DAILY)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(
                name="inbox_mailpreference_frequency",
                condition=Q(frequency__in=["daily", "weekly", "none"]),
                violation_error_message=_("Choose daily, weekly or never."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_frequency_display()}"


class MailLedgerQuerySet(models.QuerySet):
    def takeable(self, now: datetime) -> "MailLedgerQuerySet":
        """Rows that a sender may take again at `now`: their sender died, or the pause after a failure is over."""
        return self.filter(_takeable(now))

    def settled(self, now: datetime) -> "MailLedgerQuerySet":
        """The others: sent, refused, being sent, or in the pause after a failure."""
        return self.exclude(_takeable(now))

    def to_mend(self, now: datetime) -> "MailLedgerQuerySet":
        """The last mail of each person who still works here, where it did not arrive and will not by itself."""
        over = (now - LAST_ZONE).date()
        stopped = Q(state=MailLedger.State.REFUSED) | Q(state=MailLedger.State.FAILED, day__lt=over)
        later = MailLedger.objects.filter(person=OuterRef("person"), day__gt=OuterRef("day"))
        works_here = Q(person__left_on=None) | Q(person__left_on__gte=over)
        recent = Q(day__gte=over - MENDED_WITHIN)
        return self.filter(stopped, works_here, recent, ~Exists(later), person__is_active=True)


def _takeable(now: datetime) -> Q:
    return Q(state=MailLedger.State.CLAIMED, claimed_at__lte=now - CLAIM_LASTS) | Q(
        state=MailLedger.State.FAILED, try_again_at__lte=now
    )


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

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_ledger", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLAIMED)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    claimed_at = models.DateTimeField(_("claimed"))
    claimed_by = models.CharField(max_length=40)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    try_again_at = models.DateTimeField(_("next try"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # News up to this instant were told; the next mail tells what came after.
    news_until = models.DateTimeField(null=True)
    # A copy may have left before its sender died or the connection broke; the second has the same Message-ID.
    perhaps_twice = models.BooleanField(_("may have arrived twice"), default=False)
    # What the mail server answered; never what the mail says.
    error = models.CharField(_("answer of the mail server"), max_length=300, blank=True)

    objects = MailLedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily mail")
        verbose_name_plural = _("daily mails")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="inbox_mailledger_once_a_day"),
            models.CheckConstraint(
                name="inbox_mailledger_state",
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state="failed", sent_at=None, try_again_at__isnull=False)
                | Q(state__in=["claimed", "refused"], sent_at=None),
            ),
        ]
        indexes = [models.Index(fields=["state", "claimed_at"], name="inbox_mailledger_state")]

    def __str__(self):
        return f"{self.day}: {self.state}"
