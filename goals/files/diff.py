"""A file's wishes held against what is known: the steps to take, and every fault that stands in their way."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from goals import locks
from goals.files import columns
from goals.files.known import Known
from goals.files.reading import lines
from goals.files.refs import ref_of, split_ref
from goals.files.steps import Change, KeyResultStep, NewUpdate, ObjectiveStep
from goals.files.wishes import Fault, KeyResultWish, ObjectiveWish
from goals.locks import Lock
from goals.models import KeyResult, Objective, Period
from org.imports.cells import clean

KEEP = object()
# Fields of a key result that say what its numbers are numbers of.
LOCKED_WITH_THEM = frozenset({"unit", "currency"})
Scope, State = Objective.Scope, Objective.State


class Diff:
    """Compares wish by wish; `steps` and `faults` grow."""

    def __init__(self, wishes: list[ObjectiveWish], known: Known, today: date):
        self.known, self.today = known, today
        self.faults: list[Fault] = []
        self.steps: dict[tuple[str, str], ObjectiveStep] = {}
        self._around: dict[int, list[Period]] = {}
        for wish in wishes:
            period = known.period(wish.period)
            if period is None:
                self._fault(wish.line, _("period “%(name)s” is not known; make it first."), name=wish.period[:60])
            else:
                self._start(wish, period)
        self._by_objective = {id(step.objective): step for step in self.steps.values()}
        for step in self.steps.values():
            self._align(step)
        for step in self.steps.values():
            self._state(step)
            self._locks(step)
        self.faults += loops(self.steps, known)

    def _fault(self, line: int, message: str, **words) -> None:
        self.faults.append(Fault(line, message % words))

    # --- the objective ---

    def _start(self, wish: ObjectiveWish, period: Period) -> None:
        found = self.known.objective(period, wish.ref)
        step = ObjectiveStep(wish, found or Objective(period=period, ref=wish.ref, state=""), found is None)
        self.steps[wish.key] = step
        if found is None or clean(found.title) != wish.cell(columns.OBJECTIVE):
            self._wish(step, "title", wish.cell(columns.OBJECTIVE))
        self._owner(step)
        self._unit_of(step)
        if wish.cell(columns.VISIBLE_TO):
            self._wish(step, "visibility", wish.cell(columns.VISIBLE_TO))
        if wish.weight is not None:
            self._wish(step, "weight", wish.weight)
        if columns.STATE in wish.cells or found is None:
            self._wish(step, "state", wish.cell(columns.STATE) or State.ACTIVE)
        self._ending(step)
        there = self.known.key_results_of(found)
        step.key_results = [self._key_result(step, each, there.get(each.title)) for each in wish.key_results]

    def _ending(self, step: ObjectiveStep) -> None:
        """The owner's last word about what is closed; a blank cell leaves what there is."""
        score, text = step.wish.score, step.wish.cell(columns.RETROSPECTIVE)
        if (score is not None or text) and step.new_value("state") != State.CLOSED:
            self._fault(step.wish.line, _("only what is closed has a score and a retrospective."))
            return
        if score is not None:
            self._wish(step, "score", score)
        if text and text != lines(step.objective.retrospective):
            self._wish(step, "retrospective", text)

    def _wish(self, step, name: str, new) -> None:
        target = step.objective if isinstance(step, ObjectiveStep) else step.key_result
        if step.is_new:
            setattr(target, name, new)
        elif new != getattr(target, name):
            step.fields[name] = Change(getattr(target, name), new)

    def _person(self, line: int, column: str, text: str):
        person = self.known.people.get(text.casefold())
        if person is None:
            self._fault(line, _("%(column)s %(text)s is not in the company."), column=column.lower(), text=text[:80])
        return person

    def _owner(self, step: ObjectiveStep) -> None:
        text = step.wish.cell(columns.OWNER)
        owner = self._person(step.wish.line, columns.OWNER, text) if text else None
        if owner is None:
            return
        self._wish(step, "owner", owner)
        if owner.is_leaver() and (step.is_new or "owner" in step.fields) and self._is_open(step):
            self._fault(step.wish.line, _("owner %(owner)s has left; name somebody who works here."), owner=owner.email)

    def _is_open(self, step: ObjectiveStep) -> bool:
        return step.wish.cell(columns.STATE) not in (State.CLOSED, State.CANCELLED)

    def _unit_of(self, step: ObjectiveStep) -> None:
        """The scope, and the department or process that it asks for."""
        wish = step.wish
        scope = wish.cell(columns.SCOPE) or (Scope.INDIVIDUAL if step.is_new else step.objective.scope)
        self._wish(step, "scope", scope)
        # What has no unit in the file keeps the one that it has, so that an export comes back unchanged.
        department = process = None if step.is_new or "scope" in step.fields else KEEP
        if scope in (Scope.DEPARTMENT, Scope.PROCESS):
            department = self._department(wish) if wish.cell(columns.DEPARTMENT) else step.objective.department
            if scope == Scope.DEPARTMENT and department is None and not wish.cell(columns.DEPARTMENT):
                self._fault(wish.line, _("Department is missing; an objective of scope department has one."))
        if scope == Scope.PROCESS:
            process = self._process(step) if wish.cell(columns.PROCESS) else step.objective.process
            if process is None and not wish.cell(columns.PROCESS):
                self._fault(wish.line, _("Process is missing; an objective of scope process has one."))
        for name, unit in (("department", department), ("process", process)):
            if unit is not KEEP:
                self._wish(step, name, unit)

    def _department(self, wish: ObjectiveWish):
        name = wish.cell(columns.DEPARTMENT)
        found = self.known.departments.get(name.casefold(), [])
        if not found:
            self._fault(wish.line, _("department “%(name)s” is not in the company."), name=name[:80])
        elif len(found) > 1:
            text = _("department “%(name)s” stands in several places; write its path, such as Technology / Platform.")
            self._fault(wish.line, text, name=name[:80])
        return found[0] if len(found) == 1 else None

    def _process(self, step: ObjectiveStep):
        wish, name = step.wish, step.wish.cell(columns.PROCESS)
        process = self.known.processes.get(name.casefold())
        if process is None:
            self._fault(wish.line, _("process “%(name)s” is not in the company."), name=name[:80])
        elif process.has_ended(self.today) and process.pk != step.objective.process_id:
            self._fault(wish.line, _("process “%(name)s” has ended; it takes no new objectives."), name=name[:80])
        return process

    # --- alignment ---

    def _align(self, step: ObjectiveStep) -> None:
        text = step.wish.cell(columns.ALIGNED_TO)
        if columns.ALIGNED_TO not in step.wish.cells:
            return
        parent = self._parent(step, text) if text else None
        if text and parent is None:
            self._fault(
                step.wish.line,
                _("Aligned to %(ref)s, which is neither in the file nor among the goals."),
                ref=text[:80],
            )
            return
        there = step.objective.aligned_to_id
        if (parent.pk if parent else None) == there and not (parent and parent.pk is None):
            return
        # HR imports it, so it counts at once.
        if step.is_new:
            step.objective.aligned_to = parent
        else:
            step.fields["aligned_to"] = Change(there, parent)
        self._wish(step, "alignment", Objective.Alignment.ACCEPTED if parent else "")
        if parent is not None:
            self._refuse_parent(step, parent, text)

    def _parent(self, step: ObjectiveStep, text: str) -> Objective | None:
        """Of that reference in the objective's own period, else in the shortest that holds the whole of it."""
        own = step.objective.period
        ref, name = split_ref(text)
        named = self.known.period(name) if name else None
        itself = None
        for period in [named] if named else self._periods_around(own):
            for each in [ref] if named else [text]:
                in_file = self.steps.get((period.name.casefold(), each))
                found = in_file.objective if in_file else self.known.objective(period, each)
                if found is step.objective:
                    itself = found  # the year's may bear the same reference as the quarter's
                elif found:
                    return found
        return itself

    def _periods_around(self, own: Period) -> list[Period]:
        if id(own) not in self._around:
            others = [each for each in self.known.periods.values() if each is not own and each.encloses(own)]
            others.sort(key=lambda each: (each.ends_on - each.starts_on, each.name))
            self._around[id(own)] = [own, *others]
        return self._around[id(own)]

    def _refuse_parent(self, step: ObjectiveStep, parent: Objective, ref: str) -> None:
        above = self._by_objective.get(id(parent))
        state = above.new_value("state") if above else parent.state
        if state != State.ACTIVE and self._is_open(step):
            label = Objective(state=state).state_in_words()
            text = _("%(ref)s is %(state)s; align to an active objective.")
            self._fault(step.wish.line, text, ref=ref, state=label)
        if not parent.period.encloses(step.objective.period):
            text = _("%(ref)s belongs to %(other)s, which does not hold the whole of %(own)s.")
            self._fault(step.wish.line, text, ref=ref, other=parent.period, own=step.objective.period)

    # --- state and locks ---

    def _state(self, step: ObjectiveStep) -> None:
        """An import moves a state forwards only, and leaves alone what is over."""
        if step.is_new or not step.changes:
            return
        now, new = step.objective.state, step.new_value("state")
        if now in (State.CLOSED, State.CANCELLED):
            text = _("%(ref)s is %(state)s; it stays as it is. The file wants to change it.")
            self._fault(step.wish.line, text, ref=step.wish.ref, state=State(now).label)
        elif new == State.DRAFT and now == State.ACTIVE:
            self._fault(step.wish.line, _("%(ref)s is active; it does not become a draft again."), ref=step.wish.ref)

    def _locks(self, step: ObjectiveStep) -> None:
        period = step.objective.period
        for each in step.key_results:
            if each.is_new or each.definition or not LOCKED_WITH_THEM.isdisjoint(each.fields):
                self._refuse_locked(each.wish.line, period, Lock.DEFINITIONS)
            if each.update:
                self._refuse_locked(each.wish.line, period, Lock.PROGRESS)
        if "weight" in step.fields:
            # How much it counts belongs to the parent, and is locked with the parent's period.
            self._refuse_locked(step.wish.line, self._period_above(step) or period, Lock.DEFINITIONS)

    def _period_above(self, step: ObjectiveStep) -> Period | None:
        if "aligned_to" in step.fields:
            parent = step.fields["aligned_to"].new
            return parent.period if parent else None
        return self.known.period_above(step.objective)

    def _refuse_locked(self, line: int, period: Period, lock: str) -> None:
        if words := locks.sentence(period, lock, self.today):
            self.faults.append(Fault(line, words[0].lower() + words[1:]))

    # --- key results ---

    def _key_result(self, step: ObjectiveStep, wish: KeyResultWish, found: KeyResult | None) -> KeyResultStep:
        made = KeyResult(objective=step.objective, title=wish.title, baseline=None, target=None, weight=1)
        each = KeyResultStep(wish, found or made, found is None)
        has_updates = found is not None and found.has_updates
        if has_updates and wish.unit != found.unit:
            self._fault(wish.line, _("the unit of “%(title)s” stays; it has updates."), title=wish.title)
        self._wish(each, "unit", wish.unit)
        if wish.currency or wish.unit != KeyResult.Unit.CURRENCY:
            self._wish(each, "currency", wish.currency)
        self._key_result_owner(step, each)
        self._definition(each)
        self._current(each)
        return each

    def _key_result_owner(self, step: ObjectiveStep, each: KeyResultStep) -> None:
        if each.wish.owner is None:
            return
        person = self._person(each.wish.line, columns.KEY_RESULT_OWNER, each.wish.owner) if each.wish.owner else None
        keeper = step.fields["owner"].new.pk if "owner" in step.fields else step.objective.owner_id
        self._wish(each, "owner", None if person is None or person.pk == keeper else person)
        if person is not None and person.is_leaver() and (each.is_new or "owner" in each.fields):
            text = _("key result owner %(owner)s has left; name somebody who works here.")
            self._fault(each.wish.line, text, owner=person.email)

    def _definition(self, each: KeyResultStep) -> None:
        wish, milestone = each.wish, each.wish.unit == KeyResult.Unit.MILESTONE
        wanted: dict = {"baseline": wish.baseline, "target": wish.target, "weight": wish.weight}
        if milestone:
            wanted |= {"baseline": 0, "target": 1}
        for name, new in wanted.items():
            if new is None:
                if each.is_new and name != "weight":
                    self._fault(wish.line, _("%(column)s is missing."), column=name.capitalize())
            elif each.is_new:
                setattr(each.key_result, name, new)
            elif new != getattr(each.key_result, name):
                each.definition[name] = Change(getattr(each.key_result, name), new)
        baseline = each.definition["baseline"].new if "baseline" in each.definition else each.key_result.baseline
        target = each.definition["target"].new if "target" in each.definition else each.key_result.target
        if baseline is not None and baseline == target:
            self._fault(
                wish.line, _("baseline and target of “%(title)s” are equal; nothing could move."), title=wish.title
            )

    def _current(self, each: KeyResultStep) -> None:
        wish, there = each.wish, each.key_result
        if wish.current is None:
            if wish.confidence in (None, there.confidence):
                return
            if there.current is None:
                self._fault(wish.line, _("Confidence without Current; give the value that it speaks of."))
            else:
                each.update = NewUpdate(there.current, wish.confidence)
            return
        confidence = there.confidence if wish.confidence is None else wish.confidence
        if each.is_new or (wish.current, confidence) != (there.current, there.confidence):
            each.update = NewUpdate(wish.current, confidence)


