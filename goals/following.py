"""Who follows an objective, and what changed of late on those that somebody follows.

A follow gives no right to read: who lost sight of an objective is told nothing of it, and it comes back with the sight.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import measure, units
from goals.models import Change, Comment, Follow, KeyResult, Objective, ProgressUpdate
from org.models import Employee

DAYS = 7
GROUPS_SHOWN = 6
Field = Change.Field
_KEY_RESULT = ("title", "unit", "currency", "weight", "baseline", "target")


def of(viewer) -> QuerySet[Objective]:
    """What `viewer` follows and may read."""
    followed = Follow.objects.filter(person=viewer).order_by().values("objective")
    return Objective.objects.visible_to(viewer).filter(pk__in=followed)


def by(viewer) -> Exists:
    """Whether `viewer` follows it, to annotate objectives with."""
    return Exists(Follow.objects.filter(person=viewer.pk, objective=OuterRef("pk")))


def followers(objective: Objective) -> list[int]:
    """The ids of those who follow it, work here and may read it today."""
    people = Employee.objects.filter(follows__objective=objective).not_left().order_by("pk")
    if not objective.is_restricted:
        return list(people.values_list("pk", flat=True))
    # Few may read it at all, and each by roles of their own.
    return [each.pk for each in people if Objective.objects.visible_to(each).filter(pk=objective.pk).exists()]


@dataclass(frozen=True)
class News:
    """What changed on one objective, in words ready to be joined."""

    title: str
    path: str
    words: list[str] = field(default_factory=list)


def news(viewer, now: datetime | None = None) -> list[News]:
    """What changed in the last `DAYS` days on what `viewer` follows, the newest first. One query."""
    day = timezone.localdate(now) - timedelta(days=DAYS)
    rows = _changed(viewer, day).values(*_OBJECTIVE, *(f"key_results__{name}" for name in _KEY_RESULT), *_FOUND)
    grouped = groupby(rows, key=itemgetter("pk"))
    told = [_told([*group], day) for _pk, group in grouped]
    return [each for each in told if each.words]


# --- the query: a row for each key result of each objective that changed ---

_OBJECTIVE = ("pk", "title", "progress", "state", "last_update_on")
_OLD = ("baseline", "target", "weight")
_FOUND = (
    "updates", "said", "has_below", "has_moved", "has_new_owner", "then", "is_new", *(f"old_{each}" for each in _OLD),
)  # fmt: skip


def _changed(viewer, day: date) -> QuerySet[Objective]:
    """`day` is the last one that is not told; what stood in its evening is what was before."""
    since = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    here = OuterRef("pk")
    changes = Change.objects.filter(objective=here, key_result=None, at__gte=since).exclude(old="")
    said = Comment.objects.filter(objective=here, written_at__gte=since).exclude(author=viewer)
    updates = ProgressUpdate.objects.filter(key_result__objective=here, written_at__gte=since, strike=None)
    redefined = Change.objects.filter(
        objective=here, at__gte=since, key_result__isnull=False, field__in=[Field.BASELINE, Field.TARGET]
    )
    newest = [
        Coalesce(Subquery(found.order_by(f"-{at}").values(at)[:1]), Value(since))
        for found, at in ((updates, "written_at"), (said, "written_at"), (changes, "at"), (redefined, "at"))
    ]
    return (
        of(viewer)
        .annotate(
            said=_count(said, "objective"),
            has_below=Exists(Objective.objects.filter(aligned_to=here)),
            has_moved=Exists(changes.filter(field=Field.STATE)),
            has_new_owner=Exists(changes.filter(field=Field.OWNER)),
            newest=Greatest(*newest),
        )
        .filter(
            Q(has_moved=True)
            | Q(has_new_owner=True)
            | Q(said__gt=0)
            | Exists(updates)
            | Exists(redefined)
            | Q(has_below=True, last_update_on__gt=day)
        )
        .annotate(**_of_key_results(day, since))
        .order_by("-newest", "title", "pk", "key_results__position", "key_results__pk")
    )


def _of_key_results(day: date, since: datetime) -> dict:
    """What is asked of each key result: its updates, what it was, and what it was measured by."""
    own = ProgressUpdate.objects.filter(key_result=OuterRef("key_results__pk"), strike=None)
    return {
        "updates": _count(own.filter(written_at__gte=since), "key_result"),
        "then": Subquery(own.filter(day__lte=day).order_by("-day", "-written_at", "-pk").values("value")[:1]),
        "is_new": Exists(_since(day, Field.BASELINE).filter(old="")),
        **{f"old_{name}": Subquery(_since(day, name).values("old")[:1]) for name in _OLD},
    }


def _since(day: date, name: str) -> QuerySet[Change]:
    """The changes of a key result after that day, the first one first: its old value is what stood there then."""
    changes = Change.objects.filter(key_result=OuterRef("key_results__pk"), field=name, day__gt=day)
    return changes.order_by("day", "at", "pk")


def _count(rows: QuerySet, key: str):
    counted = rows.order_by().values(key).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


# --- the words ---


def _told(rows: list[dict], day: date) -> News:
    first = rows[0]
    key_results = [(row, _key_result(row)) for row in rows if row["key_results__title"] is not None]
    words = [
        *_state_words(first),
        *_update_words(first, sum(row["updates"] for row in rows), day),
        *_progress_words(first, key_results),
        *_definition_words(key_results),
    ]
    if count := first["said"]:
        words.append(ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count})
    return News(first["title"], reverse("goals:objective", args=[first["pk"]]), words)


def _key_result(row: dict) -> KeyResult:
    return KeyResult(**{name: row[f"key_results__{name}"] for name in _KEY_RESULT})


def _state_words(row: dict) -> Iterable[str]:
    if row["has_moved"]:
        yield str(Objective.State(row["state"]).label)
    if row["has_new_owner"]:
        yield _("another owner")


def _update_words(row: dict, count: int, day: date) -> Iterable[str]:
    if count:
        yield ngettext("%(count)d update", "%(count)d updates", count) % {"count": count}
    elif row["has_below"] and row["last_update_on"] and row["last_update_on"] > day:
        yield _("updates below it")


def _progress_words(row: dict, key_results: list[tuple[dict, KeyResult]]) -> Iterable[str]:
    """“31 → 38 %”. What it was is known of an objective's own key results; with others below it, only what it is."""
    now = row["progress"]
    if now is None:
        return
    before = None if row["has_below"] else measure.objective_progress(_then(*pair) for pair in key_results)
    if before is None:
        yield _("now %(progress)s") % {"progress": _percent(now)}
    elif _whole(before) != _whole(now):
        yield f"{_whole(before)} → {_percent(now)}"


