"""One person's row: which values it brings, and what of them is a change."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from org.imports.cells import clean
from org.imports.company import Company, Person
from org.imports.departments import Tree, Unit
from org.imports.identity import Identified
from org.imports.locations import Place, own_zone
from org.imports.members import Member
from org.imports.notes import Notes
from org.imports.records import Record

_COPIED = [
    *("employee_number", "email", "first_name", "last_name", "preferred_name", "job_title", "job_level"),
    *("time_zone", "language"),
    *("hired_on", "left_on", "today"),
]
# What may be compared and told, in the order in which it is told. The manager is apart: that is a move.
TOLD = [
    *("employee_number", "email", "first_name", "last_name", "preferred_name", "job_title", "job_level"),
    *("department", "location", "time_zone", "language", "hired_on", "left_on"),
]


def as_is(person: Person, record: Record | None, tree: Tree, places: Mapping[int, Place]) -> Member:
    member = Member(person, record, **{name: getattr(person, name) for name in _COPIED})
    member.email = person.email.lower()
    member.department = member.old_department = tree.by_id.get(person.department_id)
    member.location = member.old_location = places.get(person.location_id)
    return member


def ghost(record: Record) -> Member:
    member = Member(None, record, record.employee_number, record.email or "", is_ghost=True)
    member.first_name, member.last_name = record.first_name or "", record.last_name or ""
    return member


def leave_out_strangers_who_left(read: list[Record], found: Identified, company: Company, notes: Notes) -> None:
    """HR systems keep people who left long ago and have no address any more. Whom the company never knew, it need not
    learn now: they are left out, with a warning.
    """
    for record in read:
        is_stranger = record.line in found.new and record.email == ""
        if is_stranger and isinstance(record.left_on, date) and record.left_on < company.today:
            found.new.discard(record.line)
            found.unclear.add(record.line)
            gone = _("%(name)s left on %(day)s, has no e-mail and is not in the company: left out")
            notes.warning(record.line, gone % {"name": record.name or record.employee_number, "day": record.left_on})


def take_values(
    member: Member, units: Mapping[int, Unit], places: Mapping[int, Place], complete: bool, notes: Notes
) -> None:
    """A blank cell leaves what is there; in a complete file it empties, but never name or e-mail."""
    record = member.record
    _take_identity(member, record, complete)
    for name in ("preferred_name", "job_title", "job_level", "language"):
        value = getattr(record, name)
        if (value or (value == "" and complete)) and clean(getattr(member, name)) != value:
            setattr(member, name, value)
    if record.line in units:
        member.department = units[record.line]
    elif record.path == () and complete:
        member.department = None
    if record.line in places:
        member.location = places[record.line]
    elif record.location == "" and complete:
        member.location = None
    _take_zone(member, record, complete)
    _take_dates(member, record, complete)
    _check(member, notes)


def _take_identity(member: Member, record: Record, complete: bool) -> None:
    if record.email:
        member.email = record.email
    number = record.employee_number
    if number and number.casefold() != (member.employee_number or "").casefold():
        member.employee_number = number
    elif number == "" and complete:
        member.employee_number = None
    if record.full_name and member.person and _is_called(member.person, record.full_name):
        return
    for name in ("first_name", "last_name"):
        value = getattr(record, name)
        if value and clean(getattr(member, name)) != value:
            setattr(member, name, value)


def _is_called(person: Person, full: str) -> bool:
    """A name in one cell: wherever it is cut, it is the same name."""
    before, comma, after = full.partition(",")
    full = f"{after} {before}" if comma else full
    names = [(person.first_name, person.last_name), (person.preferred_name, person.last_name)]
    return clean(full) in {clean(f"{first} {last}") for first, last in names if first}


def _take_zone(member: Member, record: Record, complete: bool) -> None:
    zone = own_zone(record.time_zone, member.location, member.time_zone)
    if zone is not None:
        member.time_zone = zone
    elif record.time_zone == "" and complete:
        member.time_zone = ""


def _take_dates(member: Member, record: Record, complete: bool) -> None:
    if isinstance(record.hired_on, date):
        member.hired_on = record.hired_on
    elif record.hired_on == "" and complete:
        member.hired_on = None
    if isinstance(record.left_on, date):
        member.left_on = record.left_on
    elif member.person and member.person.is_leaver:
        # In the file again without an end date: returned. Unless the file itself says that they are gone.
        if not record.says_left:
            member.left_on = None
    elif record.left_on == "" and complete:
        member.left_on = None


def _check(member: Member, notes: Notes) -> None:
    record = member.record
    if member.hired_on and member.left_on and member.left_on < member.hired_on:
        _settle_backwards(member, notes)
    if record.says_left and member.left_on is None:
        undated = _("%(name)s is marked as gone, but has no last day; they stay until there is one")
        notes.warning(record.line, undated % {"name": member.name})
    if member.person:
        return
    if record.email == "":
        notes.fault(record.line, _("%(name)s is new and has no e-mail") % {"name": member.name or _("this person")})
    if record.full_name == "" and not member.last_name:
        notes.fault(record.line, _("the name is missing"))
        return
    for name, words in (("first_name", _("the first name is missing")), ("last_name", _("the last name is missing"))):
        # None: the cell was told as a fault already, or a full name was.
        if getattr(record, name) == "" and not getattr(member, name):
            notes.fault(record.line, words)


def _settle_backwards(member: Member, notes: Notes) -> None:
    """HR systems keep the last day of an earlier employment beside the new hire date. The status says which holds;
    without one the account stays closed.
    """
    words = {"left": member.left_on, "hired": member.hired_on}
    if member.record.says_works:
        member.left_on = None
        text = _("the last day %(left)s is before the hire date %(hired)s and is left out: the person works here")
    else:
        before = member.person.hired_on if member.person else None
        member.hired_on = before if before and before <= member.left_on else None
        text = _("the last day %(left)s is before the hire date %(hired)s; the hire date is left out")
    notes.warning(member.record.line, text % words)


def freed_address(leaver: Person) -> str:
    """What a leaver keeps where their address went to another person."""
    return f"left-{leaver.id}@left.invalid"


def tell(member: Member) -> None:
    """Sets `changes` and `kinds`: a person counts in each that applies, somebody new only in `new`."""
    person = member.person
    if person is None:
        member.kinds = {"new"}
        return
    for name in TOLD:
        before, after = _before(member, person, name), getattr(member, name)
        if before != after:
            member.changes[name] = (before, after)
    kinds = set(member.changes) and {"changed"}
    if "left_on" in member.changes and (kind := _kind_of_leaving(member, person)) != "changed":
        kinds = {kind} | ({"changed"} if len(member.changes) > 1 else set())
    if member.manager is not member.old_manager:
        kinds = kinds | {"moved"}
    member.kinds = kinds or ({"unchanged"} if member.record else set())


def _before(member: Member, person: Person, name: str):
    match name:
        case "email":
            return person.email.lower()
        case "department":
            return member.old_department
        case "location":
            return member.old_location
        case _:
            return getattr(person, name)


def _kind_of_leaving(member: Member, person: Person) -> str:
    if person.left_on is None:
        return "leaving"
    return "returned" if person.is_leaver and member.left_on is None else "changed"
