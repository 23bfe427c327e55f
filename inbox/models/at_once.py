from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from inbox.models.mail import LAST_ZONE, MENDED_WITHIN, MailLedger
from inbox.models.notification import Notification


class AtOnceMailQuerySet(models.QuerySet):
    def takeable(self, now) -> "AtOnceMailQuerySet":
        """Waiting, refused a while ago, or claimed by a sender that died."""
        states = AtOnceMail.State
        died = Q(state=states.CLAIMED, claimed_at__lte=now - AtOnceMail.CLAIM_LASTS)
        again = Q(state=states.FAILED, claimed_at__lte=now - AtOnceMail.AGAIN_AFTER)
        return self.filter(Q(state=states.WAITING) | again | died)

    def to_mend(self, now) -> "AtOnceMailQuerySet":
        """Refused for good, of those who still work here and of whom no later mail says how it stands."""
        states = AtOnceMail.State
        person = {"person": OuterRef("news__person"), "claimed_at__gt": OuterRef("claimed_at")}
        daily = MailLedger.objects.filter(**person, state__in=[MailLedger.State.SENT, MailLedger.State.REFUSED])
        later = AtOnceMail.objects.filter(
            news__person=OuterRef("news__person"), pk__gt=OuterRef("pk"), state__in=[states.SENT, states.REFUSED]
        )
        left_on = "news__person__left_on"
        works_here = Q(**{left_on: None}) | Q(**{f"{left_on}__gte": (now - LAST_ZONE).date()})
        recent = Q(claimed_at__gte=now - MENDED_WITHIN, news__person__is_active=True)
        return self.filter(works_here, recent, ~Exists(daily), ~Exists(later), state=states.REFUSED)


class AtOnceMail(models.Model):
    """News that did not wait for the daily mail: an invitation for the same day. One row each, so it goes once."""

    CLAIM_LASTS = timedelta(minutes=10)
    AGAIN_AFTER = timedelta(minutes=2)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed, will be tried again")
        REFUSED = "refused", _("refused for good")
        DROPPED = "dropped", _("no longer needed")

    news = models.OneToOneField(Notification, models.CASCADE, related_name="at_once_mail")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField(_("claimed"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # What the mail server answered; never what the mail says.
    error = models.CharField(_("answer of the mail server"), max_length=300, blank=True)

    objects = AtOnceMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail at once")
        verbose_name_plural = _("mails at once")
        constraints = [
            models.CheckConstraint(
                name="inbox_atoncemail_state",
                condition=Q(state="waiting", claimed_at=None)
                | Q(state__in=["claimed", "sent", "failed", "refused", "dropped"], claimed_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="inbox_atoncemail_unsent", condition=Q(state__in=["waiting", "claimed", "failed"])
            )
        ]

    def __str__(self):
        return f"{self.news_id}: {self.state}"