def _then(row: dict, key_result: KeyResult) -> tuple[Decimal, Decimal | None]:
    """Weight and counted progress of a key result in the evening of the day before."""
    old = {name: row[f"old_{name}"] for name in _OLD}
    was = {name: Decimal(text) if text else getattr(key_result, name) for name, text in old.items()}
    current = measure.ZERO if row["then"] is None and key_result.is_milestone else row["then"]
    if row["is_new"]:
        return was["weight"], None
    return was["weight"], measure.counted(measure.key_result_progress(was["baseline"], was["target"], current))


def _definition_words(key_results: list[tuple[dict, KeyResult]]) -> Iterable[str]:
    """“target 10 → 9 days”, with the key result's title where there are several."""
    for row, key_result in key_results:
        if row["is_new"]:
            yield _("new: %(title)s") % {"title": key_result.title}
            continue
        for name, label in (("baseline", _("baseline")), ("target", _("target"))):
            old, new = row[f"old_{name}"], getattr(key_result, name)
            if old and Decimal(old) != new:
                words = f"{label} {units.number(Decimal(old))} → {units.with_unit(new, key_result)}"
                yield words if len(key_results) == 1 else f"{key_result.title}: {words}"


def _whole(progress: Decimal) -> str:
    return _percent(progress).removesuffix("\xa0%")


def _percent(progress: Decimal) -> str:
    """As the pages round it: never to 100 what has not arrived, nor to 0 what has begun."""
    whole = int((100 * progress).quantize(Decimal(1), ROUND_HALF_UP))
    if progress < 1:
        whole = min(whole, 99)
    if progress > 0:
        whole = max(whole, 1)
    return f"{whole}\xa0%"
