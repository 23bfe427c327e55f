"""Secret addresses: links that act for one person without a login.

Each mail carries its person's link, and the database keeps secrets only as hashes. So the secret is derived, not
stored: a keyed hash (SECRET_KEY) of purpose, person, their e-mail and the row's nonce; the row keeps the nonce and the
secret's hash. A copy of the database alone gives no link away, every mail to an address has the same one, and a new
nonce revokes it. With another e-mail or SECRET_KEY the old link ends at once, and the next mail makes a new one.

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
    """The link of each person, by id; rows that are missing are made. One query, four where some are missing."""
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
    is_old = purpose == UNSUBSCRIBE and found.secret_hash != _hash(_secret(found))
    return None if is_old else found


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
    rows = _known(people, purpose)
    if missing := [person for person in people if person not in rows]:
        # Another sender may make the same row now: the first one's nonce counts, so read back.
        there = Employee.objects.filter(pk__in=missing).order_by("pk")
        SecretAddress.objects.bulk_create([_new(person, purpose) for person in there], ignore_conflicts=True)
        rows = _known(people, purpose)
    for row in rows.values():
        current = _hash(_secret(row))
        if row.secret_hash != current:
            SecretAddress.objects.filter(pk=row.pk, nonce=row.nonce).update(secret_hash=current)
    return rows


def _known(people: list[int], purpose: str) -> dict[int, SecretAddress]:
    rows = SecretAddress.objects.filter(person__in=people, purpose=purpose).select_related("person").order_by("pk")
    return {row.person_id: row for row in rows}


def _new(person: Employee, purpose: str) -> SecretAddress:
    row = SecretAddress(person=person, purpose=purpose, nonce=secrets.token_hex(16))
    row.secret_hash = _hash(_secret(row))
    return row


def _secret(row: SecretAddress) -> str:
    told = f"{row.purpose}:{row.person_id}:{row.nonce}:{row.person.email}"
    digest = salted_hmac("inbox.addresses", told, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
