"""Which departments the file speaks of, and where each stands in the tree."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from org.imports import names
from org.imports.company import Company, Person
from org.imports.notes import Notes
from org.imports.records import Record

_WITH_PARENT = re.compile(r"(.+?)\s*\(([^()]+)\)")


@dataclass(slots=True, eq=False)
class Unit:
    """A department as it will be. `id` is None for a new one."""

    id: int | None
    name: str
    parent: "Unit | None" = None
    children: list["Unit"] = field(default_factory=list)
    moves: bool = False  # stood at the top and goes under its parent
    people: int = 0

    @property
    def path(self) -> str:
        return f"{self.parent.path} / {self.name}" if self.parent else self.name


class Tree:
    """The departments of the company, growing by what the file names."""

    def __init__(self, company: Company):
        self.by_id = {pk: Unit(pk, name) for pk, (name, _parent) in company.departments.items()}
        self.units: list[Unit] = list(self.by_id.values())
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        # Names that the file puts below one single department, and never at the top.
        self.adoptable: set[str] = set()
        # The file tells parents: where it tells none, there is none.
        self.tells_parents = False
        for pk, unit in self.by_id.items():
            unit.parent = self.by_id.get(company.departments[pk][1])
            if unit.parent:
                unit.parent.children.append(unit)
            self.by_name[unit.name.casefold()].append(unit)

    @property
    def new(self) -> list[Unit]:
        """Parents before children."""
        return [unit for unit in self.units if unit.id is None]

    @property
    def moved(self) -> list[Unit]:
        return [unit for unit in self.units if unit.moves]

    def roots(self) -> list[Unit]:
        return sorted((unit for unit in self.units if unit.parent is None), key=lambda unit: unit.name.casefold())

    def find(self, path: tuple[str, ...], *, is_rooted: bool, current: Unit | None) -> Unit | None:
        """The unit of that path, made where missing; None where one name alone means several departments.
        `current` is the person's own department: it is meant where the path fits it.
        """
        if current is not None and _fits(current, path):
            return current
        found = self._top(path[0], is_rooted)
        for name in path[1:]:
            found = self._below(found, name)
        return found

    def _top(self, name: str, is_rooted: bool) -> Unit | None:
        known = self.by_name.get(name.casefold(), [])
        for unit in known:
            if unit.parent is None:
                return unit
        if is_rooted:
            known = [unit for unit in known if unit.id is not None]  # HR may have put a top of its own above it
        if len(known) > 1 and not is_rooted and not self.tells_parents:
            return None
        return known[0] if len(known) == 1 else self._add(name, None)

    def _below(self, parent: Unit, name: str) -> Unit:
        known = self.by_name.get(name.casefold(), [])
        for unit in known:
            if unit.parent is parent:
                return unit
        # Came in without its parent before, as the only one of its name: it keeps its people, heads and goals.
        lone = known[0] if len(known) == 1 and known[0].parent is None and known[0].id is not None else None
        if lone and name.casefold() in self.adoptable and not _is_under(parent, lone):
            lone.parent, lone.moves = parent, True
            parent.children.append(lone)
            return lone
        return self._add(name, parent)

    def _add(self, name: str, parent: Unit | None) -> Unit:
        unit = Unit(None, name, parent)
        if parent:
            parent.children.append(unit)
        self.units.append(unit)
        self.by_name[name.casefold()].append(unit)
        return unit


def _fits(unit: Unit, path: tuple[str, ...]) -> bool:
    at: Unit | None = unit
    for name in reversed(path):
        if at is None or at.name.casefold() != name.casefold():
            return False
        at = at.parent
    return True


def _is_under(unit: Unit | None, top: Unit) -> bool:
    while unit is not None:
        if unit is top:
            return True
        unit = unit.parent
    return False


def take_apart(records: Iterable[Record], company: Company) -> None:
    """ "Platform (Technology)" becomes Platform under Technology, where the pattern recurs: where the same name stands
    in parentheses after several departments, is a department itself, or nearly all are written that way.
    """
    records = [record for record in records if record.path]
    values = {record.path[-1] for record in records}
    found = {value: (match[1], match[2]) for value in values if (match := _WITH_PARENT.fullmatch(value))}
    if not found:
        return
    parents = _parents(found, values, company, {names.key(record.name) for record in records})
    for record in records:
        name, parent = found.get(record.path[-1], ("", ""))
        above = record.path[-2].casefold() if len(record.path) > 1 else ""
        believed = parent.casefold() == above if above else parent.casefold() in parents
        if not name or not believed:
            continue
        rest = record.path[:-1] or (parent,)
        record.path = rest if name.casefold() == parent.casefold() else (*rest, name)
        record.is_rooted = True


def _parents(found: dict[str, tuple[str, str]], values: set[str], company: Company, people: set[str]) -> set[str]:
    """The names in parentheses that are departments, in small letters."""
    after = defaultdict(set)
    for name, parent in found.values():
        after[parent.casefold()].add(name.casefold())
    known = {value.casefold() for value in values} | {name.casefold() for name, _parent in company.departments.values()}
    nearly_all = len(found) > 2 and len(found) >= 0.8 * len(values)
    return {
        parent
        for parent, below in after.items()
        # Some exports put the manager's name there.
        if names.key(parent) not in people
        and (len(below) > 1 or parent in below or parent in known or (nearly_all and len(after) < len(found)))
    }


def place(
    records: Iterable[Record], company: Company, persons: Mapping[int, Person], notes: Notes
) -> tuple[Tree, dict[int, Unit]]:
    """The tree as it will be, and the unit of each line whose cell is not blank."""
    records = [record for record in records if record.path]
    take_apart(records, company)
    tree = Tree(company)
    tree.adoptable = _adoptable(records)
    tree.tells_parents = any(len(record.path) > 1 for record in records)
    units: dict[int, Unit] = {}
    # Long paths first: a short one may name the end of a long one.
    for record in sorted(records, key=lambda record: -len(record.path)):
        person = persons.get(record.line)
        current = tree.by_id.get(person.department_id) if person else None
        unit = tree.find(record.path, is_rooted=record.is_rooted, current=current)
        if unit is not None:
            units[record.line] = unit
            continue
        several = " · ".join(each.path for each in tree.by_name[record.path[0].casefold()])
        unclear = _("department %(name)s can mean several: %(several)s")
        notes.fault(record.line, unclear % {"name": record.path[0], "several": several})
    return tree, units


def _adoptable(records: list[Record]) -> set[str]:
    parents = defaultdict(set)
    for record in records:
        for above, name in zip(("", *record.path), record.path, strict=False):
            parents[name.casefold()].add(above.casefold())
    return {name for name, above in parents.items() if len(above) == 1 and "" not in above}


def count_people(tree: Tree, departments: Iterable[Unit | None]) -> None:
    for unit, count in Counter(unit for unit in departments if unit is not None).items():
        unit.people = count


def tree_lines(units: Iterable[Unit], depth: int = 0) -> list[tuple[int, Unit]]:
    """The tree as (depth, unit), in the order in which one reads it."""
    lines = []
    for unit in sorted(units, key=lambda unit: unit.name.casefold()):
        lines += [(depth, unit), *tree_lines(unit.children, depth + 1)]
    return lines
