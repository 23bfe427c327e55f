"""Who follows an objective, and what changed of late on those that somebody follows.

A follow gives no right to read: who lost sight of an objective is told nothing of it, and it comes back with the sight.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import units
from goals.models import Change, Comment, Follow, KeyResult, Objective, ProgressUpdate, Snapshot
from org.models import Employee

DAYS = 7
GROUPS_SHOWN = 6
Field = Change.Field


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
    """What changed in the last `DAYS` days on what `viewer` follows, the newest first. One query.

    What they were before is read from the stored days (`goals.snapshots`), of an objective with others below it too.
    """
    day = timezone.localdate(now) - timedelta(days=DAYS)
    grouped = groupby(_changed(viewer, day), key=itemgetter("pk"))
    told = [_told([*group]) for _pk, group in grouped]
    return [each for each in told if each.words]


# --- what changed ---

_OBJECTIVE = ("pk", "title", "progress", "state")
_FOUND = ("updates", "said", "has_moved", "has_new_owner", "is_updated_below", "before")
_KEY_RESULT = ("title", "unit", "currency", "baseline", "target")
_OLD = ("baseline", "target")


def _changed(viewer, day: date) -> QuerySet[Objective, dict]:
    """A row for each key result of each objective that changed. `day` is the last one that is not told; what stood in
    its evening is what was before."""
    before = Snapshot.objects.on(day).filter(objective=OuterRef("pk")).order_by("day").values("progress")
    return (
        _with_news(viewer, day)
        .annotate(
            before=Subquery(before[:1]),
            is_new=Exists(_since(day, Field.BASELINE).filter(old="")),
            **{f"old_{name}": Subquery(_since(day, name).values("old")[:1]) for name in _OLD},
        )
        .order_by("-newest", "title", "pk", "key_results__position", "key_results__pk")
        .values(
            *_OBJECTIVE,
            *_FOUND,
            *(f"key_results__{name}" for name in _KEY_RESULT),
            "is_new",
            *(f"old_{name}" for name in _OLD),
        )
    )


def _with_news(viewer, day: date) -> QuerySet[Objective]:
    """Those followed of which there is something to tell, with what it is, and when the newest of it was."""
    since, here = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time())), OuterRef("pk")
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
    has_below = Exists(Objective.objects.filter(aligned_to=here))
    found = of(viewer).annotate(
        said=_count(said, "objective"),
        updates=_count(updates, "key_result__objective"),
        has_moved=Exists(changes.filter(field=Field.STATE)),
        has_new_owner=Exists(changes.filter(field=Field.OWNER)),
        is_updated_below=ExpressionWrapper(Q(last_update_on__gt=day) & has_below, BooleanField()),
        newest=Greatest(*newest),
    )
    told = Q(has_moved=True) | Q(has_new_owner=True) | Q(said__gt=0) | Q(updates__gt=0) | Q(is_updated_below=True)
    return found.filter(told | Exists(redefined))


def _since(day: date, name: str) -> QuerySet[Change]:
    """The changes of a key result after that day, the first one first: its old value is what stood there then."""
    changes = Change.objects.filter(key_result=OuterRef("key_results__pk"), field=name, day__gt=day)
    return changes.order_by("day", "at", "pk")


def _count(rows: QuerySet, key: str):
    counted = rows.order_by().values(key).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


# --- the words ---


def _told(rows: list[dict]) -> News:
    first = rows[0]
    words = [
        *_state_words(first),
        *_update_words(first),
        *_progress_words(first["before"], first["progress"]),
        *_definition_words([row for row in rows if row["key_results__title"] is not None]),
    ]
    if count := first["said"]:
        words.append(ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count})
    return News(first["title"], reverse("goals:objective", args=[first["pk"]]), words)


def _state_words(row: dict) -> Iterable[str]:
    if row["has_moved"]:
        yield str(Objective.State(row["state"]).label)
    if row["has_new_owner"]:
        yield _("another owner")


def _update_words(row: dict) -> Iterable[str]:
    if count := row["updates"]:
        yield ngettext("%(count)d update", "%(count)d updates", count) % {"count": count}
    elif row["is_updated_below"]:
        yield _("updates below it")


def _progress_words(before: Decimal | None, now: Decimal | None) -> Iterable[str]:
    """“31 → 38 %”."""
    if now is None:
        return
    if before is None:
        yield _("now %(progress)s") % {"progress": _percent(now)}
    elif _whole(before) != _whole(now):
        yield f"{_whole(before)} → {_percent(now)}"


def _definition_words(rows: list[dict]) -> Iterable[str]:
    """“target 10 → 9 days”, with the key result's title where there are several."""
    for row in rows:
        key_result = KeyResult(**{name: row[f"key_results__{name}"] for name in _KEY_RESULT})
        if row["is_new"]:
            yield _("new: %(title)s") % {"title": key_result.title}
            continue
        for name, label in (("baseline", _("baseline")), ("target", _("target"))):
            old, new = row[f"old_{name}"], getattr(key_result, name)
            if old and Decimal(old) != new:
                words = f"{label} {units.number(Decimal(old))} → {units.with_unit(new, key_result)}"
                yield words if len(rows) == 1 else f"{key_result.title}: {words}"


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
