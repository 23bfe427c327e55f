"""The daily mail: send to everyone whose morning it is and whom something waits for, once.

Safe to run by any number of processes at once, to be killed at any point, and to be run again: the ledger decides.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Max

from inbox import addresses, gone_zones, ledger, message, schedule
from inbox.delivery import Answer, Outbox
from inbox.due import DailyMail, daily_mails
from inbox.models import MailLedger
from org.models import Employee, Organization
from org.zones import exists

log = logging.getLogger(__name__)
BATCH = 500  # people whose duties are asked for at once
CLAIM = 20  # mails claimed at once: no more than these wait for ten minutes when their sender dies
CLAIM_IN_A_SLICE = 4  # fewer, where the caller's time is short
KNOCK = 1.0  # seconds for the mail server to open, where the caller's time is short

Stretch = tuple[int, int]  # people by id: after the first, up to the second
State = MailLedger.State


@dataclass
class Tally:
    """`skipped`: looked at in their morning, and nothing to tell, or somebody else is telling them."""

    sent: int = 0
    skipped: int = 0
    failed: int = 0
    left: list[Stretch] = field(default_factory=list)  # not looked at yet, for want of time

    def __str__(self):
        return f"sent {self.sent}, skipped {self.skipped}, failed {self.failed}"


def send_due(now: datetime, *, seconds: float | None = None, stretches: list[Stretch] | None = None) -> Tally:
    """Send what is due at the aware instant `now`; the clock goes on from there while it works.

    With `seconds` it stops soon after them, having done something, and says in `left` where to go on.
    """
    deadline = time.monotonic() + (seconds or float("inf"))
    tally = Tally(left=_from_anywhere() if stretches is None else list(stretches))
    clock = _ticking(now)
    zones = _zones(now)
    with Outbox(patience=KNOCK if seconds else None) as outbox:
        sender = _Sender(outbox, clock, tally, claim_size=CLAIM_IN_A_SLICE if seconds else CLAIM)
        while tally.left:
            after, until = tally.left[0]
            at = clock()
            people = list(schedule.awaiting(at, zones).filter(pk__gt=after, pk__lte=until).order_by("pk")[:BATCH])
            if people:
                tally.left[0] = (sender.batch(people, at, deadline), until)
            else:
                tally.left.pop(0)
            if time.monotonic() > deadline:
                break
    return tally


def _zones(now: datetime) -> list[str]:
    zones = schedule.zones_in_use()
    if all(map(exists, zones)):
        return zones
    gone_zones.mend(now)
    return schedule.zones_in_use()


def everyone(parts: int = 1) -> list[Stretch]:
    """All people by id, in about equal parts."""
    last = Employee.objects.aggregate(last=Max("pk"))["last"] or 0
    edges = [last * part // parts for part in range(parts + 1)]
    return [(after, until) for after, until in pairwise(edges) if after < until]


def _from_anywhere() -> list[Stretch]:
    """Everyone, begun at a random place: senders who start together do not all claim the same people."""
    whole = everyone()
    if not whole:
        return []
    last = whole[0][1]
    start = random.randrange(last)  # noqa: S311 - no secret hangs on it
    return [(start, last), (0, start)]


def _ticking(now: datetime) -> Callable[[], datetime]:
    """The sender's clock: `now`, and what has passed since."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


class _Sender:
    def __init__(self, outbox: Outbox, clock: Callable[[], datetime], tally: Tally, *, claim_size: int):
        self.outbox = outbox
        self.clock = clock
        self.tally = tally
        self.claim_size = claim_size
        self.organization = Organization.objects.current()

    def batch(self, people: list[Employee], at: datetime, deadline: float) -> int:
        """Send to those of `people` whom something waits for; return the id up to which it came before `deadline`."""
        mails = daily_mails(people, at)
        done = people[-1].pk
        for start in range(0, len(mails), self.claim_size):
            if start and time.monotonic() > deadline:
                done = mails[start - 1].person.pk
                mails = mails[:start]
                break
            self.claimed(mails[start : start + self.claim_size])
        self.tally.skipped += sum(person.pk <= done for person in people) - len(mails)
        return done

    def claimed(self, mails: list[DailyMail]) -> None:
        rows = ledger.claim([(mail.person.pk, mail.day) for mail in mails], self.clock())
        self.tally.skipped += len(mails) - len(rows)
        ours = [mail for mail in mails if (mail.person.pk, mail.day) in rows]
        urls = addresses.unsubscribe_urls(mail.person.pk for mail in ours)
        for mail in ours:
            self.one(mail, rows[mail.person.pk, mail.day], urls[mail.person.pk])

    def one(self, mail: DailyMail, row: MailLedger, unsubscribe_url: str) -> None:
        if not ledger.keep(row, self.clock()):
            self.tally.skipped += 1
            return
        answer = self.answer(mail, row, unsubscribe_url)
        # Written at once, each alone: whoever kills us now leaves at most this one mail unknown.
        if answer.state == State.SENT:
            ledger.sent(row, self.clock(), news_until=mail.decided_at, perhaps_twice=answer.perhaps_twice)
            self.tally.sent += 1
            return
        if answer.state == State.REFUSED:
            ledger.refused(row, answer.error)
        else:
            ledger.failed(row, self.clock(), answer.error, perhaps_twice=answer.perhaps_twice)
        self.tally.failed += 1

    def answer(self, mail: DailyMail, row: MailLedger, unsubscribe_url: str) -> Answer:
        if mail.broken:
            return Answer(State.FAILED, mail.broken)
        try:
            built = message.build(
                mail, message_id=row.message_id, unsubscribe_url=unsubscribe_url, organization=self.organization
            )
        except Exception as error:
            log.exception("the mail of employee %s cannot be written", mail.person.pk)
            return Answer(State.FAILED, type(error).__name__)
        return self.outbox.send(built)
