"""What HR does to a cycle, each step in its history."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from org.enqueue import on_commit
from org.models import Employee
from reviews import closing, cycle_dates, population, preflight, releasing, rules, states, tasks
from reviews.models import (
    Cycle,
    CyclePhase,
    CycleReader,
    CycleRelation,
    Exclusion,
    QuestionFor,
    Relation,
    Step,
    Template,
)
from reviews.services.templates import freeze_locked

What = Step.What


@dataclass(frozen=True)
class Plan:
    """All that is decided about a cycle before its launch."""

    fields: dict  # of the row itself
    departments: list = field(default_factory=list)
    locations: list = field(default_factory=list)
    phases: dict[str, tuple[date, date]] = field(default_factory=dict)
    # Relation → due date; those that are not named are due on the last day of writing.
    due: dict[str, date] = field(default_factory=dict)


@transaction.atomic
def save_cycle(cycle: Cycle | None, plan: Plan, *, by) -> Cycle:
    """Makes a cycle in set-up, or changes it as long as it is."""
    refuse_others(by)
    is_new = cycle is None
    cycle = _editable(cycle, by) if cycle is not None else Cycle()
    changed = [] if is_new else _changed(cycle, plan)
    for name, value in plan.fields.items():
        setattr(cycle, name, value)
    cycle.full_clean()
    _refuse_wrong_dates(cycle, plan)
    cycle.save()
    cycle.departments.set(plan.departments)
    cycle.locations.set(plan.locations)
    cycle.phases.all().delete()
    CyclePhase.objects.bulk_create(
        CyclePhase(cycle=cycle, phase=phase, starts_on=plan.phases[phase][0], ends_on=plan.phases[phase][1])
        for phase in cycle.phases_in_use
    )
    cycle.relations.all().delete()
    last = plan.phases["writing"][1]
    CycleRelation.objects.bulk_create(
        CycleRelation(cycle=cycle, relation=relation, due_on=plan.due.get(relation) or last)
        for relation in relations_of(cycle.template)
    )
    if is_new or changed:
        note(cycle, What.MADE if is_new else What.EDITED, by, after=", ".join(changed)[:200])
    return cycle


def _changed(cycle: Cycle, plan: Plan) -> list[str]:
    """What differs from the plan, in words: for the history."""
    found = [_name_of(name) for name, value in plan.fields.items() if getattr(cycle, name) != value]
    for name, wanted in {"departments": plan.departments, "locations": plan.locations}.items():
        if set(getattr(cycle, name).order_by("pk")) != set(wanted):
            found.append(_name_of(name))
    spans = {row.phase: (row.starts_on, row.ends_on) for row in cycle.phases.all()}
    in_plan = {phase: span for phase, span in plan.phases.items() if phase in spans}
    due = {row.relation: row.due_on for row in cycle.relations.all()}
    if spans != in_plan or any(due.get(relation) != day for relation, day in plan.due.items()):
        found.append(_("dates"))
    return found


def relations_of(template: Template) -> list[str]:
    """Those that the template asks, in their order."""
    rows = QuestionFor.objects.filter(question__section__template=template).order_by()
    asked = set(rows.values_list("relation", flat=True).distinct())
    return [relation for relation in Relation.values if relation in asked]


def _refuse_wrong_dates(cycle: Cycle, plan: Plan) -> None:
    if missing := [phase for phase in cycle.phases_in_use if phase not in plan.phases]:
        raise ValidationError({f"{missing[0]}_from": _("Say from when to when.")})
    if wrong := cycle_dates.wrong_in(plan.phases, cycle.phases_in_use, plan.due):
        raise ValidationError({each.field: each.words for each in wrong})


def _name_of(name: str) -> str:
    return str(getattr(Cycle._meta.get_field(name), "verbose_name", name))


@transaction.atomic
def exclude(cycle: Cycle, person: Employee, reason: str, *, by) -> Exclusion:
    cycle = _about(cycle, person, by)
    if not population.matching(cycle).filter(pk=person.pk).exists():
        raise ValidationError(
            _("%(person)s is not in the population of this cycle."), params={"person": person}, code="outside"
        )
    exclusion = Exclusion(cycle=cycle, employee=person, reason=reason.strip(), by=by)
    exclusion.full_clean()
    exclusion.save()
    note(cycle, What.EXCLUDED, by, about=person, reason=exclusion.reason)
    return exclusion


@transaction.atomic
def include(cycle: Cycle, person: Employee, *, by) -> None:
    """Takes an exclusion back."""
    cycle = _about(cycle, person, by)
    if not cycle.exclusions.filter(employee=person).delete()[0]:
        raise ValidationError(_("%(person)s is not excluded.") % {"person": person}, code="included")
    note(cycle, What.INCLUDED, by, about=person)


@transaction.atomic
def name_reader(cycle: Cycle, person: Employee, *, by) -> CycleReader:
    """Another HR person is named to read results from the start of calibration."""
    cycle = _editable(cycle, by)
    if not person.is_hr:
        raise ValidationError(_("%(person)s is not HR; only HR people are named.") % {"person": person}, code="role")
    reader = CycleReader(cycle=cycle, person=person, named_by=by)
    reader.full_clean()
    reader.save()
    note(cycle, What.NAMED, by, after=str(person))
    return reader


@transaction.atomic
def unname_reader(cycle: Cycle, reader: CycleReader, *, by) -> None:
    cycle = _editable(cycle, by)
    person = reader.person
    reader.delete()
    note(cycle, What.UNNAMED, by, before=str(person))


@transaction.atomic
def launch(cycle: Cycle, *, by) -> Cycle:
    """Begins the launch: the template freezes, and the people follow in slices. A second click finds it begun."""
    refuse_others(by)
    cycle = locked(cycle)
    if not states.allows(cycle, "launch"):
        raise ValidationError(_already(cycle), code="state")
    template = Template.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle.template_id)
    if red := [problem.words for problem in preflight.problems_of(cycle) if problem.is_red]:
        raise ValidationError(red, code="preflight")
    if not template.is_frozen:
        freeze_locked(template)
    cycle.launch_begun_at = timezone.now()
    cycle.save(update_fields=["launch_begun_at"])
    note(cycle, What.LAUNCHED, by)
    on_commit(tasks.launch_cycles)
    return cycle


def _already(cycle: Cycle) -> str:
    if cycle.is_launching:
        return _("The launch of this cycle has begun already.")
    return str(states.MOVES["launch"].refusal) % {"state": cycle.get_state_display()}


@transaction.atomic
def cancel(cycle: Cycle, reason: str, *, by) -> Cycle:
    """Ends it for good. What was written stays with its writers, and nobody else reads it."""
    refuse_others(by)
    cycle = locked(cycle)
    if not states.allows(cycle, "cancel"):
        raise ValidationError(_already(cycle) if cycle.is_launching else states.why_not(cycle, "cancel"), code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    before, cycle.state = cycle.state, Cycle.State.CANCELLED
    cycle.save(update_fields=["state"])
    if before == Cycle.State.WRITING:
        closing.close_all(cycle)
    releasing.drop_plans(cycle)
    note(cycle, What.CANCELLED, by, before=before, reason=reason.strip())
    return cycle


def note(cycle: Cycle, what: str, by, **facts) -> None:
    Step.objects.create(cycle=cycle, what=what, by=by, **facts)


def refuse_others(by) -> None:
    if not rules.can_run_cycles(by):
        raise PermissionDenied


def locked(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle.pk)


def _editable(cycle: Cycle, by) -> Cycle:
    refuse_others(by)
    cycle = locked(cycle)
    if not states.may_be_edited(cycle):
        raise ValidationError(_("The launch has begun; set-up is over."), code="state")
    return cycle


def _about(cycle: Cycle, person: Employee, by) -> Cycle:
    if not rules.can_decide_about(by, person):
        raise PermissionDenied
    return _editable(cycle, by)
