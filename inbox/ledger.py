"""The ledger of daily mails: who takes which mail, so that nobody gets two, and what became of it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.utils.crypto import salted_hmac

from inbox import schedule
from inbox.models import MailLedger
from inbox.models.mail import CLAIM_LASTS

State = MailLedger.State
ERROR_LENGTH = MailLedger._meta.get_field("error").max_length


def message_id(person: int, day: date) -> str:
    """The same for a person and day, whoever sends it; it tells nothing about either."""
    return keyed_id(f"{person}:{day.isoformat()}")


def keyed_id(key: str) -> str:
    """A Message-ID, always the same for the same key. Short enough for one line."""
    keyed = salted_hmac("inbox.ledger", key, algorithm="sha256").hexdigest()[:24]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    host = "localhost" if ":" in host else host.encode("idna").decode()
    return f"<{keyed}@{host}>"


def claim(mails: Iterable[tuple[int, date]], now: datetime) -> dict[tuple[int, date], MailLedger]:
    """Take those of `mails` (person, day) that nobody else has; give back the rows that are ours.

    The unique row decides between two senders; a row whose sender died, or whose pause is over, is taken by comparing
    its state and clock in the UPDATE itself, so that two who read the same row cannot both have it.
    """
    mails = sorted(mails)  # one order for all senders, so that none waits for another in a circle
    token = uuid.uuid4().hex
    wanted = _these(mails)
    new = [
        MailLedger(person_id=person, day=day, message_id=message_id(person, day), claimed_at=now, claimed_by=token)
        for person, day in mails
    ]
    with transaction.atomic():
        MailLedger.objects.bulk_create(new, ignore_conflicts=True)
        free = MailLedger.objects.takeable(now).filter(wanted).order_by("pk")
        free = free.select_for_update(of=("self",), no_key=True, skip_locked=True)
        again = list(free.values_list("pk", flat=True))
        if again:
            _take_again(again, now, token)
        ours = MailLedger.objects.filter(wanted, claimed_by=token)
        return {(row.person_id, row.day): row for row in ours.order_by("pk")}


def keep(row: MailLedger, now: datetime) -> bool:
    """Is a claim still ours to send? One that waited behind slow mails is renewed, lest another take it meanwhile."""
    if now < row.claimed_at + CLAIM_LASTS / 2:
        return True
    return _settle(row, claimed_at=now)


def sent(row: MailLedger, now: datetime, *, news_until: datetime, perhaps_twice: bool = False) -> bool:
    return _settle(
        row, state=State.SENT, sent_at=now, news_until=news_until, error="",
        perhaps_twice=row.perhaps_twice or perhaps_twice,
    )  # fmt: skip


def failed(row: MailLedger, now: datetime, error: str, *, perhaps_twice: bool = False) -> bool:
    return _settle(
        row, state=State.FAILED, error=_short(error), try_again_at=now + schedule.pause(row.attempts),
        perhaps_twice=row.perhaps_twice or perhaps_twice,
    )  # fmt: skip


def refused(row: MailLedger, error: str) -> bool:
    return _settle(row, state=State.REFUSED, error=_short(error))


def _take_again(rows: list[int], now: datetime, token: str) -> None:
    unknown = When(state=State.CLAIMED, then=Value(True))
    MailLedger.objects.takeable(now).filter(pk__in=rows).update(
        perhaps_twice=Case(unknown, default=F("perhaps_twice"), output_field=BooleanField()),
        state=State.CLAIMED,
        claimed_at=now,
        claimed_by=token,
        attempts=F("attempts") + 1,
        try_again_at=None,
        error="",
    )


def _settle(row: MailLedger, **result) -> bool:
    """Write what became of a claim that is still ours; False where it took so long that another sender has it."""
    mine = MailLedger.objects.filter(pk=row.pk, claimed_by=row.claimed_by, state=State.CLAIMED)
    return bool(mine.update(**result))


def _these(mails: list[tuple[int, date]]) -> Q:
    people: dict[date, list[int]] = defaultdict(list)
    for person, day in mails:
        people[day].append(person)
    these = Q(pk__in=[])
    for day, ids in people.items():
        these |= Q(day=day, person__in=ids)
    return these


def _short(error: str) -> str:
    return " ".join(error.split())[:ERROR_LENGTH]
