"""Who is who: which person of the company a row of the file is.

The employee number where there is one, else the e-mail whatever its case. What two people would own in the final
state is a conflict; on the way there they may swap.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from org.imports.cells import clip
from org.imports.company import Company, Person
from org.imports.notes import Notes
from org.imports.records import Record

ALL = "all"
# A column that says the same in each row is not told with each of them on each of them.
OTHERS_TOLD = 10


@dataclass(slots=True, frozen=True)
class Answers:
    """What was said about leavers whose e-mail comes with a new number: addresses or numbers, or `all`."""

    returned: frozenset[str] = frozenset()
    another: frozenset[str] = frozenset()

    def of(self, record: Record) -> str:
        names = {record.email, (record.employee_number or "").casefold(), ALL}
        if names & self.returned:
            return "returned"
        return "another" if names & self.another else ""


@dataclass(slots=True)
class LeaverQuestion:
    """Returned, or another person who got the address?"""

    line: int
    email: str
    employee_number: str
    leaver: Person


@dataclass(slots=True)
class Identified:
    persons: dict[int, Person] = field(default_factory=dict)  # line → who it is
    new: set[int] = field(default_factory=set)  # lines of people who are not in the company
    unclear: set[int] = field(default_factory=set)  # lines that name nobody, or somebody whom another line names too
    seen: set[int] = field(default_factory=set)  # whom any line names, clear or not
    questions: list[LeaverQuestion] = field(default_factory=list)
    # Leavers whose address now belongs to another person.
    robbed: list[Person] = field(default_factory=list)


class Register:
    def __init__(self, company: Company):
        people = company.people.values()
        self.by_number = {person.employee_number.casefold(): person for person in people if person.employee_number}
        self.by_email = {person.email.lower(): person for person in people}


def identify(
    records: Iterable[Record], company: Company, answers: Answers, notes: Notes, *, complete: bool
) -> Identified:
    records = [record for record in records if not record.is_broken]
    register = Register(company)
    found = Identified()
    named = {person.id: record for record in records if (person := _by_number(record, register))}
    for record in records:
        person = _by_number(record, register)
        if person is None and record.email and (owner := register.by_email.get(record.email)):
            person = _by_email(record, owner, named, answers, found, complete=complete)
        if person is not None:
            found.persons[record.line] = person
        elif not record.employee_number and not record.email:
            found.unclear.add(record.line)
            if record.email == "":
                notes.fault(record.line, _("neither an employee number nor an e-mail says who this is"))
        elif not found.questions or found.questions[-1].line != record.line:
            found.new.add(record.line)
    found.seen = {person.id for person in found.persons.values()}
    _refuse_duplicates(records, found, notes)
    _ask(found, notes)
    return found


def _by_number(record: Record, register: Register) -> Person | None:
    return register.by_number.get(record.employee_number.casefold()) if record.employee_number else None


def _by_email(
    record: Record, owner: Person, named: dict[int, Record], answers: Answers, found: Identified, *, complete: bool
) -> Person | None:
    """The number, if any, is not known; the address belongs to `owner`."""
    if not record.employee_number or not owner.employee_number:
        return owner
    if not _has_left(owner, named.get(owner.id), complete=complete):
        return None  # new; whether both keep the address is judged on the final state
    match answers.of(record):
        case "returned":
            return owner
        case "another":
            found.robbed.append(owner)
        case _:
            found.questions.append(LeaverQuestion(record.line, record.email, record.employee_number, owner))
    return None


def _has_left(owner: Person, row: Record | None, *, complete: bool) -> bool:
    """`row` is the owner's own, which may tell that they left, and leave the address blank: then it is free."""
    if row is None:
        return owner.is_leaver or complete
    if row.email:
        return False
    if isinstance(row.left_on, date):
        return row.left_on < owner.today
    return owner.is_leaver and row.says_left


def _refuse_duplicates(records: list[Record], found: Identified, notes: Notes) -> None:
    """A fault on each of the lines. The same person may be meant by number on one line, by e-mail on another."""
    persons = found.persons
    told: set[int] = set()
    for words, what, name in (
        (_("employee number %(what)s is also on line %(others)s"), _number, "employee_number"),
        (_("e-mail %(what)s is also on line %(others)s"), lambda record: record.email, "email"),
        (_("%(what)s is also on line %(others)s"), lambda record: persons.get(record.line), "name"),
    ):
        several = _several(records, what, told)
        for same in several:
            _tell(same, words, getattr(same[0], name) or same[0].email, notes)
        told |= {record.line for same in several for record in same}
    for line in told:
        found.persons.pop(line, None)
        found.new.discard(line)
        found.unclear.add(line)
    found.questions = [question for question in found.questions if question.line not in told]


def _number(record: Record) -> str:
    return (record.employee_number or "").casefold()


def _several(records: list[Record], what: Callable[[Record], object], told: set[int]) -> list[list[Record]]:
    """The records that share `what`, without those that were told already, line by line."""
    groups: dict[object, list[Record]] = defaultdict(list)
    for record in records:
        if shared := what(record):
            groups[shared].append(record)
    return [same for same in groups.values() if len(same) > 1 and not all(record.line in told for record in same)]


def _tell(same: list[Record], words: str, what: str, notes: Notes) -> None:
    first = same[: OTHERS_TOLD + 1]
    for record in same:
        others = [str(other.line) for other in first if other is not record][:OTHERS_TOLD]
        if more := len(same) - 1 - len(others):
            others.append(_("%(count)d more") % {"count": more})
        notes.fault(record.line, words % {"what": clip(what), "others": ", ".join(others)})


def _ask(found: Identified, notes: Notes) -> None:
    for question in found.questions:
        notes.fault(
            question.line,
            _(
                "%(email)s belonged to %(leaver)s (%(number)s), who left on %(day)s; has the person returned, or is it "
                "another one? (--returned %(new)s or --another %(new)s; in the admin above the changes)"
            )
            % {
                "email": question.email,
                "leaver": question.leaver.name,
                "number": question.leaver.employee_number,
                "day": question.leaver.left_on or "–",
                "new": question.employee_number,
            },
        )


def refuse_shared_addresses(finals: Iterable[tuple[str, int | None, str]], notes: Notes) -> None:
    """`finals` are everybody's address in the final state, with the line (None: not in the file) and the name.
    Two lines with one address were told as duplicates already.
    """
    owners: dict[str, list[tuple[int | None, str]]] = defaultdict(list)
    for email, line, name in finals:
        owners[email].append((line, name))
    for email, same in owners.items():
        lines = [line for line, _name in same if line is not None]
        if len(same) < 2:
            continue
        for line in lines:
            other = next(name for other_line, name in same if other_line != line)
            belongs = _("e-mail %(email)s belongs to %(name)s too; two people cannot share it")
            notes.fault(line, belongs % {"email": email, "name": other})
