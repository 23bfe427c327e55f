"""The demo company's objectives: from the company down to people, quarter by quarter."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from goals.models import Objective, Period, Process
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, weighted
from perfmgmt.demo.people import Person
from perfmgmt.demo.work import COMPANY_QUARTER, COMPANY_YEAR, FUNCTIONS

State, Scope, Visibility, Alignment = Objective.State, Objective.Scope, Objective.Visibility, Objective.Alignment
WEIGHTS = (("1", 78), ("2", 11), ("0.5", 8), ("0", 3))


@dataclass
class Answer:
    """What became of a proposed alignment: declined with a word."""

    by: Person
    word: str


@dataclass
class Aim:
    """An objective on its way into the database, with what its key results are drawn from."""

    row: Objective
    person: Person
    name: tuple  # of its stream of chance
    measures: int
    quarter: int = 0
    parent: "Aim | None" = None
    children: list["Aim"] = field(default_factory=list)
    answer: Answer | None = None


class Planner:
    """Draws one quarter's objectives, from the company down."""

    def __init__(self, people: list[Person], chance: Chance, today: dt.date, *, everybody: bool):
        self.people, self.chance, self.today, self.everybody = people, chance, today, everybody
        self.aims: list[Aim] = []

    def year(self, number: int, period: Period) -> list[Aim]:
        return [
            self._aim(("year", number, i), period, self.people[0], title, Scope.COMPANY, measures=1)
            for i, title in enumerate(COMPANY_YEAR)
        ]

    def quarter(self, offset: int, period: Period, years: list[Aim], processes: list[Process]) -> None:
        """The company's, the functions' and departments', the leaders' and people's objectives of one quarter."""
        top = self.people[0]
        chosen = self.chance.stream("company", offset).sample(range(len(COMPANY_QUARTER)), k=5)
        company = [
            self._aim((offset, "company", i), period, top, title, Scope.COMPANY, years[of], measures=0, quarter=offset)
            for i, (title, of) in ((i, COMPANY_QUARTER[i]) for i in sorted(chosen))
        ]
        above: dict[int, list[Aim]] = {top.index: company}
        for person in self.people[1:]:
            parents = above.get(person.boss.index) or company
            if person.reports:
                above[person.index] = self._leader(person, offset, period, parents)
            else:
                self._contributor(person, offset, period, parents)
        for i, process in enumerate(processes):
            self._process(process, i, offset, period, company)

    def _leader(self, person: Person, offset: int, period: Period, parents: list[Aim]) -> list[Aim]:
        rng = self.chance.stream("aims", offset, person.index)
        titles = rng.sample(person.function.aims, k=min(2 if person.level < 3 else 1, len(person.function.aims)))
        unit = person.department if person.level <= 2 else ""
        aims = []
        for i, title in enumerate(titles):
            words = f"{unit}: {title[0].lower()}{title[1:]}" if person.level == 2 and person.department else title
            scope = Scope.DEPARTMENT if unit and person.row.department_id else Scope.INDIVIDUAL
            # Each function serves one company objective above all, so that they differ from each other.
            parent = parents[(person.index + i) % len(parents) if person.level == 1 else rng.randrange(len(parents))]
            aims.append(
                self._aim((offset, person.index, i), period, person, words, scope, parent,
                          measures=rng.choice((1, 2)), quarter=offset)
            )
        return aims

    def _contributor(self, person: Person, offset: int, period: Period, parents: list[Aim]) -> None:
        rng = self.chance.stream("aims", offset, person.index)
        lot, past = rng.random(), offset < 0
        has_left = person.row.left_on and person.row.left_on < period.starts_on and not person.story
        if person.row.hired_on > period.ends_on or has_left:
            return
        is_shown = person.account or person.story
        if not is_shown and (lot < 0.08 or (past and not self.everybody and lot < 0.7)):
            return
        count = 2 if is_shown or rng.random() < 0.35 else 1
        for i, title in enumerate(rng.sample(person.function.own, k=min(count, len(person.function.own)))):
            parent = parents[rng.randrange(len(parents))] if rng.random() > 0.05 or is_shown else None
            self._aim((offset, person.index, i), period, person, title, Scope.INDIVIDUAL, parent,
                      measures=rng.choice((1, 2, 2, 3)), quarter=offset)

    def _process(self, process: Process, i: int, offset: int, period: Period, company: list[Aim]) -> None:
        person = next(p for p in self.people if p.row.pk == process.owner_id)
        title = f"{process.name}: fewer hand-overs, fewer surprises"
        parent = company[i % len(company)]
        name = (offset, "process", i)
        aim = self._aim(name, period, person, title, Scope.PROCESS, parent, measures=2, quarter=offset)
        aim.row.process = process

    def _aim(self, name, period, person, title, scope, parent=None, *, measures, quarter=0) -> Aim:
        rng = self.chance.stream("aim", *name)
        row = Objective(
            period=period,
            ref=f"O{len(self.aims) + 1}",
            scope=scope,
            department=person.row.department if scope in (Scope.DEPARTMENT, Scope.PROCESS) else None,
            owner=person.row,
            title=title,
            weight=Decimal(weighted(rng, [w for w, _ in WEIGHTS], [s for _, s in WEIGHTS])) if parent else Decimal(1),
            visibility=self._visibility(rng, scope, person),
        )
        aim = Aim(row, person, name, measures, quarter, parent)
        self._set_state(aim, rng)
        if parent:
            parent.children.append(aim)
            pending = quarter == 0 and scope == Scope.INDIVIDUAL and rng.random() < 0.03 and row.state == State.ACTIVE
            row.alignment = Alignment.PROPOSED if pending else Alignment.ACCEPTED
        self.aims.append(aim)
        return aim

    @staticmethod
    def _visibility(rng, scope, person: Person) -> str:
        lot = rng.random()
        if scope != Scope.INDIVIDUAL or person.account or person.story:
            return Visibility.EVERYONE
        return Visibility.MANAGER if lot < 0.03 else Visibility.LINE if lot < 0.09 else Visibility.EVERYONE

    def _set_state(self, aim: Aim, rng) -> None:
        row, period = aim.row, aim.row.period
        lot = rng.random()
        row.state = State.ACTIVE
        begins_on = max(period.starts_on + dt.timedelta(days=rng.randrange(10)), aim.person.row.hired_on)
        row.activated_on = min(begins_on, self.today)
        if period.ends_on < self.today:
            # Score and retrospective follow when it is known what was measured: see `closings`.
            if not self._is_late(aim):
                row.state = State.CLOSED
                row.closed_on = min(period.ends_on + dt.timedelta(days=1 + rng.randrange(9)), self.today)
        elif row.scope == Scope.INDIVIDUAL and not (aim.person.account or aim.person.story):
            if lot < 0.03:
                row.state, row.activated_on = State.DRAFT, None
            elif lot < 0.04:
                row.state = State.CANCELLED

    def _is_late(self, aim: Aim) -> bool:
        """Of the quarter before this one a few are still open, so that there is something to close."""
        if aim.quarter != -1:
            return False
        if aim.person.account in ("manager", "employee"):
            return True
        is_individual = aim.row.scope == Scope.INDIVIDUAL
        return is_individual and self.chance.stream("late", *aim.name).random() < 0.04


def save_processes(people: list[Person]) -> list[Process]:
    rows = []
    for function in FUNCTIONS:
        leaders = [p for p in people if p.function is function and p.reports]
        for i, name in enumerate(function.processes if leaders else ()):
            leader = leaders[(i + 1) % len(leaders)]
            rows.append(Process(name=name, owner=leader.row, department=leader.row.department))
    return Process.objects.bulk_create(rows)


def save(aims: list[Aim]) -> None:
    """Parents before children, because a row needs its parent's id."""
    level = [aim for aim in aims if aim.parent is None]
    while level:
        for aim in level:
            aim.row.aligned_to = aim.parent.row if aim.parent else None
        for aim in level:
            aim.row.derive()
        insert([aim.row for aim in level])
        level = [child for aim in level for child in aim.children]
