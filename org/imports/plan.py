"""What a file would change in the company: pure planning, nothing is written. The dry run is this; Apply writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from org.imports import changes, dates, departments, headings, identity, locations, managers, records
from org.imports.company import Company, snapshot
from org.imports.departments import Tree, Unit
from org.imports.headings import Columns, Samples
from org.imports.identity import Answers, Identified
from org.imports.locations import Place
from org.imports.members import Member
from org.imports.notes import Notes
from org.imports.records import Record
from org.imports.spreadsheet import Table, read_table
from org.models import HeadingMemory

KINDS = ["new", "changed", "moved", "leaving", "returned", "unchanged"]
# Above so many rows the embedded database is not the right one.
MANY_ROWS = 20_000


@dataclass(slots=True)
class Options:
    complete: bool = False
    dates: str = ""  # dmy, mdy or ymd, where HR said so
    headings: Mapping[str, str] = field(default_factory=dict)  # heading → field, or "" for none
    answers: Answers = field(default_factory=Answers)
    by: int | None = None  # whoever applies it


@dataclass(slots=True)
class Plan:
    company: Company
    columns: Columns
    formats: dates.Formats
    notes: Notes
    members: list[Member]  # everybody in the final state
    tree: Tree
    places: list[Place]
    identified: Identified
    rows: int

    @property
    def counts(self) -> dict[str, int]:
        counted = {kind: sum(1 for member in self.members if kind in member.kinds) for kind in KINDS}
        return counted | {"faults": len(self.notes.faults)}

    @property
    def summary(self) -> str:
        """The command's last line."""
        return ", ".join(f"{kind} {count}" for kind, count in self.counts.items())

    def of_kind(self, kind: str) -> list[Member]:
        found = [member for member in self.members if kind in member.kinds]
        return sorted(found, key=lambda member: (member.last_name.casefold(), member.first_name.casefold()))

    @property
    def changes_something(self) -> bool:
        return any(self.counts[kind] for kind in KINDS[:-1])

    @property
    def leaves_many(self) -> bool:
        """More than one in ten at once."""
        present = sum(1 for person in self.company.people.values() if not person.is_leaver)
        return self.counts["leaving"] * 10 > present

    @property
    def new_places(self) -> list[Place]:
        return [place for place in self.places if place.id is None]

    @property
    def told_places(self) -> list[Place]:
        """Locations that get their time zone from the file."""
        return sorted((place for place in self.places if place.told_zone), key=lambda place: place.name.casefold())

    @property
    def places_without_zone(self) -> list[Place]:
        used = {member.location for member in self.members}
        found = [place for place in self.places if not place.zone and place in used]
        return sorted(found, key=lambda place: place.name.casefold())

    def left_reports(self) -> list[tuple[Member, list[Member]]]:
        """Who leaves or has left, with the reports that stay with them."""
        found: dict[Member, list[Member]] = {}
        for member in self.members:
            manager = member.manager
            if manager is None or member.left_on is not None or manager.left_on is None:
                continue
            if manager.kinds & {"leaving", "new"} or (member.record and manager.has_left):
                found.setdefault(manager, []).append(member)
        return sorted(found.items(), key=lambda pair: pair[0].name.casefold())

    @property
    def advice(self) -> str:
        if self.rows > MANY_ROWS and connection.vendor == "sqlite":
            return _("%(rows)d rows are many for SQLite: PostgreSQL is advised (DATABASE_URL).") % {"rows": self.rows}
        return ""


def columns_of(table: Table, chosen: Mapping[str, str]) -> Columns:
    """What each column is, by what HR chose now, chose once, or by its heading. May lack a required one."""
    known = dict(HeadingMemory.objects.values_list("heading", "field"))
    known |= {headings.key(heading): name for heading, name in chosen.items()}
    return headings.assign(table.headings, known, Samples([row.cells for row in table.rows]))


def recognises(chosen: Mapping[str, str]):
    known = set(HeadingMemory.objects.exclude(field="").values_list("heading", flat=True))
    known |= {headings.key(heading) for heading, name in chosen.items() if name}
    return lambda heading: headings.recognise(heading) is not None or headings.key(heading) in known


