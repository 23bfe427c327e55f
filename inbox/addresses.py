"""Secret addresses: links that act for one person without a login.

Each mail carries its person's link, and the database keeps secrets only as hashes. So the secret is derived, not
stored: a keyed hash (SECRET_KEY) of purpose, person and the row's nonce; the row keeps the nonce and the secret's hash.
A copy of the database alone gives no link away, every mail of a person has the same one, and a new nonce revokes it.
With a new SECRET_KEY the next mail makes a new link, and the old one ends.

A calendar's address is asked for rarely and shown once, so it is random, and nothing but its hash is kept.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from inbox.models import SecretAddress
from org.models import Employee

UNSUBSCRIBE = SecretAddress.Purpose.UNSUBSCRIBE
CALENDAR = SecretAddress.Purpose.CALENDAR


def unsubscribe_urls(people: Iterable[int]) -> dict[int, str]:
    """The link of each person, by id; rows that are missing are made. Two queries, four where some are missing."""
    rows = _rows(people, UNSUBSCRIBE)
    return {
        person: settings.SITE_URL + reverse("inbox:unsubscribe", args=[_secret(row)]) for person, row in rows.items()
    }


def holder(secret: str, purpose: str, now: datetime | None = None) -> Employee | None:
    """Whose address that is; None where it is altered, revoked, or of somebody who has left."""
    found = row_of(secret, purpose, now)
    return found.person if found else None


def row_of(secret: str, purpose: str, now: datetime | None = None) -> SecretAddress | None:
    """As `holder`, with when it was made."""
    found = (
        SecretAddress.objects.filter(secret_hash=_hash(secret), purpose=purpose)
        .select_related("person__location")
        .first()
    )
    if found is None or not found.person.is_active or found.person.is_leaver(now):
        return None
    return found


def new_calendar(person: Employee, now: datetime) -> str:
    """A new secret in the place of the old one, which ends; call it in a transaction that holds the person's row."""
    secret = secrets.token_urlsafe(32)
    row = {"secret_hash": _hash(secret), "nonce": "", "made_at": now}
    SecretAddress.objects.update_or_create(person=person, purpose=CALENDAR, defaults=row)
    return secret


def calendar_url(secret: str) -> str:
    return settings.SITE_URL + reverse("calendar:feed", args=[secret])


def _rows(people: Iterable[int], purpose: str) -> dict[int, SecretAddress]:
    people = list(people)
    rows = {row.person_id: row for row in SecretAddress.objects.filter(person__in=people, purpose=purpose)}
    missing = [_new(person, purpose) for person in people if person not in rows]
    if missing:
        # Another sender may make the same row now: the first one's nonce counts, so read back.
        SecretAddress.objects.bulk_create(missing, ignore_conflicts=True)
        rows = {row.person_id: row for row in SecretAddress.objects.filter(person__in=people, purpose=purpose)}
    for row in rows.values():
        current = _hash(_secret(row))
        if row.secret_hash != current:
            SecretAddress.objects.filter(pk=row.pk, nonce=row.nonce).update(secret_hash=current)
    return rows


def _new(person: int, purpose: str) -> SecretAddress:
    row = SecretAddress(person_id=person, purpose=purpose, nonce=secrets.token_hex(16))
    row.secret_hash = _hash(_secret(row))
    return row


def _secret(row: SecretAddress) -> str:
    digest = salted_hmac("inbox.addresses", f"{row.purpose}:{row.person_id}:{row.nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
