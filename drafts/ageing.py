"""Drafts age out: a week before, their author is told; after thirty days without a change they are gone."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from drafts.models import KEPT_FOR, WARNED_AFTER, Draft

SLICE = 500

# Who tells people things registers here: `tell(person_ids)`, called in the transaction of the warning.
_tellers: list[Callable[[list[int]], None]] = []


def register(tell: Callable[[list[int]], None]) -> None:
    if tell not in _tellers:
        _tellers.append(tell)


def sweep(now: datetime) -> bool:
    """One slice of what is due, twice without harm; whether there may be more.

    A ticket lives as long as a draft: once an ended row goes, no late save can know it any more.
    """
    return _warn(now) + _remove(now) > 0


def is_ageing(draft: Draft, now: datetime) -> bool:
    return draft.saved_at <= now - WARNED_AFTER


@transaction.atomic
def _warn(now: datetime) -> int:
    due = Draft.objects.filter(state=Draft.State.OPEN, saved_at__lte=now - WARNED_AFTER, warned_at=None)
    rows = due.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)[:SLICE]
    found = list(rows.values_list("pk", "author"))
    Draft.objects.filter(pk__in=[pk for pk, _author in found]).update(warned_at=now)
    people = sorted({author for _pk, author in found})
    for tell in _tellers if people else ():
        tell(people)
    return len(found)


@transaction.atomic
def _remove(now: datetime) -> int:
    """Whoever is warned late, because nothing ran for weeks, still has the seven days."""
    old = Draft.objects.filter(saved_at__lte=now - KEPT_FOR)
    old = old.filter(state=Draft.State.ENDED) | old.filter(warned_at__lte=now - (KEPT_FOR - WARNED_AFTER))
    rows = old.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)[:SLICE]
    ids = list(rows.values_list("pk", flat=True))
    Draft.objects.filter(pk__in=ids).delete()
    return len(ids)
