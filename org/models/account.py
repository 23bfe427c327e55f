from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        return self.filter(used_at=None, revoked_at=None)


class Invitation(models.Model):
    """HR's word that a person may set a password. The link in the mail names this row; revoked, the link is dead."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    used_at = models.DateTimeField(_("password set"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at=None, revoked_at=None),
                name="org_invitation_one_open",
                violation_error_message=_("This person has an open invitation already."),
            ),
        ]

    def __str__(self):
        return str(self.person)


class AccountMailQuerySet(models.QuerySet):
    def due(self, now) -> "AccountMailQuerySet":
        """Never sent, refused a while ago, or claimed by a sender that died."""
        states = AccountMail.State
        abandoned = Q(state=states.CLAIMED, claimed_at__lte=now - AccountMail.CLAIM_LASTS)
        again = Q(state=states.FAILED, try_again_at__lte=now)
        return self.filter(Q(state=states.WAITING) | again | abandoned)

    def to_mend(self, now) -> "AccountMailQuerySet":
        """The last of each person who still works here, refused for good; not of an invitation that nobody needs."""
        states = AccountMail.State
        later = AccountMail.objects.filter(
            person=OuterRef("person"), pk__gt=OuterRef("pk"), state__in=[states.SENT, states.REFUSED]
        )
        works_here = Q(person__left_on=None) | Q(person__left_on__gte=(now - AccountMail.LAST_ZONE).date())
        needed = Q(invitation=None) | Q(invitation__used_at=None, invitation__revoked_at=None)
        recent = Q(written_at__gte=now - AccountMail.MENDED_WITHIN)
        return self.filter(works_here, needed, recent, ~Exists(later), state=states.REFUSED, person__is_active=True)


class AccountMail(models.Model):
    """A mail about an account or a role, which goes at once. The row is the need for it; whoever claims it sends it."""

    CLAIM_LASTS = timedelta(minutes=10)
    LAST_ZONE = timedelta(hours=12)  # a day that is over here is over everywhere once the last zone has left it
    MENDED_WITHIN = timedelta(days=60)

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        ROLE_GIVEN = "role-given", _("role given")
        ROLE_ENDED = "role-ended", _("role ended")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed, will be tried again")
        REFUSED = "refused", _("refused for good")
        DROPPED = "dropped", _("no longer needed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_mails", verbose_name=_("to")
    )
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, related_name="mails")
    grant = models.ForeignKey("org.RoleGrant", models.CASCADE, null=True, related_name="mails")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed"), null=True)
    try_again_at = models.DateTimeField(_("next try"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # What the mail server answered; never what the mail says.
    error = models.CharField(_("answer of the mail server"), max_length=300, blank=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("account mail")
        verbose_name_plural = _("account mails")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="org_accountmail_is_about_something",
                condition=Q(kind="invitation", invitation__isnull=False, grant=None)
                | Q(kind__in=["role-given", "role-ended"], invitation=None, grant__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="org_accountmail_unsent", condition=Q(state__in=["waiting", "claimed", "failed"])
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.person}"
