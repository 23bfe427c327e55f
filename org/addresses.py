"""What hangs on an e-mail address besides the person's own field."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.utils import timezone

from org.models import AccountMail, Invitation


def replaced(people: Collection[int]) -> None:
    """These people (by id) have another address now: nothing that knows or was sent to the old one works any more.

    Links to reset a password die by themselves, the address is part of what they sign.
    """
    EmailAddress.objects.filter(user__in=people).delete()
    revoke_invitations(people)


def revoke_invitations(people: Collection[int]) -> None:
    open_ones = Invitation.objects.open().filter(person__in=people)
    unsent = AccountMail.objects.filter(invitation__in=open_ones).exclude(state=AccountMail.State.SENT)
    unsent.update(state=AccountMail.State.DROPPED)
    open_ones.update(revoked_at=timezone.now())