def make(content: bytes, options: Options, *, now: datetime | None = None) -> Plan:
    """Raises SpreadsheetError where the file as a whole cannot be taken."""
    table = read_table(content, recognises(options.headings))
    columns = columns_of(table, options.headings)
    headings.require(columns)
    notes = Notes()
    if table.unread:
        unread = _("only the first sheet of people is read, not %(sheets)s; bring each as a file of its own")
        notes.warning(table.heading_line, unread % {"sheets": ", ".join(table.unread)})
    formats = _formats(table, columns, options.dates, notes)
    decided = {name: chosen for name, chosen in formats.chosen.items() if name not in formats.undecided}
    read = records.read(table.rows, columns, decided, notes)
    return _plan(read, table, columns, formats, options, notes, snapshot(now))


def _formats(table: Table, columns: Columns, order: str, notes: Notes) -> dates.Formats:
    values = {}
    hints = {}
    for name in headings.DATE_FIELDS:
        if columns.has(name):
            index = columns.by_field[name]
            cells = [row.cells[index] for row in table.rows]
            skip = dates.is_forever if name == "left_on" else dates.is_nothing
            values[name] = ["" if dates.is_nothing(cell) or skip(cell) else cell for cell in cells]
            if hint := dates.hint(columns.headings[index]):
                hints[name] = hint
    formats = dates.decide(values, order=order, hints=hints)
    if formats.undecided:
        asked = [columns.headings[columns.by_field[name]] for name in formats.undecided]
        notes.fault(table.heading_line, dates.question(asked))
    return formats


def _plan(
    read: list[Record],
    table: Table,
    columns: Columns,
    formats: dates.Formats,
    options: Options,
    notes: Notes,
    company: Company,
) -> Plan:
    found = identity.identify(read, company, options.answers, notes, complete=options.complete)
    changes.leave_out_strangers_who_left(read, found, company, notes)
    clear = [record for record in read if record.line not in found.unclear]
    tree, units = departments.place(clear, company, found.persons, notes)
    known_places, new_places, places = locations.place(clear, company)
    members = _members(company, found, read, tree, known_places)
    for member in members:
        if member.record:
            changes.take_values(member, units, places, options.complete, notes)
    if options.complete:
        _let_go(members, found.seen | {options.by})
    for leaver in found.robbed:
        next(member for member in members if member.person is leaver).email = changes.freed_address(leaver)
    ghosts = [changes.ghost(record) for record in read if record.line in found.unclear]
    resolver = managers.Resolver(managers.Directory(members, ghosts, read), notes)
    for member in members:
        resolver.resolve(member, complete=options.complete)
    managers.refuse_loops(members, notes)
    identity.refuse_shared_addresses(((m.email, m.line, m.name) for m in members if m.email), notes)
    for member in members:
        changes.tell(member)
    departments.count_people(tree, (member.department for member in members))
    notes.sort()
    places = [*known_places.values(), *new_places]
    return Plan(company, columns, formats, notes, members, tree, places, found, len(table.rows))


def _members(
    company: Company, found: Identified, read: list[Record], tree: Tree, places: dict[int, Place]
) -> list[Member]:
    lines = {record.line: record for record in read}
    record_of = {person.id: lines[line] for line, person in found.persons.items() if line in lines}
    by_id = {
        person.id: changes.as_is(person, record_of.get(person.id), tree, places) for person in company.people.values()
    }
    for member in by_id.values():
        member.manager = member.old_manager = by_id.get(member.person.manager_id)
    new = [Member(None, record, today=company.today) for record in read if record.line in found.new]
    return [*by_id.values(), *new]


def _let_go(members: list[Member], keep: set[int | None]) -> None:
    """A complete file without somebody whom HR's system knows: they have left. Never an administrator, nor whom to
    keep: whoever applies the file.
    """
    for member in members:
        person = member.person
        if person is None or member.record or person.is_leaver or person.is_superuser or person.id in keep:
            continue
        if person.employee_number or person.is_imported:
            yesterday = person.today - timedelta(days=1)
            member.left_on = max(yesterday, person.hired_on or yesterday)


__all__ = ["KINDS", "Options", "Plan", "Unit", "columns_of", "make", "recognises"]
