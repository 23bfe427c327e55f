"""Write a plan: one transaction, in bulk, in the order that no constraint is hurt on the way.

On SQLite the transaction holds the only write lock: all reading and thinking was done before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from org import addresses
from org.imports import company as companies
from org.imports.members import Member
from org.imports.plan import Plan
from org.locks import lock_structure
from org.models import Department, Employee, Location
from org.models.employee import DERIVED

_WRITTEN = [
    *("employee_number", "email", "first_name", "last_name", "preferred_name", "job_title", "job_level"),
    *("time_zone", "language", "hired_on", "left_on"),
]
_CHUNK = 500


class CompanyChangedError(Exception):
    """Somebody changed people since the plan was made; a new plan says what the file means now."""


def apply(plan: Plan, *, by: Employee | None, file_name: str, now: datetime | None = None) -> None:
    """Raises CompanyChangedError, and ValidationError where the plan has faults; then nothing is written."""
    if plan.company.is_demo:
        raise ValidationError(companies.demo_refusal())
    if plan.notes.faults:
        raise ValidationError(_("The file has faults; nothing was changed."))
    writer = _Writer(plan, by, f"Import {file_name}"[:100])
    try:
        with transaction.atomic():
            # Whoever else changes the structure waits from here on; what they did before shows in the fingerprint.
            lock_structure()
            if companies.snapshot(now).fingerprint != plan.company.fingerprint:
                raise CompanyChangedError
            writer.write()
    except IntegrityError as error:
        # Somebody was added while this was written: the new plan tells what collides.
        raise CompanyChangedError from error


class _Writer:
    def __init__(self, plan: Plan, by: Employee | None, reason: str):
        self.plan, self.by, self.reason = plan, by, reason
        self.now = timezone.now()
        self.departments = {unit: unit.id for unit in plan.tree.units if unit.id}
        self.locations = {place: place.id for place in plan.places if place.id}
        self.people: dict[Member, int] = {member: member.person.id for member in plan.members if member.person}
        self.changed = [member for member in plan.members if member.person and member.kinds - {"unchanged"}]
        self.new = [member for member in plan.members if member.person is None]
        # Made before the lock is held.
        self.rows = {
            member: Employee(created_at=self.now, is_imported=True, password=make_password(None)) for member in self.new
        }

    def write(self) -> None:
        self._write_departments()
        self._write_locations()
        before = self._employees(self.changed)
        self._free_addresses()
        to_new = [member for member in self.changed if member.manager and member.manager.person is None]
        self._update(before, [m for m in self.changed if m not in set(to_new)])
        self._insert_people()
        self._update(before, to_new)
        self._mark_imported()
        renamed = [member.person.id for member in self.plan.members if "email" in member.changes]
        for ids in _chunks(renamed):
            addresses.replaced(ids)

    # --- departments and locations: few, but never one by one ---

    def _write_departments(self) -> None:
        for level in _levels(self.plan.tree.new, lambda unit: unit.parent):
            rows = [Department(name=unit.name, parent_id=self.departments.get(unit.parent)) for unit in level]
            for unit, row in zip(level, self._create(Department, rows), strict=True):
                self.departments[unit] = row.pk
        for unit in self.plan.tree.moved:
            department = Department.objects.get(pk=unit.id)
            department.parent_id = self.departments[unit.parent]
            self._sign(department)
            department.save(update_fields=["parent"])

    def _write_locations(self) -> None:
        new = self.plan.new_places
        rows = self._create(Location, [Location(name=place.name, time_zone=place.zone) for place in new])
        self.locations |= {place: row.pk for place, row in zip(new, rows, strict=True)}
        for place in self.plan.places:
            if place.id and place.told_zone:
                location = Location.objects.get(pk=place.id)
                location.time_zone = place.told_zone
                self._sign(location)
                location.save(update_fields=["time_zone"])

    # --- people ---

    def _free_addresses(self) -> None:
        """Two people may swap addresses and numbers: whoever gets another one first lets go of their own."""
        renamed = [member.person.id for member in self.changed if "email" in member.changes]
        for ids in _chunks(renamed):
            free = Concat(Value("import-"), Cast("pk", models.CharField()), Value("@import.invalid"))
            Employee.objects.filter(pk__in=ids).update(email=free)
        renumbered = [member.person.id for member in self.changed if "employee_number" in member.changes]
        for ids in _chunks(renumbered):
            Employee.objects.filter(pk__in=ids).update(employee_number=None)

    def _employees(self, members: Sequence[Member]) -> dict[int, Employee]:
        """Locked, and as they were planned: people change their own fields without the lock on the structure."""
        found: dict[int, Employee] = {}
        rows = Employee.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        for ids in _chunks(sorted(member.person.id for member in members)):
            found |= {row.pk: row for row in rows.filter(pk__in=ids)}
        for person in (member.person for member in members):
            row = found.get(person.id)
            if row is None or any(getattr(row, name) != getattr(person, name) for name in companies.FIELDS):
                raise CompanyChangedError
        return found

    def _update(self, before: dict[int, Employee], members: Sequence[Member]) -> None:
        """By insert-or-update of whole rows, touching only these columns: one statement for many rows, and quick.
        The rows exist: they were read in this transaction.
        """
        rows = []
        for member in members:
            row = before[member.person.id]
            self._fill(row, member)
            rows.append(row)
        columns = [*_WRITTEN, "department", "location", "manager", "is_imported", *DERIVED]
        Employee.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=_CHUNK
        )
        self._record(Employee, rows, update=True)

    def _insert_people(self) -> None:
        """Managers before their reports, so that each row is written once."""
        for level in _levels(self.new, lambda member: member.manager):
            rows = [self.rows[member] for member in level]
            for member, row in zip(level, rows, strict=True):
                self._fill(row, member)
            for member, row in zip(level, self._create(Employee, rows), strict=True):
                self.people[member] = row.pk

    def _fill(self, row: Employee, member: Member) -> None:
        for name in _WRITTEN:
            setattr(row, name, getattr(member, name))
        row.department_id = self.departments.get(member.department)
        row.location_id = self.locations.get(member.location)
        row.manager_id = self.people[member.manager] if member.manager else None
        row.is_imported = row.is_imported or member.record is not None

    def _mark_imported(self) -> None:
        ids = [m.person.id for m in self.plan.members if m.person and m.record and not m.person.is_imported]
        for chunk in _chunks(ids):
            Employee.objects.filter(pk__in=chunk, is_imported=False).update(is_imported=True)

    # --- history ---

    def _create(self, model: type[models.Model], rows: list) -> list:
        created = model.objects.bulk_create(rows, batch_size=_CHUNK)
        self._record(model, created, update=False)
        return created

    def _record(self, model: type[models.Model], rows: list, *, update: bool) -> None:
        model.history.bulk_history_create(
            rows,
            batch_size=_CHUNK,
            update=update,
            default_user=self.by,
            default_change_reason=self.reason,
            default_date=self.now,
        )

    def _sign(self, row: models.Model) -> None:
        row._history_user, row._change_reason = self.by, self.reason


def _levels(things: Iterable, above) -> Iterator[list]:
    """Those whose `above` is not among them, then those below these, and so on. No loops: the plan refused them."""
    waiting = list(things)
    left = set(waiting)
    while waiting:
        level = [thing for thing in waiting if above(thing) not in left]
        if not level:
            raise ValidationError(_("The reporting line is a loop; nothing was changed."))
        yield level
        left.difference_update(level)
        waiting = [thing for thing in waiting if thing in left]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
