"""An objective as of a day: what we know today about that day, from the snapshots and the dated rows.

It is shown under today's rule of reading: who may see what follows from `visible_to` as it is now. What is read here
is put onto records that nobody saves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from goals import explain, measure, rollup, status, timeline
from goals.days import Dated, key_results_on
from goals.models import Change, KeyResult, Objective, Snapshot
from org import tree

TAKEN = ("state", "aligned_to_id", "alignment", "weight", "progress", "last_update_on", "status")


@dataclass(frozen=True)
class Asked:
    """The day that a page is asked for; None with a sentence where there is nothing to show of it."""

    day: date | None
    said: str = ""
    then: Snapshot | None = None


def asked(text: str, objective: Objective, today: date) -> Asked:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        return Asked(None, _("“%(text)s” is not a day; write one such as 2026-10-14. This is today.") % {"text": text})
    words = {"day": formats.date_format(day, "j F Y")}
    if day > today:
        return Asked(None, _("%(day)s is still to come. This is today.") % words)
    then = Snapshot.objects.on(day).filter(objective=objective).first()
    if then is None:
        return Asked(None, _("This objective did not exist yet on %(day)s. This is today.") % words)
    return Asked(day, then=then)


def put(objectives: Iterable[Objective], then: Mapping[int, Snapshot], day: date) -> None:
    """Makes these what `then` says they were, with `status` and `expected` of that day."""
    for objective in objectives:
        for name in TAKEN:
            setattr(objective, name, getattr(then[objective.pk], name))
        objective.expected = measure.expected(objective.period, day)


def put_back(objective: Objective, asked: Asked) -> None:
    put([objective], {objective.pk: asked.then}, asked.day)


def key_results(objective: Objective, own: list[KeyResult], rows: timeline.Rows, day: date) -> list[KeyResult]:
    """Those of `own`, the ones of today, that were there, with `status`, `true_progress` and `expected`; `objective` is
    put back already. No query but for people that are not loaded."""
    dated = Dated((objective.state, None, "", measure.ONE))
    for each in own:
        dated.key_results[each.pk] = (each.baseline, each.target, each.is_milestone, each.weight, each.due_on)
    changes = sorted((each for each in rows.changes if each.key_result_id), key=lambda change: change.pk)
    dated.changes = [(each.key_result_id, each.field, each.old, each.new, each.day) for each in changes]
    counting = [each for each in rows.updates if each.day <= day and not hasattr(each, "strike")]
    counting.sort(key=lambda update: (update.day, update.written_at, update.pk))
    dated.updates = [(each.key_result_id, each.day, each.value) for each in counting]
    confidences = {each.key_result_id: each.confidence for each in counting}
    then = key_results_on(dated, day)
    shown = [
        _put_back(each, then[each.pk], confidences.get(each.pk), objective, day) for each in own if each.pk in then
    ]
    known = status.key_result_statuses(shown, day) if shown else {}
    for each in shown:
        each.status = known[each.pk]
    return shown


def _put_back(key_result: KeyResult, then, confidence, objective: Objective, day: date) -> KeyResult:
    for name, value in then._asdict().items():
        setattr(key_result, name, value)
    key_result.objective, key_result.confidence = objective, confidence
    key_result.expected = None if key_result.is_milestone else measure.expected(objective.period, day)
    key_result.true_progress = key_result.progress
    if not key_result.is_milestone and key_result.current is not None:
        key_result.true_progress = measure.key_result_progress(
            key_result.baseline, key_result.target, key_result.current
        )
    return key_result


class Around(NamedTuple):
    """The snapshots of a day around one objective, by the objective's id."""

    below: Mapping[int, Snapshot]  # of all that was aligned to it
    above: Mapping[int, Snapshot]  # of all above it


