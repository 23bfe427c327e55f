"""What HR has locked of a period, in words: the same sentence beforehand on a page and where a service refuses."""

from datetime import date

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Period


class Lock(models.TextChoices):
    DEFINITIONS = "definitions", gettext_lazy("targets and weights")
    PROGRESS = "progress", gettext_lazy("progress")


FIELDS = {Lock.DEFINITIONS: "definitions_lock_on", Lock.PROGRESS: "progress_locks_on"}


def since(period: Period, lock: str) -> date | None:
    """The day from which it is locked, be it past or to come; None: open."""
    return getattr(period, FIELDS[Lock(lock)])


def is_locked(period: Period, lock: str, day: date) -> bool:
    first = since(period, lock)
    return first is not None and day >= first


def sentence(period: Period, lock: str, day: date) -> str:
    """ "Progress of 2026 Q3 is locked since 5 October 2026."; empty where it is open on `day`."""
    return _said(period, lock, True) if is_locked(period, lock, day) else ""


def state(period: Period, lock: str, day: date) -> str:
    """What the lock does on `day`, in a sentence, also where it is open."""
    first = since(period, lock)
    if first is not None:
        return _said(period, lock, day >= first)
    open_ = {
        Lock.DEFINITIONS: _("Targets and weights of %(period)s are open; no day is set."),
        Lock.PROGRESS: _("Progress of %(period)s is open; no day is set."),
    }
    return open_[Lock(lock)] % {"period": period}


def in_short(period: Period, lock: str, day: date) -> str:
    """For a list: “open”, “locks on 5 October 2026”, “locked since 5 October 2026”."""
    first = since(period, lock)
    if first is None:
        return _("open")
    words = _("locked since %(day)s") if day >= first else _("locks on %(day)s")
    return words % {"day": formats.date_format(first)}


def _said(period: Period, lock: str, is_on: bool) -> str:
    words = {
        (Lock.DEFINITIONS, True): _("Targets and weights of %(period)s are locked since %(day)s."),
        (Lock.DEFINITIONS, False): _("Targets and weights of %(period)s are open; they lock on %(day)s."),
        (Lock.PROGRESS, True): _("Progress of %(period)s is locked since %(day)s."),
        (Lock.PROGRESS, False): _("Progress of %(period)s is open; it locks on %(day)s."),
    }
    return words[Lock(lock), is_on] % {"period": period, "day": formats.date_format(since(period, lock))}


def refusal(period: Period, lock: str, day: date) -> str:
    """The sentence with what to do about it; empty where it is open."""
    locked = sentence(period, lock, day)
    if not locked:
        return ""
    return f"{locked} {_('Ask HR to open them.') if lock == Lock.DEFINITIONS else _('Ask HR to open it.')}"
