"""The daily snapshots: stored for speed, derived from the dated rows, kept in step with the roll-up.

The days of an objective derive from its own dated rows and from the stored days of what counted in it (goals.days).
Whoever changes one of these builds them anew from the first day that it touches on, in the same transaction, with the
objective's row locked; where what the objective gave to a parent, of then or of now, differs from a day on, that
parent is to be built anew from that day on: at once where the caller has it in hand, else by a `RollUpMark`.

Nothing is lost for the reason that the roll-up gives. And it ends with the right days in whatever order they are
built: no evening has a loop of alignments, so what agrees everywhere with the level below can be one thing only.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone

from goals import bulk
from goals.days import Dated, Day, Segment, days_of
from goals.models import Change, KeyResult, Objective, ProgressUpdate, Snapshot, SnapshotBasis
from goals.status import Rule
from org.models import Organization
from org.zones import zone

FIELDS = Day._fields
BASIS = (*Rule._fields, "turns_on")
EVER = None  # since when: from the first day on
MOST = 20_000  # stored days below those that are built together


class Known(NamedTuple):
    """What is read of an objective before its days are built."""

    now: tuple
    rule: Rule
    built: Rule | None  # by what its days were built; None: not yet
    turns_on: date | None


def today(organization: Organization | None = None) -> date:
    """The day where the organisation is; one is over at its midnight."""
    organization = organization or Organization.objects.current()
    return timezone.now().astimezone(zone(organization.time_zone)).date()


def build(sinces: Mapping[int, date | None], *, later: Container[int] = ()) -> dict[int, date]:
    """Brings the days of these objectives up to date, in their order; the caller holds the locks on their rows.

    Each from its day on, from the first where that is None or where it was built by another rule. Says which parents
    this concerns, with the day: without those that follow here, or of which the caller says that it builds them later.
    """
    found: dict[int, date] = {}
    organization = Organization.objects.current()
    known, day = read_known(sinces, organization), today(organization)
    sinces = {pk: _since(sinces[pk], known[pk]) for pk in sinces if pk in known}
    # Together they are built from the earliest day that one of them needs; those from the first day by themselves.
    for some in ([pk for pk in sinces if sinces[pk] is EVER], [pk for pk in sinces if sinces[pk] is not EVER]):
        if some:
            since = min((sinces[pk] for pk in some if sinces[pk]), default=EVER)
            for parent, first in _Slice({pk: known[pk] for pk in some}, since, day).build(later).items():
                found[parent] = min(first, found.get(parent, first))
    return found


def _since(since: date | None, known: Known) -> date | None:
    if since is None or known.built != known.rule:
        return EVER
    return min(since, known.turns_on or since)


def from_the_first_day(sinces: Mapping[int, date | None]) -> set[int]:
    """Those whose days have to be built from the first one on, whatever was asked for: none are built yet, or by a
    rule that is no longer theirs."""
    known = read_known(sinces, Organization.objects.current())
    return {pk for pk, each in known.items() if _since(sinces[pk], each) is EVER}


def together(sinces: Mapping[int, date | None]) -> dict[int, date | None]:
    """The first of these, one at least, that have not too many stored days below them to be built at once."""
    if len(sinces) < 2:
        return dict(sinces)
    since = EVER if EVER in sinces.values() else min(sinces.values(), default=EVER)
    rows = Snapshot.objects.filter(aligned_to__in=bulk.among(sinces)).from_the_evening_before(since).order_by()
    below = dict(rows.values_list("aligned_to").annotate(Count("pk")))
    found: dict[int, date | None] = {}
    count = 0
    for pk in sinces:
        count += below.get(pk, 0)
        if found and count > MOST:
            break
        found[pk] = sinces[pk]
    return found


class _Slice:
    """Some objectives with all that their days derive from, read in six queries."""

    def __init__(self, known: dict[int, Known], since: date | None, day: date):
        self.known, self.since, self.day = known, since, day
        self.dated = read_dated({pk: each.now for pk, each in known.items()})
        self.below = read_below(known, since)
        self.stored = read_stored(known, since)
        self.new: list[tuple] = []
        self.changed: list[tuple] = []
        self.gone: list[int] = []
        self.basis: list[tuple] = []

    def build(self, later: Container[int]) -> dict[int, date]:
        waiting = dict.fromkeys(self.known)
        found: dict[int, date] = {}
        for pk in self.known:
            del waiting[pk]
            for parent, first in self._build(pk).items():
                if parent not in waiting and parent not in later:
                    found[parent] = min(first, found.get(parent, first))
        self._write()
        return found

    def _build(self, pk: int) -> dict[int, date]:
        known, stored = self.known[pk], self.stored.get(pk, {})
        segments = (each for some in self.below.get(pk, {}).values() for each in some)
        days, turns_on = days_of(self.dated[pk], segments, known.rule, self.day, self.since)
        before = [day for _row, day in stored.values()]
        if self.since and before and before[0].day < self.since:
            days = _continued(before[0], days)
        if known.built is None or (*known.built, known.turns_on) != (*known.rule, turns_on):
            self.basis.append((known.built is None, pk, known.rule, turns_on))
        if before == days:
            return {}
        self._compare(pk, stored, days)
        return self._hand_up(pk, before, days)

    def _compare(self, pk: int, stored: dict[date, tuple[int, Day]], days: list[Day]) -> None:
        for day in days:
            row, before = stored.get(day.day, (None, None))
            if row is None:
                self.new.append((pk, *day))
            elif before != day:
                self.changed.append((*day, row))
        self.gone += [stored[day][0] for day in stored.keys() - {each.day for each in days}]

    def _hand_up(self, pk: int, before: list[Day], days: list[Day]) -> dict[int, date]:
        """The parents to which it gave something else than is known, with the first such day."""
        first = first_difference(before, days)
        if first is None:
            return {}
        given: dict[int, list[Segment]] = {}
        for each in (*before, *days):
            if (what := each.given) and (each.until is None or each.until > first):
                given.setdefault(what[0], [])
        for each in days:
            if (what := each.given) and what[0] in given:
                given[what[0]].append(Segment(each.day, each.until, *what[1:]))
        for parent, segments in given.items():
            if parent in self.known:
                self.below[parent][pk] = segments
        return dict.fromkeys(given, first)

    def _write(self) -> None:
        bulk.delete(Snapshot, self.gone)
        bulk.update_values(Snapshot, FIELDS, self.changed)
        bulk.insert_values(Snapshot, ("objective", *FIELDS), self.new)
        made = [(pk, *rule, turns_on) for is_new, pk, rule, turns_on in self.basis if is_new]
        bulk.insert_values(SnapshotBasis, ("objective", *BASIS), made)
        known = [(*rule, turns_on, pk) for is_new, pk, rule, turns_on in self.basis if not is_new]
        bulk.update_values(SnapshotBasis, BASIS, known)


def _continued(before: Day, days: list[Day]) -> list[Day]:
    """With the one that held the evening before, which goes on where nothing differs."""
    if not days:
        return [before._replace(until=None)]
    if before[2:] == days[0][2:]:
        return [days[0]._replace(day=before.day), *days[1:]]
    return [before._replace(until=days[0].day), *days]


def first_difference(before: list[Day], days: list[Day]) -> date | None:
    """The first day on which the two give something else to a parent."""
    changes = sorted({each.day for each in before} | {each.day for each in days})
    old, new = iter(before), iter(days)
    last_old = last_new = None
    next_old, next_new = next(old, None), next(new, None)
    for day in changes:
        if next_old and next_old.day == day:
            last_old, next_old = next_old.given, next(old, None)
        if next_new and next_new.day == day:
            last_new, next_new = next_new.given, next(new, None)
        if last_old != last_new:
            return day
    return None


# --- reading ---


def read_known(ids: Iterable[int], organization: Organization) -> dict[int, Known]:
    """In the order of `ids`, without those that are gone."""
    ids = list(ids)
    names = (
        "state",
        "aligned_to_id",
        "alignment",
        "weight",
        "period__starts_on",
        "period__ends_on",
        "activated_on",
        "owner__cadence",
        *(f"snapshot_basis__{name}" for name in BASIS),
    )
    objectives = Objective.objects.filter(pk__in=bulk.among(ids)).order_by()
    rows = {row[0]: row[1:] for row in bulk.read_values(objectives, "pk", *names)}
    return {pk: _known(rows[pk], organization.cadence) for pk in ids if pk in rows}


def _known(row: tuple, fallback: str) -> Known:
    starts_on, ends_on, activated_on, cadence = row[4:8]
    rule = Rule(starts_on, ends_on, max(activated_on or starts_on, starts_on), cadence or fallback)
    built = None if row[8] is None else Rule(*row[8:12])
    return Known(row[:4], rule, built, row[12])


def read_dated(now: Mapping[int, tuple]) -> dict[int, Dated]:
    """The dated rows of each objective, by the ids and what they are now."""
    dated = {pk: Dated(each) for pk, each in now.items()}
    ids = list(dated)
    whose: dict[int, int] = {}
    rows = KeyResult.objects.filter(objective__in=bulk.among(ids)).order_by()
    for objective, pk, unit, baseline, target, weight in bulk.read_values(
        rows, "objective_id", "pk", "unit", "baseline", "target", "weight"
    ):
        whose[pk] = objective
        dated[objective].key_results[pk] = (baseline, target, unit == KeyResult.Unit.MILESTONE, weight)
    # By their ids, which the index begins with: joined from the objectives PostgreSQL would read the whole table.
    rows = ProgressUpdate.objects.filter(key_result__in=bulk.among(whose), strike=None)
    for update in bulk.read_values(rows.order_by("day", "written_at", "pk"), "key_result_id", "day", "value"):
        dated[whose[update[0]]].updates.append(update)
    rows = Change.objects.filter(objective__in=bulk.among(ids)).order_by("pk")
    for row in bulk.read_values(rows, "objective_id", "key_result_id", "field", "old", "new", "day"):
        dated[row[0]].changes.append(row[1:])
    return dated


def read_below(ids: Iterable[int], since: date | None = EVER) -> dict[int, dict[int, list[Segment]]]:
    """What counted in each, the evening before `since` or later: by its id the stretches of its stored days."""
    found: dict[int, dict[int, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    rows = Snapshot.objects.filter(aligned_to__in=bulk.among(ids)).counting().from_the_evening_before(since).order_by()
    for row in bulk.read_values(rows, "aligned_to_id", "objective_id", *Segment._fields):
        found[row[0]][row[1]].append(Segment._make(row[2:]))
    return found


def read_stored(ids: Iterable[int], since: date | None = EVER) -> dict[int, dict[date, tuple[int, Day]]]:
    """The stored days of each, from the one that holds the evening before `since`: (primary key, day) by its date."""
    found: dict[int, dict[date, tuple[int, Day]]] = defaultdict(dict)
    rows = Snapshot.objects.filter(objective__in=bulk.among(ids)).from_the_evening_before(since)
    for row in bulk.read_values(rows.order_by("objective", "day"), "objective_id", "pk", *FIELDS):
        found[row[0]][row[2]] = (row[1], Day._make(row[2:]))
    return found


# --- what time and HR change ---


def turned(day: date):
    """The objectives whose status time alone has changed up to `day`, not written yet."""
    return Objective.objects.filter(snapshot_basis__turns_on__lte=day)


def outdated():
    """The objectives without days yet, or whose days were built by a cadence or period that is no longer theirs."""
    fallback = Organization.objects.current().cadence
    rows = Objective.objects.annotate(
        cadence=Case(When(owner__cadence="", then=Value(fallback)), default=F("owner__cadence")),
        counts_from=Case(
            When(activated_on__gt=F("period__starts_on"), then=F("activated_on")), default=F("period__starts_on")
        ),
    )
    as_built = Q(
        snapshot_basis__cadence=F("cadence"),
        snapshot_basis__counts_from=F("counts_from"),
        snapshot_basis__starts_on=F("period__starts_on"),
        snapshot_basis__ends_on=F("period__ends_on"),
    )
    return rows.filter(Q(snapshot_basis=None) | ~as_built)


def differences(ids: list[int]) -> dict[int, int]:
    """How many of the stored days of each differ from what its dated rows and the stored days below it give, where any
    does.

    What time has changed since the last look is not written yet, and no difference.
    """
    organization = Organization.objects.current()
    known, day = read_known(ids, organization), today(organization)
    dated = read_dated({pk: each.now for pk, each in known.items()})
    below, stored = read_below(known), read_stored(known)
    found = {}
    for pk, each in known.items():
        segments = (segment for some in below.get(pk, {}).values() for segment in some)
        until = min(day, each.turns_on - timedelta(1)) if each.turns_on else day
        days, turns_on = days_of(dated[pk], segments, each.rule, until)
        before = {day for _row, day in stored.get(pk, {}).values()}
        count = len({day.day for day in before ^ set(days)}) + ((each.built, each.turns_on) != (each.rule, turns_on))
        if count:
            found[pk] = count
    return found
