"""The link in an invitation: signed, never stored, and bound to the address and the password of its moment."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from org.models import Employee, Invitation

SALT = "org.invitation"


def url(invitation: Invitation) -> str:
    """Works for INVITATION_DAYS from now."""
    token = signing.dumps([invitation.pk, _fingerprint(invitation.person)], salt=SALT)
    return settings.SITE_URL + reverse("org:invitation", args=[token])


def read(token: str) -> Invitation | None:
    """The open invitation of a link that still holds; None for any other."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT, max_age=timedelta(days=settings.INVITATION_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    invitation = Invitation.objects.open().select_related("person__location").filter(pk=pk).first()
    if invitation is None or not constant_time_compare(fingerprint, _fingerprint(invitation.person)):
        return None
    person = invitation.person
    return None if person.is_leaver() or not person.is_active else invitation


def _fingerprint(person: Employee) -> str:
    # A new address and a new password change it, so either kills the link.
    return salted_hmac(SALT, f"{person.pk}:{person.email.lower()}:{person.password}").hexdigest()[:32]
