"""The morning in slices of about two seconds, so that the one embedded worker is never held longer.

A slice ends by naming what is left, and the next task goes on there. Where a task is lost with its worker, the lease on
its lane runs out, and the next look of beat begins that lane anew: the ledger knows who has had their mail.
"""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from inbox import digest
from inbox.digest import Stretch

SLICE = 1.5  # seconds
LEASE = 120  # seconds; renewed by each slice


def lanes() -> int:
    """How many slices may run side by side: one with the embedded worker, which is one, else four."""
    return 4 if settings.REDIS_URL else 1


def begin() -> list[tuple[int, list[Stretch]]]:
    """The lanes that nobody is on, each with its share of the people."""
    shares = enumerate(digest.everyone(parts=lanes()))
    return [(lane, [stretch]) for lane, stretch in shares if cache.add(_key(lane), True, LEASE)]


def go_on(lane: int, stretches: list[Stretch], now: datetime) -> list[Stretch]:
    """Send one slice; return what is left, and keep the lane for it."""
    left = digest.send_due(now, seconds=SLICE, stretches=[tuple(stretch) for stretch in stretches]).left
    if left:
        cache.set(_key(lane), True, LEASE)
    else:
        cache.delete(_key(lane))
    return left


def _key(lane: int) -> str:
    return f"inbox.relay.{lane}"
