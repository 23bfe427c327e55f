"""The dry run: what a file would change, and everything that is wrong with it. Writes nothing."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from goals.files import columns
from goals.files.diff import Diff
from goals.files.known import Known
from goals.files.reading import read
from goals.files.steps import Change, ObjectiveStep
from goals.files.wishes import Fault, ObjectiveWish, Remark, gather
from goals.models import Change as GoalChange
from goals.models import KeyResult, Objective, Period, ProgressUpdate, Strike
from org.models import Organization
from org.zones import zone

Scope = Objective.Scope
MANY = 20_000
UNITS = {columns.DEPARTMENT: (Scope.DEPARTMENT, Scope.PROCESS), columns.PROCESS: (Scope.PROCESS,)}
KINDS = ("new", "changed", "updates", "re-baselined", "unchanged")


@dataclass(frozen=True)
class Entry:
    """What would happen to one row of the file."""

    line: int
    ref: str
    objective: str
    key_result: str
    kinds: tuple[str, ...]
    changes: dict[str, Change]  # by field: old and new


@dataclass
class Plan:
    """A file held against the company as it is. `faults` stop it, `warnings` do not."""

    file_name: str
    wishes: list[ObjectiveWish]
    faults: list[Fault]
    warnings: list[Remark | str]
    today: date
    unknown_columns: list[str] = field(default_factory=list)
    steps: list[ObjectiveStep] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    new_periods: list[Period] = field(default_factory=list)
    state: tuple = ()  # of the goals when it was made

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what happens to them; one counts in each that applies, a new one only in `new`."""
        found = Counter(kind for entry in self.entries for kind in entry.kinds)
        return {kind: found[kind] for kind in KINDS} | {"faults": len(self.faults)}

    @property
    def summary(self) -> str:
        return ", ".join(f"{kind} {count}" for kind, count in self.counts.items())

    @property
    def fingerprint(self) -> str:
        """Equal where applying would do exactly what this plan shows."""
        shown = repr([(each.line, each.kinds, sorted(each.changes.items(), key=str)) for each in self.entries])
        return hashlib.sha256(shown.encode()).hexdigest()


def plan(content: bytes, file_name: str, by=None) -> Plan:
    """Reads a file and holds it against the company. Raises SpreadsheetError where it is none."""
    rows, faults, unknown = read(content)
    wishes, more = gather(rows)
    made = Plan(file_name, wishes, [*faults, *more], _remarks(wishes, len(rows)), _today(by), unknown)
    return resolve(made)


def resolve(plan: Plan) -> Plan:
    """The same file against the company as it is now."""
    state = state_of_goals()  # before reading: what changes while we read must be noticed
    known = Known(plan.wishes)
    diff = Diff(plan.wishes, known, plan.today)
    faults = sorted({*plan.faults, *diff.faults})
    entries = [
        Entry(line, step.wish.ref, step.wish.cell(columns.OBJECTIVE), title, tuple(kinds) or ("unchanged",), changes)
        for step in diff.steps.values()
        for line, title, kinds, changes in step.rows()
    ]
    return Plan(
        plan.file_name,
        plan.wishes,
        faults,
        plan.warnings,
        plan.today,
        plan.unknown_columns,
        list(diff.steps.values()),
        sorted(entries, key=lambda entry: entry.line),
        [period for period in known.periods.values() if period.pk is None],
        state,
    )


def state_of_goals() -> tuple:
    """Equal while nobody changes an objective, a key result, its updates or a period: cheap, asked under a lock."""
    counted = Objective.objects.aggregate(Count("pk"), Sum("version"))
    written = [model.objects.aggregate(last=Max("pk"))["last"] for model in (GoalChange, ProgressUpdate, Strike)]
    locked = Period.history.aggregate(last=Max("history_id"))["last"]
    return (*counted.values(), *written, KeyResult.objects.count(), locked)


def _today(by) -> date:
    if by is not None:
        return by.today()
    return datetime.now(zone(Organization.objects.current().time_zone)).date()


def _remarks(wishes: list[ObjectiveWish], rows: int) -> list[Remark | str]:
    found: list[Remark | str] = []
    for wish in wishes:
        scope = wish.cell(columns.SCOPE)
        for column, fitting in UNITS.items():
            if wish.cell(column) and scope and scope not in fitting:
                text = _("%(column)s is left out; an objective of scope %(scope)s has none.")
                found.append(Remark(wish.line, text % {"column": column, "scope": scope}))
    if rows > MANY and connection.vendor == "sqlite":
        found.append(_("Warning: above %(many)d rows PostgreSQL is the better database.") % {"many": MANY})
    return found