def around(objective: Objective, viewer, day: date) -> Around:
    """By title, each with its `title` and whether the viewer may read it (`seen`); `objective` is put back already.
    One query, without the rows of the objectives: thousands may have been aligned to it."""
    rows = Snapshot.objects.on(day)
    pks = rows.filter(aligned_to=objective).order_by().values("pk")
    if objective.aligned_to_id is not None and objective.alignment != Objective.Alignment.DECLINED:
        leaves = rows.filter(objective=objective.aligned_to_id)
        line = tree.ancestry(rows, parent="aligned_to", leaves=leaves, name="above_then", key="objective_id")
        pks = pks.union(rows.filter(objective__in=line).order_by().values("pk"))
    seen = Exists(Objective.objects.visible_to(viewer).filter(pk=OuterRef("objective")).order_by())
    found = Snapshot.objects.filter(pk__in=pks).annotate(title=F("objective__title"), seen=seen)
    found = list(found.order_by("title", "objective"))
    below = {each.objective_id: each for each in found if each.aligned_to_id == objective.pk}
    return Around(below, {each.objective_id: each for each in found if each.objective_id not in below})


def owner(day: date) -> Subquery:
    """Of objectives the id, as text, of who owned each, where it has changed hands since."""
    since = Change.objects.filter(field=Change.Field.OWNER, key_result=None, objective=OuterRef("pk"), day__gt=day)
    return Subquery(since.exclude(old="").order_by("pk").values("old")[:1])  # the first change since is the last word


def owners(objective: Objective, rows: timeline.Rows, others: Iterable[Objective], day: date) -> dict[int, int]:
    """Who owned which, by their ids, where it has changed hands since: of the one that is shown, and of the `others`,
    which come with `owner_then`. No query."""
    then = {each.pk: int(each.owner_then) for each in others if each.owner_then}
    for change in rows.changes:
        if change.field == Change.Field.OWNER and not change.key_result_id and change.day > day and change.old:
            then[objective.pk] = int(change.old)
    return then


def keepers(rows: timeline.Rows, day: date) -> dict[int, int | None]:
    """The same of the key results; None: whoever owned the objective. No query."""
    since = [each for each in rows.changes if each.field == Change.Field.OWNER and each.key_result_id]
    since = sorted((each for each in since if each.day > day), key=lambda change: -change.pk)
    return {each.key_result_id: int(each.old) if each.old else None for each in since}


def give_back(records: Iterable[Objective | KeyResult], then: Mapping[int, int | None], people: Mapping) -> None:
    """To whoever owned them `then`; last of all, as who may read what follows from today's owners."""
    for each in records:
        if each.pk in then:
            each.owner = people.get(then[each.pk])


def aligned(then: Around) -> list[Objective]:
    """The visible objectives that were aligned to it, with what the sum asks of them and little else. No query."""
    shown = []
    for pk, each in then.below.items():
        if each.seen and each.state != Objective.State.CANCELLED:
            objective = Objective(pk=pk, title=each.title)
            for name in TAKEN:
                setattr(objective, name, getattr(each, name))
            shown.append(objective)
    return shown


def shown_of(made: explain.Sum) -> set[int]:
    """The ids of the objectives of which the sum shows more than the number."""
    return {part.objective.pk for part in made.parts if part.objective}


def filled(made: explain.Sum, known: dict[int, Objective]) -> explain.Sum:
    """With the objectives as they are `known`, and put back already."""
    parts = [replace(part, objective=part.objective and known.get(part.objective.pk)) for part in made.parts]
    # One that was deleted a moment ago is none of its parts any more.
    return replace(made, parts=[part for part in parts if part.objective or part.key_result])


def chain(objective: Objective, then: Around, known: dict[int, Objective], day: date) -> list[Objective | None]:
    """What it supported then, the direct parent first; None for what the viewer may not see."""
    shown = {pk: known[pk] for pk in then.above if pk in known and known[pk].seen}
    put(shown.values(), then.above, day)
    found: list[Objective | None] = []
    left, above, alignment = dict(then.above), objective.aligned_to_id, objective.alignment
    while above in left and alignment != Objective.Alignment.DECLINED:
        if above in shown:
            found.append(shown[above])
        elif not found or found[-1] is not None:
            found.append(None)
        step = left.pop(above)
        above, alignment = step.aligned_to_id, step.alignment
    return found


def sum_of(objective: Objective, then: Around, key_results: list[KeyResult], shown: list[Objective]) -> explain.Sum:
    """The sum behind the number of then. No query."""
    counting = {pk: (each.weight, each.progress) for pk, each in then.below.items() if rollup.counts(each)}
    return explain.sum_of(objective, key_results, shown, counting)
