"""An objective as of a day: what we know today about that day, from the snapshots and the dated rows.

It is shown under today's rule of reading: who may see what follows from `visible_to` as it is now. What is read here
is put onto records that nobody saves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from goals import explain, measure, status
from goals.days import Dated, key_results_on
from goals.models import KeyResult, Objective, ProgressUpdate, Snapshot
from org import tree

TAKEN = ("state", "aligned_to_id", "alignment", "weight", "progress", "last_update_on", "status")
RELATED = ("owner", "department", "process", "period")


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


def put(objectives: Iterable[Objective], then: dict[int, Snapshot], day: date) -> None:
    """Makes these what `then` says they were, with `status` and `expected` of that day."""
    for objective in objectives:
        for name in TAKEN:
            setattr(objective, name, getattr(then[objective.pk], name))
        objective.expected = measure.expected(objective.period, day)


def put_back(objective: Objective, asked: Asked) -> None:
    put([objective], {objective.pk: asked.then}, asked.day)


def key_results(objective: Objective, day: date) -> list[KeyResult]:
    """Those of then with `status`, `true_progress` and `expected`; `objective` is put back already. Four queries."""
    found = {each.pk: each for each in objective.key_results.select_related("owner")}
    dated = Dated((objective.state, None, "", measure.ONE))
    for pk, each in found.items():
        dated.key_results[pk] = (each.baseline, each.target, each.is_milestone, each.weight, each.due_on)
    rows = objective.changes.filter(key_result__isnull=False).order_by("pk")
    dated.changes = list(rows.values_list("key_result_id", "field", "old", "new", "day"))
    rows = ProgressUpdate.objects.filter(key_result__objective=objective, strike=None, day__lte=day)
    rows = list(rows.order_by("day", "written_at", "pk").values_list("key_result_id", "day", "value", "confidence"))
    dated.updates = [row[:3] for row in rows]
    confidences = {row[0]: row[3] for row in rows}
    then = key_results_on(dated, day)
    shown = [_put_back(each, then[pk], confidences.get(pk), objective, day) for pk, each in found.items() if pk in then]
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


def aligned(objective: Objective, viewer, day: date) -> list[Objective]:
    """The visible objectives that were aligned to it, as they were then. Two queries."""
    rows = Snapshot.objects.on(day).filter(aligned_to=objective).exclude(state=Objective.State.CANCELLED)
    visible = Objective.objects.visible_to(viewer).filter(pk__in=rows.order_by().values("objective"))
    shown = list(visible.select_related(*RELATED).order_by("title", "pk"))
    put(shown, {each.objective_id: each for each in rows.order_by("pk")}, day)
    return shown


def chain(objective: Objective, viewer, day: date) -> list[Objective | None]:
    """What it supported then, the direct parent first; None for what the viewer may not see. Two queries."""
    if objective.aligned_to_id is None or objective.alignment == Objective.Alignment.DECLINED:
        return []
    rows = Snapshot.objects.on(day)
    leaves = rows.filter(objective=objective.aligned_to_id)
    ids = tree.ancestry(rows, parent="aligned_to", leaves=leaves, name="above_then", key="objective_id")
    then = {each.objective_id: each for each in rows.filter(objective__in=ids).order_by("pk")}
    visible = Objective.objects.visible_to(viewer).filter(pk__in=ids).select_related(*RELATED).order_by("pk")
    shown = {each.pk: each for each in visible}
    put(shown.values(), then, day)
    found: list[Objective | None] = []
    above, alignment = objective.aligned_to_id, objective.alignment
    while above in then and alignment != Objective.Alignment.DECLINED:
        if above in shown:
            found.append(shown[above])
        elif not found or found[-1] is not None:
            found.append(None)
        step = then.pop(above)
        above, alignment = step.aligned_to_id, step.alignment
    return found


def sum_of(objective: Objective, key_results: list[KeyResult], shown: list[Objective], day: date) -> explain.Sum:
    """The sum behind the number of then. One query."""
    rows = Snapshot.objects.on(day).filter(aligned_to=objective).counting().order_by("pk")
    counting = {pk: (weight, progress) for pk, weight, progress in rows.values_list("objective", "weight", "progress")}
    return explain.sum_of(objective, key_results, shown, counting)