def loops(steps: dict[tuple[str, str], ObjectiveStep], known: Known) -> Iterator[Fault]:
    """Each loop that the file would close, once, on its first line, with everyone in it."""
    above = dict(known.aligned_to)
    by_node = {}
    for step in steps.values():
        node = step.objective.pk or id(step.objective)
        by_node[node] = step
        if step.is_new or "aligned_to" in step.fields:
            parent = step.fields["aligned_to"].new if step.fields else step.objective.aligned_to
            above[node] = (parent.pk or id(parent)) if parent else None
    done: set[int] = set()
    for start in by_node:
        path, node = {}, start
        while node is not None and node not in done and node not in path:
            path[node] = len(path)
            node = above.get(node)
        if node in path:
            ring = list(path)[path[node] :]
            first = min((by_node[each] for each in ring if each in by_node), key=lambda step: step.wish.line)
            names = _names_in_turn(ring, first, by_node)
            yield Fault(first.wish.line, _("these are aligned in a loop: %(refs)s.") % {"refs": " → ".join(names)})
        done.update(path)


def _names_in_turn(ring: list[int], first: ObjectiveStep, by_node: dict[int, ObjectiveStep]) -> list[str]:
    """The references round the loop, from `first` back to it; some may stand in the company only."""
    others = Objective.objects.in_bulk([node for node in ring if node not in by_node])
    names = [by_node[node].wish.ref if node in by_node else ref_of(others[node]) for node in ring]
    turn = names.index(first.wish.ref)
    return [*names[turn:], *names[:turn], first.wish.ref]
