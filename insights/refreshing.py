"""The signals and the readings, brought up to date with the records.

Each kind is done in slices of people, each slice a transaction of its own that takes the one lock, finds what the rule
says now, and writes what differs. So two refreshes at once wait for each other, one that was killed leaves whole
slices, and to refresh twice changes nothing. What a slice was drawn from is written down with it: the next look does
only what has changed since. It is read before the slice is, so that a change in between is found at the next look.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from goals import bulk
from insights import history, kinds, readings, sources, thresholds
from insights.kinds import Found, Kind, Moment, taken
from insights.models import Refreshed, Signal, UnitReading
from org.models import Employee

SLICE = 5000
READINGS = "readings"
FIELDS = (
    "about_id", "unit_id", "person_id", "department_id", "objective_id", "audience", "since", "severity", "shortfall",
    "figures", "action", "next_by_id",
)  # fmt: skip


def refresh_all(now: datetime | None = None) -> dict[str, int]:
    """Everything from nothing: how many signals of each kind there are, how many readings, and what changed."""
    moment, seen = _begin(now)
    changed = 0
    for kind in kinds.ALL:
        for part in _slices(kind):
            changed += _refresh_slice(kind, part, moment, seen)
    changed += _drop_others()
    changed += _refresh_readings(moment, seen)
    counted = {kind.slug: Signal.objects.filter(kind=kind.slug).count() for kind in kinds.ALL}
    return counted | {"readings": UnitReading.objects.filter(day=moment.day).count(), "changed": changed}


def refresh_due(seconds: float, now: datetime | None = None) -> bool:
    """What changed since the last look, for about so long; True where something is left."""
    end = time.monotonic() + seconds
    moment, seen = _begin(now)
    known = dict(Refreshed.objects.order_by("part").values_list("part", "seen"))
    settings = thresholds.current()
    for kind in kinds.ALL:
        looks = seen.of(kind.sources, settings[kind.slug])
        for part in _slices(kind):
            if known.get(_name(kind, part)) == looks:
                continue
            if time.monotonic() > end:
                return True
            _refresh_slice(kind, part, moment, seen)
    if known.get(READINGS) != seen.of(sources.OF_READINGS):
        if time.monotonic() > end:
            return True
        _refresh_readings(moment, seen)
    return False


def compare(now: datetime | None = None) -> int:
    """How much of what is stored differs from the records; changes nothing."""
    moment = Moment.at(now)
    settings = thresholds.current()
    differences = Signal.objects.exclude(kind__in=settings).count()
    for kind in kinds.ALL:
        fresh = _fresh(kind, moment, settings[kind.slug])
        stored = {signal.subject: signal for signal in Signal.objects.filter(kind=kind.slug)}
        differences += len(fresh.keys() ^ stored.keys())
        differences += sum(_values(stored[pk]) != fresh[pk] for pk in fresh.keys() & stored.keys())
    return differences + readings.compare(moment)


def _begin(now: datetime | None) -> tuple[Moment, sources.Seen]:
    thresholds.write_down()
    moment = Moment.at(now or timezone.now())
    return moment, sources.Seen(moment)


def _slices(kind: Kind) -> list[int]:
    if not kind.in_slices:
        return [0]
    parts = Employee.objects.order_by().annotate(part=F("pk") / SLICE).values_list("part", flat=True).distinct()
    return sorted(parts)


def _name(kind: Kind, part: int) -> str:
    return f"{kind.slug}:{part}"


def _lock() -> None:
    Refreshed.objects.get_or_create(part=Refreshed.LOCK)
    Refreshed.objects.select_for_update(of=("self",), no_key=True).get(part=Refreshed.LOCK)


def _refresh_slice(kind: Kind, part: int, moment: Moment, seen: sources.Seen) -> int:
    """The signals of this kind about these people; how many were written or removed."""
    setting = thresholds.current()[kind.slug]
    looks = seen.of(kind.sources, setting)
    here = {"pk__gte": part * SLICE, "pk__lt": (part + 1) * SLICE}
    people = Employee.objects.filter(**here) if kind.in_slices else None
    with transaction.atomic():
        _lock()
        fresh = _fresh(kind, moment, setting, people)
        changed, new, gone = _store(kind, part, fresh, moment)
        if gone and _same_rule(kind, part, setting, moment):
            history.keep(gone, moment)
        history.take_back(new, moment)
        Refreshed.objects.update_or_create(part=_name(kind, part), defaults={"seen": looks, "at": moment.now})
    if changed:
        seen.forget("signals")
    return changed


def _same_rule(kind: Kind, part: int, setting: thresholds.Setting, moment: Moment) -> bool:
    """Whether the last look at this slice was by the same rule and in the same periods: else a signal ends without
    being mended."""
    last = Refreshed.objects.filter(part=_name(kind, part)).first()
    if last is None or last.at is None or not last.seen.endswith(f"\n{setting}"):
        return False
    return not history.another_period(last.at, moment)


def _fresh(kind: Kind, moment: Moment, setting: thresholds.Setting, people=None) -> dict[int, dict[str, Any]]:
    """The values that the signals should have, by subject."""
    if not setting.is_on:
        return {}
    return {found.subject: _of(kind, found) for found in kind.find(moment, setting.threshold, people)}


def _of(kind: Kind, found: Found) -> dict[str, Any]:
    return {
        "about_id": found.about,
        "unit_id": found.unit,
        "person_id": None if found.objective or found.department else found.about,
        "department_id": found.department,
        "objective_id": found.objective,
        "audience": kind.audience,
        "since": found.since,
        "severity": found.severity,
        "shortfall": found.shortfall,
        "figures": dict(found.figures),
        "action": kind.action,
        "next_by_id": found.next_by,
    }


def _values(signal: Signal) -> dict[str, Any]:
    return {name: getattr(signal, name) for name in FIELDS}


def _store(
    kind: Kind, part: int, fresh: Mapping[int, dict[str, Any]], moment: Moment
) -> tuple[int, list[Signal], list[Signal]]:
    """Writes what differs: how many rows, those that are new, and those that are no more."""
    # Whose work it is may have changed: then the row stands in another slice, and moves here.
    here = Q(about__gte=part * SLICE, about__lt=(part + 1) * SLICE)
    rows = Signal.objects.filter(kind=kind.slug)
    if kind.in_slices:
        rows = rows.filter(here | Q(subject__in=bulk.among(fresh)))
    stored = {signal.subject: signal for signal in rows}
    gone = [signal for subject, signal in stored.items() if subject not in fresh]
    new = [
        Signal(kind=kind.slug, subject=pk, found_at=moment.now, **values)
        for pk, values in fresh.items()
        if pk not in stored
    ]
    moved = [_changed(stored[pk], values) for pk, values in fresh.items() if pk in stored]
    moved = [signal for signal in moved if signal is not None]
    taken.note(kind.deeds, stored.values())
    bulk.delete(Signal, [signal.pk for signal in gone])
    Signal.objects.bulk_create(new, batch_size=500)
    Signal.objects.bulk_update(moved, [name.removesuffix("_id") for name in FIELDS], batch_size=200)
    return len(gone) + len(new) + len(moved), new, gone


def _changed(signal: Signal, values: Mapping[str, Any]) -> Signal | None:
    if _values(signal) == values:
        return None
    for name, value in values.items():
        setattr(signal, name, value)
    return signal


@transaction.atomic
def _drop_others() -> int:
    """Of kinds that are no more."""
    _lock()
    return Signal.objects.exclude(kind__in=_slugs()).delete()[0]


def _slugs() -> Iterable[str]:
    return [kind.slug for kind in kinds.ALL]


def _refresh_readings(moment: Moment, seen: sources.Seen) -> int:
    looks = seen.of(sources.OF_READINGS)
    with transaction.atomic():
        _lock()
        changed = readings.store(moment)
        history.prune(moment)
        Refreshed.objects.update_or_create(part=READINGS, defaults={"seen": looks, "at": moment.now})
    return changed
