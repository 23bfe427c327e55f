"""Does it help to act? What became of signals after somebody did what they ask for, and beside them of others.

With each action that was taken begins a follow-up of its signal, and of up to three that stood on the same day, of the
same kind and severity, and on which nobody had acted: those that had stood about as long. Two, four and eight weeks
later it is written down how each stands. What cannot be told honestly is left empty: the signal is gone without having
ended (see insights.history), nobody looked in time, or somebody has acted on one of those beside.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from goals import bulk
from insights.kinds import Moment
from insights.models import EndedSignal, FollowUp, Refreshed, Signal, TakenAction
from insights.models.follow_up import ENDED, WEEKS
from org.zones import zone

SLICE = 500
BESIDE = 3
LONGEST = timedelta(weeks=WEEKS[-1])
# How a signal stands is written down for a day so much earlier at most.
IN_TIME = timedelta(days=7)
PART = "follow-ups"

Place = tuple[str, int]


def sweep(now: datetime | None = None) -> bool:
    """Begins what is to be followed, and looks at what is due; a slice of each. True where something is left."""
    moment = Moment.at(now or timezone.now())
    begun = _begin(moment)
    looked = [_look(weeks, moment) for weeks in WEEKS]
    return begun == SLICE or SLICE in looked


# --- a follow-up begins ---


@transaction.atomic
def _begin(moment: Moment) -> int:
    """Of the next actions that were found; how many these were. They are found under the lock that this takes."""
    done = _locked()
    actions = list(TakenAction.objects.filter(pk__gt=int(done.seen or 0)).order_by("pk")[:SLICE])
    if not actions:
        return 0
    days = {action.pk: action.at.astimezone(zone(moment.organization.time_zone)).date() for action in actions}
    followed = _followed(actions)
    known = _known(actions)
    for action in actions:
        place, day = (action.kind, action.subject), days[action.pk]
        # Of a signal on which somebody acts several times the first counts.
        if any(begun <= day < begun + LONGEST for begun in followed[place]):
            continue
        followed[place].append(day)
        about, since = known.get(place, (None, day))
        _follow(action, about, since, day, moment)
    done.seen, done.at = str(actions[-1].pk), moment.now
    done.save()
    return len(actions)


def _locked() -> Refreshed:
    """Whoever refreshes the signals writes the actions, and waits for the same row."""
    Refreshed.objects.get_or_create(part=Refreshed.LOCK)
    Refreshed.objects.select_for_update(of=("self",), no_key=True).get(part=Refreshed.LOCK)
    return Refreshed.objects.get_or_create(part=PART)[0]


def _followed(actions: Sequence[TakenAction]) -> dict[Place, list[date]]:
    found: dict[Place, list[date]] = defaultdict(list)
    for row in _of_places(FollowUp.objects.filter(is_acted_on=True), actions):
        found[row.kind, row.subject].append(row.began_on)
    return found


def _known(actions: Sequence[TakenAction]) -> dict[Place, tuple[int, date]]:
    """Whose work it is, and since when it stood; of the last time where it has ended."""
    ended = _of_places(EndedSignal.objects.order_by("ended_on", "pk"), actions)
    standing = _of_places(Signal.objects.all(), actions)
    return {(row.kind, row.subject): (row.about_id, row.since) for row in (*ended, *standing)}


def _of_places(rows: QuerySet, of: Iterable[TakenAction | FollowUp]) -> Iterable:
    """Those of `rows` that speak of the same; a statement for each kind."""
    subjects: dict[str, set[int]] = defaultdict(set)
    for each in of:
        subjects[each.kind].add(each.subject)
    for kind in sorted(subjects):
        yield from rows.filter(kind=kind, subject__in=bulk.among(subjects[kind]))


def _follow(action: TakenAction, about: int | None, since: date, day: date, moment: Moment) -> None:
    begun = {"began_on": day, "kind": action.kind, "severity": action.severity}
    rows = [FollowUp(**begun, subject=action.subject, about_id=about, is_acted_on=True)]
    # How others stood is known of today alone.
    if day == moment.day:
        beside = _beside(action, about, since, day)
        rows += [FollowUp(**begun, subject=pk, about_id=of, is_acted_on=False) for pk, of in beside]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)


def _beside(action: TakenAction, about: int | None, since: date, day: date) -> list[tuple[int, int]]:
    """(subject, whose work) of those that had stood about as long."""
    same = {"kind": OuterRef("kind"), "subject": OuterRef("subject")}
    rows = (
        Signal.objects.not_dismissed(day)
        .filter(kind=action.kind, severity=action.severity)
        .exclude(about=about)
        .filter(
            ~Exists(TakenAction.objects.filter(**same)),
            ~Exists(FollowUp.objects.filter(**same, began_on__gt=day - LONGEST)),
        )
    )
    nearest = [
        *rows.filter(since__lte=since).order_by("-since", "pk")[:BESIDE],
        *rows.filter(since__gt=since).order_by("since", "pk")[:BESIDE],
    ]
    nearest.sort(key=lambda signal: (abs((signal.since - since).days), signal.pk))
    return [(signal.subject, signal.about_id) for signal in nearest[:BESIDE]]


# --- and is looked at ---


@transaction.atomic
def _look(weeks: int, moment: Moment) -> int:
    """How those stand that began so many weeks ago; how many these were."""
    _locked()
    before = WEEKS[WEEKS.index(weeks) - 1] if weeks != WEEKS[0] else 0
    due = FollowUp.objects.filter(looked=before, began_on__lte=moment.day - timedelta(weeks=weeks))
    rows = list(due.order_by("began_on", "pk")[:SLICE])
    if not rows:
        return 0
    standing = {(each.kind, each.subject): each.severity for each in _of_places(Signal.objects.all(), rows)}
    ended = _ended(rows)
    acted = _acted_since(rows, moment)
    for row in rows:
        place, day = (row.kind, row.subject), row.began_on + timedelta(weeks=weeks)
        told = None
        if row.is_acted_on or not any(row.began_on <= each <= day for each in acted[place]):
            told = _told(day, row.began_on, standing.get(place), ended[place], moment.day)
        setattr(row, f"after_{weeks}", told)
        row.looked = weeks
    FollowUp.objects.bulk_update(rows, [f"after_{weeks}", "looked"], batch_size=200)
    return len(rows)


def _ended(rows: Sequence[FollowUp]) -> Mapping[Place, list[tuple[date, int]]]:
    found: dict[Place, list[tuple[date, int]]] = defaultdict(list)
    for each in _of_places(EndedSignal.objects.order_by("ended_on", "pk"), rows):
        found[each.kind, each.subject].append((each.ended_on, each.severity))
    return found


def _acted_since(rows: Sequence[FollowUp], moment: Moment) -> Mapping[Place, list[date]]:
    found: dict[Place, list[date]] = defaultdict(list)
    for each in _of_places(TakenAction.objects.all(), rows):
        found[each.kind, each.subject].append(each.at.astimezone(zone(moment.organization.time_zone)).date())
    return found


def _told(
    day: date, began_on: date, standing: int | None, ended: Sequence[tuple[date, int]], today: date
) -> int | None:
    """Its severity on `day`, 0 where it had ended by then; None where that cannot be told on the day `today`."""
    later = next((severity for ended_on, severity in ended if ended_on > day), None)
    if later is not None:
        return later if today - day <= IN_TIME else None
    if standing is not None:
        return standing if today - day <= IN_TIME else None
    return ENDED if any(began_on <= ended_on for ended_on, _severity in ended) else None
