"""Does what a plan shows, all or nothing, in bulk: with the history, the marks and the sums of the single services."""

from collections.abc import Iterator

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import bulk, rollup, tasks
from goals.files.known import chunks
from goals.files.planning import Plan, resolve, state_of_goals
from goals.files.steps import KeyResultStep, ObjectiveStep
from goals.models import Change, KeyResult, Objective, Period, ProgressUpdate
from goals.services.common import text_of
from org.enqueue import on_commit

BATCH = 500
OBJECTIVE_FIELDS = (
    "title",
    "owner",
    "scope",
    "department",
    "process",
    "visibility",
    "weight",
    "aligned_to",
    "alignment",
)
STATE_FIELDS = ("state", "activated_on", "closed_on", "score", "retrospective")
KEPT = {"state", "owner", "weight", "aligned_to", "alignment"}  # of an objective, in the history


class PlanChangedError(Exception):
    """Somebody changed the company since the dry run; `plan` is the new one, to be looked at first."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def apply(plan: Plan, by=None) -> Plan:
    """Applies the plan; without `by` the changes have no author and the updates that of whoever keeps the key result.

    Raises PlanChangedError where it would no longer do what was shown.
    """
    fresh = _looked_at_again(plan)
    # What takes long was done before the transaction: on SQLite nobody else writes while it lasts.
    with transaction.atomic():
        _lock(fresh)
        if state_of_goals() != fresh.state:
            fresh = _looked_at_again(plan)
        if any(step.changes for step in fresh.steps):
            _Writing(fresh, by).run()
    return fresh


def _looked_at_again(plan: Plan) -> Plan:
    plan.steps.clear()  # of the first look; together with the second they would fill the memory
    fresh = resolve(plan)
    if fresh.faults or fresh.fingerprint != plan.fingerprint:
        raise PlanChangedError(fresh)
    return fresh


def _lock(plan: Plan) -> None:
    """Periods before objectives and each in the order of the ids, as the services do."""
    periods = {step.objective.period_id for step in plan.steps} - {None}
    list(Period.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=periods).order_by("pk"))
    ids = sorted(step.objective.pk for step in plan.steps if step.objective.pk and step.changes)
    for some in chunks(ids):
        list(
            Objective.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=some)
            .order_by("pk")
            .values_list("pk")
        )


def _redefines(step: ObjectiveStep) -> bool:
    """Whether a key result of an objective that is there becomes another one: that makes a new version of it."""
    return not step.is_new and any(each.is_new or each.fields or each.definition for each in step.key_results)


class _Writing:
    def __init__(self, plan: Plan, by):
        self.plan, self.by = plan, by
        self.now = timezone.now()
        self.reason = _("Import %(file)s") % {"file": plan.file_name}
        self.steps = [step for step in plan.steps if step.changes]
        self.parents: set[int] = set()  # that lose or gain something and are not in the file

    def run(self) -> None:
        for period in self.plan.new_periods:
            period.save()
        # Who counts less or elsewhere from now on was counted there.
        self.parents |= {step.objective.aligned_to_id for step in self.steps if rollup.counts(step.objective)}
        self._create([step for step in self.steps if step.is_new])
        self._change([step for step in self.steps if step.fields or _redefines(step)])
        key_results = [each for step in self.steps for each in step.key_results if each.kinds]
        self._write_key_results(key_results)
        self._write_updates([each for each in key_results if each.update])
        self.parents |= {step.objective.aligned_to_id for step in self.steps if rollup.counts(step.objective)}
        touched = {step.objective.pk for step in self.steps}
        rollup.recompute_upwards(touched, since=self.plan.today)
        rollup.mark(*sorted(self.parents - touched - {None}), since=self.plan.today)
        on_commit(tasks.roll_up_soon)

    def _create(self, steps: list[ObjectiveStep]) -> None:
        """Level by level, so that each parent has its id before what is aligned to it is written."""
        for step in steps:
            self._date(step.objective)
        waiting = [step.objective for step in steps]
        while waiting:
            ready = [each for each in waiting if each.aligned_to is None or each.aligned_to.pk]
            Objective.objects.bulk_create(ready, batch_size=BATCH)
            waiting = [each for each in waiting if each.pk is None]
        self._note(
            (step.objective, None, name, None, getattr(step.objective, name))
            for step in steps
            for name in ("state", "owner", "weight", "aligned_to", "alignment")
            # Of many rows half would say that a weight is 1, which a history without that row says as well.
            if name != "weight" or step.objective.weight != 1
        )

    def _change(self, steps: list[ObjectiveStep]) -> None:
        self._note(
            (step.objective, None, name, change.old, change.new)
            for step in steps
            for name, change in step.fields.items()
            if name in KEPT
        )
        for step in steps:
            for name, change in step.fields.items():
                setattr(step.objective, name, change.new)
            if "state" in step.fields:
                self._date(step.objective)
            step.objective.derive()
            step.objective.version += 1
        bulk.update([step.objective for step in steps], (*OBJECTIVE_FIELDS, *STATE_FIELDS, "search_text", "version"))

    def _date(self, objective: Objective) -> None:
        if objective.state in Objective.COUNTING_STATES and objective.activated_on is None:
            objective.activated_on = self.plan.today
        if objective.state in (Objective.State.CLOSED, Objective.State.CANCELLED):
            objective.closed_on = self.plan.today

    def _write_key_results(self, steps: list[KeyResultStep]) -> None:
        new = [each for each in steps if each.is_new]
        for each in new:
            each.key_result.objective = each.key_result.objective  # takes over the id that it got meanwhile
            latest = (each.update.value, each.update.confidence, self.plan.today) if each.update else (None, None, None)
            for name, value in rollup.latest(each.key_result, *latest)._asdict().items():
                setattr(each.key_result, name, value)
        self._number(new)
        KeyResult.objects.bulk_create([each.key_result for each in new], batch_size=BATCH)
        self._note(
            (each.key_result.objective, each.key_result, name, None, getattr(each.key_result, name))
            for each in new
            for name in ("baseline", "target", "weight", "owner")
            if name != "weight" or each.key_result.weight != 1
        )
        changed = [each for each in steps if each.fields or each.definition]
        self._note(
            (each.key_result.objective, each.key_result, name, change.old, change.new)
            for each in changed
            for name, change in {**each.definition, **each.fields}.items()
            if name in each.definition or name == "owner"
        )
        for each in changed:
            for name, change in {**each.definition, **each.fields}.items():
                setattr(each.key_result, name, change.new)
        fields = ("unit", "currency", "owner", "baseline", "target", "weight")
        bulk.update([each.key_result for each in changed], fields)

    def _number(self, new: list[KeyResultStep]) -> None:
        """After those that are there already, in the order of the file."""
        ids = {each.key_result.objective_id for each in new if each.key_result.objective_id}
        last: dict[int, int] = {}
        for some in chunks(sorted(ids)):
            rows = KeyResult.objects.filter(objective__in=some).order_by().values("objective")
            last |= dict(rows.annotate(last=models.Max("position")).values_list("objective", "last"))
        for each in new:
            objective = each.key_result.objective_id
            each.key_result.position = last[objective] = last.get(objective, -1) + 1

    def _write_updates(self, steps: list[KeyResultStep]) -> None:
        updates = [
            ProgressUpdate(
                key_result=each.key_result,
                # Where somebody further east wrote already tomorrow, the file still has the last word.
                day=max(self.plan.today, each.key_result.last_update_on or self.plan.today),
                value=each.update.value,
                confidence=each.update.confidence,
                author_id=self.by.pk if self.by else each.key_result.keeper_id,
                source=ProgressUpdate.Source.IMPORT,
                written_at=self.now,
            )
            for each in steps
        ]
        ProgressUpdate.objects.bulk_create(updates, batch_size=BATCH)

    def _note(self, changes) -> None:
        """(objective, key result, field, old, new), those that say something."""
        Change.objects.bulk_create(self._rows(changes), batch_size=BATCH)

    def _rows(self, changes) -> Iterator[Change]:
        for objective, key_result, name, old, new in changes:
            if text_of(old) == text_of(new):
                continue
            rebaseline = key_result is not None and name != "owner" and getattr(key_result, "has_updates", False)
            yield Change(
                objective=objective,
                key_result=key_result,
                field=name,
                old=text_of(old),
                new=text_of(new),
                day=self.plan.today,
                at=self.now,
                by=self.by,
                reason=self.reason if old is not None else "",
                is_rebaseline=rebaseline,
            )
