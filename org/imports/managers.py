"""Who reports to whom in the final state: number beats e-mail beats name, and nobody is in their own line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from org.imports import names
from org.imports.cells import clip
from org.imports.members import Member
from org.imports.notes import Notes
from org.imports.records import Record

NOBODY = {
    *("no_manager", "no manager", "nomanager", "none", "nobody", "no one", "-", "–", "—", "--", "n/a", "null", "nil"),
    *("keine", "keiner", "kein", "niemand", "kein vorgesetzter", "keine führungskraft", "not applicable", "unassigned"),
}
_EMAIL = re.compile(r"[^\s<>()\[\],;]+@[^\s<>()\[\],;]+")
_IN_BRACKETS = re.compile(r"[(\[<]([^()\[\]<>]+)[)\]>]")


class Directory:
    """Everybody in the final state by what a manager column may call them."""

    def __init__(self, members: Sequence[Member], ghosts: Sequence[Member] = (), broken: Iterable[Record] = ()):
        self.by_number: dict[str, Member] = {}
        self.by_bare_number: dict[str, set[Member]] = defaultdict(set)
        self.by_email: dict[str, Member] = {}
        self.by_name: dict[str, set[Member]] = defaultdict(set)
        self.by_other_number: dict[str, set[Member]] = defaultdict(set)
        self.mentioned = {text for record in broken for text in record.mentions}
        for member in members:
            self._enter(member)
        # An export may still call a manager by the address that the same file replaces.
        for member in members:
            if member.person:
                self.by_email.setdefault(member.person.email.lower(), member)
        # Rows that are faults themselves: nobody else is blamed for pointing at them.
        for ghost in ghosts:
            self._enter(ghost)

    def _enter(self, member: Member) -> None:
        if member.employee_number:
            number = member.employee_number.casefold()
            self.by_number.setdefault(number, member)
            self.by_bare_number[_bare(number)].add(member)
        for number in filter(None, member.record.other_numbers if member.record else ()):
            self.by_other_number[number.casefold()].add(member)
        if member.email:
            self.by_email.setdefault(member.email, member)
        for key in _names(member):
            if not member.is_ghost or key not in self.by_name:
                self.by_name[key].add(member)

    def number(self, text: str) -> set[Member]:
        number = text.casefold()
        if found := self.by_number.get(number):
            return {found}
        # Spreadsheets take the zeros off; some systems know people by two numbers.
        return self.by_bare_number.get(_bare(number), set()) or self.by_other_number.get(number, set())

    def email(self, text: str) -> set[Member]:
        found = self.by_email.get(text.removeprefix("mailto:").lower())
        return {found} if found else set()

    def name(self, text: str) -> set[Member]:
        """Where several are called so, those who still work here."""
        found = self.by_name.get(names.key(names.without_note(text))) or self.by_name.get(names.key(text), set())
        present = {member for member in found if not member.has_left}
        return present or found


def _names(member: Member) -> set[str]:
    """As they are called now and as they will be."""
    found = names.keys(member.first_name, member.last_name, member.preferred_name)
    if member.record and member.record.full_name:
        found.add(names.key(member.record.full_name))
    if person := member.person:
        found |= names.keys(person.first_name, person.last_name, person.preferred_name)
    return found - {""}


def _bare(number: str) -> str:
    return number.lstrip("0") if number.isdigit() else number


class Resolver:
    def __init__(self, directory: Directory, notes: Notes):
        self.directory, self.notes = directory, notes

    def resolve(self, member: Member, *, complete: bool) -> None:
        """Sets the member's manager from the file; a blank cell leaves who there is."""
        record = member.record
        if record is None or record.manager is None:
            return
        if not record.manager:
            if complete:
                member.manager = None
            return
        readings = [(kind, text, *self._read(kind, text)) for kind, text in self._split(record.manager)]
        kind, text, found, is_nobody = readings[0]
        if is_nobody:
            member.manager = None
        elif len(found) == 1:
            member.manager = next(iter(found))
        else:
            self._unknown(record, kind, text, found)
            return
        if member.manager and member.manager.is_ghost:
            # A row that is a fault itself, or somebody who left long ago and stays out.
            member.manager = member.old_manager
            out = _("manager %(manager)s does not come in with this file")
            self.notes.warning(record.line, out % {"manager": clip(text)})
            return
        if member.manager is member:
            member.manager = None
            self.notes.fault(record.line, _("%(name)s cannot be their own manager") % {"name": member.name})
            return
        self._compare(record, member.manager, readings)

    def _split(self, columns: dict[str, str]) -> list[tuple[str, str]]:
        """What the columns say, the strongest first. A column that may hold anything is read as what it holds."""
        said = {kind: text for kind, text in columns.items() if kind != "any"}
        if text := columns.get("any"):
            for kind, part in self._parts(text):
                said.setdefault(kind, part)
        return [(kind, said[kind]) for kind in ("number", "email", "name") if kind in said]

    def _parts(self, text: str) -> list[tuple[str, str]]:
        """ "Ana Souza (M10021)", "Souza, Ana <ana@meridian.example>", "M10021 - Ana Souza", or one of them alone."""
        if self.directory.number(text):
            return [("number", text)]
        if found := _EMAIL.search(text):
            return [("email", found[0])]
        inside = _IN_BRACKETS.search(text)
        if inside and self.directory.number(inside[1].strip()):
            return [("number", inside[1].strip())]
        for part in re.split(r"\s+[-–|/]\s+|\s*[|:]\s*", text):
            if part != text and self.directory.number(part):
                return [("number", part)]
        return [("name", text)]

    def _read(self, kind: str, text: str) -> tuple[set[Member], bool]:
        if text.casefold() in NOBODY or not text.strip("0"):
            return set(), True
        if kind == "number" and "@" in text:
            return self.directory.email(text), False
        if kind == "email" and "@" not in text:
            return self.directory.number(text) or self.directory.name(text), False
        if kind == "name" and "@" in text:
            return self.directory.email(text), False
        if kind == "name":
            return self.directory.name(text) or self.directory.number(text), False
        return getattr(self.directory, kind)(text), False

    def _unknown(self, record: Record, kind: str, text: str, found: set[Member]) -> None:
        words = {"manager": clip(text), "count": len(found)}
        if found:
            unclear = _("manager %(manager)s can be %(count)d people; name them by number or e-mail")
            self.notes.fault(record.line, unclear % words)
        elif text.casefold() not in self.directory.mentioned:
            self.notes.fault(
                record.line, _("manager %(manager)s is not in the file nor in the company") % words
            )

    def _compare(self, record: Record, manager: Member | None, readings: list[tuple]) -> None:
        others = [
            clip(text)
            for _kind, text, found, is_nobody in readings[1:]
            if is_nobody != (manager is None) or (manager is not None and manager not in found)
        ]
        if others:
            words = {"others": " · ".join(others), "manager": manager.name if manager else _("nobody")}
            self.notes.warning(
                record.line, _("the manager’s columns disagree: %(others)s; taken is %(manager)s") % words
            )


def refuse_loops(members: Iterable[Member], notes: Notes) -> None:
    """A loop is one fault, on its first line in the file, and names everyone in it."""
    done: set[Member] = set()
    for start in members:
        trail: dict[Member, None] = {}
        at: Member | None = start
        while at is not None and at not in done and at not in trail:
            trail[at] = None
            at = at.manager
        if at is not None and at in trail:
            line = list(trail)
            _tell(line[line.index(at) :], notes)
        done.update(trail)


def _tell(loop: list[Member], notes: Notes) -> None:
    lines = [member.record.line for member in loop if member.record]
    if not lines:
        return
    first = next(i for i, member in enumerate(loop) if member.record and member.record.line == min(lines))
    loop = loop[first:] + loop[:first]
    circle = " → ".join(member.name for member in [*loop, loop[0]])
    notes.fault(min(lines), _("the reporting line is a loop: %(loop)s") % {"loop": circle})
